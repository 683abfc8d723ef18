"""Reading the joint result of an evaluation: which version, what it begins with, its hash (R8.1)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from evaluaties.enums import EvaluatieMoment, InvullingStatus, InvulRol
from evaluaties.formulieren import onderdelen_van
from evaluaties.models import Evaluatie, Evaluatieresultaat, Invulling

INHOUD = ("antwoorden", "algemeen", "afspraken", "eindscore", "onderbouwing")


@dataclass(frozen=True, slots=True)
class Inhoud:
    """What is written down together; `antwoorden` as of Invulling."""

    antwoorden: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    algemeen: str = ""
    afspraken: str = ""
    eindscore: str = ""
    onderbouwing: str = ""


def lopend(evaluatie: Evaluatie) -> Evaluatieresultaat | None:
    """Return the version that is worked on or waits for signatures."""
    return evaluatie.resultaten.filter(vast_op=None, vervangen_op=None).first()


def geldend(evaluatie: Evaluatie) -> Evaluatieresultaat | None:
    """Return the version that counts: signed by all and not replaced; also while a new one is being made."""
    return evaluatie.resultaten.filter(vast_op__isnull=False, vervangen_op=None).order_by("-versie").first()


def ingediend(evaluatie: Evaluatie) -> list[Invulling]:
    """Return the sides that were handed in, in the order of their role."""
    rijen = evaluatie.invullingen.all()
    return sorted((rij for rij in rijen if rij.status == InvullingStatus.INGEDIEND), key=lambda rij: rij.rol)


def begininhoud(evaluatie: Evaluatie, zijden: Sequence[Invulling] | None = None) -> Inhoud:
    """Return with what the joint result begins: where both agree, that; where they differ, a choice to make.

    At the end the reasons of the werkbegeleider stand ready, since a final score needs them.
    """
    kanten = {rij.rol: rij for rij in (ingediend(evaluatie) if zijden is None else zijden)}
    einde = evaluatie.moment == EvaluatieMoment.EIND
    volgorde = [kanten[rol].antwoorden for rol in (InvulRol.WERKBEGELEIDER, InvulRol.STUDENT) if rol in kanten]
    antwoorden = {}
    for deel in onderdelen_van(evaluatie.formulier.onderdelen):
        eigen = [antwoord.get(deel.code, {}) for antwoord in volgorde]
        scores = {antwoord.get("score", "") for antwoord in eigen}
        eens = len(scores) == 1
        tekst = (
            next((a["toelichting"] for a in eigen if a.get("toelichting")), "") if einde or not deel.heeft_score else ""
        )
        antwoorden[deel.code] = {"score": scores.pop() if eens else "", "toelichting": tekst if eens else ""}
    return Inhoud(antwoorden=antwoorden)


def inhoud_van(resultaat: Evaluatieresultaat) -> Inhoud:
    """Return the content of a version."""
    return Inhoud(**{naam: getattr(resultaat, naam) for naam in INHOUD})


def bereken_hash(resultaat: Evaluatieresultaat, zijden: Sequence[Invulling] | None = None) -> str:
    """Return the SHA-256 (hex) of everything that is signed: form, both sides (read when not given), joint result."""
    evaluatie = resultaat.evaluatie
    formulier = evaluatie.formulier
    zijden = sorted(ingediend(evaluatie) if zijden is None else zijden, key=lambda rij: rij.rol)
    inhoud: dict[str, Any] = {
        "evaluatie": evaluatie.public_id,
        "plaatsing": evaluatie.plaatsing.public_id,
        "moment": evaluatie.moment,
        "formulier": [formulier.public_id, formulier.versie, formulier.onderdelen],
        "zijden": [[rij.rol, rij.naam, rij.antwoorden, rij.algemeen, rij.ingediend_op.timestamp()] for rij in zijden],
        "versie": resultaat.versie,
        "resultaat": [getattr(resultaat, naam) for naam in INHOUD],
        "onvoldoende": [resultaat.onvoldoende_naam, resultaat.onvoldoende_reden],
        "reden_wijziging": resultaat.reden_wijziging,
    }
    tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(tekst.encode()).hexdigest()
