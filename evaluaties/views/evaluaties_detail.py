"""The page of one evaluation: where it stands, both sides, the joint result, signatures, objections (R8.1)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.scorebalken import scorebalken
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import EvaluatieStatus, InvullingStatus, InvulRol, TekenRol
from evaluaties.forms_evaluatie import TekenForm
from evaluaties.formulieren import PUNTEN, SCOREWOORDEN, onderdelen_van
from evaluaties.models import Bezwaar, Evaluatie, Evaluatieresultaat, Invulling
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat_lezen
from evaluaties.services.evaluaties_groei import groei_van
from evaluaties.views.evaluaties_hulp import open_evaluatie, weigert
from kern.models import User

S = EvaluatieStatus
STAPPEN = ("Invullen", "Gesprek", "Tekenen", "Ligt vast")
NUMMER = {S.INVULLEN: 1, S.GESPREK: 2, S.TEKENEN: 3, S.VAST: 4}
STATUSSOORT = {S.INVULLEN: "loopt", S.GESPREK: "let_op", S.TEKENEN: "let_op", S.VAST: "klaar"}


def cel(antwoord: dict[str, str]) -> dict[str, str]:
    """Return one answer for a table."""
    return {
        "score": SCOREWOORDEN.get(antwoord.get("score", ""), ""),
        "toelichting": antwoord.get("toelichting", ""),
    }


def naast_elkaar(evaluatie: Evaluatie, kanten: dict[str, Invulling]) -> list[dict[str, Any]]:
    """Return per part what each side answered, the student first; who didn't hand in has no answer."""
    rijen = []
    for deel in onderdelen_van(evaluatie.formulier.onderdelen):
        cellen = [
            cel(kanten[rol].antwoorden.get(deel.code, {})) if rol in kanten else cel({}) for rol in InvulRol.values
        ]
        verschil = deel.heeft_score and len(kanten) == len(InvulRol) and cellen[0]["score"] != cellen[1]["score"]
        rijen.append({"deel": deel, "cellen": cellen, "verschil": verschil})
    return rijen


def ingediende_kanten(evaluatie: Evaluatie) -> dict[str, Invulling]:
    """Return what was handed in, by role."""
    return {rij.rol: rij for rij in evaluatie.invullingen.all() if rij.status == InvullingStatus.INGEDIEND}


def resultaatrijen(evaluatie: Evaluatie, resultaat: Evaluatieresultaat) -> list[dict[str, Any]]:
    """Return the joint answer per part."""
    delen = onderdelen_van(evaluatie.formulier.onderdelen)
    return [{"deel": deel, "cel": cel(resultaat.antwoorden.get(deel.code, {}))} for deel in delen]


