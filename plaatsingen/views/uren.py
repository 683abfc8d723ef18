"""Hours of one placement: a student's week on a phone, the progress, what the leerbedrijf says of a week."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from basis.nederlands import count_noun
from kern import kalender
from plaatsingen import rules
from plaatsingen.enums import UrenSoort
from plaatsingen.forms_uren import VraagForm, WeekForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import uren, urenakkoord
from plaatsingen.services.rooster import Rooster, rooster_van
from plaatsingen.services.roosterschrijven import mag_rooster_maken
from plaatsingen.services.urengrenzen import Grenzen
from plaatsingen.services.urenlijst import afwijking_van, werkdagen
from plaatsingen.services.urenrecht import eigen_dagen, mag_bevestigen, zichtbare_dagen
from plaatsingen.stap import week_url
from plaatsingen.views.hulp import haal

WEEK = timedelta(days=7)
JAREN = range(2000, 2200)


def maandag_of_404(jaar: int, week: int) -> date:
    """Return the Monday of an ISO week; 404 when the year has no such week, or has no week before or after it."""
    if jaar not in JAREN:
        raise Http404
    try:
        return kalender.maandag_van_week(jaar, week)
    except ValueError as fout:
        raise Http404 from fout


@require_safe
def overzicht(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show hours against the norm, and the weeks; a host of only a part sees the weeks of that part."""
    plaatsing = haal(request, public_id)
    vandaag = timezone.localdate()
    rooster = rooster_van(plaatsing)
    vul_in = rules.mag_uren_invullen(request.user, plaatsing) and plaatsing.begindatum <= rooster.laatste
    gevonden = uren.weken(plaatsing, zichtbare_dagen(request.user, plaatsing))
    return render(
        request,
        "plaatsingen/uren.html",
        {
            "plaatsing": plaatsing,
            "stand": uren.stand(plaatsing=plaatsing, op=vandaag, rooster=rooster),
            "delen": uren.stand_per_deel(plaatsing, rooster),
            "weken": [{**week, "iso": kalender.iso_week(week["maandag"])} for week in gevonden],
            "open_weken": _open_weken(plaatsing, rooster, vandaag) if vul_in else [],
            "mag_invullen": vul_in,
            "mag_bevestigen": mag_bevestigen(request.user, plaatsing),
            "deze_week_url": week_url(plaatsing, max(plaatsing.begindatum, min(vandaag, rooster.laatste))),
            "eigen": rules.is_student_van(request.user, plaatsing),
        },
    )


