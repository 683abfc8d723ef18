"""Calls the compiled solver on a flow problem, and hands back nothing that was not proven."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.errors import BewijsFout

from .building import load
from .limbs import LIMB_BOUND, LIMBS, Limits, Packed, pack_limbs, prove

if TYPE_CHECKING:
    from matching.engine.flow import FlowProblem

# Pivots between two looks at the cancel button: well under a second.
SLICE = 50_000
LARGEST = 1 << 30


def solve_compiled(problem: FlowProblem, arcs: Ints, check: Callable[[], None]) -> Ints | None:
    """The proven optimum as an arc per student (-1: unplaced); None when the compiled solver can't take the problem.

    `arcs` are the usable arcs, ascending. Raises BewijsFout when the answer fails its proof.
    """
    library = load()
    whole = len(arcs) == len(problem.student)
    if (
        library is None
        or not problem.students
        or not len(arcs)
        or max(len(arcs), len(problem.parent), problem.students) >= LARGEST
    ):
        return None
    student = problem.student if whole else problem.student[arcs]
    first = np.concatenate([[0], np.cumsum(np.bincount(student, minlength=problem.students))]).astype(np.int64)
    leaf = (problem.leaf if whole else problem.leaf[arcs]).astype(np.int32)
    # The sink comes after the last row, for the solver and for the proof.
    leaf[leaf < 0] = len(problem.parent)
    costs = problem.pair_costs if whole else [cost[arcs] for cost in problem.pair_costs]
    packed = pack_limbs(first, costs, problem.unplaced_costs)
    if packed is None:
        return None
    limits = Limits(problem.parent, problem.capacity)
    chosen, prices = _run(library, first, leaf, packed, limits, check)
    check()
    prove(first, leaf, packed, limits, chosen, prices)
    return chosen if whole else np.where(chosen >= 0, arcs[np.maximum(chosen, 0)], -1)


def _run(
    library: Any, first: Ints, leaf: Any, packed: Packed, limits: Limits, check: Callable[[], None]
) -> tuple[Ints, Ints]:
    """(arc per student, prices per row and limb), as the solver says; not proven yet."""
    students, rows = len(first) - 1, len(limits.around)
    around = limits.around.astype(np.int32)
    # Rows without room have no arcs below them, but the solver wants room everywhere. A row that could hold everybody
    # and more must not look full.
    room = np.clip(limits.capacity, 1, students + 1).astype(np.int32)
    columns = [first, leaf, packed.arcs[0], packed.arcs[1:], packed.stays[0], packed.stays[1:], around, room]
    given = [_address(one) for one in columns]
    solver = library.kern_new(students, rows, *given)
    if not solver:
        raise BewijsFout("er is te weinig geheugen")
    try:
        return _finish(library, solver, students, rows, check)
    finally:
        library.kern_free(solver)


def _finish(library: Any, solver: Any, students: int, rows: int, check: Callable[[], None]) -> tuple[Ints, Ints]:
    while not library.kern_run(solver, SLICE):
        check()
    chosen = np.empty(students, dtype=np.int64)
    prices = np.zeros((rows, LIMBS), dtype=np.int64)
    counts = np.zeros(2, dtype=np.int64)
    library.kern_answer(solver, _address(chosen), _address(prices), _address(counts))
    return chosen, prices


def _address(column: Any) -> ctypes.c_void_p | None:
    """The address of an array; of a list of one the address of that one, of an empty list none."""
    if isinstance(column, list):
        return _address(column[0]) if column else None
    assert column.flags.c_contiguous  # noqa: S101  # nosec B101 - a copy here would be freed while the solver reads it
    return ctypes.c_void_p(column.ctypes.data)


class WarmFlow:
    """A flow of scalar costs, solved again and again: each time from the flow before."""

    def __init__(self, library: Any, students: int, owner: Ints, leaf: Ints, limits: Limits) -> None:
        """`owner` and `leaf` (-1: none) per arc, by student; everybody may stay unplaced."""
        self.library, self.limits = library, limits
        self.first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=students))]).astype(np.int64)
        self.leaf = leaf.astype(np.int32)
        self.leaf[leaf < 0] = len(limits.around)
        self.packed = Packed([np.zeros((len(owner), 2), np.int64)], [np.zeros((students, 2), np.int64)], 2)
        self.around = limits.around.astype(np.int32)
        self.room = np.clip(limits.capacity, 1, students + 1).astype(np.int32)
        arcs, stays = self.packed.arcs[0], self.packed.stays[0]
        columns = [self.first, self.leaf, arcs, [], stays, [], self.around, self.room]
        self.solver = library.kern_new(students, len(limits.around), *map(_address, columns))
        if not self.solver:
            raise BewijsFout("er is te weinig geheugen")
        weakref.finalize(self, library.kern_free, self.solver)

    def solve(self, arc_cost: Ints, stay_cost: Ints, check: Callable[[], None]) -> tuple[Ints, Ints]:
        """(arc per student or -1, price per row), proven; BewijsFout when it can't be."""
        highest = max(int(arc_cost.max(initial=0)), int(stay_cost.max(initial=0)))
        if highest >= LIMB_BOUND or min(int(arc_cost.min(initial=0)), int(stay_cost.min(initial=0))) < 0:
            raise BewijsFout("de kosten zijn te groot voor 64 bits")
        # Costs fill the low limb of 128 bits, so no sum can overflow; a price that needs more is refused below.
        self.packed.arcs[0][:, 0] = arc_cost
        self.packed.stays[0][:, 0] = stay_cost
        self.library.kern_again(self.solver)
        chosen, prices = _finish(self.library, self.solver, len(stay_cost), len(self.limits.around), check)
        prove(self.first, self.leaf, self.packed, self.limits, chosen, prices)
        if np.any(prices[:, 0]):
            raise BewijsFout("de prijzen zijn te groot voor 64 bits")
        return chosen, prices[:, 1]


def warm_flow(students: int, owner: Ints, leaf: Ints, limits: Limits) -> WarmFlow | None:
    """A solver for many costs, or None when there is no compiled solver for it."""
    library = load()
    if library is None or not students or not len(owner) or max(len(owner), len(limits.around), students) >= LARGEST:
        return None
    return WarmFlow(library, students, owner, leaf, limits)
