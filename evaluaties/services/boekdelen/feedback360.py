"""The sum of closed rounds of 360 feedback: never an answer on its own where anonymity was promised (R8.2)."""

from typing import Any

from evaluaties.enums import FeedbackRol, Moderatie
from evaluaties.models import Feedbackronde
from evaluaties.rules_feedback import Gegeven, Somregel, Spreiding, groepeer_teksten, tel_op
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, per_stage
from evaluaties.services.boeklezer import Soort


def lees(bundel: Bundel) -> PerStage:
    """Return the closed rounds: the student's own, for others those that the student shares; not for the bureau."""
    if not bundel.lezer.leest_gesprekken:
        return {}
    rijen = Feedbackronde.objects.filter(plaatsing__in=bundel.ids, gesloten_op__isnull=False)
    if bundel.lezer.soort != Soort.STUDENT:
        rijen = rijen.filter(gedeeld=True)
    rijen = rijen.prefetch_related("antwoorden__formulier", "teksten").order_by("geopend_op", "pk")
    return {pk: [_ronde(rij) for rij in groep] for pk, groep in per_stage(rijen).items()}


def _ronde(ronde: Feedbackronde) -> dict[str, Any]:
    antwoorden = list(ronde.antwoorden.all())
    vragen = _vragen(antwoorden)
    minstens = ronde.minstens if ronde.anoniem else 1
    gegeven = [Gegeven(rij.rol, rij.scores) for rij in antwoorden]
    scores = [code for code, vraag in vragen.items() if vraag["soort"] == "score"]
    regels = tel_op(gegeven, scores, minstens=minstens, zelf=ronde.zelf)
    genoeg = len(antwoorden) >= minstens
    teksten = [rij for rij in ronde.teksten.all() if rij.moderatie == Moderatie.TONEN]
    groepen = groepeer_teksten(teksten, list(vragen), antwoorden=len(antwoorden), minstens=minstens)
    return {
        "titel": ronde.titel,
        "gesloten": ronde.gesloten_op,
        "anoniem": ronde.anoniem,
        "minstens": minstens,
        "aantal": len(antwoorden) if genoeg else None,
        "regels": [_regel(regel, vragen[regel.code]["tekst"]) for regel in regels] if genoeg else [],
        "teksten": [
            {
                "vraag": vragen[groep.code]["tekst"] if groep.code in vragen else "",
                # In the order of the alphabet: no order tells who came first.
                "teksten": sorted(rij.tekst for rij in groep.teksten),
            }
            for groep in groepen
        ],
    }


def _vragen(antwoorden: list[Any]) -> dict[str, dict[str, str]]:
    """Return the questions of the forms that were filled in, by code; the same code is the same subject."""
    uit: dict[str, dict[str, str]] = {}
    for antwoord in antwoorden:
        for vraag in antwoord.formulier.vragen:
            uit.setdefault(
                vraag["code"],
                {"tekst": vraag.get("kop") or vraag.get("tekst", ""), "soort": vraag.get("soort", "score")},
            )
    return uit


def _regel(regel: Somregel, vraag: str) -> dict[str, Any]:
    return {
        "vraag": vraag,
        "totaal": _spreiding(regel.totaal) if regel.totaal else None,
        "per_rol": [
            {"rol": FeedbackRol(rol).label, **_spreiding(spreiding)} for rol, spreiding in regel.per_rol.items()
        ],
        "zelf": regel.zelf,
    }


def _spreiding(spreiding: Spreiding) -> dict[str, Any]:
    return {
        "gemiddeld": round(spreiding.gemiddelde, 1),
        "aantal": spreiding.aantal,
        "laagste": spreiding.laagste,
        "hoogste": spreiding.hoogste,
        "verdeling": list(spreiding.verdeling),
    }
