"""EVC for who judges and who decides: assessor, talk, judgement, decision, use (R8.5)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from evaluaties import rules_evc as rules
from evaluaties.forms_evc import (
    AfrondForm,
    AssessorForm,
    BesluitForm,
    GesprekForm,
    OordeelForm,
    TerugForm,
    ToepasForm,
)
from evaluaties.models import Evctraject
from evaluaties.services import evc, evc_boek, evc_oordeel
from evaluaties.views.evc import haal
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

METHODEN = ["GET", "HEAD", "POST"]
TE_KORTEN = (
    PlaatsingStatus.AANGEBODEN,
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
    PlaatsingStatus.LOPEND,
    PlaatsingStatus.ONDERBROKEN,
)


def _toon(request: HttpRequest, traject: Evctraject, form: Any, titel: str, knop: str, **extra: Any) -> HttpResponse:
    context = {
        "traject": traject,
        "form": form,
        "paginatitel": titel,
        "knop": knop,
        "uitleg": "",
        "deel": None,
        **extra,
    }
    return render(request, "evc/formulier.html", context, status=ONGELDIG if form.is_bound else 200)


def _doe(request: HttpRequest, form: Any, service: Any, gelukt: str, **gegevens: Any) -> bool:
    """Call a service with what the form says; tell what went wrong at its field."""
    with fouten_melden(request, form) as fouten:
        service(**gegevens, **form.cleaned_data, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, gelukt)
    return not fouten


@require_http_methods(METHODEN)
def assessor(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose who judges."""
    traject = haal(request, public_id)
    if not rules.mag_assessor_kiezen(request.user, traject):
        raise PermissionDenied
    mensen = evc.mogelijke_assessors(traject, timezone.localdate())
    form = AssessorForm(request.POST or None, mensen=mensen, initial={"assessor": traject.assessor_id})
    klaar = request.method == "POST" and form.is_valid()
    if klaar and _doe(request, form, evc.kies_assessor, "De assessor is gekozen.", traject=traject):
        return redirect("evc:detail", public_id)
    return _toon(request, traject, form, "Assessor kiezen", "Kiezen")


@require_http_methods(METHODEN)
def gesprek(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Plan the talk, or say when it was."""
    traject = _te_beoordelen(request, public_id)
    begin = {"op": timezone.localtime(traject.gesprek_op) if traject.gesprek_op else None, "waar": traject.gesprek_waar}
    form = GesprekForm(request.POST or None, initial=begin)
    klaar = request.method == "POST" and form.is_valid()
    if klaar and _doe(request, form, evc_oordeel.plan_gesprek, "Het gesprek staat vast.", traject=traject):
        return redirect("evc:detail", public_id)
    return _toon(request, traject, form, "Gesprek plannen", "Bewaren")


@require_http_methods(METHODEN)
def terug(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for more evidence."""
    traject = _te_beoordelen(request, public_id)
    form = TerugForm(request.POST or None)
    klaar = request.method == "POST" and form.is_valid()
    if klaar and _doe(request, form, evc_oordeel.leg_terug, "De student krijgt uw vraag.", traject=traject):
        return redirect("evc:lijst")
    return _toon(request, traject, form, "Meer bewijs vragen", "Terug naar de student")


@require_http_methods(METHODEN)
def oordeel(request: HttpRequest, public_id: uuid.UUID, onderdeel_id: uuid.UUID) -> HttpResponse:
    """Judge one part, beside what the candidate says and hands in."""
    traject = _te_beoordelen(request, public_id)
    rijen = traject.onderdelen.filter(gevraagd=True).prefetch_related("versies__stuk", "versies__bestand")
    deel = get_object_or_404(rijen, public_id=onderdeel_id)
    begin = {"oordeel": deel.oordeel, "motivering": deel.motivering, "uren_minder": deel.uren_minder}
    form = OordeelForm(request.POST or None, initial=begin)
    klaar = request.method == "POST" and form.is_valid()
    gelukt = f"Uw oordeel over {deel.code} is bewaard."
    if klaar and _doe(request, form, evc_oordeel.beoordeel, gelukt, onderdeel=deel):
        return redirect("evc:detail", public_id)
    return _toon(request, traject, form, f"Oordeel over {deel.code}", "Oordeel bewaren", deel=deel)


@require_http_methods(METHODEN)
def afronden(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the judgement to the school."""
    traject = _te_beoordelen(request, public_id)
    form = AfrondForm(request.POST or None, initial={"gespreksverslag": traject.gespreksverslag})
    klaar = request.method == "POST" and form.is_valid()
    gelukt = "Uw oordeel is klaar. De coördinator besluit."
    if klaar and _doe(request, form, evc_oordeel.rond_af, gelukt, traject=traject):
        return redirect("evc:detail", public_id)
    uitleg = "Daarna verandert uw oordeel niet meer."
    return _toon(request, traject, form, "Oordeel afronden", "Naar de coördinator", uitleg=uitleg)


def _te_beoordelen(request: HttpRequest, public_id: uuid.UUID) -> Evctraject:
    traject = haal(request, public_id)
    if not rules.mag_evc_beoordelen(request.user, traject):
        raise PermissionDenied
    return traject


@require_http_methods(METHODEN)
def besluit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Decide about the exemptions."""
    traject = haal(request, public_id)
    if not rules.mag_evc_besluiten(request.user, traject):
        raise PermissionDenied
    advies = evc_oordeel.advies(traject)
    form = BesluitForm(request.POST or None, initial={"uren_minder": advies, "weken_korter": 0})
    klaar = request.method == "POST" and form.is_valid()
    if klaar and _doe(request, form, evc_oordeel.besluit, "Het besluit ligt vast.", traject=traject):
        _maak_boek(request, public_id)
        return redirect("evc:detail", public_id)
    uitleg = f"De assessor adviseert {advies} uur minder. U beslist, met een reden. Het ligt daarna vast."
    return _toon(request, traject, form, "Besluit nemen", "Besluit vastleggen", uitleg=uitleg)


def _maak_boek(request: HttpRequest, public_id: uuid.UUID) -> None:
    """Fix the book at once; when drawing fails it is made at the first download."""
    try:
        evc_boek.boek_van(traject=haal(request, public_id), by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.warning(request, f"Het EVC-boek wordt gemaakt zodra iemand het downloadt. {fout.message}")


@require_http_methods(METHODEN)
def toepassen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the decision shorten a stage."""
    traject = haal(request, public_id)
    if not rules.mag_evc_toepassen(request.user, traject):
        raise PermissionDenied
    stages = Plaatsing.objects.filter(student=traject.student_id, status__in=TE_KORTEN).met_betrokkenen()
    stages = stages.exclude(pk__in=traject.toepassingen.values("plaatsing"))
    over = evc_oordeel.nog_toe_te_passen(traject)
    form = ToepasForm(request.POST or None, stages=stages, initial={"uren": over})
    klaar = request.method == "POST" and form.is_valid()
    gelukt = "De vrijstelling is toegepast. Is de overeenkomst al getekend? Dan staat er een aanvulling klaar."
    if klaar and _doe(request, form, evc_oordeel.pas_toe, gelukt, traject=traject):
        return redirect("evc:detail", public_id)
    uitleg = f"Er is nog {over} uur vrijstelling over. Een getekende overeenkomst verandert pas als iedereen tekent."
    return _toon(request, traject, form, "Toepassen op een stage", "Toepassen", uitleg=uitleg)