def _open_weken(plaatsing: Plaatsing, rooster: Rooster, vandaag: date) -> list[dict[str, Any]]:
    return [
        {"url": week_url(plaatsing, maandag), "maandag": maandag, "nummer": kalender.iso_week(maandag)[1]}
        for maandag in uren.open_weken(plaatsing, rooster, vandaag)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Fill in one week (student) or look at it (everybody else concerned)."""
    plaatsing = haal(request, public_id)
    maandag = maandag_of_404(jaar, week)
    vandaag = timezone.localdate()
    mag = rules.mag_uren_invullen(request.user, plaatsing)
    if request.method == "POST" and not mag:
        raise PermissionDenied
    rooster = rooster_van(plaatsing)
    form = WeekForm(request.POST or None, plaatsing=plaatsing, maandag=maandag, vandaag=vandaag, rooster=rooster)
    if request.method == "POST" and form.is_valid():
        try:
            uren.vul_week_in(
                plaatsing=plaatsing, maandag=maandag, dagen=form.ingevuld(), by=request.user, at=timezone.now()
            )
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            return _na_bewaren(request, plaatsing, rooster, maandag)
    context = _weekcontext(request, plaatsing, form, maandag)
    return render(request, "plaatsingen/week.html", context | {"jaar": jaar, "week": week, "mag_invullen": mag})


def _na_bewaren(request: HttpRequest, plaatsing: Plaatsing, rooster: Rooster, maandag: date) -> HttpResponse:
    """Tell what was kept and what is beyond a limit, and go to the next week that is open."""
    messages.success(request, f"Je uren van week {kalender.iso_week(maandag)[1]} zijn bewaard.")
    rijen = list(plaatsing.urendagen.filter(datum__gte=maandag, datum__lt=maandag + WEEK))
    for zin in Grenzen().waarschuwingen(werkdagen(rijen), plaatsing.student):
        messages.warning(request, zin)
    nog_open = uren.open_weken(plaatsing, rooster, timezone.localdate())
    if not nog_open:
        return redirect("plaatsingen:uren", plaatsing.public_id)
    messages.info(request, f"Nog {count_noun(len(nog_open), 'week', 'weken')} te gaan.")
    return redirect(week_url(plaatsing, nog_open[0]))


def _weekcontext(request: HttpRequest, plaatsing: Plaatsing, form: WeekForm, maandag: date) -> dict[str, Any]:
    vandaag = timezone.localdate()
    zichtbaar = set(plaatsing.urendagen.filter(zichtbare_dagen(request.user, plaatsing)).values_list("pk", flat=True))
    mijn = eigen_dagen(request.user, plaatsing)
    van_mij = set(plaatsing.urendagen.filter(mijn).values_list("pk", flat=True)) if mijn is not None else set()
    rijen = [dag["rij"] for dag in form.dagen if dag["rij"] is not None and dag["rij"].pk in zichtbaar]
    for dag in form.dagen:
        dag["afwijking"] = afwijking_van(dag["rij"]) if dag["rij"] is not None else ""
    return {
        "plaatsing": plaatsing,
        "form": form,
        "maandag": maandag,
        "zondag": maandag + timedelta(days=6),
        "eigen": rules.is_student_van(request.user, plaatsing),
        "mag_bevestigen": mijn is not None,
        "rijen": [dag for dag in form.dagen if dag["rij"] in rijen],
        "totaal": sum(rij.uren for rij in rijen if rij.soort == UrenSoort.AANWEZIG),
        "waarschuwingen": Grenzen().waarschuwingen(werkdagen(rijen), plaatsing.student),
        "open_dagen": sum(1 for rij in rijen if rij.bevestigd_op is None and rij.pk in van_mij),
        "vaste_dagen": sum(1 for rij in rijen if rij.bevestigd_op is not None and rij.pk in van_mij),
        "vragen": [rij for rij in rijen if rij.bevestigd_op is None and rij.stand in uren.BIJ_STUDENT],
        "nieuw": not rijen,
        "versie": urenakkoord.versie_van([rij for rij in rijen if rij.bevestigd_op is None and rij.pk in van_mij]),
        "vraagform": VraagForm(),
        "mag_rooster": mag_rooster_maken(request.user, plaatsing),
        "vorige_url": _buurweek(plaatsing, maandag - WEEK, vandaag),
        "volgende_url": _buurweek(plaatsing, maandag + WEEK, vandaag),
    }


def _buurweek(plaatsing: Plaatsing, maandag: date, vandaag: date) -> str:
    begin, eind = uren.maandag_van(plaatsing.begindatum), min(plaatsing.einddatum, vandaag)
    return week_url(plaatsing, maandag) if begin <= maandag <= eind else ""


def _terug(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    terug = request.POST.get("terug", "")
    if url_has_allowed_host_and_scheme(terug, {request.get_host()}, require_https=request.is_secure()):
        return redirect(terug)
    return redirect("plaatsingen:uren", public_id)


def _doe(service: Callable[..., int], request: HttpRequest, **gegevens: Any) -> int | None:
    """Call a service; None when a rule says no (told to the person), 403 when the person may not."""
    try:
        return service(by=request.user, at=timezone.now(), **gegevens)
    except GeenToegang as fout:
        raise PermissionDenied(fout.message) from fout
    except DomainError as fout:
        messages.error(request, fout.message)
        return None


@require_POST
def bevestig(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Confirm all days of a week in one click."""
    plaatsing = haal(request, public_id)
    maandag, versie = maandag_of_404(jaar, week), request.POST.get("versie", "")
    aantal = _doe(urenakkoord.bevestig_week, request, plaatsing=plaatsing, maandag=maandag, versie=versie)
    if aantal:
        messages.success(request, f"Week {week} van {plaatsing.student} is bevestigd.")
    elif aantal is not None:
        messages.info(request, f"Week {week} was al bevestigd.")
    return _terug(request, public_id)


@require_POST
def heropen(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Open a confirmed week again so that the student can mend it."""
    plaatsing = haal(request, public_id)
    aantal = _doe(urenakkoord.heropen_week, request, plaatsing=plaatsing, maandag=maandag_of_404(jaar, week))
    if aantal is not None:
        messages.success(request, f"Week {week} staat weer open. De student kan de uren verbeteren.")
    return _terug(request, public_id)


@require_POST
def vraag(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Ask about days of a week, or say that they aren't right."""
    plaatsing = haal(request, public_id)
    maandag = maandag_of_404(jaar, week)
    gekozen = set(request.POST.getlist("dag"))
    aantal = _doe(
        urenakkoord.vraag_over,
        request,
        plaatsing=plaatsing,
        maandag=maandag,
        tekst=request.POST.get("tekst", ""),
        dagen=[dag for dag in (maandag + timedelta(nummer) for nummer in range(7)) if dag.isoformat() in gekozen],
        afwijzen=request.POST.get("actie") == "afwijzen",
    )
    if aantal is None:
        return redirect("plaatsingen:uren_week", public_id, jaar, week)
    messages.success(request, f"{plaatsing.student} krijgt uw vraag over week {week} en stuurt de uren opnieuw in.")
    return _terug(request, public_id)
