"""Adding answers up: how often each answer was given, and the mean of a scale."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from enquetes.enums import VraagSoort

SCHAAL = ("1", "2", "3", "4", "5")
JA_NEE = ("ja", "nee")


def opties(vraag: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the answers that one may choose from; none for an open question."""
    if vraag["soort"] == VraagSoort.SCHAAL:
        return SCHAAL
    return JA_NEE if vraag["soort"] == VraagSoort.JA_NEE else tuple(vraag.get("keuzes", ()))


def tel_op(vragen: Sequence[Mapping[str, Any]], antwoorden: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return {"aantal", "vragen": {code: {"tel": {answer: n}, "gemiddelde": float | None}}}; open ones stay out."""
    uit: dict[str, Any] = {}
    for vraag in vragen:
        if vraag["soort"] == VraagSoort.OPEN:
            continue
        tel = Counter(blad.get(vraag["code"], "") for blad in antwoorden)
        gegeven = {optie: tel[optie] for optie in opties(vraag)}
        gemiddelde = None
        if vraag["soort"] == VraagSoort.SCHAAL and (aantal := sum(gegeven.values())):
            gemiddelde = round(sum(int(optie) * n for optie, n in gegeven.items()) / aantal, 1)
        uit[vraag["code"]] = {"tel": gegeven, "gemiddelde": gemiddelde}
    return {"aantal": len(antwoorden), "vragen": uit}
