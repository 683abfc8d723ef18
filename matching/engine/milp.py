"""Exact lexicographic optimum where moments overlap: a binary programme per goal, with HiGHS.

Each goal is solved on what the goals before it left open. A value counts as proven only when a lower bound, recomputed
here from the dual values (or given by the finished search), rounds up to the value of a solution that was checked in
whole numbers. Options whose reduced cost exceeds the gap are dropped, which leaves little for the later goals.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from .arrays import Bools, Floats, Ints
from .errors import BewijsFout

# Whole-number costs are exact in doubles; the slack covers the rounding of sums and the solver's own tolerances.
SLACK = 1e-4
MARGIN = 1e-2
TINY = 1e-6
LOOK_SECONDS = 20.0
PACK_LIMIT = 10**9


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
class MilpAnswer:
    """Chosen arc per student (-1: unplaced); per goal the gap that is left unproven (0: proven)."""

    chosen: Ints
    gaps: list[int]


@dataclass(slots=True)
class _State:
    """What is still open: arcs in play, arcs that are certain, and the goals reached so far."""

    open_arcs: Ints
    certain: Ints
    reached: list[tuple[Ints, int]]
    best: Bools


def solve_milp(
    problem: MilpProblem,
    deadline: float = math.inf,
    check: Callable[[], None] = lambda: None,
    *,
    narrow: bool = True,
) -> MilpAnswer:
    """The lexicographic optimum; `deadline` is a `time.monotonic()` moment after which gaps may stay.

    Raises BewijsFout when a bound contradicts a checked solution; `narrow=False` then avoids relying on bounds.
    """
    gains = [
        cost - stay[problem.student] for cost, stay in zip(problem.pair_costs, problem.unplaced_costs, strict=True)
    ]
    arcs = len(problem.student)
    state = _State(np.arange(arcs), np.zeros(0, dtype=np.int64), [], _greedy(problem, gains))
    gaps: list[int] = []
    while len(gaps) < len(gains):
        check()
        packed, goals = _pack(problem, state, gains[len(gaps) :])
        ahead, at = [], len(gaps) + goals
        while at < len(gains):
            later, taken = _pack(problem, state, gains[at:])
            ahead.append(later)
            at += taken
        gap = _stage(problem, state, packed, ahead, deadline, narrow)
        for gain in gains[len(gaps) : len(gaps) + goals]:
            state.reached.append((gain, int(gain[state.best].sum())))
            # The gap of a packed goal belongs to its first part; the parts below it are then unproven as well.
            gaps.append(gap)
    chosen = np.full(problem.students, -1, dtype=np.int64)
    used = np.flatnonzero(state.best)
    chosen[problem.student[used]] = used
    return MilpAnswer(chosen, gaps)


def solve_first_goal(problem: MilpProblem, deadline: float = math.inf) -> int:
    """Best sum of the first goal over placed students; raises BewijsFout when it isn't proven."""
    gain = problem.pair_costs[0] - problem.unplaced_costs[0][problem.student]
    arcs = len(problem.student)
    state = _State(np.arange(arcs), np.zeros(0, dtype=np.int64), [], _greedy(problem, [gain]))
    if _stage(problem, state, gain, [], deadline, True):
        raise BewijsFout("het eerste doel is niet bewezen")
    return -int(gain[state.best].sum())


def _pack(problem: MilpProblem, state: _State, gains: list[Ints]) -> tuple[Ints, int]:
    """The next goals as one cost with tight separators, as many as doubles can carry: (cost, number of goals)."""
    packed, size, goals = np.zeros(len(problem.student), dtype=np.int64), 0, 0
    student = problem.student[state.open_arcs]
    for gain in gains:
        part = gain[state.open_arcs]
        high, low = np.zeros(problem.students, dtype=np.int64), np.zeros(problem.students, dtype=np.int64)
        np.maximum.at(high, student, part)
        np.minimum.at(low, student, part)
        span = int((high - low).sum())
        if goals and size * (span + 1) + span > PACK_LIMIT:
            break
        packed = packed * (span + 1) + gain
        size = size * (span + 1) + span
        goals += 1
    return packed, goals


