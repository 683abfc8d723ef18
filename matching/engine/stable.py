"""A stable match for comparison: students propose (deferred acceptance), places and groups keep whom they prefer.

Students prefer a lower rank, then a shorter way. Every place and group prefers more voorrang, then a pair without a
conversion, then the shorter way. That is one order over all pairs, so the limits of places within groups form a
laminar matroid with a weight per pair, and the outcome is stable in the sense of matroid kernels (Fleiner): no student
and place would both rather have each other within the limits, and reporting true wishes is safe for students.

Where moments cross or a conversion has a maximum there is no such matroid: all limits hold, but stability is not
promised (`stable` is False).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from .arrays import Ints
from .assignment import remaining_maxima
from .network import Network
from .parts import classify
from .tiebreak import tie_numbers


@dataclass(slots=True)
class StableChoice:
    """The chosen pair per student (-1: none), how many proposals it took, and whether stability is promised."""

    pair: Ints
    proposals: int
    stable: bool


def deferred_acceptance(network: Network) -> StableChoice:
    """The student-proposing stable match over the network's pairs."""
    arrays, pairs = network.arrays, network.pairs
    maxima = remaining_maxima(network)
    limited = frozenset(maxima)
    classes = classify(network, limited)
    tie = tie_numbers(arrays, pairs, 30)
    wish = np.lexsort((tie, pairs.tenths, pairs.rank, pairs.student))
    first = np.searchsorted(pairs.student[wish], np.arange(len(arrays.students) + 1)).tolist()
    ranked = np.lexsort((pairs.student, tie, pairs.tenths, pairs.cost, -arrays.s_weight[pairs.student]))
    standing = np.empty(len(pairs), dtype=np.int64)
    standing[ranked] = np.arange(len(pairs))
    room = [row.capacity for row in network.rows]
    room += [maxima.get(number, 0) for number in range(len(arrays.conversions))]
    house, label = _House(classes.rows, room), classes.of_pair.tolist()
    chosen, proposals = _propose(house, wish.tolist(), first, label, standing.tolist(), pairs.student)
    return StableChoice(chosen, proposals, network.is_flow and not np.isin(pairs.conversion, list(limited)).any())


def _propose(
    house: _House, wish: list[int], first: list[int], label: list[int], standing: list[int], student: Ints
) -> tuple[Ints, int]:
    at = first[:-1].copy()
    chosen = np.full(len(at), -1, dtype=np.int64)
    waiting = list(range(len(at)))[::-1]
    proposals = 0
    while waiting:
        one = waiting[-1]
        if at[one] >= first[one + 1]:
            waiting.pop()
            continue
        pair = wish[at[one]]
        at[one] += 1
        proposals += 1
        refused = house.offer(pair, label[pair], standing[pair])
        if pair not in refused:
            waiting.pop()
            chosen[one] = pair
        for gone in refused:
            if gone != pair:
                other = int(student[gone])
                chosen[other] = -1
                waiting.append(other)
    return chosen, proposals


class _House:
    """Who is held at each limit; the least preferred one leaves when a limit is full."""

    def __init__(self, rows: list[list[int]], room: list[int]) -> None:
        self.rows, self.room = rows, room
        self.held: dict[int, int] = {}
        self.heaps: list[list[tuple[int, int]]] = [[] for _ in room]

    def offer(self, pair: int, label: int, standing: int) -> list[int]:
        """The pairs that are refused when this one comes in (itself, when it is the least preferred)."""
        limits = self.rows[label]
        gone: list[tuple[int, int, int]] = []
        while True:
            # The smallest full limit: whoever leaves there leaves every wider one as well.
            full = next((row for row in limits if self.room[row] <= 0), None)
            if full is None:
                break
            worst = self._worst(full)
            if worst is None or -worst[0] < standing:
                for back in gone:
                    self._take(*back)
                return [pair]
            gone.append((worst[1], self._leave(worst[1]), -worst[0]))
        self._take(pair, label, standing)
        return [one for one, _, _ in gone]

    def _worst(self, row: int) -> tuple[int, int] | None:
        heap = self.heaps[row]
        while heap and heap[0][1] not in self.held:
            heappop(heap)
        return heap[0] if heap else None

    def _take(self, pair: int, label: int, standing: int) -> None:
        self.held[pair] = label
        for row in self.rows[label]:
            self.room[row] -= 1
            heappush(self.heaps[row], (-standing, pair))

    def _leave(self, pair: int) -> int:
        label = self.held.pop(pair)
        for row in self.rows[label]:
            self.room[row] += 1
        return label
