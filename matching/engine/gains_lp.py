"""Bounds on the first goal where the problem is not a plain flow: a linear programme that is widened one by one.

Its value bounds what one more place can bring from above (recomputed from the dual values here, over all pairs); where
its point is whole and allowed, checked in whole numbers, it is a match and the bound is reached. The programme starts
with few pairs and takes in others when their price asks for it.
"""

from __future__ import annotations

import math
from functools import cached_property

import highspy
import numpy as np

from .arrays import Floats, Ints
from .parts import Classes
from .scene import Scene

# Whole-number weights are exact in doubles; the slack covers the rounding of sums and the solver's own tolerances.
SLACK = 1e-4
# Largest programmes, in pairs: where moments overlap each one takes far more time.
LARGEST_FLOW = 300_000
LARGEST_SEARCH = 60_000
# Pairs per student at first; how many are taken in at once, and how often.
AT_FIRST = 6
TAKEN_IN = 20_000
ROUNDS = 12


class FirstGoal:
    """The first goal over the students who are not in the plain flow; limits are rows, then conversions."""

    def __init__(self, scene: Scene) -> None:
        """Gather the programme; `fits` is False when it is too large to be worth its time."""
        pairs, classes, arrays = scene.network.pairs, scene.classes, scene.arrays
        inside = np.flatnonzero(~scene.flow_students[pairs.student])
        numbers: dict[tuple[int, ...], int] = {}
        kind_of = [numbers.setdefault(tuple(sorted(rows)), len(numbers)) for rows in classes.rows]
        kinds = [np.array(rows, dtype=np.int64) for rows in numbers]
        size = max(1, len(kinds))
        label = np.array(kind_of, dtype=np.int64)[classes.of_pair[inside]]
        key = np.unique(pairs.student[inside].astype(np.int64) * size + label)
        largest = LARGEST_SEARCH if scene.choice.milp_students else LARGEST_FLOW
        self.fits = 0 < len(key) <= largest
        if not self.fits:
            return
        self.weight = arrays.s_weight[key // size]
        self.now = int(arrays.s_weight[~scene.flow_students & scene.has_pair & ~scene.waiting].sum())
        self.who, self.student = np.unique(key // size, return_inverse=True)
        self.heads = int(self.student.max()) + 1
        self._entries(kinds, key % size)
        limit = scene.room.copy()
        used = scene.choice.pair[scene.choice.pair >= 0]
        for number, count in zip(*np.unique(classes.of_pair[used], return_counts=True), strict=True):
            limit[classes.rows[number]] += count
        self.limit = np.concatenate([np.ones(self.heads), limit[self.present].astype(np.float64)])
        inside_flow = scene.flow_students[pairs.student[used]]
        self.elsewhere = self._held_by(classes, used[inside_flow], len(limit))
        chosen = used[~inside_flow]
        held = pairs.student[chosen].astype(np.int64) * size + np.array(kind_of)[classes.of_pair[chosen]]
        place_in_student = np.arange(len(key)) - np.searchsorted(self.student, self.student)
        self.inside = np.isin(key, held) | (place_in_student < AT_FIRST)

    def _held_by(self, classes: Classes, used: Ints, limits: int) -> Ints:
        """Per row of the programme how much of it students outside have: a conversion may serve both kinds."""
        load = np.zeros(limits, dtype=np.int64)
        for number, count in zip(*np.unique(classes.of_pair[used], return_counts=True), strict=True):
            load[classes.rows[number]] += count
        return np.concatenate([np.zeros(self.heads, dtype=np.int64), load[self.present]])

    def _entries(self, kinds: list[Ints], kind: Ints) -> None:
        """The rows of each pair, one after the other: first its student, then its limits."""
        sizes = np.array([len(rows) for rows in kinds], dtype=np.int64)
        flat = np.concatenate([*kinds, np.zeros(0, dtype=np.int64)])
        start = np.concatenate([[0], np.cumsum(sizes)])[:-1]
        many = sizes[kind]
        column = np.repeat(np.arange(len(kind)), many)
        offset = np.arange(len(column)) - np.repeat(np.cumsum(many) - many, many)
        self.present, row = np.unique(flat[start[kind][column] + offset], return_inverse=True)
        columns = np.concatenate([np.arange(len(kind)), column])
        rows = np.concatenate([self.student, row + self.heads])
        order = np.lexsort((rows, columns))
        self.column, self.row = columns[order], rows[order]

    @cached_property
    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        none = np.zeros(0)
        for limit in self.limit.tolist():
            solver.addRow(-highspy.kHighsInf, limit, 0, none.astype(np.int32), none)
        self.taken = np.zeros(0, dtype=np.int64)
        self._take_in(solver, np.flatnonzero(self.inside))
        return solver

    def _take_in(self, solver: highspy.Highs, columns: Ints) -> None:
        self.inside[columns] = True
        self.taken = np.concatenate([self.taken, columns])
        first, last = (np.searchsorted(self.column, columns, side=side) for side in ("left", "right"))
        many = last - first
        starts = (np.cumsum(many) - many).astype(np.int32)
        at = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
        rows = self.row[at].astype(np.int32)
        cost, zero, one = -self.weight[columns].astype(np.float64), np.zeros(len(columns)), np.ones(len(columns))
        solver.addCols(len(columns), cost, zero, one, len(rows), starts, rows, np.ones(len(rows)))

    def _solve(self) -> Floats | None:
        """Dual values of the programme, with every pair in it that its prices ask for."""
        for _ in range(ROUNDS):
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            dual = np.array(self._solver.getSolution().row_dual, dtype=np.float64)
            left = self._left(dual)
            left[self.inside] = 0.0
            asked = np.flatnonzero(left > SLACK)
            if not len(asked):
                break
            self._take_in(self._solver, np.sort(asked[np.argsort(-left[asked], kind="stable")][:TAKEN_IN]))
        return dual

    def _left(self, dual: Floats) -> Floats:
        """What each pair is worth above the price of its rows."""
        price = np.maximum(-dual, 0.0)
        return self.weight - np.bincount(self.column, weights=price[self.row], minlength=len(self.weight))

    def _bound(self, limit: Floats, dual: Floats) -> float:
        """The value that no match within the limits can exceed, for any dual values."""
        paid = (np.maximum(-dual, 0.0) * limit).tolist()
        return math.fsum(paid) + math.fsum(np.maximum(self._left(dual), 0.0).tolist())

    def _rows(self, limits: list[int]) -> list[int]:
        at = np.minimum(np.searchsorted(self.present, limits), len(self.present) - 1)
        return [self.heads + int(a) for a, limit in zip(at, limits, strict=True) if self.present[a] == limit]

    @cached_property
    def dual(self) -> Floats | None:
        """Dual values without any widening."""
        return self._solve()

    @cached_property
    def _base(self) -> float:
        return math.inf if self.dual is None else self._bound(self.limit, self.dual)

    def at_most(self, limits: list[int]) -> int | None:
        """Upper bound on the gain of one more at each of these limits, from the dual values alone."""
        if self.dual is None:
            return None
        bound = self._base + float(np.maximum(-self.dual[self._rows(limits)], 0.0).sum())
        return max(0, math.floor(bound + SLACK) - self.now)

    def new_place_at_most(self, students: Ints, weights: Ints) -> int | None:
        """Upper bound on the gain of one new seat for one of these students, who all come at the same moments.

        A seat priced at what the best of them is worth above the price of their own row leaves nothing to gain.
        """
        if self.dual is None:
            return None
        at = np.minimum(np.searchsorted(self.who, students), len(self.who) - 1)
        price = np.where(self.who[at] == students, np.maximum(-self.dual[at], 0.0), 0.0)
        return max(0, math.floor(self._base + float((weights - price).max(initial=0.0)) + SLACK) - self.now)

    def widen(self, limits: list[int]) -> tuple[int, int] | None:
        """(proven minimum, upper bound) of the gain of one more at each of these limits, by solving again."""
        rows = self._rows(limits)
        if self.dual is None or not rows:
            return None
        limit = self.limit.copy()
        limit[rows] += 1
        for row in rows:
            self._solver.changeRowBounds(row, -highspy.kHighsInf, float(limit[row]))
        dual = self._solve()
        point = np.array(self._solver.getSolution().col_value, dtype=np.float64)
        for row in rows:
            self._solver.changeRowBounds(row, -highspy.kHighsInf, float(self.limit[row]))
        if dual is None:
            return None
        most = max(0, math.floor(self._bound(limit, dual) + SLACK) - self.now)
        chosen = np.zeros(len(self.weight), dtype=bool)
        chosen[self.taken[: len(point)][np.rint(point) > 0.5]] = True
        # Those outside keep what they have; from above they may be thought away, from below not.
        load = np.bincount(self.row[chosen[self.column]], minlength=len(limit)) + self.elsewhere
        least = 0 if np.any(load > limit) else max(0, int(self.weight[chosen].sum()) - self.now)
        return least, most