@require_safe
@weigert
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show where an evaluation stands; both sides next to each other once they may be seen."""
    evaluatie = open_evaluatie(request, public_id, "evaluatie lezen")
    return render(request, "evaluaties/detail.html", paginacontext(request.user, evaluatie))


def paginacontext(user: User, evaluatie: Evaluatie) -> dict[str, Any]:
    """Return everything the page shows to this person."""
    invullingen = list(evaluatie.invullingen.all())
    kanten = ingediende_kanten(evaluatie)
    open_ = services.zijn_open(evaluatie, invullingen)
    rol = rules.invulrol(user, evaluatie.plaatsing)
    resultaten = list(evaluatie.resultaten.prefetch_related("handtekeningen"))
    for rij in resultaten:
        rij.evaluatie = evaluatie
    return {
        "evaluatie": evaluatie,
        "student": rules.is_student_van(user, evaluatie.plaatsing),
        "stappen": STAPPEN,
        "stap": NUMMER[evaluatie.status],
        "statussoort": STATUSSOORT[evaluatie.status],
        "open": open_,
        "rijen": naast_elkaar(evaluatie, kanten) if open_ and kanten else [],
        "algemeen": [(rij.get_rol_display(), rij.algemeen) for rij in kanten.values() if rij.algemeen] if open_ else [],
        "stand": [_stand(evaluatie, rol_, kanten.get(rol_)) for rol_ in InvulRol],
        "mag_invullen": _mag_invullen(evaluatie, rol, kanten),
        "groei": _groeibeeld(evaluatie) if evaluatie.status == S.VAST else None,
        **_resultaat(user, evaluatie, resultaten),
        **_acties(user, evaluatie, resultaten),
        **_bezwaren(user, evaluatie, resultaten),
    }


def _groeibeeld(evaluatie: Evaluatie) -> dict[str, Any] | None:
    groei = groei_van(evaluatie.plaatsing)
    if groei is None:
        return None
    schaal = [SCOREWOORDEN[score] for score in PUNTEN]
    return {
        "svg": scorebalken("Groei per onderdeel", groei.momenten, groei.punten, schaal),
        "kolommen": ["Onderdeel", *groei.momenten],
        "rijen": groei.woorden,
    }


def _stand(evaluatie: Evaluatie, rol: InvulRol, invulling: Invulling | None) -> dict[str, Any]:
    begon = evaluatie.gesprek_begonnen_op
    return {
        "wie": rol.label,
        "klaar": invulling is not None,
        "na_begin": bool(invulling and begon and invulling.ingediend_op > begon),
    }


def _mag_invullen(evaluatie: Evaluatie, rol: str | None, kanten: dict[str, Invulling]) -> bool:
    open_ = evaluatie.status in {S.INVULLEN, S.GESPREK} and evaluatie.vast_op is None
    return rol is not None and rol not in kanten and open_


def _resultaat(user: User, evaluatie: Evaluatie, resultaten: list[Evaluatieresultaat]) -> dict[str, Any]:
    """Return the version that counts and the one that is worked on, each with its rows and signatures."""
    geldend = next((rij for rij in resultaten if rij.vast_op and not rij.vervangen_op), None)
    lopend = next((rij for rij in resultaten if not rij.vast_op and not rij.vervangen_op), None)
    toon = lopend or geldend
    eerder = [rij for rij in reversed(resultaten) if rij is not toon and (rij.vast_op or rij.handtekeningen.all())]
    return {
        "resultaat": toon,
        "resultaatrijen": resultaatrijen(evaluatie, toon) if toon else [],
        "handtekeningen": _handtekeningen(evaluatie, toon) if toon and toon.aangeboden_op else [],
        "eerder": [{"resultaat": rij, "rijen": resultaatrijen(evaluatie, rij)} for rij in eerder],
        "geldend": geldend,
        "kenmerk_klopt": resultaat_lezen.bereken_hash(toon) == toon.hash if toon and toon.hash else None,
        "tekenforms": _tekenforms(user, evaluatie, toon),
    }


def _handtekeningen(evaluatie: Evaluatie, resultaat: Evaluatieresultaat) -> list[dict[str, Any]]:
    per_rol = {rij.rol: rij for rij in resultaat.handtekeningen.all()}
    rollen = dict.fromkeys([*rules_evaluatie.tekenrollen(evaluatie), *per_rol])
    return [{"rol": TekenRol(rol).label, "handtekening": per_rol.get(rol)} for rol in rollen]


def _tekenforms(user: User, evaluatie: Evaluatie, resultaat: Evaluatieresultaat | None) -> list[dict[str, Any]]:
    if evaluatie.status != S.TEKENEN or resultaat is None:
        return []
    getekend = {rij.rol for rij in resultaat.handtekeningen.all()}
    return [
        {
            "als": TekenRol(rol).label,
            "form": TekenForm(
                initial={"hash_": resultaat.hash, "rol": rol}, student=rol == TekenRol.STUDENT, auto_id=f"id_{rol}_%s"
            ),
        }
        for rol in rules_evaluatie.mag_tekenen_als(user, evaluatie)
        if rol not in getekend
    ]


def _acties(user: User, evaluatie: Evaluatie, resultaten: list[Evaluatieresultaat]) -> dict[str, bool]:
    """Return which buttons stand on the page."""
    plaatsing, status = evaluatie.plaatsing, evaluatie.status
    leidt = rules_evaluatie.mag_gesprek_leiden(user, plaatsing)
    school = rules_evaluatie.is_van_school(user, plaatsing)
    lopend = next((rij for rij in resultaten if not rij.vast_op and not rij.vervangen_op), None)
    onvoldoende = bool(lopend and not lopend.aangeboden_op and lopend.eindscore == "onvoldoende")
    return {
        "mag_beginnen": leidt and status == S.INVULLEN,
        "mag_schrijven": leidt and status == S.GESPREK,
        "mag_terug": leidt and status == S.TEKENEN,
        "mag_zonder": rules.is_coordinator_van(user, plaatsing) and status == S.TEKENEN,
        "mag_heropenen": rules_evaluatie.mag_heropenen(user, plaatsing) and status == S.VAST,
        "mag_laten_vervallen": school and status == S.GESPREK and any(rij.vast_op for rij in resultaten),
        "mag_tweede": rules_evaluatie.mag_tweede_kiezen(user, plaatsing) and status in {S.INVULLEN, S.GESPREK},
        "tweede_nodig": rules_evaluatie.tweede_nodig(evaluatie),
        "wacht_op_school": onvoldoende and not (lopend and lopend.onvoldoende_op),
        "mag_vaststellen": onvoldoende and school,
        "mag_gesprek_vastleggen": leidt and status != S.INVULLEN,
    }


def _bezwaren(user: User, evaluatie: Evaluatie, resultaten: list[Evaluatieresultaat]) -> dict[str, Any]:
    if not rules_evaluatie.mag_bezwaar_lezen(user, evaluatie.plaatsing):
        return {"bezwaren": [], "mag_bezwaar": False, "mag_besluiten": False}
    vast = [rij.pk for rij in resultaten if rij.vast_op]
    rijen = list(Bezwaar.objects.visible_to(user).filter(resultaat__in=vast)) if vast else []
    open_ = any(not rij.besloten_op and not rij.ingetrokken_op for rij in rijen)
    return {
        "bezwaren": rijen,
        "mag_bezwaar": rules_evaluatie.mag_bezwaar_maken(user, evaluatie) and not open_,
        "mag_besluiten": open_ and rules_evaluatie.mag_bezwaar_behandelen(user, evaluatie.plaatsing),
    }
