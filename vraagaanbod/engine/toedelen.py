"""Whole stageplaatsen to schools: each its right as closely as possible, then the least travel. Exact, plain Python.

An integer program in two steps, solved by HiGHS on one thread from one start: first the least difference with the
rights, then with that difference the least distance. Places that are alike (as large, open to the same schools, as far
from each) are one variable, so that a region of thousands of places stays small.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from basis.errors import DomainError

NIET_BEWEZEN = "De plekken konden niet bewezen goed worden verdeeld. Verander de sleutel en reken opnieuw."
# One thread, one start, nothing by the clock: the same places give the same answer on every run. Distances are whole
# numbers, so less than one apart is equal.
OPTIES = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.99,
    "mip_max_nodes": 200_000,
}


@dataclass(frozen=True, slots=True)
class Plek:
    """A place: its key, how many students it holds, and to which schools it may go (None = all)."""

    sleutel: Any
    capaciteit: int
    mag: frozenset | None = None


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """Place to school, the difference with the rights in seats, and the distance of all seats together."""

    school: dict[Any, Any]
    verschil: int
    afstand: int


def kies_cluster(
    plekken: Sequence[tuple[Any, int, Sequence[Hashable]]], vraag: Mapping[Hashable, int]
) -> dict[Any, Hashable]:
    """Return for which cluster each place (key, capacity, its clusters) counts: where the shortage is largest by then.

    Places with one cluster are counted first; among equals the first cluster in the list.
    """
    tekort = dict(vraag)
    uit: dict[Any, Hashable] = {}
    for sleutel, capaciteit, clusters in sorted(plekken, key=lambda plek: len(plek[2]) > 1):
        gekozen = max(clusters, key=lambda cluster: (tekort.get(cluster, 0), -clusters.index(cluster)))
        uit[sleutel] = gekozen
        tekort[gekozen] = tekort.get(gekozen, 0) - capaciteit
    return uit


def deel_toe(plekken: Sequence[Plek], rechten: Mapping[Any, int], afstand: Mapping[tuple[Any, Any], int]) -> Uitkomst:
    """Divide the places of one cluster over the schools in `rechten`; `afstand` is (place, school) to whole units.

    A right may be below zero: that school has more already. A place that no school may have is left out. Raises
    DomainError when the solver can't prove its answer.
    """
    scholen = list(rechten)
    groepen: dict[tuple, list[Plek]] = {}
    for plek in plekken:
        mag = tuple(school for school in scholen if plek.mag is None or school in plek.mag)
        if mag:
            ver = tuple(afstand.get((plek.sleutel, school), 0) for school in mag)
            groepen.setdefault((plek.capaciteit, mag, ver), []).append(plek)
    if not groepen:
        return Uitkomst({}, sum(abs(recht) for recht in rechten.values()), 0)
    model = _Model(
        [rechten[school] for school in scholen], scholen, {groep: len(rij) for groep, rij in groepen.items()}
    )
    aantallen = model.los_op()
    uit: dict[Any, Any] = {}
    for (groep, rij, _), aantal in zip(model.paren, aantallen, strict=True):
        for _ in range(aantal):
            uit[groepen[groep].pop(0).sleutel] = scholen[rij]
    return Uitkomst(uit, model.verschil(aantallen), model.afstand(aantallen))


class _Model:
    """Columns: how many places of each group go to each school; then seats too few, and too many, per school."""

    def __init__(self, recht: list[int], scholen: list, groepen: dict[tuple, int]) -> None:
        self.recht, self.groepen = recht, groepen
        nummer = {school: i for i, school in enumerate(scholen)}
        self.paren = [
            (groep, nummer[school], ver) for groep in groepen for school, ver in zip(groep[1], groep[2], strict=True)
        ]
        self.kolommen = len(self.paren) + 2 * len(recht)

    def verschil(self, aantallen: Sequence[int]) -> int:
        """Return the seats too few and too many of all schools together."""
        kreeg = [0] * len(self.recht)
        for (groep, rij, _), aantal in zip(self.paren, aantallen, strict=True):
            kreeg[rij] += groep[0] * aantal
        return sum(abs(een - ander) for een, ander in zip(kreeg, self.recht, strict=True))

    def afstand(self, aantallen: Sequence[int]) -> int:
        """Return the distance of all seats together."""
        return sum(groep[0] * ver * aantal for (groep, _, ver), aantal in zip(self.paren, aantallen, strict=True))

    def los_op(self) -> list[int]:
        """Return the best numbers: first the least difference, then with that the least distance."""
        anders = np.zeros(self.kolommen)
        anders[len(self.paren) :] = 1.0
        eerst = self._beste(anders, grens=None)
        if not any(ver for _, _, ver in self.paren):
            return eerst
        ver = np.zeros(self.kolommen)
        ver[: len(self.paren)] = [groep[0] * ver for groep, _, ver in self.paren]
        best = self._beste(ver, grens=self.verschil(eerst))
        if self.verschil(best) != self.verschil(eerst):
            raise DomainError(NIET_BEWEZEN)
        return best

    def _rijen(self, grens: int | None) -> list[tuple[float, float, dict[int, float]]]:
        n, m = len(self.paren), len(self.recht)
        per_groep: dict[tuple, dict[int, float]] = {groep: {} for groep in self.groepen}
        per_school: list[dict[int, float]] = [{n + i: 1.0, n + m + i: -1.0} for i in range(m)]
        for kolom, (groep, rij, _) in enumerate(self.paren):
            per_groep[groep][kolom] = 1.0
            per_school[rij][kolom] = float(groep[0])
        rijen = [(float(self.groepen[groep]),) * 2 + (termen,) for groep, termen in per_groep.items()]
        rijen += [(float(self.recht[i]),) * 2 + (termen,) for i, termen in enumerate(per_school)]
        if grens is not None:
            rijen.append((-highspy.kHighsInf, float(grens), dict.fromkeys(range(n, self.kolommen), 1.0)))
        return rijen

    def _beste(self, kosten: np.ndarray, *, grens: int | None) -> list[int]:
        rijen = self._rijen(grens)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.kolommen, len(rijen)
        lp.col_cost_, lp.col_lower_ = kosten, np.zeros(self.kolommen)
        boven = np.full(self.kolommen, highspy.kHighsInf)
        boven[: len(self.paren)] = [self.groepen[groep] for groep, _, _ in self.paren]
        lp.col_upper_ = boven
        lp.row_lower_ = np.array([onder for onder, _, _ in rijen])
        lp.row_upper_ = np.array([hoog for _, hoog, _ in rijen])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(termen) for _, _, termen in rijen)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([kolom for _, _, termen in rijen for kolom in termen], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([waarde for _, _, termen in rijen for waarde in termen.values()])
        lp.integrality_ = [highspy.HighsVarType.kInteger] * self.kolommen
        solver = highspy.Highs()
        for naam, waarde in OPTIES.items():
            solver.setOptionValue(naam, waarde)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise DomainError(NIET_BEWEZEN)
        return [round(waarde) for waarde in solver.getSolution().col_value[: len(self.paren)]]
