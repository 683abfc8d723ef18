"""Exact lexicographic optimum of a laminar network as a minimum-cost flow.

Student -> smallest row -> row around it -> ... -> sink, and one arc per student for staying unplaced. Goals are packed
into one 64-bit cost with tight separators as far as they fit; the rest follows in further passes on the optimal face
of the passes before. Every pass is checked in exact integers: feasible, and complementary with its potentials. The
solver's answer is never used without that certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pylmcf

from .arrays import Bools, Ints
from .core.compiled import WarmFlow, solve_compiled, warm_flow
from .core.limbs import Limits
from .errors import BewijsFout

# Largest unit cost per attempt: network simplex adds costs along tree paths, below 2^62 in all.
PACK_LIMITS = (1 << 59, 1 << 50, 1 << 40)
BOUND = 1 << 61


@dataclass(slots=True)
class FlowProblem:
    """Arcs sorted by student; `leaf` is a row number or -1 (straight to the sink). Students without arcs may occur.

    `pair_costs[goal][arc]` and `unplaced_costs[goal][student]` are non-negative whole numbers.
    """

    students: int
    student: Ints
    leaf: Ints
    parent: Ints
    capacity: Ints
    pair_costs: list[Ints]
    unplaced_costs: list[Ints]


@dataclass(slots=True)
class FlowAnswer:
    """Chosen arc per student (-1: unplaced) and the number of certified passes."""

    chosen: Ints
    passes: int


@dataclass(slots=True)
class Face:
    """What is still open after the passes so far: arcs in use, and rows that must stay full or empty."""

    arcs: Ints
    may_stay: Bools
    full: Bools
    empty: Bools


def solve_flow(problem: FlowProblem, check: Callable[[], None] = lambda: None) -> FlowAnswer:
    """The lexicographic optimum with its certificate; raises BewijsFout when no attempt can be certified.

    The compiled solver comes first; where it isn't there or can't prove its answer, the library does the same.
    """
    try:
        chosen = solve_compiled(problem, _usable(problem), check)
        if chosen is not None:
            return FlowAnswer(chosen, 1)
    except BewijsFout:
        check()
    for attempt, limit in enumerate(PACK_LIMITS):
        try:
            return _solve(problem, limit, check)
        except (BewijsFout, RuntimeError):
            if attempt == len(PACK_LIMITS) - 1:
                raise BewijsFout("geen enkele poging gaf een sluitend bewijs") from None
    raise AssertionError


def _solve(problem: FlowProblem, limit: int, check: Callable[[], None]) -> FlowAnswer:
    face = first_face(problem)
    goal, passes = 0, 0
    chosen = np.full(problem.students, -1, dtype=np.int64)
    while goal < len(problem.pair_costs):
        check()
        pair_cost, stay_cost, goal = pack(problem, face, goal, limit)
        chosen, face = PassModel(problem, face).solve(pair_cost, stay_cost)
        passes += 1
    return FlowAnswer(chosen, passes)


def first_face(problem: FlowProblem) -> Face:
    """Everything open, but for what rows of capacity 0 exclude."""
    return Face(
        arcs=_usable(problem),
        may_stay=np.ones(problem.students, dtype=bool),
        full=np.zeros(len(problem.parent), dtype=bool),
        empty=problem.capacity <= 0,
    )


def _usable(problem: FlowProblem) -> Ints:
    """Arcs whose rows all have room; a row of capacity 0 would spoil the simplex's start."""
    dead = problem.capacity <= 0
    parent = problem.parent
    for _ in range(len(parent)):
        spread = dead | ((parent >= 0) & dead[np.maximum(parent, 0)])
        if np.array_equal(spread, dead):
            break
        dead = spread
    if not len(parent):
        return np.arange(len(problem.leaf))
    return np.flatnonzero((problem.leaf < 0) | ~dead[np.maximum(problem.leaf, 0)])


def pack(problem: FlowProblem, face: Face, goal: int, limit: int) -> tuple[Ints, Ints, int]:
    """As many goals as fit in one cost, from `goal` on: (arc cost, unplaced cost, next goal)."""
    arcs, stay = face.arcs, face.may_stay
    student = problem.student[arcs]
    factors: list[tuple[int, int]] = []
    taken = goal
    parts: list[tuple[Ints, Ints, int]] = []
    while taken < len(problem.pair_costs):
        pair_cost, stay_cost = problem.pair_costs[taken][arcs], problem.unplaced_costs[taken]
        low = np.where(stay, stay_cost, np.iinfo(np.int64).max)
        np.minimum.at(low, student, pair_cost)
        pair_cost, stay_cost = pair_cost - low[student], np.where(stay, stay_cost - low, 0)
        high = stay_cost.copy()
        np.maximum.at(high, student, pair_cost)
        top, span = int(high.max(initial=0)), int(high.sum())
        grown = [(number, factor * (span + 1)) for number, factor in factors]
        worst = sum(parts[number][2] * factor for number, factor in grown) + top
        if factors and worst > limit:
            break
        parts.append((pair_cost, stay_cost, top))
        factors = [*grown, (len(parts) - 1, 1)]
        taken += 1
    pair_total = sum((parts[number][0] * factor for number, factor in factors), np.zeros(len(arcs), dtype=np.int64))
    stay_total = sum((parts[number][1] * factor for number, factor in factors), np.zeros(len(stay), dtype=np.int64))
    return pair_total, stay_total, taken


