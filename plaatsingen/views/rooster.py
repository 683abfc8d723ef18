"""The timetable of a placement: the usual week, the coming weeks, one week, copying it (R5.4)."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from basis.nederlands import count_noun
from kern import kalender
from plaatsingen import rules
from plaatsingen.forms_rooster import KopieForm, PatroonForm, RoosterweekForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import roosterschrijven
from plaatsingen.services.rooster import Rooster, rooster_van
from plaatsingen.services.urengrenzen import Grenzen
from plaatsingen.services.urenrecht import mag_bevestigen
from plaatsingen.stageweken import maandag_van
from plaatsingen.views.hulp import haal
from plaatsingen.views.uren import maandag_of_404

WEEK = timedelta(days=7)
VOORUIT = 6  # weeks on the page


def _eerste_dag(plaatsing: Plaatsing) -> date:
    return min(max(timezone.localdate(), plaatsing.begindatum), plaatsing.einddatum)


def _rooster_url(plaatsing: Plaatsing, maandag: date) -> str:
    return reverse("plaatsingen:rooster_week", args=[plaatsing.public_id, *kalender.iso_week(maandag)])


def _haal_om_te_maken(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    plaatsing = haal(request, public_id)
    if not roosterschrijven.mag_rooster_maken(request.user, plaatsing):
        raise PermissionDenied
    return plaatsing


@require_safe
def overzicht(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the usual week and the coming weeks to everybody concerned; `?vanaf=` starts at another week."""
    plaatsing = haal(request, public_id)
    rooster = rooster_van(plaatsing)
    begin = maandag_van(_vanaf(request, plaatsing))
    grenzen = Grenzen()
    mag = roosterschrijven.mag_rooster_maken(request.user, plaatsing)
    weken = [_week(plaatsing, rooster, begin + nummer * WEEK, grenzen) for nummer in range(VOORUIT)]
    patroon = rooster.patroon_op(_eerste_dag(plaatsing))
    return render(
        request,
        "plaatsingen/rooster.html",
        {
            "plaatsing": plaatsing,
            "rooster": rooster,
            "patroon": [(roosterschrijven.roosterdag(dag), patroon[dag]) for dag in sorted(patroon)],
            "patroon_vanaf": next(iter(patroon.values())).geldig_van if patroon else None,
            "weken": [week for week in weken if week["maandag"] <= plaatsing.einddatum],
            "mag": mag,
            "mag_akkoord": mag and rooster.voorstel and mag_bevestigen(request.user, plaatsing),
            "eigen": rules.is_student_van(request.user, plaatsing),
            "vorige": begin - VOORUIT * WEEK if begin > maandag_van(plaatsing.begindatum) else None,
            "volgende": begin + VOORUIT * WEEK if begin + VOORUIT * WEEK <= plaatsing.einddatum else None,
        },
    )


def _vanaf(request: HttpRequest, plaatsing: Plaatsing) -> date:
    try:
        gevraagd = date.fromisoformat(request.GET.get("vanaf", ""))
    except ValueError:
        return _eerste_dag(plaatsing)
    return min(max(gevraagd, plaatsing.begindatum), plaatsing.einddatum)


def _week(plaatsing: Plaatsing, rooster: Rooster, maandag: date, grenzen: Grenzen) -> dict[str, Any]:
    dagen = [dag for dag in rooster.week(maandag) if dag.plan or dag.dienst or (dag.vrij and dag.stagedag)]
    return {
        "maandag": maandag,
        "nummer": kalender.iso_week(maandag)[1],
        "dagen": dagen,
        "uren": rooster.uren_in_week(maandag),
        "let_op": roosterschrijven.waarschuwingen(rooster, maandag, grenzen),
        "url": _rooster_url(plaatsing, maandag),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def patroon(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say which shifts are usual from a day on."""
    plaatsing = _haal_om_te_maken(request, public_id)
    form = PatroonForm(request.POST or None, rooster=rooster_van(plaatsing), vanaf=_eerste_dag(plaatsing))
    if request.method == "POST" and form.is_valid():
        try:
            roosterschrijven.zet_patroon(
                plaatsing=plaatsing,
                geldig_van=form.cleaned_data["geldig_van"],
                regels=form.regels(),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            return _bewaard(request, plaatsing, "Het vaste rooster is bewaard.", form.cleaned_data["geldig_van"])
    context = {"plaatsing": plaatsing, "form": form, "eigen": rules.is_student_van(request.user, plaatsing)}
    return render(request, "plaatsingen/rooster_patroon.html", context, status=422 if form.errors else 200)


def _bewaard(request: HttpRequest, plaatsing: Plaatsing, tekst: str, dag: date) -> HttpResponse:
    """Tell what happened and what is beyond a limit; go back to the timetable."""
    messages.success(request, tekst)
    for zin in roosterschrijven.waarschuwingen(rooster_van(plaatsing), maandag_van(dag), Grenzen()):
        messages.warning(request, zin)
    return redirect("plaatsingen:rooster", plaatsing.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Write the shifts of one week."""
    plaatsing = _haal_om_te_maken(request, public_id)
    maandag = maandag_of_404(jaar, week)
    rooster = rooster_van(plaatsing)
    form = RoosterweekForm(request.POST or None, rooster=rooster, maandag=maandag)
    if request.method == "POST" and form.is_valid():
        try:
            roosterschrijven.zet_week(plaatsing=plaatsing, dagen=form.diensten(), by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            return _bewaard(request, plaatsing, f"Het rooster van week {week} is bewaard.", maandag)
    return render(
        request,
        "plaatsingen/rooster_week.html",
        {
            "plaatsing": plaatsing,
            "form": form,
            "kopie": KopieForm(),
            "jaar": jaar,
            "week": week,
            "maandag": maandag,
            "zondag": maandag + timedelta(days=6),
            "eigen": rules.is_student_van(request.user, plaatsing),
            "gevuld": any(dag.plan and dag.plan.begin for dag in rooster.week(maandag)),
            "let_op": roosterschrijven.waarschuwingen(rooster, maandag, Grenzen()),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def kopieer(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Plan the weeks after this one as this one."""
    plaatsing = _haal_om_te_maken(request, public_id)
    maandag = maandag_of_404(jaar, week)
    form = KopieForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Kopieer naar 1 tot {roosterschrijven.MAX_WEKEN} weken.")
        return redirect("plaatsingen:rooster_week", public_id, jaar, week)
    try:
        aantal = roosterschrijven.kopieer_week(
            plaatsing=plaatsing,
            maandag=maandag,
            aantal=form.cleaned_data["aantal"],
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("plaatsingen:rooster_week", public_id, jaar, week)
    tekst = f"Week {week} staat nu ook in {count_noun(aantal, 'andere week', 'andere weken')}."
    messages.success(request, tekst if aantal else "De weken erna waren al zo.")
    return redirect("plaatsingen:rooster", public_id)


@require_POST
def akkoord(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The leerbedrijf agrees with the timetable that the student proposed."""
    plaatsing = haal(request, public_id)
    try:
        roosterschrijven.geef_akkoord(plaatsing=plaatsing, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        raise PermissionDenied(fout.message) from fout
    messages.success(request, "U bent akkoord met het rooster.")
    return redirect("plaatsingen:rooster", public_id)
