"""The evaluations: both sides next to each other, the joint result with its reasons, who signed, objections (R8.1)."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from evaluaties.enums import EvaluatieStatus, InvullingStatus, TekenRol
from evaluaties.formulieren import PUNTEN, SCOREWOORDEN, Onderdeel, onderdelen_van
from evaluaties.models import Evaluatie, Evaluatieformulier, Evaluatieresultaat, Invulling
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, gevuld, naam_van, per_stage

OPEN = {EvaluatieStatus.GESPREK, EvaluatieStatus.TEKENEN, EvaluatieStatus.VAST}


def lees(bundel: Bundel) -> PerStage:
    """Return the evaluations of which both sides are open: both handed in, or the talk has begun.

    The bureau gets that there was one and whether it is fixed.
    """
    rijen = Evaluatie.objects.filter(plaatsing__in=bundel.ids).select_related("formulier")
    rijen = rijen.prefetch_related("invullingen__door", "resultaten__handtekeningen", "resultaten__bezwaren")
    uit: dict[int, list[dict[str, Any]]] = {}
    for pk, groep in per_stage(rijen.order_by("geopend_op", "pk")).items():
        delen = [deel for rij in groep if (deel := _evaluatie(rij, bundel)) is not None]
        if delen:
            uit[pk] = delen
    return uit


def _evaluatie(evaluatie: Evaluatie, bundel: Bundel) -> dict[str, Any] | None:
    ingediend = {i.rol: i for i in evaluatie.invullingen.all() if i.status == InvullingStatus.INGEDIEND}
    if len(ingediend) < 2 and evaluatie.status not in OPEN:
        return None
    kop = {"titel": evaluatie.get_moment_display(), "stand": _stand(evaluatie), "vast": evaluatie.vast_op}
    if not bundel.lezer.leest_gesprekken:
        return kop
    zijden = [ingediend[rol] for rol in sorted(ingediend)]
    resultaten = [rij for rij in evaluatie.resultaten.all() if rij.aangeboden_op is not None]
    resultaat = _geldend(resultaten)
    kolommen = [*((zijde.get_rol_display(), zijde.antwoorden) for zijde in zijden)]
    if resultaat is not None:
        kolommen.append(("samen", resultaat.antwoorden))
    return (
        kop
        | {
            "formulier": str(evaluatie.formulier),
            "zijden": [_zijde(zijde) for zijde in zijden],
            "kolommen": [naam for naam, _ in kolommen],
            "kerntaken": _kerntaken(evaluatie.formulier, kolommen),
        }
        | gevuld(
            {
                "resultaat": _resultaat(resultaat) if resultaat is not None else {},
                "eerder": [_eerder(rij, volgende) for rij, volgende in pairwise(_gegolden(resultaten))],
                "bezwaren": _bezwaren(resultaten) if bundel.lezer.leest_alles else [],
            }
        )
    )


def _gegolden(resultaten: list[Evaluatieresultaat]) -> list[Evaluatieresultaat]:
    """Return the versions that all signed, oldest first; of those taken back or dropped nothing counts."""
    return [rij for rij in resultaten if rij.vast_op is not None]


def _geldend(resultaten: list[Evaluatieresultaat]) -> Evaluatieresultaat | None:
    """Return the version that counts, also while a new one waits for signatures; else the one that waits."""
    rijen = [rij for rij in resultaten if rij.vervangen_op is None]
    return next(iter([*_gegolden(rijen), *rijen]), None)


def _stand(evaluatie: Evaluatie) -> str:
    """Say where it stands; an older one, from before there was signing, is done once both handed in."""
    return (
        "van beide kanten ingevuld" if evaluatie.status == EvaluatieStatus.INVULLEN else evaluatie.get_status_display()
    )


def _zijde(zijde: Invulling) -> dict[str, Any]:
    return {
        "rol": zijde.get_rol_display(),
        "door": naam_van(zijde.door),
        "op": zijde.ingediend_op,
        "algemeen": zijde.algemeen,
    }


def _kerntaken(formulier: Evaluatieformulier, kolommen: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the parts under their kerntaak, each with what every side said; and the mean score of each kerntaak."""
    groepen: dict[str, list[Onderdeel]] = defaultdict(list)
    for onderdeel in onderdelen_van(formulier.onderdelen):
        groepen[onderdeel.kerntaak or onderdeel.code.rpartition("-")[0] or "Onderdelen"].append(onderdeel)
    return [
        {
            "naam": naam,
            "regels": [
                {
                    "titel": onderdeel.titel,
                    "oordelen": [_oordeel(antwoorden.get(onderdeel.code, {})) for _, antwoorden in kolommen],
                }
                for onderdeel in onderdelen
            ],
            "gemiddeld": [_gemiddeld(onderdelen, antwoorden) for _, antwoorden in kolommen],
        }
        for naam, onderdelen in groepen.items()
    ]


