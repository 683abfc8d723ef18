"""The joint result behind the mailed link of a werkbegeleider: write down, offer, take back; the same as logged in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from evaluaties.enums import EvaluatieStatus
from evaluaties.forms_evaluatie import RedenForm
from evaluaties.models import Evaluatie
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat as resultaten
from evaluaties.services import werkplek
from evaluaties.views.evaluaties_detail import ingediende_kanten
from evaluaties.views.evaluaties_resultaatvorm import WACHT_OP_SCHOOL, beginform, schrijf, schrijf_vanzelf, vormcontext
from evaluaties.views.werkplek import als_werkbegeleider
from kern.models import Toegangslink, User

S = EvaluatieStatus
VRAAG = "Wat gaat er veranderen? (nodig als er al iemand heeft getekend)"


@als_werkbegeleider
@require_http_methods(["GET", "HEAD", "POST"])
def resultaat(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Write down the joint result; before both sides are in it first asks whether the talk begins."""
    gevonden = werkplek.evaluatie_van(user, public_id)
    context: dict[str, Any] = {"link": link, "token": token, "evaluatie": gevonden}
    wie = {"by": user, "via_link": True, "at": timezone.now()}
    if gevonden.status == S.INVULLEN:
        return _begin(request, gevonden, context, wie)
    if request.method == "POST":
        return _bewaar(request, gevonden, context, wie)
    if gevonden.status != S.GESPREK:
        return redirect("werkplek:start" if gevonden.status == S.VAST else "werkplek:tekenen", **_plek(context))
    return render(request, "werkplek/resultaat.html", context | _vorm(request, gevonden, beginform(gevonden)))


def _plek(context: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an address: the start has no evaluation."""
    vast = context["evaluatie"].status == S.VAST
    return {"token": context["token"]} | ({} if vast else {"public_id": context["evaluatie"].public_id})


def _begin(request: HttpRequest, gevonden: Evaluatie, context: dict[str, Any], wie: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and request.POST.get("actie") == "beginnen":
        services.begin_gesprek(evaluatie=gevonden, **wie)
        return redirect("werkplek:resultaat", **_plek(context))
    context["klaar"] = ingediende_kanten(gevonden)
    return render(request, "werkplek/beginnen.html", context)


def _vorm(request: HttpRequest, gevonden: Evaluatie, form: Any) -> dict[str, Any]:
    return {**vormcontext(gevonden, form), "bewaar_url": request.path}


def _bewaar(request: HttpRequest, gevonden: Evaluatie, context: dict[str, Any], wie: dict[str, Any]) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "autosave":
        return schrijf_vanzelf(gevonden, request.POST, **wie)
    bewaard, form, status, naast = schrijf(gevonden, request.POST, **wie)
    if bewaard is None:
        context |= _vorm(request, gevonden, form) | (naast or {})
        return render(request, "werkplek/resultaat.html", context, status=status)
    if request.POST.get("actie") == "aanbieden" and bewaard.aangeboden_op:
        messages.success(request, "Het resultaat staat klaar. Iedereen die tekent, krijgt bericht. U kunt nu tekenen.")
        return redirect("werkplek:tekenen", token=context["token"], public_id=gevonden.public_id)
    klaar = request.POST.get("actie") == "aanbieden"
    messages.success(request, WACHT_OP_SCHOOL if klaar else "Het resultaat is bewaard.")
    return redirect("werkplek:start", token=context["token"])


@als_werkbegeleider
@require_http_methods(["GET", "HEAD", "POST"])
def terug(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Take a result back that waits for signatures, to change it."""
    gevonden = werkplek.evaluatie_van(user, public_id)
    if gevonden.status != S.TEKENEN:
        messages.info(request, "Dit resultaat wacht niet op handtekeningen.")
        return redirect("werkplek:start", token=token)
    form = RedenForm(request.POST or None, vraag=VRAAG, optioneel=True)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            resultaten.haal_terug(
                evaluatie=gevonden, reden=form.cleaned_data["reden"], by=user, via_link=True, at=timezone.now()
            )
        if not fouten:
            messages.success(request, "Het resultaat is teruggehaald. U kunt het veranderen.")
            return redirect("werkplek:resultaat", token=token, public_id=gevonden.public_id)
    context = {"link": link, "token": token, "evaluatie": gevonden, "form": form}
    return render(request, "werkplek/terug.html", context, status=ONGELDIG if form.errors else 200)
