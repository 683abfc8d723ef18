"""Changing the state of a placement: a page that asks, and the answer."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError, GeenToegang
from plaatsingen import rules
from plaatsingen.forms import RedenForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import afronden, startcheck, status
from plaatsingen.views import verloop
from plaatsingen.views.hulp import haal


@dataclass(frozen=True, slots=True)
class Actie:
    """One change of state as the page shows it."""

    service: Callable[..., Any]
    mag: Callable[[Any, Any], bool]
    titel: str
    tekst: str
    ja: str
    gelukt: str
    met_reden: bool = False
    gevaar: bool = False
    hulp: str = ""


ACTIES = {
    "bevestigen": Actie(
        status.bevestig_plaatsing,
        rules.is_student_van,
        "Neem je deze stageplaats aan?",
        "Je zegt ja tegen deze stageplaats. Je school en het leerbedrijf zien dat meteen.",
        "Ja, ik neem deze plaats aan",
        "Gelukt. Je stageplaats staat vast.",
    ),
    "weigeren": Actie(
        status.weiger_plaatsing,
        rules.is_student_van,
        "Past deze stageplaats niet?",
        "Je zegt nee tegen deze stageplaats. Je stagecoördinator leest je reden en zoekt met je verder. "
        "Nee zeggen heeft geen nadelige gevolgen.",
        "Nee zeggen en reden versturen",
        "We hebben je antwoord doorgegeven. Je stagecoördinator neemt contact met je op.",
        met_reden=True,
        hulp="Schrijf in een of twee zinnen waarom deze plaats niet past. Alleen mensen van deze plaatsing zien dit.",
    ),
    "aanbieden": Actie(
        status.bied_aan,
        rules.mag_status_wijzigen,
        "Stageplaats aanbieden",
        "De student krijgt een mail en kan ja of nee zeggen. Het leerbedrijf ziet de plaatsing ook.",
        "Aanbieden",
        "De stageplaats is aangeboden.",
    ),
    "starten": Actie(
        status.start_of_hervat,
        rules.mag_status_wijzigen,
        "Stage starten",
        "De stage loopt vanaf nu. De student kan uren invullen en verslagen inleveren.",
        "Stage starten",
        "De stage loopt.",
    ),
    "afronden": Actie(
        status.rond_af,
        rules.mag_status_wijzigen,
        "Stage afronden",
        "U sluit deze stage af. Dat kan niet worden teruggedraaid. Uren kunnen daarna nog wel worden ingevuld en "
        "bevestigd. Verslagen worden niet meer gevraagd.",
        "Stage afronden",
        "De stage is afgerond.",
    ),
    "annuleren": Actie(
        status.annuleer_plaatsing,
        rules.mag_status_wijzigen,
        "Plaatsing annuleren",
        "De stage gaat niet door. De plek komt vrij voor een andere student. Dit kan niet worden teruggedraaid.",
        "Plaatsing annuleren",
        "De plaatsing is geannuleerd.",
        met_reden=True,
        gevaar=True,
        hulp="Iedereen die bij deze plaatsing hoort kan dit lezen.",
    ),
}

# Asked with a reason code on a form of their own (R5.8); the former address shows the same form.
MET_REDENCODE = {"onderbreken": verloop.onderbreken, "stoppen": verloop.stoppen}


def _ontbreekt(plaatsing: Plaatsing, actie: str) -> list[str]:
    """Return what isn't there at the start, or not in at the end."""
    if actie == "starten" and plaatsing.status in startcheck.WACHT:
        return startcheck.mankementen(plaatsing)
    return afronden.nog_open(plaatsing, at=timezone.now()) if actie == "afronden" else []


@require_http_methods(["GET", "HEAD", "POST"])
def wijzig(request: HttpRequest, public_id: uuid.UUID, actie: str) -> HttpResponse:
    """Ask (GET) and carry out (POST) one change of state."""
    if actie in MET_REDENCODE:
        return MET_REDENCODE[actie](request, public_id)
    plaatsing = haal(request, public_id)
    stap = ACTIES.get(actie)
    if stap is None:
        raise Http404
    if not stap.mag(request.user, plaatsing):
        raise PermissionDenied
    form = RedenForm(request.POST or None, hulp=stap.hulp) if stap.met_reden else None
    if request.method == "POST" and (form is None or form.is_valid()):
        extra = {"reden": form.cleaned_data["reden"]} if form else {}
        try:
            stap.service(plaatsing=plaatsing, by=request.user, at=timezone.now(), **extra)
        except GeenToegang as fout:
            raise PermissionDenied(fout.message) from fout
        except DomainError as fout:
            messages.error(request, fout.message)
        else:
            messages.success(request, stap.gelukt)
        return redirect("plaatsingen:detail", public_id)
    return render(
        request,
        "plaatsingen/status.html",
        {
            "plaatsing": plaatsing,
            "stap": stap,
            "form": form,
            "mankementen": _ontbreekt(plaatsing, actie),
            "terug_url": reverse("plaatsingen:detail", args=[public_id]),
        },
    )