def _oordeel(antwoord: dict[str, Any]) -> dict[str, str]:
    """Return one judgement of one part: code and word of the score, and the reasons."""
    score = antwoord.get("score", "")
    return {"code": score, "score": SCOREWOORDEN.get(score, score), "toelichting": antwoord.get("toelichting", "")}


def _gemiddeld(onderdelen: list[Onderdeel], antwoorden: dict[str, Any]) -> float | None:
    """Return the weighted mean on a scale of 1 (oefenen) to 3 (goed); None without any score that counts."""
    som = gewicht = 0
    for onderdeel in onderdelen:
        punten = PUNTEN.get(antwoorden.get(onderdeel.code, {}).get("score", ""))
        if punten is not None and onderdeel.heeft_score:
            som, gewicht = som + punten * onderdeel.gewicht, gewicht + onderdeel.gewicht
    return round(som / gewicht, 2) if gewicht else None


def _resultaat(rij: Evaluatieresultaat) -> dict[str, Any]:
    return {
        "versie": rij.versie,
        "algemeen": rij.algemeen,
        "afspraken": rij.afspraken,
        "eindscore": dict(Evaluatieresultaat.EINDSCORES).get(rij.eindscore, rij.eindscore),
        "onderbouwing": rij.onderbouwing,
        "kenmerk": rij.hash,
        "vast": rij.vast_op,
        "handtekeningen": [
            {
                "rol": tekening.get_rol_display(),
                "naam": tekening.naam,
                "op": tekening.op,
                "wijze": "via een link in de mail" if tekening.via_link else "in het portaal",
                **gevuld({"gezien": tekening.gezien, "zonder": tekening.reden_zonder}),
            }
            for tekening in sorted(rij.handtekeningen.all(), key=lambda t: (_volgorde(t.rol), t.op, t.pk))
        ],
        **gevuld(
            {
                "onvoldoende": {"naam": rij.onvoldoende_naam, "op": rij.onvoldoende_op, "reden": rij.onvoldoende_reden}
                if rij.onvoldoende_op
                else {},
                "reden_wijziging": rij.reden_wijziging,
            }
        ),
    }


def _volgorde(rol: str) -> int:
    return TekenRol.values.index(rol) if rol in TekenRol.values else len(TekenRol.values)


def _eerder(rij: Evaluatieresultaat, volgende: Evaluatieresultaat) -> dict[str, Any]:
    """Return an earlier version: when it was fixed, and why it was opened again."""
    eindscore = dict(Evaluatieresultaat.EINDSCORES).get(rij.eindscore, rij.eindscore)
    return {"versie": rij.versie, "vast": rij.vast_op, "eindscore": eindscore, "waarom": volgende.reden_wijziging}


def _bezwaren(resultaten: list[Evaluatieresultaat]) -> list[dict[str, Any]]:
    """Return the objections that were not taken back: of student and school (P7)."""
    return [
        {
            "versie": rij.versie,
            "op": bezwaar.ingediend_op,
            "tekst": bezwaar.tekst,
            "gegrond": bezwaar.gegrond,
            "besluit": bezwaar.besluit,
            "door": bezwaar.besloten_naam,
            "besloten": bezwaar.besloten_op,
        }
        for rij in resultaten
        for bezwaar in rij.bezwaren.all()
        if bezwaar.ingetrokken_op is None
    ]
