"""What every part of the explanation looks at: the solved problem, who waits, and who could still move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .arrays import UNLIMITED, Arrays, Bools, Ints
from .assignment import Choice, flow_problem, remaining_maxima
from .flow import FlowProblem
from .network import Network
from .objective import Costs
from .parts import Classes, Part, classify
from .residual import NOWHERE, Residual, search_residual
from .state import Solved

# The flow for the first goal, the students in it, and the arc that each of them has (-1: none).
Piece = tuple[FlowProblem, Ints, Ints]


@dataclass
class Scene:
    """A solved problem ready to be explained; everything is computed once, when first asked."""

    solved: Solved
    programme: Any = None

    @property
    def arrays(self) -> Arrays:
        """The problem."""
        return self.solved.arrays

    @property
    def network(self) -> Network:
        """Its network."""
        return self.solved.network

    @property
    def choice(self) -> Choice:
        """The chosen pairs of the unpinned students."""
        return self.solved.choice

    @cached_property
    def limited(self) -> frozenset[int]:
        """Conversions with a maximum below the number of students who could use them."""
        pairs = self.network.pairs
        found = set(self.choice.active)
        for number, limit in remaining_maxima(self.network).items():
            if len(np.unique(pairs.student[pairs.conversion == number])) > limit:
                found.add(number)
        return frozenset(found)

    @cached_property
    def classes(self) -> Classes:
        """The classes of the pairs, with the limits of conversions that can bind."""
        return classify(self.network, self.limited)

    @cached_property
    def room(self) -> Ints:
        """How many heads each limit still takes: the rows of the network, then the conversions."""
        maxima = remaining_maxima(self.network)
        limit = [row.capacity for row in self.network.rows]
        limit += [maxima.get(m, 1 << 40) for m in range(len(self.arrays.conversions))]
        load = np.zeros(len(limit), dtype=np.int64)
        used = self.choice.pair[self.choice.pair >= 0]
        counts = np.bincount(self.classes.of_pair[used], minlength=len(self.classes.rows))
        for number in np.flatnonzero(counts).tolist():
            load[self.classes.rows[number]] += counts[number]
        return np.array(limit, dtype=np.int64) - load

    @cached_property
    def full(self) -> Bools:
        """Which limits are full."""
        return self.room <= 0

    @cached_property
    def first_full(self) -> Ints:
        """Per class the node of the first full limit; a conversion m is -1 - m; beyond all nodes: nothing is full."""
        rows = len(self.network.rows)
        nothing = len(self.arrays.places) + len(self.arrays.groups)
        first = np.full(len(self.classes.rows), nothing, dtype=np.int64)
        full = self.full.tolist()
        for number, limits in enumerate(self.classes.rows):
            for row in limits:
                if full[row]:
                    first[number] = self.network.rows[row].node if row < rows else -1 - (row - rows)
                    break
        return first

    @cached_property
    def waiting(self) -> Bools:
        """Students without a place."""
        waiting = self.choice.pair < 0
        waiting[list(self.arrays.pins)] = False
        return waiting

    @cached_property
    def has_pair(self) -> Bools:
        """Unpinned students with a suitable place."""
        found = np.zeros(len(self.arrays.students), dtype=bool)
        found[self.network.pairs.student] = True
        return found

    @cached_property
    def flow_students(self) -> Bools:
        """Students in parts of the problem that are a flow."""
        found = self.has_pair.copy()
        found[self.choice.crossing_students] = False
        return found

    @cached_property
    def flow_rows(self) -> Bools:
        """Which rows of the network count students of the plain flow (a row never counts both kinds)."""
        found = np.zeros(len(self.network.rows), dtype=bool)
        inside = self.flow_students[self.network.pairs.student]
        for number in np.unique(self.classes.of_pair[inside]).tolist():
            found[[row for row in self.classes.rows[number] if row < len(found)]] = True
        return found

    @property
    def one_pattern(self) -> bool:
        """Whether all students come at the same moments."""
        return len(self.network.pattern_cells) <= 1

    @property
    def plain(self) -> bool:
        """Whether everything is one flow, without moments that differ or maxima of conversions that can bind."""
        return self.one_pattern and not self.limited and not len(self.choice.crossing_students)

    @property
    def movers(self) -> Bools:
        """Students among whom a chain of moves can be followed: limits are nested there, maxima or not."""
        return self.has_pair if self.network.is_flow else self.flow_students

    @property
    def used_up(self) -> frozenset[int]:
        """Conversions whose maximum is reached."""
        rows = len(self.network.rows)
        return frozenset(number for number in self.limited if self.room[rows + number] <= 0)

    def problem(self, without: frozenset[int] = frozenset(), *, cluster: int | None = None) -> Piece:
        """The flow part for the first goal.

        Conversions in `without` take part only where they are in use; with `cluster`, only the students and places of
        that cluster take part.
        """
        if cluster is not None:
            who = self.movers & (self.arrays.s_cluster == cluster)
            return self._piece(who, who[self.network.pairs.student] & (self.network.pairs.conversion < 0))
        if not without:
            return self._whole
        pairs = self.network.pairs
        used = np.zeros(len(pairs), dtype=bool)
        used[self.choice.pair[self.choice.pair >= 0]] = True
        return self._piece(self.movers, self.movers[pairs.student] & (used | ~np.isin(pairs.conversion, list(without))))

    @cached_property
    def _whole(self) -> Piece:
        return self._piece(self.flow_students, self.flow_students[self.network.pairs.student])

    def _piece(self, who: Bools, inside: Bools) -> Piece:
        numbers, students = np.flatnonzero(inside), np.flatnonzero(who)
        part = Part(students, numbers, False, frozenset())
        problem = flow_problem(self.network, self.classes, self._first_goal, part)
        local = np.full(len(inside) + 1, -1, dtype=np.int64)
        local[numbers] = np.arange(len(numbers))
        return problem, students, local[self.choice.pair[students]]

    @cached_property
    def _first_goal(self) -> Costs:
        pairs = self.network.pairs
        return Costs([np.zeros(len(pairs), dtype=np.int64)], [self.arrays.s_weight.astype(np.int64)])

    @cached_property
    def residual(self) -> Residual | None:
        """Who could still move where in the flow part; None without one."""
        return self._search(self._whole) if self.flow_students.any() else None

    @cached_property
    def careful_residual(self) -> Residual | None:
        """The same among all movers, without using any conversion that has a maximum more than now."""
        if not self.limited:
            return self.residual
        return self._search(self.problem(self.limited)) if self.movers.any() else None

    def _search(self, piece: Piece) -> Residual:
        problem, students, chosen = piece
        return search_residual(problem, chosen, self.arrays.s_weight[students])

    @cached_property
    def loss(self) -> Ints:
        """Per place: the least weight that must leave when a student comes in by a new pair; NOWHERE if that can't be.

        Only where the problem is plain; a student of weight above the loss would win the place or another one.
        """
        arrays = self.arrays
        heads = np.bincount(self.solved.placed.place, minlength=len(arrays.places))
        at_group = np.zeros(len(arrays.groups), dtype=np.int64)
        at = arrays.p_group[self.solved.placed.place]
        while (at >= 0).any():
            at = at[at >= 0]
            np.add.at(at_group, at, 1)
            at = arrays.g_above[at]
        full_group = (arrays.g_capacity != UNLIMITED) & (at_group >= arrays.g_capacity)
        full_place = heads >= arrays.p_capacity
        lost = np.zeros(len(arrays.places), dtype=np.int64)
        count = len(arrays.places)
        for place in range(count):
            first = -1
            for node in self.network.upward(place):
                rows = self.network.at_node.get(node)
                if rows:
                    first = rows[0] if first < 0 else first
                elif full_place[node] if node < count else full_group[node - count]:
                    # A node that nobody can come to has no limit in the network, but it may be full all the same.
                    lost[place] = NOWHERE
                    break
            else:
                if first >= 0:
                    lost[place] = NOWHERE if self.residual is None else int(self.residual.loss[first])
        return lost
