"""The linear relaxation of several goals at once with HiGHS, and exact prices per goal from its last basis."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import highspy
import numpy as np

from .arrays import Floats, Ints
from .headstart import Headstart, headstart
from .prices import Prices

# Goals go into one cost as long as it stays below this: more degrees of freedom make the simplex slower, larger costs
# make its tolerances too coarse.
LARGEST = 1 << 22
# Room between two goals, as a multiple of what the lower one can differ per student; more when that wasn't enough.
ROOMS = (4, 64, 1024)
# Prices are fractions with a small denominator; others are rounded, which only weakens the bound.
LARGEST_SCALE = 2000
CLOSE = 1e-5
# Below this many arcs the simplex needs no first basis.
SMALL = 30_000


@dataclass(slots=True)
class _Programme:
    """The open arcs and the limits that can bind, as HiGHS takes them."""

    open_arcs: Ints
    rows: Ints
    solver: highspy.Highs


def relax(prices: Prices, deadline: float) -> Floats | None:
    """Solve the next goals on the optimal face of those before, and add their prices; the point per arc.

    The point reaches the bound of the prices in all goals so far. None when time or precision ran out; prices that
    were added then still give a bound, but the goals after them can't be met by `relax`.
    """
    start = len(prices.value)
    first = None
    if not start and len(prices.problem.student) > SMALL:
        first = headstart(prices, _packed(prices, start, _factors(prices, start, ROOMS[0])))
    programme = _build(prices, whole=first is not None)
    if first is not None:
        _set_basis(programme, first)
    for attempt, room in enumerate(ROOMS):
        factors = _factors(prices, start, room)
        point = _run(prices, programme, start, factors, deadline, again=attempt > 0)
        if point is None:
            return None
        prices.pop(start)
        _add_prices(prices, programme, start, len(factors))
        if all(
            abs(float(gain @ point) - bound / scale) < CLOSE * max(1.0, abs(bound) * 1e-6)
            for gain, bound, scale in zip(prices.gains, prices.bound, prices.scale, strict=False)
        ):
            return point
    return None


def _factors(prices: Prices, start: int, room: int) -> list[int]:
    """Weights that put the next goals in one cost in strict order, as far as `room` can tell."""
    spans = []
    for gain in prices.gains[start:]:
        some = gain[prices.cheapest] if start else gain
        spans.append(int(some.max(initial=0)) - int(some.min(initial=0)))
    goals, size = 1, spans[0]
    while start + goals < len(prices.gains):
        size *= _step(spans[goals], room)
        if size > LARGEST * room:
            break
        goals += 1
    factors = [1]
    for span in reversed(spans[1:goals]):
        factors.append(factors[-1] * _step(span, room))
    return factors[::-1]


def _step(span: int, room: int) -> int:
    return 1 << max(3, (room * span).bit_length())


def _packed(prices: Prices, start: int, factors: list[int]) -> Ints:
    """The next goals as one cost."""
    cost = np.zeros(len(prices.problem.student), dtype=np.int64)
    for gain, factor in zip(prices.gains[start:], factors, strict=False):
        cost += gain * factor
    return cost


def _set_basis(programme: _Programme, first: Headstart) -> None:
    """Let the dual simplex start from this basis; presolve would throw it away."""
    basic, low, high = (
        highspy.HighsBasisStatus.kBasic,
        highspy.HighsBasisStatus.kLower,
        highspy.HighsBasisStatus.kUpper,
    )
    basis = highspy.HighsBasis()
    kinds = np.where(first.basic, 0, np.where(first.chosen, 2, 1))
    basis.col_status = [(basic, low, high)[kind] for kind in kinds.tolist()]
    basis.row_status = [basic if one else high for one in first.row_basic.tolist()]
    basis.valid, basis.alien = True, False
    programme.solver.setBasis(basis)
    programme.solver.setOptionValue("presolve", "off")


def _build(prices: Prices, *, whole: bool) -> _Programme:
    """The programme without costs; `whole`: also with the limits that say nothing."""
    problem = prices.problem
    open_arcs = np.flatnonzero(prices.cheapest)
    number = np.full(len(problem.student), -1, dtype=np.int64)
    number[open_arcs] = np.arange(len(open_arcs))
    inside = number[problem.entry_arc] >= 0
    heads = len(prices.first)
    row = np.concatenate([prices.head_of[open_arcs], problem.entry_row[inside] + heads])
    column = np.concatenate([np.arange(len(open_arcs)), number[problem.entry_arc[inside]]])
    upper = np.concatenate([np.ones(heads), problem.capacity.astype(np.float64)])
    full = np.concatenate([~prices.free, prices.tight])
    # A limit that its arcs can't reach says nothing.
    rows = np.flatnonzero((np.bincount(row, minlength=len(upper)) > upper) | full | whole)
    place = np.full(len(upper), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    keep = place[row] >= 0
    row, column = place[row[keep]], column[keep]
    order = np.argsort(column, kind="stable")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(open_arcs), len(rows)
    programme.col_cost_ = np.zeros(len(open_arcs))
    programme.col_lower_, programme.col_upper_ = np.zeros(len(open_arcs)), np.ones(len(open_arcs))
    programme.row_upper_ = upper[rows]
    programme.row_lower_ = np.where(full[rows], upper[rows], -highspy.kHighsInf)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(open_arcs) + 1)).astype(np.int32)
    programme.a_matrix_.index_, programme.a_matrix_.value_ = row[order].astype(np.int32), np.ones(len(row))
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    return _Programme(open_arcs, rows, solver)


def _run(
    prices: Prices, programme: _Programme, start: int, factors: list[int], deadline: float, *, again: bool
) -> Floats | None:
    """The optimal point of the packed goals per arc of the problem; None when it wasn't reached in time."""
    solver, count = programme.solver, len(programme.open_arcs)
    cost = _packed(prices, start, factors)[programme.open_arcs].astype(np.float64)
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
    if math.isfinite(deadline):
        solver.setOptionValue("time_limit", solver.getRunTime() + max(0.1, deadline - time.monotonic()))
    if again:
        # The last basis is feasible, so only the costs are to be met.
        solver.setOptionValue("simplex_strategy", 4)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    point = np.zeros(len(prices.problem.student))
    point[programme.open_arcs] = np.array(solver.getSolution().col_value)
    return point


def _add_prices(prices: Prices, programme: _Programme, start: int, goals: int) -> None:
    """The prices of each goal on its own belong to the same basis, so that no goal hides in another's rounding."""
    basic = np.array(programme.solver.getBasicVariables()[1], dtype=np.int64)
    heads = len(prices.first)
    values, scales = [], []
    for gain in prices.gains[start : start + goals]:
        right = np.where(basic >= 0, gain[programme.open_arcs][np.maximum(basic, 0)], 0).astype(np.float64)
        dual = np.zeros(heads + len(prices.problem.capacity))
        dual[programme.rows] = np.array(programme.solver.getBasisTransposeSolve(right)[1])
        value, scale = _whole(dual[heads:])
        values.append(value)
        scales.append(scale)
    prices.push(values, scales)


def _whole(dual: Floats) -> tuple[Ints, int]:
    """The prices as whole numbers over one small denominator."""
    parts = np.unique(np.round(dual % 1, 9))
    for scale in range(1, LARGEST_SCALE + 1):
        if np.all(np.abs(parts * scale - np.rint(parts * scale)) < CLOSE):
            break
    return np.rint(dual * scale).astype(np.int64), scale
