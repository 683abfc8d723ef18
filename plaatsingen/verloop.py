"""How many students have a place, by day, and what may be expected from last year's pace (R3.5). Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MIN_STUDENTEN = 20


@dataclass(frozen=True, slots=True)
class Match:
    """A student has a place from `van`, until `tot` when it was called off (None: still)."""

    student: Any
    van: date
    tot: date | None = None


@dataclass(frozen=True, slots=True)
class Verwachting:
    """What share may have a place on the target day: the middle and both ends of the band, in percent."""

    laag: float
    midden: float
    hoog: float


class Lijn:
    """Matched students by day: a staircase that changes on the days of `punten`."""

    def __init__(self, matches: Iterable[Match]) -> None:
        per_student: dict[Any, list[Match]] = {}
        for match in matches:
            per_student.setdefault(match.student, []).append(match)
        stappen: dict[date, int] = {}
        for rijen in per_student.values():
            for van, tot in _samen(rijen):
                stappen[van] = stappen.get(van, 0) + 1
                if tot is not None:
                    stappen[tot] = stappen.get(tot, 0) - 1
        som, self.punten = 0, []
        for dag in sorted(stappen):
            som += stappen[dag]
            self.punten.append((dag, som))

    def op(self, dag: date) -> int:
        """Return how many students have a place at the end of `dag`."""
        aantal = 0
        for op, som in self.punten:
            if op > dag:
                break
            aantal = som
        return aantal


def _samen(rijen: Sequence[Match]) -> list[tuple[date, date | None]]:
    """Join the stretches of one student, so that two places at once count once."""
    uit: list[tuple[date, date | None]] = []
    for match in sorted(rijen, key=lambda rij: rij.van):
        if match.tot is not None and match.tot <= match.van:
            continue
        if uit and (uit[-1][1] is None or match.van <= uit[-1][1]):
            van, tot = uit[-1]
            uit[-1] = (van, None if tot is None or match.tot is None else max(tot, match.tot))
        else:
            uit.append((match.van, match.tot))
    return uit


def procent(deel: float, geheel: int) -> float:
    """Return a share in percent, at most 100; 0 of nothing."""
    return min(100.0, 100 * deel / geheel) if geheel else 0.0


def jaar_eerder(dag: date) -> date:
    """Return the same day one year before (28 February for the 29th)."""
    try:
        return dag.replace(year=dag.year - 1)
    except ValueError:
        return dag.replace(year=dag.year - 1, day=28)


def verwacht(nu: float, vorig_toen: float, vorig_dan: float) -> Verwachting:
    """Return the expected share on a later day, all in percent.

    `nu` is today's share, `vorig_toen` that of a year ago, `vorig_dan` that of last year on the later day. In the
    middle of two readings: of those without a place as large a part still finds one as last year, or as many
    percentage points are added as last year.
    """
    erbij = max(0.0, vorig_dan - vorig_toen)
    rest = 100 - vorig_toen
    deel = erbij / rest if rest > 0 else 0.0
    lezingen = (nu + (100 - nu) * deel, min(100.0, nu + erbij))
    return Verwachting(min(lezingen), sum(lezingen) / 2, max(lezingen))
