"""The talk and the joint result: begin, write down, offer, take back, reopen (R8.1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evaluatie
from evaluaties.enums import EvaluatieStatus
from evaluaties.forms_evaluatie import RedenForm, ResultaatForm, TweedeForm
from evaluaties.models import Evaluatie
from evaluaties.services import evaluaties as services
from evaluaties.views.evaluaties_hulp import open_evaluatie, weigert
from evaluaties.views.evaluaties_resultaatvorm import WACHT_OP_SCHOOL, beginform, schrijf, schrijf_vanzelf, vormcontext
from kern.kalender import lokale_dag


def _leidt(request: HttpRequest, public_id: UUID, route: str) -> Evaluatie:
    """Return the evaluation for who leads the talk; GeenToegang for others who read it."""
    evaluatie = open_evaluatie(request, public_id, route)
    if not rules_evaluatie.mag_gesprek_leiden(request.user, evaluatie.plaatsing):
        raise GeenToegang("De werkbegeleider of iemand van de school schrijft het resultaat op.")
    return evaluatie


@require_POST
@weigert
def gesprek(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The talk begins: both sides open."""
    evaluatie = _leidt(request, public_id, "evaluatiegesprek beginnen")
    services.begin_gesprek(evaluatie=evaluatie, by=request.user, at=timezone.now())
    messages.success(request, "Het gesprek is begonnen. Wat is ingevuld, staat nu naast elkaar.")
    return redirect("evaluaties:resultaat", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def resultaat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down the joint result beside what both filled in; a post keeps it and, when asked, offers it."""
    evaluatie = _leidt(request, public_id, "evaluatieresultaat schrijven")
    # What was typed while somebody else offered it isn't thrown away: the form says so.
    if evaluatie.status != EvaluatieStatus.GESPREK and not (
        request.method == "POST" and evaluatie.status == EvaluatieStatus.TEKENEN
    ):
        return redirect("evaluaties:detail", public_id)
    if request.method != "POST":
        return _pagina(request, evaluatie, beginform(evaluatie))
    bewaard, form, status, naast = schrijf(evaluatie, request.POST, by=request.user, at=timezone.now())
    if bewaard is None:
        return _pagina(request, evaluatie, form, status, **naast or {})
    if request.POST.get("actie") != "aanbieden":
        messages.success(request, "Het resultaat is bewaard.")
        return redirect("evaluaties:resultaat", public_id)
    if bewaard.aangeboden_op:
        messages.success(request, "Het resultaat staat klaar. Iedereen die tekent, krijgt bericht.")
    else:
        messages.info(request, WACHT_OP_SCHOOL)
    return redirect("evaluaties:detail", public_id)


def _pagina(
    request: HttpRequest, evaluatie: Evaluatie, form: ResultaatForm, status: int = 200, **naast: Any
) -> HttpResponse:
    context = {
        **vormcontext(evaluatie, form),
        "bewaar_url": reverse("evaluaties:resultaat_bewaren", args=[evaluatie.public_id]),
    }
    return render(request, "evaluaties/resultaat.html", {**context, **naast}, status=status)


@require_POST
def resultaat_bewaren(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Autosave of the joint result: JSON as that of filling in."""
    try:
        evaluatie = _leidt(request, public_id, "evaluatieresultaat schrijven")
    except GeenToegang as fout:
        return JsonResponse({"fout": fout.message}, status=403)
    return schrijf_vanzelf(evaluatie, request.POST, by=request.user, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def tweede(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose who signs along as second assessor."""
    evaluatie = open_evaluatie(request, public_id, "tweede beoordelaar kiezen")
    if not rules_evaluatie.mag_tweede_kiezen(request.user, evaluatie.plaatsing):
        raise GeenToegang("Iemand van de school kiest de tweede beoordelaar.")
    at = timezone.now()
    mensen = services.kandidaten_tweede(evaluatie, lokale_dag(at))
    eerder = evaluatie.tweede_beoordelaar
    form = TweedeForm(request.POST or None, mensen=mensen, initial={"tweede": eerder and eerder.public_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.kies_tweede(evaluatie=evaluatie, tweede=form.cleaned_data["tweede"], by=request.user, at=at)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De keuze is bewaard.")
            return redirect("evaluaties:detail", public_id)
    context = {
        "titel": "Tweede beoordelaar kiezen",
        "tekst": "Deze persoon leest het resultaat en tekent het als tweede beoordelaar.",
        "ja": "Keuze bewaren",
        "formulier": form,
        "terug_url": reverse("evaluaties:detail", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.is_bound else 200)


@weigert
def met_reden(request: HttpRequest, public_id: UUID, doe: Any, *, regel: Any, vorm: dict[str, Any]) -> HttpResponse:
    """Ask for a reason and do it; `regel` says who may, `vorm` holds the words of the page."""
    evaluatie = open_evaluatie(request, public_id, vorm["titel"].lower())
    if not regel(request.user, evaluatie.plaatsing):
        raise GeenToegang("U kunt dit bij deze evaluatie niet doen.")
    form = RedenForm(request.POST or None, vraag=vorm["vraag"], optioneel=vorm.get("optioneel", False))
    if request.method == "POST" and form.is_valid():
        try:
            doe(evaluatie=evaluatie, reden=form.cleaned_data["reden"], by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, vorm["klaar"])
            return redirect("evaluaties:detail", public_id)
    context = {**vorm, "formulier": form, "terug_url": reverse("evaluaties:detail", args=[public_id])}
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.is_bound else 200)
