"""What each school has a right to: supply divided in proportion, in whole places (largest remainder). Plain Python."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

S = TypeVar("S", bound=Hashable)


def grootste_rest(totaal: int, gewichten: Mapping[S, Fraction]) -> dict[S, int]:
    """Return `totaal` split in whole numbers in proportion to the weights; what is left goes to the largest remainders.

    Among equal remainders the first in the order of the mapping comes first. All zero when every weight is zero.
    """
    som = sum(gewichten.values(), Fraction(0))
    if not som:
        return dict.fromkeys(gewichten, 0)
    ruw = {sleutel: totaal * gewicht / som for sleutel, gewicht in gewichten.items()}
    heel = {sleutel: int(waarde) for sleutel, waarde in ruw.items()}
    volgorde = {sleutel: i for i, sleutel in enumerate(ruw)}
    op_rest = sorted(ruw, key=lambda sleutel: (heel[sleutel] - ruw[sleutel], volgorde[sleutel]))
    for sleutel in op_rest[: totaal - sum(heel.values())]:
        heel[sleutel] += 1
    return heel


def rechten(
    aanbod: int, vraag: Mapping[S, int], *, gewichten: Mapping[S, int] | None = None, minimum: int = 0
) -> dict[S, int]:
    """Return how many of `aanbod` places each school has a right to; the sum is `aanbod` when anybody asks.

    In proportion to demand times the weight of the school (in percent, 100 = plain). A school that asks gets at least
    `minimum` places, or what it asks if that is less, as long as there are enough for all minima.
    """
    gewichten = gewichten or {}
    niets = dict.fromkeys(vraag, 0)
    deel = {school: Fraction(aantal * gewichten.get(school, 100)) for school, aantal in vraag.items() if aantal > 0}
    bodem = {school: min(minimum, vraag[school]) for school in deel}
    if minimum and sum(bodem.values()) >= aanbod:
        return niets | grootste_rest(aanbod, {school: Fraction(aantal) for school, aantal in bodem.items()})
    vast: dict[S, int] = {}
    while True:
        vrij = {school: gewicht for school, gewicht in deel.items() if school not in vast}
        rest = grootste_rest(aanbod - sum(vast.values()), vrij)
        te_laag = [school for school in vrij if rest[school] < bodem[school]]
        if not te_laag:
            return niets | vast | rest
        vast |= {school: bodem[school] for school in te_laag}
