"""One goal of a binary programme as a HiGHS model: linear relaxation with recomputed bound, and integer search."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import dataclass

import highspy
import numpy as np

from .arrays import Bools, Floats, Ints

# Closing or forcing a variable takes a reduced cost that is this far beyond the gap.
MARGIN = 1e-2
# What counts as a whole number, or as a price of zero, in the solver's answers.
TINY = 1e-6
LOOK_SECONDS = 20.0


@dataclass(slots=True)
class MilpProblem:
    """Arcs sorted by student; entry i says that arc `entry_arc[i]` counts in limit `entry_row[i]`."""

    students: int
    student: Ints
    entry_row: Ints
    entry_arc: Ints
    capacity: Ints
    pair_costs: list[Ints]
    unplaced_costs: list[Ints]


@dataclass(slots=True)
class State:
    """What is still open: arcs in play, arcs that are certain, and the goals reached so far."""

    open_arcs: Ints
    certain: Ints
    reached: list[tuple[Ints, int]]
    best: Bools


class Model:
    """One goal over the open arcs as a HiGHS model."""

    def __init__(self, problem: MilpProblem, state: State, gain: Ints) -> None:
        self.open = state.open_arcs
        self.count = len(self.open)
        self.cost = gain[self.open].astype(np.float64)
        place_of = np.full(len(problem.student), -1, dtype=np.int64)
        place_of[self.open] = np.arange(self.count)
        certain = np.zeros(len(problem.student), dtype=bool)
        certain[state.certain] = True
        heads = np.ones(problem.students, dtype=np.int64)
        heads[problem.student[state.certain]] = 0
        taken = np.bincount(problem.entry_row[certain[problem.entry_arc]], minlength=len(problem.capacity))
        inside = place_of[problem.entry_arc] >= 0
        rows = [problem.student[self.open], problem.entry_row[inside] + problem.students]
        columns = [np.arange(self.count), place_of[problem.entry_arc[inside]]]
        values = [np.ones(self.count), np.ones(int(inside.sum()))]
        limit = [heads, problem.capacity - taken]
        total = problem.students + len(problem.capacity)
        for earlier, reached in state.reached:
            part = earlier[self.open]
            used = np.flatnonzero(part)
            if not len(used):
                continue
            rows.append(np.full(len(used), total))
            columns.append(used)
            values.append(part[used].astype(np.float64))
            limit.append(np.array([reached - int(earlier[state.certain].sum())]))
            total += 1
        self._fill(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), np.concatenate(limit))

    def _fill(self, row: Ints, column: Ints, value: Floats, limit: Ints) -> None:
        present = np.unique(row)
        # A limit that its entries can't reach says nothing.
        weight = np.bincount(row, weights=np.maximum(value, 0), minlength=len(limit))[present]
        binding = present[weight > limit[present]]
        number = np.full(len(limit), -1, dtype=np.int64)
        number[binding] = np.arange(len(binding))
        keep = number[row] >= 0
        row, column, value = number[row[keep]], column[keep], value[keep]
        order = np.lexsort((row, column))
        self.row, self.column, self.value = row[order], column[order], value[order]
        self.limit = limit[binding].astype(np.float64)

    def _highs(self, deadline: float, *, integral: bool) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.999)
        if math.isfinite(deadline):
            solver.setOptionValue("time_limit", max(0.1, deadline - time.monotonic()))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count, len(self.limit)
        lp.col_cost_ = self.cost
        lp.col_lower_, lp.col_upper_ = self.lower(), self.upper()
        lp.row_lower_ = np.full(len(self.limit), -highspy.kHighsInf)
        if self.tight is not None:
            lp.row_lower_ = np.where(self.tight, self.limit, -highspy.kHighsInf)
        lp.row_upper_ = self.limit
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(self.column, np.arange(self.count + 1)).astype(np.int32)
        lp.a_matrix_.index_, lp.a_matrix_.value_ = self.row.astype(np.int32), self.value
        if integral:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.count
        solver.passModel(lp)
        return solver

    closed: Bools | None = None
    forced: Bools | None = None
    tight: Bools | None = None

    def lower(self) -> Floats:
        """Lower bound of each variable: 1 once the reduced costs demand it."""
        return np.zeros(self.count) if self.forced is None else self.forced.astype(np.float64)

    def upper(self) -> Floats:
        """Upper bound of each variable: 0 once the reduced costs exclude it."""
        return np.ones(self.count) if self.closed is None else np.where(self.closed, 0.0, 1.0)

    def reduce(self, reduced: Floats | None, gap: float) -> None:
        """Close variables that no solution within the gap can use."""
        if reduced is not None:
            self.closed = reduced > gap + MARGIN
            self.forced = -reduced > gap + MARGIN

    def relax(self, deadline: float) -> tuple[float, Floats, Floats] | None:
        """(lower bound, reduced costs, point) of the linear relaxation; the bound is recomputed from the duals."""
        solver = self._highs(deadline, integral=False)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = solver.getSolution()
        dual = np.array(solution.row_dual, dtype=np.float64)
        dual = np.minimum(dual, 0.0) if self.tight is None else np.where(self.tight, dual, np.minimum(dual, 0.0))
        priced = np.bincount(self.column, weights=self.value * dual[self.row], minlength=self.count)
        reduced = self.cost - priced
        bound = math.fsum((dual * self.limit).tolist()) + math.fsum(np.minimum(reduced, 0).tolist())
        self._dual, self._reduced = dual, reduced
        return bound, reduced, np.array(solution.col_value, dtype=np.float64)

    def look_ahead(self, costs: list[Floats], deadline: float) -> Bools | None:
        """A whole solution on the optimal face of the relaxation that is also good for the next goals, if any.

        Walks down the faces of the next goals' relaxations, then searches from the smallest face upwards. Only a
        guess where to look: the caller checks the solution and its value.
        """
        models = [self]
        for cost in costs:
            deeper = models[-1].face(cost)
            relaxed = deeper.relax(deadline)
            if relaxed is None:
                break
            models.append(deeper)
            if np.all(np.abs(relaxed[2] - np.rint(relaxed[2])) < TINY):
                return np.rint(relaxed[2]) > 0.5
        last = models[-1].face(models[-1].cost)
        for model in (last, *reversed(models[1:])):
            found, _ = model.search(None, min(deadline, time.monotonic() + LOOK_SECONDS), first_only=True)
            if found is not None:
                return found
        return None

    def face(self, cost: Floats) -> Model:
        """The same limits on the optimal face of the last relaxation, with another cost."""
        other = copy.copy(self)
        other.cost = cost
        closed, forced, tight = self._reduced > TINY, self._reduced < -TINY, np.abs(self._dual) > TINY
        other.closed = closed if self.closed is None else self.closed | closed
        other.forced = forced if self.forced is None else self.forced | forced
        other.tight = tight if self.tight is None else self.tight | tight
        return other

    def search(self, start: Bools | None, deadline: float, *, first_only: bool = False) -> tuple[Bools | None, float]:
        """(best solution found or None, proven lower bound)."""
        solver = self._highs(deadline, integral=True)
        if first_only:
            solver.setOptionValue("mip_max_improving_sols", 1)
        if start is not None:
            first = highspy.HighsSolution()
            first.col_value = start.astype(np.float64).tolist()
            first.value_valid = True
            solver.setSolution(first)
        solver.run()
        info = solver.getInfo()
        found = None
        if info.primal_solution_status == 2:
            found = np.array(solver.getSolution().col_value) > 0.5
        return found, float(info.mip_dual_bound)
