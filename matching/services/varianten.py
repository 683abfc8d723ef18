"""Variants of a round side by side: their figures, and how many students get another place."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from matching.models import Berekening, Ronde, Voorstel
from matching.services.bevriezen import geldende_bevriezing
from matching.services.ronde import geldende_berekening


@dataclass(frozen=True, slots=True)
class Variant:
    """One column of the comparison. `anders` counts who gets another outcome than in the one under review."""

    berekening: Berekening
    cijfers: dict[str, Any]
    geldt: bool
    gekozen: bool
    actueel: bool
    anders: int | None
    met_hand: int


def varianten_van(ronde: Ronde) -> list[Variant]:
    """Return the variants of a round, the one under review first, then the newest. A fixed number of queries.

    Students who moved by hand since are counted as they are now; the other figures are those of the calculation.
    """
    geldend = geldende_berekening(ronde)
    bevriezing = geldende_bevriezing(ronde)
    rijen = list(ronde.berekeningen.select_related("gestart_door").order_by("-gestart_op", "-pk"))
    anders, met_hand = _verschillen(rijen, geldend)
    uit = [
        Variant(
            berekening=rij,
            cijfers=rij.vergelijking,
            geldt=geldend is not None and rij.pk == geldend.pk,
            gekozen=rij.pk == ronde.gekozen_id,
            actueel=bevriezing is not None and rij.bevriezing_id == bevriezing.pk,
            anders=anders.get(rij.pk),
            met_hand=met_hand.get(rij.pk, 0),
        )
        for rij in rijen
    ]
    return sorted(uit, key=lambda variant: not variant.geldt)


def _verschillen(rijen: list[Berekening], geldend: Berekening | None) -> tuple[dict[int, int], Counter[int]]:
    if geldend is None:
        return {}, Counter()
    plaatsen: dict[int, dict[int, int | None]] = {rij.pk: {} for rij in rijen}
    met_hand: Counter[int] = Counter()
    voorstellen = Voorstel.objects.filter(berekening__in=rijen).order_by()
    for berekening, student, plaats, hand in voorstellen.values_list(
        "berekening_id", "student_id", "stageplaats_id", "met_hand"
    ):
        plaatsen[berekening][student] = plaats
        met_hand[berekening] += hand
    nu = plaatsen[geldend.pk]
    anders = {
        pk: sum(rij.get(student) != nu.get(student) for student in rij.keys() | nu.keys())
        for pk, rij in plaatsen.items()
        if rij and pk != geldend.pk
    }
    return anders, met_hand