def _greedy(problem: MilpProblem, gains: list[Ints]) -> Bools:
    """A first solution: best arc first, as long as it fits."""
    rows_of: list[list[int]] = [[] for _ in problem.student]
    for row, arc in zip(problem.entry_row.tolist(), problem.entry_arc.tolist(), strict=True):
        rows_of[arc].append(row)
    left = problem.capacity.tolist()
    seen = set()
    best = np.zeros(len(problem.student), dtype=bool)
    for arc in np.lexsort(gains[::-1]).tolist():
        student = int(problem.student[arc])
        if student not in seen and all(left[row] > 0 for row in rows_of[arc]):
            seen.add(student)
            best[arc] = True
            for row in rows_of[arc]:
                left[row] -= 1
    return best


def _stage(
    problem: MilpProblem, state: _State, gain: Ints, ahead: list[Ints], deadline: float, narrow: bool
) -> int:
    """Optimise one goal; narrows the state and returns the unproven gap."""
    fixed = int(gain[state.certain].sum())
    model = _Model(problem, state, gain)
    value = int(gain[state.best].sum())
    if not len(state.open_arcs) or not np.any(gain[state.open_arcs]):
        return 0
    bound, reduced = -math.inf, None
    relaxed = model.relax(deadline) if narrow else None
    if relaxed is not None:
        bound, reduced, point = relaxed
        if np.all(np.abs(point - np.rint(point)) < 1e-6):
            value = _adopt(problem, state, gain, np.rint(point) > 0.5, value)
    target = _round_up(bound) + fixed if math.isfinite(bound) else None
    gap = 0
    if target is not None and value > target and target - fixed - bound < MARGIN:
        found = model.look_ahead([cost[state.open_arcs].astype(np.float64) for cost in ahead], deadline)
        if found is not None:
            value = _adopt(problem, state, gain, found, value)
    if target is None or value > target:
        value, gap = _search(problem, state, gain, model, (bound, reduced), value, fixed, deadline)
    if reduced is not None:
        _narrow(problem, state, reduced, value - fixed - bound)
    return gap


def _search(
    problem: MilpProblem,
    state: _State,
    gain: Ints,
    model: _Model,
    relaxed: tuple[float, Floats | None],
    value: int,
    fixed: int,
    deadline: float,
) -> tuple[int, int]:
    """Integer search in growing neighbourhoods of the relaxation: (best value, unproven gap).

    A neighbourhood holds every solution within `reach` of the bound, so the best one found there is the optimum as
    soon as it lies within reach itself.
    """
    bound, reduced = relaxed
    lowest = _round_up(bound)
    reach = max(0.0, lowest - bound) if math.isfinite(bound) else math.inf
    while True:
        if reduced is not None:
            model.reduce(reduced, reach)
        found, search_bound = model.search(state.best[state.open_arcs], deadline)
        if found is not None:
            value = _adopt(problem, state, gain, found, value)
        # Outside the neighbourhood everything costs more than bound + reach.
        lowest = max(lowest, min(_round_up(search_bound), _round_up(bound + reach) if math.isfinite(reach) else 1 << 62))
        if value - fixed <= lowest:
            return value, 0
        if reach >= value - fixed - bound or time.monotonic() > deadline:
            return value, value - fixed - lowest
        reach = min(value - fixed - bound, max(16.0, reach * 64))


def _round_up(bound: float) -> int:
    if math.isfinite(bound):
        return math.ceil(bound - SLACK - 1e-13 * abs(bound))
    return (1 << 62) if bound > 0 else -(1 << 62)


def _adopt(problem: MilpProblem, state: _State, gain: Ints, found: Bools, value: int) -> int:
    """Take a solution over when it is allowed and better, all in whole numbers; returns the best value."""
    best = np.zeros(len(problem.student), dtype=bool)
    best[state.certain] = True
    best[state.open_arcs[found]] = True
    heads = np.bincount(problem.student[best], minlength=1)
    load = np.bincount(problem.entry_row[best[problem.entry_arc]], minlength=len(problem.capacity))
    if heads.max(initial=0) > 1 or np.any(load > problem.capacity):
        return value
    if any(int(earlier[best].sum()) > limit for earlier, limit in state.reached):
        return value
    reached = int(gain[best].sum())
    if reached > value:
        return value
    state.best = best
    return reached


