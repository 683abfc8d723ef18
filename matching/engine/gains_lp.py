"""Bounds on the first goal where the problem is not a plain flow: a linear programme that is widened one by one.

Its value bounds what one more place can bring from above (recomputed from the dual values here); where its point is
whole and allowed, checked in whole numbers, it is a match and the bound is reached.
"""

from __future__ import annotations

import math
from functools import cached_property

import highspy
import numpy as np

from .arrays import Floats, Ints
from .scene import Scene

# Whole-number weights are exact in doubles; the slack covers the rounding of sums and the solver's own tolerances.
SLACK = 1e-4
LARGEST = 60_000


class FirstGoal:
    """The first goal over the students who are not in the plain flow; limits are rows, then conversions."""

    def __init__(self, scene: Scene) -> None:
        """Build the programme; `fits` is False when it is too large to be worth its time."""
        pairs, classes, arrays = scene.network.pairs, scene.classes, scene.arrays
        inside = np.flatnonzero(~scene.flow_students[pairs.student])
        numbers: dict[tuple[int, ...], int] = {}
        label = np.array(
            [numbers.setdefault(tuple(sorted(rows)), len(numbers)) for rows in classes.rows], dtype=np.int64
        )
        kinds = list(numbers)
        key = np.unique(pairs.student[inside].astype(np.int64) * max(1, len(kinds)) + label[classes.of_pair[inside]])
        student, kind = key // max(1, len(kinds)), key % max(1, len(kinds))
        self.fits = 0 < len(key) <= LARGEST
        self.weight = arrays.s_weight[student]
        self.now = int(arrays.s_weight[~scene.flow_students & scene.has_pair & ~scene.waiting].sum())
        _, self.student = np.unique(student, return_inverse=True)
        self.heads = int(self.student.max(initial=-1)) + 1
        room = scene.room.copy()
        used = scene.choice.pair[scene.choice.pair >= 0]
        for number, count in zip(*np.unique(classes.of_pair[used], return_counts=True), strict=True):
            room[classes.rows[number]] += count
        entries = [(column, row) for column, one in enumerate(kind.tolist()) for row in kinds[one]] if self.fits else []
        table = np.array(entries, dtype=np.int64).reshape(-1, 2)
        self.present, row = np.unique(table[:, 1], return_inverse=True)
        self.limit = room[self.present]
        self.column = np.concatenate([np.arange(len(self.student)), table[:, 0]])
        self.row = np.concatenate([self.student, row + self.heads])
        self.solves = 0

    @cached_property
    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        order = np.lexsort((self.row, self.column))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.weight), self.heads + len(self.limit)
        lp.col_cost_ = -self.weight.astype(np.float64)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(self.weight)), np.ones(len(self.weight))
        lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
        lp.row_upper_ = self._limits({})
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(self.column[order], np.arange(lp.num_col_ + 1)).astype(np.int32)
        lp.a_matrix_.index_ = self.row[order].astype(np.int32)
        lp.a_matrix_.value_ = np.ones(len(order))
        solver.passModel(lp)
        return solver

    def _limits(self, more: dict[int, int]) -> Floats:
        limit = np.concatenate([np.ones(self.heads), self.limit.astype(np.float64)])
        for at, extra in more.items():
            limit[at] += extra
        return limit

    def _rows(self, limits: list[int]) -> dict[int, int]:
        at = np.searchsorted(self.present, limits)
        inside = at < len(self.present)
        return {
            self.heads + int(a): 1
            for a, limit, good in zip(at, limits, inside, strict=True)
            if good and self.present[a] == limit
        }

    def _bound(self, limit: Floats, dual: Floats) -> float:
        """The value that no match within the limits can exceed, for any dual values."""
        price = np.maximum(-dual, 0.0)
        left = self.weight - np.bincount(self.column, weights=price[self.row], minlength=len(self.weight))
        return math.fsum((price * limit).tolist()) + math.fsum(np.maximum(left, 0.0).tolist())

    @cached_property
    def dual(self) -> Floats | None:
        """Dual values without any widening."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().row_dual, dtype=np.float64)

    def at_most(self, limits: list[int]) -> int | None:
        """Upper bound on the gain of one more at each of these limits, from the dual values alone."""
        if self.dual is None:
            return None
        more = list(self._rows(limits))
        bound = self._base + float(np.maximum(-self.dual[more], 0.0).sum())
        return max(0, math.floor(bound + SLACK) - self.now)

    @cached_property
    def _base(self) -> float:
        return math.inf if self.dual is None else self._bound(self._limits({}), self.dual)

    def widen(self, limits: list[int]) -> tuple[int, int] | None:
        """(proven minimum, upper bound) of the gain of one more at each of these limits, by solving again."""
        more = self._rows(limits)
        if self.dual is None:
            return None
        solver, limit = self._solver, self._limits(more)
        for at in more:
            solver.changeRowBounds(at, -highspy.kHighsInf, float(limit[at]))
        solver.run()
        solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        point, dual = (
            np.array(one, dtype=np.float64) for one in (solver.getSolution().col_value, solver.getSolution().row_dual)
        )
        for at in more:
            solver.changeRowBounds(at, -highspy.kHighsInf, float(limit[at] - 1))
        if not solved:
            return None
        most = max(0, math.floor(self._bound(limit, dual) + SLACK) - self.now)
        chosen: Ints = np.flatnonzero(np.rint(point) > 0.5)
        load = np.bincount(self.row[np.isin(self.column, chosen)], minlength=len(limit))
        least = 0 if np.any(load > limit) else max(0, int(self.weight[chosen].sum()) - self.now)
        return least, most
