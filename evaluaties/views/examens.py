"""Exams with a double GO: the class, one student, a GO, the day, the result (R5.7)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, tabel_response
from evaluaties import rules_handelingen as rules
from evaluaties.forms_handelingen import ExamendagForm, GoForm, StudentFilter, UitslagForm
from evaluaties.models import Examen, Examengang
from evaluaties.services import examenlezen, examens
from evaluaties.tables_handelingen import EXAMEN_KOLOMMEN
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing, Stagedeel

PER_PAGINA = 50
HOOGSTENS = 5000  # rows of one download
LEZERS = ("stagedocent", "coordinator", "stagebegeleider", "werkbegeleider", "praktijkopleider")


@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show per student where every exam stands: the class for school, own students for a leerbedrijf."""
    user, op = request.user, timezone.localdate()
    stages = Plaatsing.objects.visible_to(user).filter(
        status__in=ACTIEF, student__opleiding__in=Examen.opleidingen.through.objects.values("opleiding")
    )
    stages = stages.exclude(pk__in=Stagedeel.objects.enige_weg_van(user).values("plaatsing"))
    if user.heeft_rol("student"):
        stage = stages.filter(student__user=user).first()
        if stage is not None:
            return redirect("examens:stage", stage.public_id)
    elif not user.heeft_rol(*LEZERS):
        raise PermissionDenied
    filterform = StudentFilter(request.GET, rijen=stages, voor="student__")
    rijen = filterform.gekozen().met_betrokkenen()
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Examens", EXAMEN_KOLOMMEN, _regels(rijen[:HOOGSTENS], op), op=op)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    stages_nu = list(pagina.object_list)
    standen = examenlezen.standen(stages_nu, op=op)
    koppen = list({stand.examen.pk: stand.examen for rij in standen.values() for stand in rij}.values())
    context = {
        "filter": filterform,
        "pagina": pagina,
        "examens": sorted(koppen, key=lambda examen: (examen.volgorde, examen.naam)),
        "regels": [{"plaatsing": rij, "standen": standen[rij.pk]} for rij in stages_nu],
    }
    return render(request, "examens/overzicht.html", context)


def _regels(rijen: Any, op: Any) -> list[dict[str, Any]]:
    stages = list(rijen)
    standen = examenlezen.standen(stages, op=op)
    return [{"plaatsing": rij, "stand": stand} for rij in stages for stand in standen[rij.pk]]


def _plaatsing(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    plaatsing = get_object_or_404(Plaatsing.objects.visible_to(request.user).met_betrokkenen(), public_id=public_id)
    if not rules.ziet_examens(request.user, plaatsing):
        raise PermissionDenied
    return plaatsing


def _pagina(request: HttpRequest, plaatsing: Plaatsing, *, status: int = 200, **extra: Any) -> HttpResponse:
    user = request.user
    kanten = rules.gokanten(user, plaatsing)
    regelt = rules.mag_examen_regelen(user, plaatsing)
    vraagt = rules.mag_examen_aanvragen(user, plaatsing)
    standen = examenlezen.standen([plaatsing], op=timezone.localdate())[plaatsing.pk]
    for stand in standen:
        eigen = [getattr(stand, kant) for kant in kanten]
        hier = stand.gang is not None and stand.gang.plaatsing_id == plaatsing.pk
        mee = stand.gang is not None and examens.kan_mee(stand.gang, plaatsing, timezone.localdate())
        stand.mag = {
            "vragen": vraagt and (stand.opnieuw or mee),
            "mee": mee,
            "elders": not hier and stand.gang is not None and not stand.gang.uitslag,
            "go": bool(kanten) and hier and not stand.gang.uitslag,
            "gaf_go": bool(eigen) and all(go is not None and go.go for go in eigen),
            "dag": regelt and stand.gang is not None and stand.twee_go and not stand.gang.uitslag,
            "uitslag": regelt
            and stand.gang is not None
            and not stand.gang.uitslag
            and stand.gang.datum is not None
            and stand.gang.datum <= timezone.localdate(),
        }
    context = {
        "plaatsing": plaatsing,
        "standen": standen,
        "eigen": plaatsing.student.user_id == user.pk,
        "goform": GoForm(),
        "dagform": ExamendagForm(),
        "uitslagform": UitslagForm(),
        "open_gang": None,
        **extra,
    }
    return render(request, "examens/stage.html", context, status=status)


@require_safe
def stage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the exams of one student, with what this person may say or do."""
    return _pagina(request, _plaatsing(request, public_id))


@require_POST
def aanvragen(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Begin the way to an exam."""
    plaatsing = _plaatsing(request, public_id)
    if not rules.mag_examen_aanvragen(request.user, plaatsing):
        raise PermissionDenied
    examen = get_object_or_404(Examen, code=code)
    with fouten_melden(request):
        examens.vraag_examen_aan(plaatsing=plaatsing, examen=examen, by=request.user, at=timezone.now())
        messages.success(request, "Aangevraagd. School en stage geven nu hun GO.")
    return redirect("examens:stage", public_id)


def _gang(request: HttpRequest, gang_id: uuid.UUID) -> tuple[Examengang, Plaatsing]:
    gang = get_object_or_404(Examengang.objects.visible_to(request.user).select_related("plaatsing"), public_id=gang_id)
    return gang, _plaatsing(request, gang.plaatsing.public_id)


@require_POST
def go(request: HttpRequest, gang_id: uuid.UUID) -> HttpResponse:
    """Say GO (`go`), not yet (`niet`), or take one's GO back (`intrekken`)."""
    gang, plaatsing = _gang(request, gang_id)
    if not rules.gokanten(request.user, plaatsing):
        raise PermissionDenied
    form = GoForm(request.POST)
    if form.is_valid():
        wie = {"gang": gang, "by": request.user, "at": timezone.now()}
        with fouten_melden(request, form) as fouten:
            if "intrekken" in request.POST:
                examens.trek_go_in(reden=form.cleaned_data["woorden"], **wie)
            else:
                examens.zeg_go(go="go" in request.POST, woorden=form.cleaned_data["woorden"], **wie)
        if not fouten:
            messages.success(request, "Bewaard. De student ziet het meteen.")
            return redirect("examens:stage", plaatsing.public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, goform=form, open_gang=gang.pk)


@require_POST
def dag(request: HttpRequest, gang_id: uuid.UUID) -> HttpResponse:
    """Plan the day of the exam."""
    gang, plaatsing = _gang(request, gang_id)
    if not rules.mag_examen_regelen(request.user, plaatsing):
        raise PermissionDenied
    form = ExamendagForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            examens.plan_examendag(gang=gang, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De examendag is bewaard.")
            return redirect("examens:stage", plaatsing.public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, dagform=form, open_gang=gang.pk)


@require_POST
def uitslag(request: HttpRequest, gang_id: uuid.UUID) -> HttpResponse:
    """Record the result."""
    gang, plaatsing = _gang(request, gang_id)
    if not rules.mag_examen_regelen(request.user, plaatsing):
        raise PermissionDenied
    form = UitslagForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            examens.leg_uitslag_vast(gang=gang, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De uitslag is bewaard.")
            return redirect("examens:stage", plaatsing.public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, uitslagform=form, open_gang=gang.pk)