def _narrow(problem: MilpProblem, state: _State, reduced: Floats, gap: float) -> None:
    """Drop what no solution at least as good can use; keep for certain what each of them must use."""
    never = reduced > gap + MARGIN
    always = -reduced > gap + MARGIN
    used = state.best[state.open_arcs]
    if np.any(never & used) or np.any(always & ~used):
        raise BewijsFout("de ondergrens spreekt de oplossing tegen")
    state.certain = np.concatenate([state.certain, state.open_arcs[always]])
    settled = np.zeros(problem.students, dtype=bool)
    settled[problem.student[state.certain]] = True
    state.open_arcs = state.open_arcs[~never & ~settled[problem.student[state.open_arcs]]]


class _Model:
    """One goal over the open arcs as a HiGHS model."""

    def __init__(self, problem: MilpProblem, state: _State, gain: Ints) -> None:
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

    def _highs(self, integral: bool, deadline: float) -> highspy.Highs:
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
        if self._tight is not None:
            lp.row_lower_ = np.where(self._tight, self.limit, -highspy.kHighsInf)
        lp.row_upper_ = self.limit
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(self.column, np.arange(self.count + 1)).astype(np.int32)
        lp.a_matrix_.index_, lp.a_matrix_.value_ = self.row.astype(np.int32), self.value
        if integral:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.count
        solver.passModel(lp)
        return solver

    _closed: Bools | None = None
    _forced: Bools | None = None
    _tight: Bools | None = None

    def lower(self) -> Floats:
        """Lower bound of each variable: 1 once the reduced costs demand it."""
        return np.zeros(self.count) if self._forced is None else self._forced.astype(np.float64)

    def upper(self) -> Floats:
        """Upper bound of each variable: 0 once the reduced costs exclude it."""
        return np.ones(self.count) if self._closed is None else np.where(self._closed, 0.0, 1.0)

    def reduce(self, reduced: Floats | None, gap: float) -> None:
        """Close variables that no solution within the gap can use."""
        if reduced is not None:
            self._closed = reduced > gap + MARGIN
            self._forced = -reduced > gap + MARGIN

    def relax(self, deadline: float) -> tuple[float, Floats, Floats] | None:
        """(lower bound, reduced costs, point) of the linear relaxation; the bound is recomputed from the duals."""
        solver = self._highs(False, deadline)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = solver.getSolution()
        dual = np.array(solution.row_dual, dtype=np.float64)
        dual = np.minimum(dual, 0.0) if self._tight is None else np.where(self._tight, dual, np.minimum(dual, 0.0))
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
            deeper = models[-1]._face(cost)
            relaxed = deeper.relax(deadline)
            if relaxed is None:
                break
            models.append(deeper)
            if np.all(np.abs(relaxed[2] - np.rint(relaxed[2])) < TINY):
                return np.rint(relaxed[2]) > 0.5
        last = models[-1]._face(models[-1].cost)
        for model in (last, *reversed(models[1:])):
            found, _ = model.search(None, min(deadline, time.monotonic() + LOOK_SECONDS), first_only=True)
            if found is not None:
                return found
        return None

    def _face(self, cost: Floats) -> _Model:
        """The same limits on the optimal face of the last relaxation, with another cost."""
        other = copy.copy(self)
        other.cost = cost
        closed, forced, tight = self._reduced > TINY, self._reduced < -TINY, np.abs(self._dual) > TINY
        other._closed = closed if self._closed is None else self._closed | closed
        other._forced = forced if self._forced is None else self._forced | forced
        other._tight = tight if self._tight is None else self._tight | tight
        return other

    def search(self, start: Bools | None, deadline: float, *, first_only: bool = False) -> tuple[Bools | None, float]:
        """(best solution found or None, proven lower bound)."""
        solver = self._highs(True, deadline)
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
