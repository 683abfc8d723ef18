"""What the linear relaxation leaves undecided: a few arcs, in pieces that share no limit, each searched on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Ints
from .face import Face, solve_face
from .milp_model import TINY
from .prices import Prices


@dataclass(slots=True)
class Region:
    """The solutions at most `limit` above the bound: their arcs, and the first goal in which they may differ."""

    arcs: Bools
    may_stay: Bools
    goal: int

    @classmethod
    def within(cls, prices: Prices, limit: list[int]) -> Region:
        """The region of this vector; before the first goal with room all solutions are equally good."""
        arcs, may_stay = prices.within(limit)
        goal = next((number for number, room in enumerate(limit) if room), len(limit))
        return cls(arcs, may_stay, goal)

    def loosened(self) -> Region:
        """The same arcs without the demand that the first goals reach the bound: this always holds a solution."""
        return Region(self.arcs, np.ones(len(self.may_stay), dtype=bool), 0)


def search_pieces(
    prices: Prices, point: Floats | None, region: Region, deadline: float, check: Callable[[], None]
) -> tuple[Bools | None, bool]:
    """(best solution in the region or None, proven?).

    `point` is optimal for the linear relaxation. Where it is whole in a piece it is the best of that piece; the other
    pieces are searched. Without a point all are.
    """
    if point is None:
        chosen, loose = np.zeros(len(region.arcs), dtype=bool), region.arcs
    else:
        chosen = region.arcs & (point > 1 - TINY)
        loose = region.arcs & (point > TINY) & ~chosen
    proven = True
    pieces, certain = _pieces(prices, region, loose)
    chosen |= certain
    for arcs, face in pieces:
        check()
        found, sure = solve_face(face, deadline)
        proven &= sure
        if found is None:
            return None, proven
        chosen[arcs] = found
    return chosen, proven


def _pieces(prices: Prices, region: Region, loose: Bools) -> tuple[list[tuple[Ints, Face]], Bools]:
    """The pieces that hold a loose arc, and the arcs of students with one option only, who are taken out first."""
    problem, arcs = prices.problem, region.arcs
    inside = np.flatnonzero(arcs)
    options = np.bincount(prices.head_of[inside], minlength=len(prices.first)) + region.may_stay
    certain = arcs & ((options == 1) & ~region.may_stay)[prices.head_of]
    room = problem.capacity - np.bincount(
        problem.entry_row[certain[problem.entry_arc]], minlength=len(problem.capacity)
    )
    undecided = arcs & ~certain
    entry = np.flatnonzero(undecided[problem.entry_arc])
    row, arc = problem.entry_row[entry], problem.entry_arc[entry]
    heads = len(prices.first)
    users = np.bincount(np.unique(row * heads + prices.head_of[arc]) // max(1, heads), minlength=len(room))
    full = np.zeros(len(room), dtype=bool)
    for value in prices.value[: region.goal]:
        full |= value != 0
    # A limit without enough users says nothing; where it must be used up it does, unless all of them are certain.
    keep = ((users > room) | (full & (users > 0)))[row]
    row, arc = row[keep], arc[keep]
    root = _roots(prices.head_of[arc], row, heads, len(room))
    wanted = np.unique(root[prices.head_of[np.flatnonzero(loose & undecided)]])
    arc_root, entry_root = root[prices.head_of], root[prices.head_of[arc]]
    found = []
    for one in wanted.tolist():
        mine, here = np.flatnonzero(undecided & (arc_root == one)), entry_root == one
        found.append((mine, _face(prices, region, mine, (row[here], arc[here]), (room, full))))
    return found, certain


def _face(prices: Prices, region: Region, mine: Ints, entries: tuple[Ints, Ints], limits: tuple[Ints, Bools]) -> Face:
    row, arc = entries
    room, full = limits
    head, student = np.unique(prices.head_of[mine], return_inverse=True)
    present, row = np.unique(row, return_inverse=True)
    return Face(
        student=student,
        entry_row=row,
        entry_arc=np.searchsorted(mine, arc),
        capacity=room[present],
        full=full[present],
        placed=~region.may_stay[head],
        gains=[gain[mine] for gain in prices.gains[region.goal :]] or [np.zeros(len(mine), dtype=np.int64)],
    )


def _roots(head: Ints, row: Ints, heads: int, rows: int) -> Ints:
    """Per student the smallest student that is linked with it through limits."""
    parent = list(range(heads + rows))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for link in np.unique(head * max(1, rows) + row).tolist():
        a, b = find(link // rows), find(heads + link % rows)
        # The smallest number wins, so that roots do not depend on the order of the links.
        parent[max(a, b)] = min(a, b)
    return np.array([find(node) for node in range(heads)], dtype=np.int64)
