"""Writing down the joint result: one form, its clash and its autosave, logged in or behind a mailed link (R8.1)."""

from typing import Any, NamedTuple

from django.http import JsonResponse
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.enums import EvaluatieMoment
from evaluaties.forms import begin_van
from evaluaties.forms_evaluatie import ResultaatForm
from evaluaties.formulieren import SCOREWOORDEN, onderdelen_van, voorstel_eindscore
from evaluaties.models import Evaluatie, Evaluatieresultaat
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat as resultaten
from evaluaties.services.resultaat_lezen import INHOUD, begininhoud, inhoud_van, lopend
from evaluaties.views.evaluaties_detail import ingediende_kanten, naast_elkaar

BOTSING, ONVOLLEDIG = 409, 422
WACHT_OP_SCHOOL = "De school stelt nu eerst vast of de stage onvoldoende is. Daarna kan iedereen tekenen."


class Geschreven(NamedTuple):
    """What came of a post: what stands there now, or the form again with its status and what is shown beside it."""

    resultaat: Evaluatieresultaat | None
    form: ResultaatForm
    status: int = 200
    naast: dict[str, Any] | None = None


def resultaatform(evaluatie: Evaluatie, data: Any = None, **kwargs: Any) -> ResultaatForm:
    """Return the form of the joint result, filled in or not."""
    return ResultaatForm(data, formulier=evaluatie.formulier, moment=evaluatie.moment, **kwargs)


def beginform(evaluatie: Evaluatie) -> ResultaatForm:
    """Return the form with what stands there, or with what both sides agree on."""
    nu = lopend(evaluatie)
    inhoud = inhoud_van(nu) if nu else begininhoud(evaluatie)
    tekst = {naam: getattr(inhoud, naam) for naam in INHOUD if naam != "antwoorden"}
    begin = {"versie": nu.bewerking if nu else 0, **tekst, **begin_van(inhoud.antwoorden)}
    return resultaatform(evaluatie, initial=begin)


def schrijf(evaluatie: Evaluatie, data: Any, **wie: Any) -> Geschreven:
    """Keep what was typed and, when asked (`actie=aanbieden`), offer it; `wie` is `by`, `at` and perhaps `via_link`."""
    form = resultaatform(evaluatie, data)
    if not form.is_valid():
        return Geschreven(None, form, ONVOLLEDIG)
    try:
        bewaard = _bewaar(evaluatie, form, **wie)
        if data.get("actie") == "aanbieden":
            bewaard = resultaten.bied_aan(evaluatie=evaluatie, bewerking=bewaard.bewerking, **wie)
    except resultaten.ResultaatConflict as fout:
        naast = {"conflict": fout.message, "daar": fout.resultaat, "verschil": _verschil(evaluatie, form, fout)}
        return Geschreven(None, _opnieuw(evaluatie, form, fout.resultaat.bewerking), BOTSING, naast)
    except DomainError as fout:
        nu = lopend(evaluatie)
        if nu and nu.aangeboden_op and inhoud_van(nu) == form.inhoud():
            return Geschreven(nu, form)  # a double click, or the same text of two people
        nieuw = _opnieuw(evaluatie, form, nu.bewerking if nu else 0)
        velden = fout.velden if isinstance(fout, services.Onvolledig) else {fout.field: fout.message}
        for veld, tekst in velden.items():
            nieuw.add_error(veld if veld in nieuw.fields else None, tekst)
        return Geschreven(None, nieuw, ONVOLLEDIG)
    return Geschreven(bewaard, form)


def schrijf_vanzelf(evaluatie: Evaluatie, data: Any, **wie: Any) -> JsonResponse:
    """Autosave: JSON {versie, bewaard_op, tekst}; 409 with `fout` when it was saved elsewhere in between."""
    form = resultaatform(evaluatie, data)
    if not form.is_valid():
        return JsonResponse({"fout": "Dit kan niet worden bewaard. Maak de tekst korter."}, status=ONVOLLEDIG)
    try:
        nu = _bewaar(evaluatie, form, **wie)
    except resultaten.ResultaatConflict as fout:
        return JsonResponse({"fout": fout.message, "versie": fout.resultaat.bewerking}, status=BOTSING)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=BOTSING)
    klok = timezone.localtime(nu.bewaard_op)
    return JsonResponse(
        {"versie": nu.bewerking, "bewaard_op": nu.bewaard_op.isoformat(), "tekst": f"Opgeslagen om {klok:%H:%M}"}
    )


def _bewaar(evaluatie: Evaluatie, form: ResultaatForm, **wie: Any) -> Evaluatieresultaat:
    bewerking = form.cleaned_data["versie"] or 0
    return resultaten.bewaar_resultaat(evaluatie=evaluatie, inhoud=form.inhoud(), bewerking=bewerking, **wie)


def _opnieuw(evaluatie: Evaluatie, form: ResultaatForm, bewerking: int) -> ResultaatForm:
    data = form.data.copy()
    data["versie"] = bewerking
    nieuw = resultaatform(evaluatie, data)
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


def vormcontext(evaluatie: Evaluatie, form: ResultaatForm) -> dict[str, Any]:
    """Return what templates/evaluaties/_resultaatvorm.html shows beside the conflict."""
    kanten = {rij["deel"].code: rij for rij in naast_elkaar(evaluatie, ingediende_kanten(evaluatie))}
    groepen = [_met_kanten(groep, kanten[groep["deel"].code], einde=form.einde) for groep in form.groepen()]
    antwoorden = {
        deel.code: {"score": form[f"score_{deel.code}"].value() or ""} for deel in form.onderdelen if deel.heeft_score
    }
    return {
        "evaluatie": evaluatie,
        "form": form,
        "groepen": groepen,
        "te_kiezen": sum(groep["kanten"]["verschil"] for groep in groepen),
        "einde": evaluatie.moment == EvaluatieMoment.EIND,
        "voorstel": voorstel_eindscore(form.onderdelen, antwoorden),
        "lopend": lopend(evaluatie),
    }


def _met_kanten(groep: dict[str, Any], kanten: dict[str, Any], *, einde: bool) -> dict[str, Any]:
    """Add what both answered; `eens` is the score on which they agree, when nothing is left to do there."""
    score, toelichting = groep["score"], groep["toelichting"]
    eens = ""
    if score is not None and not score.errors and not toelichting.errors and (toelichting.value() or not einde):
        woorden = {cel["score"] for cel in kanten["cellen"]}
        eens = SCOREWOORDEN.get(score.value() or "", "") if len(woorden) == 1 else ""
    return {**groep, "kanten": kanten, "eens": eens}
