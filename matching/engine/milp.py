"""Exact lexicographic optimum where moments overlap: a binary programme per goal, with HiGHS.

Each goal is solved on what the goals before it left open. A value counts as proven only when a lower bound, recomputed
here from the dual values (or given by the finished search), rounds up to the value of a solution that was checked in
whole numbers. Options whose reduced cost exceeds the gap are dropped, which leaves little for the later goals.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Ints
from .errors import BewijsFout
from .milp_model import MARGIN, TINY, MilpProblem, Model, State

# Whole-number costs are exact in doubles; the slack covers the rounding of sums and the solver's own tolerances.
SLACK = 1e-4
# Largest sum that goals packed into one cost may reach.
PACK_LIMIT = 10**9


@dataclass(slots=True)
class MilpAnswer:
    """Chosen arc per student (-1: unplaced); per goal the gap that is left unproven (0: proven)."""

    chosen: Ints
    gaps: list[int]


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
    state = State(np.arange(arcs), np.zeros(0, dtype=np.int64), [], _greedy(problem, gains))
    gaps: list[int] = []
    while len(gaps) < len(gains):
        check()
        packed, goals = _pack(problem, state, gains[len(gaps) :])
        ahead, at = [], len(gaps) + goals
        while at < len(gains):
            later, taken = _pack(problem, state, gains[at:])
            ahead.append(later)
            at += taken
        gap = _stage(problem, state, packed, ahead, deadline, narrow=narrow)
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
    state = State(np.arange(arcs), np.zeros(0, dtype=np.int64), [], _greedy(problem, [gain]))
    if _stage(problem, state, gain, [], deadline, narrow=True):
        raise BewijsFout("het eerste doel is niet bewezen")
    return -int(gain[state.best].sum())


def _pack(problem: MilpProblem, state: State, gains: list[Ints]) -> tuple[Ints, int]:
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


def _stage(problem: MilpProblem, state: State, gain: Ints, ahead: list[Ints], deadline: float, *, narrow: bool) -> int:
    """Optimise one goal; narrows the state and returns the unproven gap."""
    fixed = int(gain[state.certain].sum())
    model = Model(problem, state, gain)
    value = int(gain[state.best].sum())
    if not len(state.open_arcs) or not np.any(gain[state.open_arcs]):
        return 0
    bound, reduced = -math.inf, None
    relaxed = model.relax(deadline) if narrow else None
    if relaxed is not None:
        bound, reduced, point = relaxed
        if np.all(np.abs(point - np.rint(point)) < TINY):
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
    state: State,
    gain: Ints,
    model: Model,
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
        lowest = max(
            lowest, min(_round_up(search_bound), _round_up(bound + reach) if math.isfinite(reach) else 1 << 62)
        )
        if value - fixed <= lowest:
            return value, 0
        if reach >= value - fixed - bound or time.monotonic() > deadline:
            return value, value - fixed - lowest
        reach = min(value - fixed - bound, max(16.0, reach * 64))


def _round_up(bound: float) -> int:
    if math.isfinite(bound):
        return math.ceil(bound - SLACK - 1e-13 * abs(bound))
    return (1 << 62) if bound > 0 else -(1 << 62)


def _adopt(problem: MilpProblem, state: State, gain: Ints, found: Bools, value: int) -> int:
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


def _narrow(problem: MilpProblem, state: State, reduced: Floats, gap: float) -> None:
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
