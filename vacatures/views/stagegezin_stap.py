"""One step of a stagegezin: a page that asks, and the answer (R5.10)."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from kern.models import Schooljaar
from kern.services.inzage import leg_inzage_vast
from vacatures.forms_stagegezin import (
    BesluitForm,
    BezoekForm,
    GoedkeurForm,
    PlanForm,
    StopForm,
    VoorwaardenForm,
)
from vacatures.models import Stagegezin
from vacatures.rules_stagegezin import ACTIES, BESLUIT, acties_van, mag_besluiten, mag_bezoek_vastleggen
from vacatures.services import stagegezin as diensten
from vacatures.services.stagegezin_plaats import keur_goed
from vacatures.views.stagegezin import ACTIEWOORD, gezin_van

DOE: dict[str, Callable[..., Stagegezin]] = {
    "plannen": diensten.plan_bezoek,
    "bezoek": diensten.leg_bezoek_vast,
    "voorwaarden": diensten.leg_voorwaarden_vast,
    "goedkeuren": keur_goed,
    "afwijzen": diensten.wijs_af,
    "stoppen": diensten.stop,
}
UITLEG = {
    "plannen": "De stagedocent ziet het bezoek bij Vandaag. Bel het gezin zelf om de dag af te spreken.",
    "goedkeuren": "Er komt een stageplaats voor één student, zonder de naam en het adres van het gezin.",
    "afwijzen": "Het gezin krijgt geen student. Bel het gezin om dit te vertellen.",
    "stoppen": "Er komt geen nieuwe student meer. Een student die er nu is, maakt de stage af.",
}


def _formulier(request: HttpRequest, gezin: Stagegezin, actie: str) -> forms.Form:
    data, vandaag = (request.POST if request.method == "POST" else None), timezone.localdate()
    if actie == "plannen":
        leden = diensten.docenten_voor(request.user, op=vandaag)
        return PlanForm(data, leden=leden, initial={"bezoek_op": gezin.bezoek_op})
    if actie == "bezoek":
        return BezoekForm(data, initial={"bezocht_op": gezin.bezoek_op, "bevindingen": gezin.bevindingen})
    if actie == "voorwaarden":
        velden = {"voorwaarden": gezin.voorwaarden, "taken": gezin.taken, "dagen": gezin.dagen.split()}
        return VoorwaardenForm(data, initial={**velden, "akkoord_op": gezin.akkoord_op or vandaag})
    if actie == "goedkeuren":
        jaar = Schooljaar.objects.filter(eind__gte=vandaag).order_by("begin").first()
        return GoedkeurForm(data, initial={"schooljaar": jaar})
    return (BesluitForm if actie == "afwijzen" else StopForm)(data)


@require_http_methods(["GET", "HEAD", "POST"])
def stap(request: HttpRequest, public_id: uuid.UUID, actie: str) -> HttpResponse:
    """Ask what a step needs, and do it."""
    gezin = gezin_van(request, public_id)
    if actie not in DOE:
        raise Http404
    regel = mag_besluiten if actie in BESLUIT | {"plannen"} else mag_bezoek_vastleggen
    if not regel(request.user, gezin):
        raise PermissionDenied
    if actie not in ACTIES[gezin.status]:
        messages.info(request, f"Dit kan nu niet: de stand is '{gezin.get_status_display()}'.")
        return redirect("stagegezin:detail", gezin.public_id)
    leg_inzage_vast(obj=gezin, student=None, user=request.user, at=timezone.now(), route=request.path)
    form = _formulier(request, gezin, actie)
    if request.method == "POST" and form.is_valid():
        gegevens: dict[str, Any] = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            gezin = DOE[actie](gezin=gezin, **gegevens, by=request.user, at=timezone.now())
        if not fouten:
            verder = acties_van(request.user, gezin)
            messages.success(request, f"Bewaard. Nu nog: {ACTIEWOORD[verder[0]].lower()}." if verder else "Bewaard.")
            return redirect("stagegezin:detail", gezin.public_id)
    context = {
        "gezin": gezin,
        "form": form,
        "titel": ACTIEWOORD[actie],
        "uitleg": UITLEG.get(actie, ""),
        "gevaar": actie in {"afwijzen", "stoppen"},
    }
    return render(request, "vacatures/stagegezin/stap.html", context, status=ONGELDIG if form.errors else 200)
