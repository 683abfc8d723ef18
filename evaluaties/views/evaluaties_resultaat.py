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
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus
from evaluaties.forms import begin_van
from evaluaties.forms_evaluatie import RedenForm, ResultaatForm, TweedeForm
from evaluaties.formulieren import SCOREWOORDEN, onderdelen_van, voorstel_eindscore
from evaluaties.models import Evaluatie
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat as resultaten
from evaluaties.services.resultaat_lezen import INHOUD, Inhoud, begininhoud, inhoud_van, lopend
from evaluaties.views.evaluaties_detail import ingediende_kanten, naast_elkaar
from evaluaties.views.evaluaties_hulp import open_evaluatie, weigert
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


def _begin(inhoud: Inhoud, bewerking: int) -> dict[str, Any]:
    tekst = {naam: getattr(inhoud, naam) for naam in INHOUD if naam != "antwoorden"}
    return {"versie": bewerking, **tekst, **begin_van(inhoud.antwoorden)}


def _form(evaluatie: Evaluatie, data: Any = None, **kwargs: Any) -> ResultaatForm:
    return ResultaatForm(data, formulier=evaluatie.formulier, moment=evaluatie.moment, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def resultaat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down the joint result beside what both filled in; a post keeps it and, when asked, offers it."""
    evaluatie = _leidt(request, public_id, "evaluatieresultaat schrijven")
    if evaluatie.status != EvaluatieStatus.GESPREK:
        return redirect("evaluaties:detail", public_id)
    nu = lopend(evaluatie)
    if request.method != "POST":
        inhoud = inhoud_van(nu) if nu else begininhoud(evaluatie)
        return _pagina(request, evaluatie, _form(evaluatie, initial=_begin(inhoud, nu.bewerking if nu else 0)))
    form = _form(evaluatie, request.POST)
    if not form.is_valid():
        return _pagina(request, evaluatie, form, status=422)
    return _bewaar_en_verder(request, evaluatie, form)


def _bewaar_en_verder(request: HttpRequest, evaluatie: Evaluatie, form: ResultaatForm) -> HttpResponse:
    wie = {"by": request.user, "at": timezone.now()}
    try:
        bewaard = resultaten.bewaar_resultaat(
            evaluatie=evaluatie, inhoud=form.inhoud(), bewerking=form.cleaned_data["versie"] or 0, **wie
        )
        if request.POST.get("actie") != "aanbieden":
            messages.success(request, "Het resultaat is bewaard.")
            return redirect("evaluaties:resultaat", evaluatie.public_id)
        bewaard = resultaten.bied_aan(evaluatie=evaluatie, bewerking=bewaard.bewerking, **wie)
    except resultaten.ResultaatConflict as fout:
        nieuw = _opnieuw(evaluatie, form, fout.resultaat.bewerking)
        context = {"conflict": fout.message, "daar": fout.resultaat, "verschil": _verschil(evaluatie, form, fout)}
        return _pagina(request, evaluatie, nieuw, status=409, **context)
    except DomainError as fout:
        nu = lopend(evaluatie)
        nieuw = _opnieuw(evaluatie, form, nu.bewerking if nu else 0)
        velden = fout.velden if isinstance(fout, services.Onvolledig) else {fout.field: fout.message}
        for veld, tekst in velden.items():
            nieuw.add_error(veld if veld in nieuw.fields else None, tekst)
        return _pagina(request, evaluatie, nieuw, status=422)
    if bewaard.aangeboden_op:
        messages.success(request, "Het resultaat staat klaar. Iedereen die tekent, krijgt bericht.")
    else:
        messages.info(request, "De school stelt nu eerst vast of de stage onvoldoende is. Daarna kan iedereen tekenen.")
    return redirect("evaluaties:detail", evaluatie.public_id)


def _opnieuw(evaluatie: Evaluatie, form: ResultaatForm, bewerking: int) -> ResultaatForm:
    data = form.data.copy()
    data["versie"] = bewerking
    nieuw = _form(evaluatie, data)
    nieuw.is_valid()
    return nieuw


def _verschil(
    evaluatie: Evaluatie, form: ResultaatForm, fout: resultaten.ResultaatConflict
) -> list[tuple[str, str, str]]:
    daar, hier = fout.resultaat, form.inhoud()
    rijen = [
        (deel.titel, SCOREWOORDEN.get(oud.get("score", ""), "–"), oud.get("toelichting", ""))
        for deel in onderdelen_van(evaluatie.formulier.onderdelen)
        if (oud := daar.antwoorden.get(deel.code, {})) != hier.antwoorden.get(deel.code)
    ]
    tekst = (("Samen vinden we", "algemeen"), ("Afspraken", "afspraken"), ("Eindscore", "eindscore"))
    rijen += [(kop, getattr(daar, veld), "") for kop, veld in tekst if getattr(daar, veld) != getattr(hier, veld)]
    if daar.onderbouwing != hier.onderbouwing:
        rijen.append(("Waarom deze eindscore", daar.onderbouwing, ""))
    return rijen


def _pagina(
    request: HttpRequest, evaluatie: Evaluatie, form: ResultaatForm, status: int = 200, **extra: Any
) -> HttpResponse:
    kanten = {rij["deel"].code: rij for rij in naast_elkaar(evaluatie, ingediende_kanten(evaluatie))}
    groepen = [_met_kanten(groep, kanten[groep["deel"].code], einde=form.einde) for groep in form.groepen()]
    antwoorden = {
        deel.code: {"score": form[f"score_{deel.code}"].value() or ""} for deel in form.onderdelen if deel.heeft_score
    }
    context = {
        "evaluatie": evaluatie,
        "form": form,
        "groepen": groepen,
        "te_kiezen": sum(groep["kanten"]["verschil"] for groep in groepen),
        "einde": evaluatie.moment == EvaluatieMoment.EIND,
        "voorstel": voorstel_eindscore(form.onderdelen, antwoorden),
        "lopend": lopend(evaluatie),
    }
    return render(request, "evaluaties/resultaat.html", {**context, **extra}, status=status)


def _met_kanten(groep: dict[str, Any], kanten: dict[str, Any], *, einde: bool) -> dict[str, Any]:
    """Add what both answered; `eens` is the score on which they agree, when nothing is left to do there."""
    score, toelichting = groep["score"], groep["toelichting"]
    eens = ""
    if score is not None and not score.errors and not toelichting.errors and (toelichting.value() or not einde):
        woorden = {cel["score"] for cel in kanten["cellen"]}
        eens = SCOREWOORDEN.get(score.value() or "", "") if len(woorden) == 1 else ""
    return {**groep, "kanten": kanten, "eens": eens}


@require_POST
def resultaat_bewaren(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Autosave of the joint result: JSON as that of filling in."""
    try:
        evaluatie = _leidt(request, public_id, "evaluatieresultaat schrijven")
    except GeenToegang as fout:
        return JsonResponse({"fout": fout.message}, status=403)
    form = _form(evaluatie, request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Dit kan niet worden bewaard. Maak de tekst korter."}, status=422)
    try:
        nu = resultaten.bewaar_resultaat(
            evaluatie=evaluatie,
            inhoud=form.inhoud(),
            bewerking=form.cleaned_data["versie"] or 0,
            by=request.user,
            at=timezone.now(),
        )
    except resultaten.ResultaatConflict as fout:
        return JsonResponse({"fout": fout.message, "versie": fout.resultaat.bewerking}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(nu.bewaard_op)
    return JsonResponse(
        {"versie": nu.bewerking, "bewaard_op": nu.bewaard_op.isoformat(), "tekst": f"Opgeslagen om {klok:%H:%M}"}
    )


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