class PassModel:
    """The network of one face, solved for one or more packed costs (the later ones start from the basis before)."""

    def __init__(self, problem: FlowProblem, face: Face) -> None:
        self.problem, self.face = problem, face
        self.stays = np.flatnonzero(face.may_stay)
        # The compiled solver knows no rows that must stay full, nor students who must be placed.
        self.warm = None
        if face.may_stay.all() and not face.full.any():
            limits = Limits(problem.parent, problem.capacity)
            self.warm = warm_flow(problem.students, problem.student[face.arcs], problem.leaf[face.arcs], limits)
        self.built = False

    def _build(self) -> None:
        problem, face = self.problem, self.face
        self.built = True
        n, rows = problem.students, len(problem.parent)
        sink = n + rows
        arcs = face.arcs
        head = np.where(problem.leaf[arcs] >= 0, problem.leaf[arcs] + n, sink)
        start = np.concatenate([problem.student[arcs], self.stays])
        end = np.concatenate([head, np.full(len(self.stays), sink)])
        self.order = np.lexsort((end, start))
        row_end = np.where(problem.parent >= 0, problem.parent + n, sink)
        self.tail = np.concatenate([start[self.order], np.arange(n, sink)]).astype(np.int64)
        self.head = np.concatenate([end[self.order], row_end]).astype(np.int64)
        ones = np.ones(len(self.order), dtype=np.int64)
        row_caps = np.where(face.empty, 0, problem.capacity)
        self.caps = np.concatenate([ones, row_caps])
        self.floor = np.concatenate([0 * ones, np.where(face.full, row_caps, 0)])
        self.supply = np.zeros(sink + 1, dtype=np.int64)
        self.supply[:n] = 1
        self.supply[-1] = -n
        self.graph = pylmcf.Graph(sink + 1, self.tail, self.head)
        self.graph.set_node_supply(self.supply)
        self.graph.set_edge_capacities(np.ascontiguousarray(self.caps))
        if np.any(self.floor):
            self.graph.set_edge_minimums(np.ascontiguousarray(self.floor))

    def solve(self, pair_cost: Ints, stay_cost: Ints) -> tuple[Ints, Face]:
        """Optimum of one packed cost: (chosen arc per student, the smaller face); BewijsFout if unproven."""
        if self.warm is not None:
            try:
                return self._solve_warm(self.warm, pair_cost, stay_cost)
            except BewijsFout:
                self.warm = None
        if not self.built:
            self._build()
        problem, arcs = self.problem, self.face.arcs
        cost = np.concatenate([pair_cost, stay_cost[self.stays]])[self.order]
        flow, rc = self._certified(np.concatenate([cost, np.zeros(len(problem.parent), dtype=np.int64)]))
        count = len(self.order)
        back = np.empty(count, dtype=np.int64)
        back[self.order] = np.arange(count)
        used = flow[back][: len(arcs)] > 0
        chosen = np.full(problem.students, -1, dtype=np.int64)
        chosen[problem.student[arcs[used]]] = arcs[used]
        return chosen, _narrow(problem, self.face, rc[back], rc[count:], self.stays)

    def _solve_warm(self, warm: WarmFlow, pair_cost: Ints, stay_cost: Ints) -> tuple[Ints, Face]:
        problem, arcs = self.problem, self.face.arcs
        chosen, price = warm.solve(pair_cost, stay_cost, lambda: None)
        price = np.append(price, 0)
        value = pair_cost + price[problem.leaf[arcs]]
        paid = np.where(chosen >= 0, value[np.maximum(chosen, 0)], stay_cost)
        arc_rc = np.concatenate([value - paid[problem.student[arcs]], stay_cost - paid])
        row_rc = price[problem.parent] - price[:-1]
        whole = np.where(chosen >= 0, arcs[np.maximum(chosen, 0)], -1)
        return whole, _narrow(problem, self.face, arc_rc, row_rc, self.stays)

    def _certified(self, cost: Ints) -> tuple[Ints, Ints]:
        """Flow and reduced costs, proven optimal in exact integers."""
        self.graph.set_edge_costs(np.ascontiguousarray(cost, dtype=np.int64))
        self.graph.solve()
        flow, price = self.graph.result(), self.graph.potentials()
        nodes, whole = len(self.supply), flow.astype(np.float64)
        # Sums of whole numbers far below 2^53 are exact in doubles.
        balance = np.bincount(self.tail, weights=whole, minlength=nodes)
        balance -= np.bincount(self.head, weights=whole, minlength=nodes)
        if np.any(flow < self.floor) or np.any(flow > self.caps) or np.any(balance != self.supply):
            raise BewijsFout("de stroom is niet toegestaan")
        if len(cost) and (int(np.abs(price).max()) >= BOUND or int(cost.max()) >= BOUND or int(cost.min()) < 0):
            raise BewijsFout("de prijzen zijn te groot voor 64 bits")
        rc = cost + price[self.tail] - price[self.head]
        if np.any((rc > 0) & (flow > self.floor)) or np.any((rc < 0) & (flow < self.caps)):
            raise BewijsFout("de prijzen bewijzen het optimum niet")
        return flow, rc


def _narrow(problem: FlowProblem, face: Face, arc_rc: Ints, row_rc: Ints, stays: Ints) -> Face:
    """The optimal face: complementary slackness with one optimal dual holds for every optimum."""
    n = problem.students
    pair_rc, stay_rc = arc_rc[: len(face.arcs)], arc_rc[len(face.arcs) :]
    must = np.zeros(n, dtype=bool)
    must[problem.student[face.arcs[pair_rc < 0]]] = True
    must[stays[stay_rc < 0]] = True
    keep = (pair_rc < 0) | ((pair_rc == 0) & ~must[problem.student[face.arcs]])
    may_stay = np.zeros(n, dtype=bool)
    may_stay[stays[(stay_rc < 0) | ((stay_rc == 0) & ~must[stays])]] = True
    full = (row_rc < 0) & ~face.empty
    # A full row stays full: its price on a later face may well be zero.
    return Face(face.arcs[keep], may_stay, face.full | full, face.empty | ((row_rc > 0) & ~face.full))
