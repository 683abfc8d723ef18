"""Integer search on one piece of an optimal face, goal by goal, with HiGHS."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import highspy
import numpy as np

from .arrays import Bools, Floats, Ints

# Largest sum that goals packed into one cost may reach.
PACK_LIMIT = 10**9
SLACK = 1e-4


@dataclass(slots=True)
class Face:
    """Arcs of some students; entry i says that arc `entry_arc[i]` counts in limit `entry_row[i]`.

    `full` are limits that must be used up, `placed` students who must be placed; `gains[goal][arc]` is what the arc
    costs more than staying unplaced.
    """

    student: Ints
    entry_row: Ints
    entry_arc: Ints
    capacity: Ints
    full: Bools
    placed: Bools
    gains: list[Ints]


def solve_face(face: Face, deadline: float) -> tuple[Bools | None, bool]:
    """(the best arcs or None when there are none, proven?): the lexicographic optimum of the piece."""
    goal, best, reached = 0, None, []
    while goal < len(face.gains):
        packed, taken = _pack(face, goal)
        found, bound = _search(face, packed, reached, best, deadline)
        if found is None:
            return best, goal == 0 and bound == math.inf
        best = found
        value = int(packed[best].sum())
        if not math.isfinite(bound) or value > math.ceil(bound - SLACK - 1e-13 * abs(bound)):
            return best, False
        reached.append((packed, value))
        goal += taken
    return best, True


def _pack(face: Face, goal: int) -> tuple[Ints, int]:
    """The next goals as one cost with tight separators, as many as doubles can carry: (cost, number of goals)."""
    packed, size, taken = np.zeros(len(face.student), dtype=np.int64), 0, 0
    for gain in face.gains[goal:]:
        high, low = np.zeros(len(face.placed), dtype=np.int64), np.zeros(len(face.placed), dtype=np.int64)
        np.maximum.at(high, face.student, gain)
        np.minimum.at(low, face.student, gain)
        span = int((high - low).sum())
        if taken and size * (span + 1) + span > PACK_LIMIT:
            break
        packed = packed * (span + 1) + gain
        size = size * (span + 1) + span
        taken += 1
    return packed, taken


def _search(
    face: Face, cost: Ints, reached: list[tuple[Ints, int]], start: Bools | None, deadline: float
) -> tuple[Bools | None, float]:
    """(best solution that was found and checked, proven lower bound; infinite when there is no solution)."""
    heads = len(face.placed)
    count = len(face.student)
    rows = [face.student, face.entry_row + heads]
    columns = [np.arange(count), face.entry_arc]
    values = [np.ones(count), np.ones(len(face.entry_row))]
    upper = [np.ones(heads), face.capacity.astype(np.float64)]
    for number, (earlier, limit) in enumerate(reached):
        used = np.flatnonzero(earlier)
        rows.append(np.full(len(used), heads + len(face.capacity) + number))
        columns.append(used)
        values.append(earlier[used].astype(np.float64))
        upper.append(np.array([float(limit)]))
    equal = np.concatenate([face.placed, face.full, np.zeros(len(reached), dtype=bool)])
    solver = _solver(
        cost.astype(np.float64), np.concatenate(rows), np.concatenate(columns), np.concatenate(values),
        np.concatenate(upper), equal,
    )  # fmt: skip
    if math.isfinite(deadline):
        solver.setOptionValue("time_limit", max(0.1, deadline - time.monotonic()))
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = start.astype(np.float64).tolist()
        first.value_valid = True
        solver.setSolution(first)
    solver.run()
    info = solver.getInfo()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None, math.inf
    bound = float(info.mip_dual_bound)
    if not math.isfinite(bound) and solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        bound = float(info.objective_function_value)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, bound if bound < math.inf else -math.inf
    found = np.array(solver.getSolution().col_value) > 0.5
    return (found if _allowed(face, found, reached) else None), bound


def _solver(cost: Floats, row: Ints, column: Ints, value: Floats, upper: Floats, equal: Bools) -> highspy.Highs:
    solver = highspy.Highs()
    for option, setting in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.999),
    ):  # fmt: skip
        solver.setOptionValue(option, setting)
    order = np.argsort(column, kind="stable")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(cost), len(upper)
    programme.col_cost_ = cost
    programme.col_lower_, programme.col_upper_ = np.zeros(len(cost)), np.ones(len(cost))
    programme.row_lower_ = np.where(equal, upper, -highspy.kHighsInf)
    programme.row_upper_ = upper
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(cost) + 1)).astype(np.int32)
    programme.a_matrix_.index_, programme.a_matrix_.value_ = row[order].astype(np.int32), value[order]
    programme.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    solver.passModel(programme)
    return solver


def _allowed(face: Face, found: Bools, reached: list[tuple[Ints, int]]) -> bool:
    """Whether a solution keeps to everything, in whole numbers."""
    heads = np.bincount(face.student[found], minlength=len(face.placed))
    load = np.bincount(face.entry_row[found[face.entry_arc]], minlength=len(face.capacity))
    return not (
        np.any(heads > 1)
        or np.any(face.placed & (heads < 1))
        or np.any(load > face.capacity)
        or np.any(face.full & (load < face.capacity))
        or any(int(earlier[found].sum()) > limit for earlier, limit in reached)
    )
