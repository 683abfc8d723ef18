"""Hours: a student's week on a phone, the progress, the confirmation."""

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from kern import kalender
from plaatsingen import rules
from plaatsingen.forms import WeekForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import uren
from plaatsingen.stap import week_url
from plaatsingen.views.hulp import haal


def _maandag(jaar: int, week: int) -> date:
    try:
        return kalender.maandag_van_week(jaar, week)
    except ValueError as fout:
        raise Http404 from fout


@require_safe
def overzicht(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show hours against the norm, and the weeks."""
    plaatsing = haal(request, public_id)
    vandaag = timezone.localdate()
    vul_in = rules.mag_uren_invullen(request.user, plaatsing)
    return render(
        request,
        "plaatsingen/uren.html",
        {
            "plaatsing": plaatsing,
            "stand": uren.stand(plaatsing=plaatsing, op=vandaag),
            "weken": [{**week, "iso": kalender.iso_week(week["maandag"])} for week in uren.weken(plaatsing)],
            "mag_invullen": vul_in,
            "mag_bevestigen": rules.mag_uren_bevestigen(request.user, plaatsing),
            "deze_week_url": week_url(plaatsing, min(max(vandaag, plaatsing.begindatum), plaatsing.einddatum)),
            "eigen": rules.is_student_van(request.user, plaatsing),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Fill in one week (student) or look at it (everybody else concerned)."""
    plaatsing = haal(request, public_id)
    maandag = _maandag(jaar, week)
    vandaag = timezone.localdate()
    mag = rules.mag_uren_invullen(request.user, plaatsing)
    if request.method == "POST" and not mag:
        raise PermissionDenied
    form = WeekForm(
        request.POST or None,
        plaatsing=plaatsing,
        maandag=maandag,
        vandaag=vandaag,
        vrij=uren.vrije_dagen(plaatsing),
    )
    if request.method == "POST" and form.is_valid():
        try:
            uren.vul_week_in(
                plaatsing=plaatsing, maandag=maandag, dagen=form.ingevuld(), by=request.user, at=timezone.now()
            )
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            messages.success(request, f"Je uren van week {week} zijn bewaard.")
            return redirect("plaatsingen:uren", public_id)
    return render(
        request,
        "plaatsingen/week.html",
        {
            "plaatsing": plaatsing,
            "form": form,
            "maandag": maandag,
            "zondag": maandag + timedelta(days=6),
            "jaar": jaar,
            "week": week,
            "mag_invullen": mag,
            "eigen": rules.is_student_van(request.user, plaatsing),
            "mag_bevestigen": rules.mag_uren_bevestigen(request.user, plaatsing),
            "open_dagen": sum(1 for dag in form.dagen if dag["rij"] is not None and not dag["vast"]),
            "vaste_dagen": sum(1 for dag in form.dagen if dag["vast"]),
            "vorige_url": _buurweek(plaatsing, maandag - timedelta(days=7), vandaag),
            "volgende_url": _buurweek(plaatsing, maandag + timedelta(days=7), vandaag),
        },
    )


def _buurweek(plaatsing: Plaatsing, maandag: date, vandaag: date) -> str:
    begin, eind = uren.maandag_van(plaatsing.begindatum), min(plaatsing.einddatum, vandaag)
    return week_url(plaatsing, maandag) if begin <= maandag <= eind else ""


def _terug(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    terug = request.POST.get("terug", "")
    if url_has_allowed_host_and_scheme(terug, {request.get_host()}, require_https=request.is_secure()):
        return redirect(terug)
    return redirect("plaatsingen:uren", public_id)


@require_POST
def bevestig(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Confirm all days of a week in one click."""
    plaatsing = haal(request, public_id)
    try:
        aantal = uren.bevestig_week(
            plaatsing=plaatsing, maandag=_maandag(jaar, week), by=request.user, at=timezone.now()
        )
    except GeenToegang as fout:
        raise PermissionDenied(fout.message) from fout
    if aantal:
        messages.success(request, f"Week {week} van {plaatsing.student} is bevestigd.")
    else:
        messages.info(request, f"Week {week} was al bevestigd.")
    return _terug(request, public_id)


@require_POST
def heropen(request: HttpRequest, public_id: uuid.UUID, jaar: int, week: int) -> HttpResponse:
    """Open a confirmed week again so that the student can mend it."""
    plaatsing = haal(request, public_id)
    try:
        uren.heropen_week(plaatsing=plaatsing, maandag=_maandag(jaar, week), by=request.user, at=timezone.now())
    except GeenToegang as fout:
        raise PermissionDenied(fout.message) from fout
    messages.success(request, f"Week {week} staat weer open. De student kan de uren verbeteren.")
    return _terug(request, public_id)


@require_safe
def te_bevestigen(request: HttpRequest) -> HttpResponse:
    """Show every week that waits for this werkbegeleider or praktijkopleider."""
    if not request.user.heeft_rol("werkbegeleider", "praktijkopleider"):
        raise PermissionDenied
    return render(request, "plaatsingen/uren_te_bevestigen.html", {"weken": uren.wachtende_weken(request.user)})
