"""In which order to visit places so that the way is short, and how long it takes by the norm. Plain Python.

Distances are as the crow flies times OMWEG, speed is that of the norm: good enough to order a day, not to navigate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from basis.afstand import hemelsbreed_km

Punt = tuple[float, float]  # latitude, longitude in degrees
OMWEG = 1.3  # roads against the crow, a usual figure for the Netherlands
KM_PER_UUR = 50
EXACT_TOT = 9  # places of which every order is weighed (2**9 * 81 steps); above that: nearest next, then mended


@dataclass(frozen=True, slots=True)
class Stuk:
    """A stretch of road."""

    km: float
    minuten: int


def stuk(van: Punt | None, naar: Punt | None, *, km_per_uur: int = KM_PER_UUR, vast: int = 0) -> Stuk:
    """Return the way from one place to another; nothing when one of them is unknown.

    `vast` are minutes for each way (parking, walking) that the norm adds; not when nobody moves.
    """
    if van is None or naar is None or van == naar:
        return Stuk(0.0, 0)
    km = hemelsbreed_km(*van, *naar) * OMWEG
    return Stuk(km, round(km / max(1, km_per_uur) * 60) + vast)


def duur(minuten: int) -> str:
    """Say a time in hours and minutes: 2 uur en 5 minuten."""
    uren, rest = divmod(minuten, 60)
    delen = [f"{uren} uur"] if uren else []
    return " en ".join([*delen, f"{rest} minuten"] if rest or not uren else delen)


def kortste_volgorde(punten: Sequence[Punt], *, start: Punt | None = None) -> list[int]:
    """Return the indexes of `punten` in a short order, from `start` and back to it (open without a start).

    Up to EXACT_TOT places the order is the shortest there is; the same places always give the same order.
    """
    if len(punten) < 2:
        return list(range(len(punten)))
    afstand = [[hemelsbreed_km(*a, *b) for b in punten] for a in punten]
    thuis = [hemelsbreed_km(*start, *punt) if start else 0.0 for punt in punten]
    if len(punten) <= EXACT_TOT:
        return _exact(afstand, thuis)
    return _verbeterd(_dichtstbij(afstand, thuis), afstand, thuis)


def lengte(volgorde: Sequence[int], punten: Sequence[Punt], *, start: Punt | None = None) -> float:
    """Return the km of a round in this order, as the crow flies."""
    afstand = [[hemelsbreed_km(*a, *b) for b in punten] for a in punten]
    thuis = [hemelsbreed_km(*start, *punt) if start else 0.0 for punt in punten]
    return _lengte(volgorde, afstand, thuis)


def _lengte(volgorde: Sequence[int], afstand: list[list[float]], thuis: list[float]) -> float:
    if not volgorde:
        return 0.0
    return thuis[volgorde[0]] + sum(afstand[a][b] for a, b in pairwise(volgorde)) + thuis[volgorde[-1]]


def _exact(afstand: list[list[float]], thuis: list[float]) -> list[int]:
    """Held and Karp: the shortest way through each set of places that ends in each of them."""
    aantal = len(afstand)
    beste: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(1 << i, i): (thuis[i], (i,)) for i in range(aantal)}
    for groep in range(1, 1 << aantal):
        for laatste in range(aantal):
            if (groep, laatste) not in beste:
                continue
            km, pad = beste[groep, laatste]
            for volgende in range(aantal):
                if groep & (1 << volgende):
                    continue
                sleutel = groep | (1 << volgende), volgende
                kandidaat = km + afstand[laatste][volgende], (*pad, volgende)
                if sleutel not in beste or kandidaat < beste[sleutel]:
                    beste[sleutel] = kandidaat
    vol = (1 << aantal) - 1
    return list(min((beste[vol, i][0] + thuis[i], beste[vol, i][1]) for i in range(aantal))[1])


def _dichtstbij(afstand: list[list[float]], thuis: list[float]) -> list[int]:
    open_ = set(range(len(afstand)))
    nu = min(open_, key=lambda i: (thuis[i], i))
    volgorde = [nu]
    open_.remove(nu)
    while open_:
        nu = min(open_, key=lambda i: (afstand[volgorde[-1]][i], i))
        volgorde.append(nu)
        open_.remove(nu)
    return volgorde


def _verbeterd(volgorde: list[int], afstand: list[list[float]], thuis: list[float]) -> list[int]:
    """Turn stretches round as long as that makes the way shorter (2-opt)."""
    beter = True
    while beter:
        beter = False
        for i in range(len(volgorde) - 1):
            for j in range(i + 2, len(volgorde) + 1):
                anders = volgorde[:i] + volgorde[i:j][::-1] + volgorde[j:]
                if _lengte(anders, afstand, thuis) < _lengte(volgorde, afstand, thuis) - 1e-9:
                    volgorde, beter = anders, True
    return volgorde
