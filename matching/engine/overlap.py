"""Exact lexicographic optimum where moments overlap: one linear relaxation in stages, and a search in what it leaves.

The relaxation gives a price per limit and goal. The prices prove a lower bound for all goals in strict order, exact
and in whole numbers (`prices`), and exclude every arc that costs more than the bound and the best solution differ.
Mostly the point of the relaxation is whole but for a few dozen students; what is left around them falls apart into
small pieces, which a binary programme solves one by one (`pieces`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Ints
from .bounds import UNKNOWN_GAP as UNKNOWN
from .milp_model import TINY, MilpAnswer, MilpProblem
from .pieces import Region, search_pieces
from .prices import Prices
from .relaxation import relax

ATTEMPTS = 8
LOOSEN = 3
# Arcs per student that a first solution looks at when the relaxation has none.
FEW = 12


@dataclass(slots=True)
class _Best:
    """The best solution so far, checked in whole numbers, and its sum per goal."""

    arcs: Bools
    sums: list[int]


def solve_overlap(
    problem: MilpProblem, deadline: float = math.inf, check: Callable[[], None] = lambda: None
) -> MilpAnswer:
    """The lexicographic optimum; `deadline` is a `time.monotonic()` moment after which gaps may stay.

    The gap of a goal is in its own unit. Of the goals after the first unproven one nothing is known (`UNKNOWN`).
    """
    prices = Prices(problem)
    point: Floats | None = None
    while len(prices.value) < len(prices.gains):
        check()
        point = relax(prices, deadline)
        if point is None:
            # Prices of zero prove little, but something.
            left = len(prices.gains) - len(prices.value)
            prices.push([np.zeros(len(problem.capacity), dtype=np.int64)] * left, [1] * left)
    best = _first(prices, point)
    proven = not any(prices.gap(best.sums))
    if not proven:
        best, proven = _search(prices, point, best, deadline, check)
    chosen = np.full(problem.students, -1, dtype=np.int64)
    used = np.flatnonzero(best.arcs)
    chosen[problem.student[used]] = used
    return MilpAnswer(chosen, [0] * len(prices.gains) if proven else _gaps(prices, best))


def _search(
    prices: Prices, point: Floats | None, best: _Best, deadline: float, check: Callable[[], None]
) -> tuple[_Best, bool]:
    """Search the cheapest arcs, more each time, until they hold every solution that could still be better."""
    size = len(prices.first) + len(prices.first) // 4
    for attempt in range(ATTEMPTS):
        if time.monotonic() > deadline:
            return best, False
        gap = prices.gap(best.sums)
        limit = gap if point is None or attempt == ATTEMPTS - 1 else _cheapest(prices, size)
        last = limit >= gap
        limit = min(limit, gap)
        region = Region.within(prices, limit)
        found, sure = search_pieces(prices, point, region, deadline, check)
        if found is None and attempt == LOOSEN:
            # No solution meets all first goals there; the best that a few arcs can do shows how far to look. It is
            # dearer than looking a bit wider a few times.
            few = Region.within(prices, _cheapest(prices, len(prices.first) + len(prices.first) // 4))
            found, sure = search_pieces(prices, point, few.loosened(), deadline, check)[0], False
        if found is not None:
            best = _better(prices, best, found)
        if sure and (last or prices.gap(best.sums) <= limit):
            return best, True
        size += size // 4
    return best, False


def _cheapest(prices: Prices, size: int) -> list[int]:
    """The vector up to which about this many arcs cost more than the best option of their student."""
    left = np.arange(len(prices.problem.student))
    limit: list[int] = []
    for excess in prices.excess:
        part = excess[left]
        none = left[part == 0]
        if len(none) < size:
            order = np.sort(part)
            limit.append(int(order[min(size, len(order)) - 1]))
            break
        left = none
        limit.append(0)
    return limit + [UNKNOWN] * (len(prices.excess) - len(limit))


def _first(prices: Prices, point: Floats | None) -> _Best:
    """A first solution: arcs of the relaxation first, then the cheapest ones, as long as they fit."""
    problem = prices.problem
    keys = list(prices.gains[::-1])
    if point is None:
        order = np.lexsort((*keys, problem.student))
        rank = np.arange(len(order)) - prices.first[prices.head_of]
        order = order[rank < FEW]
        order = order[np.lexsort([key[order] for key in keys])]
    else:
        order = np.flatnonzero((point > TINY) | prices.cheapest)
        order = order[np.lexsort([*(key[order] for key in keys), -np.round(point[order], 6)])]
    arcs = _fill(prices, order)
    return _Best(arcs, _sums(prices, arcs))


def _fill(prices: Prices, order: Ints) -> Bools:
    """Take arcs in this order as long as they fit."""
    problem = prices.problem
    first = np.searchsorted(problem.entry_arc, order, side="left").tolist()
    last = np.searchsorted(problem.entry_arc, order, side="right").tolist()
    room, rows = problem.capacity.tolist(), problem.entry_row
    seen: set[int] = set()
    taken = []
    for arc, low, high, student in zip(order.tolist(), first, last, problem.student[order].tolist(), strict=True):
        mine = rows[low:high].tolist()
        if student not in seen and all(room[row] > 0 for row in mine):
            seen.add(student)
            taken.append(arc)
            for row in mine:
                room[row] -= 1
    arcs = np.zeros(len(problem.student), dtype=bool)
    arcs[taken] = True
    return arcs


def _sums(prices: Prices, arcs: Bools) -> list[int]:
    return [int(gain[arcs].sum()) for gain in prices.gains]


def _better(prices: Prices, best: _Best, arcs: Bools) -> _Best:
    """The better of two solutions; the new one only when it is allowed."""
    problem = prices.problem
    heads = np.bincount(problem.student[arcs], minlength=1)
    load = np.bincount(problem.entry_row[arcs[problem.entry_arc]], minlength=len(problem.capacity))
    if heads.max(initial=0) > 1 or np.any(load > problem.capacity):
        return best
    sums = _sums(prices, arcs)
    return _Best(arcs, sums) if sums < best.sums else best


def _gaps(prices: Prices, best: _Best) -> list[int]:
    """What is left unproven per goal, in its own unit."""
    gaps: list[int] = []
    for gap, scale in zip(prices.gap(best.sums), prices.scale, strict=True):
        # Every solution has whole sums, so a fraction above the bound is no gap; but then the goals below know nothing.
        gaps.append(gap // scale)
        if gap:
            break
    return gaps + [UNKNOWN] * (len(prices.gains) - len(gaps))
