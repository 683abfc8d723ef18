"""Capacity rows: for every place or group and every moment a limit on the students who are there together.

A row is (node, patterns, capacity): of the students below the node whose pattern (their set of moments) is one of
`patterns`, at most `capacity` may stand there. One row stands for all cells with the same users. When the rows form a
laminar family (nested or disjoint) the problem is a flow; rows that cross others are marked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .arrays import UNLIMITED, Arrays, Ints
from .eligibility import Pairs
from .moments import cells_of
from .pins import pin_load


@dataclass(slots=True)
class Row:
    """One limit; `patterns` is a bit mask over pattern numbers, `parent` the smallest row around it (-1: none)."""

    node: int
    patterns: int
    capacity: int
    parent: int = -1
    crossing: bool = False


@dataclass(slots=True)
class Network:
    """The limits that can matter, and the tree of places and groups they stand on."""

    arrays: Arrays
    pairs: Pairs
    above: Ints
    pattern: Ints
    pattern_cells: list[int]
    rows: list[Row] = field(default_factory=list)
    at_node: dict[int, list[int]] = field(default_factory=dict)

    def upward(self, node: int) -> list[int]:
        """The node and everything above it."""
        chain = []
        while node >= 0:
            chain.append(node)
            node = int(self.above[node])
        return chain

    def rows_of(self, place: int, pattern: int) -> list[int]:
        """Rows that count a student of this pattern on this place, smallest first."""
        found = []
        for node in self.upward(place):
            here = [r for r in self.at_node.get(node, ()) if self.rows[r].patterns >> pattern & 1]
            found += sorted(here, key=lambda r: (self.rows[r].patterns.bit_count(), r))
        return found

    @property
    def is_flow(self) -> bool:
        """True when no row crosses another."""
        return not any(row.crossing for row in self.rows)


def build_network(arrays: Arrays, pairs: Pairs) -> Network:
    """The network over the pairs of students without a pin; pins only lower the capacities."""
    places = len(arrays.places)
    above = np.concatenate(
        [
            np.where(arrays.p_group >= 0, arrays.p_group + places, -1),
            np.where(arrays.g_above >= 0, arrays.g_above + places, -1),
        ]
    )
    cells, pattern = np.unique(arrays.s_cells, return_inverse=True)
    network = Network(arrays, pairs, above, pattern.astype(np.int64), [int(cell) for cell in cells])
    students, pair_counts = _counts(network)
    _make_rows(network, students, _reachable_load(network, students))
    if len(cells) > 1:
        _mark_crossings(network, pair_counts)
    _link(network)
    return network


NodeCounts = dict[int, dict[int, int]]

CHUNK = 1 << 20


def _counts(network: Network) -> tuple[NodeCounts, NodeCounts]:
    """Per node and pattern: how many different students could come, and how many pairs there are."""
    pairs, patterns = network.pairs, len(network.pattern_cells)
    chains = _chains(network)
    position = np.argsort(np.lexsort(chains[::-1])) if chains else np.zeros(0, dtype=np.int64)
    nodes = len(network.above)
    heads = np.zeros(nodes * patterns, dtype=np.int64)
    sums = np.zeros(nodes * patterns, dtype=np.int64)
    # Bounds between students, so that a student's pairs are counted together.
    ends = np.flatnonzero(np.diff(pairs.student, append=-1)) + 1
    cuts = [0, *ends[np.searchsorted(ends, np.arange(CHUNK, len(pairs), CHUNK))].tolist(), len(pairs)]
    for low, high in pairwise(cuts):
        student, place = pairs.student[low:high], pairs.place[low:high]
        # With the places in the order of the tree, the pairs of a student below one node are neighbours.
        order = np.argsort(student * len(position) + position[place])
        student, place = student[order], place[order]
        pattern = network.pattern[student]
        for chain in chains:
            node = chain[place]
            new = np.ones(len(node), dtype=bool)
            new[1:] = (node[1:] != node[:-1]) | (student[1:] != student[:-1])
            label = node * patterns + pattern
            inside = node >= 0
            sums += np.bincount(label[inside], minlength=len(sums))
            heads += np.bincount(label[inside & new], minlength=len(heads))
    students: NodeCounts = {}
    pair_counts: NodeCounts = {}
    filled = np.flatnonzero(sums)
    found = zip(filled.tolist(), heads[filled].tolist(), sums[filled].tolist(), strict=True)
    for key, count, pair_count in found:
        students.setdefault(key // patterns, {})[key % patterns] = count
        pair_counts.setdefault(key // patterns, {})[key % patterns] = pair_count
    return students, pair_counts


def _chains(network: Network) -> list[Ints]:
    """Per depth the node of each place's chain, from the top of its tree down to itself; -1 below the place."""
    upward = [np.arange(len(network.arrays.places))]
    while np.any(upward[-1] >= 0):
        upward.append(np.where(upward[-1] >= 0, network.above[upward[-1]], -1))
    if len(upward) == 1:
        return []
    table = np.stack(upward[:-1])
    length = (table >= 0).sum(axis=0)
    level = length[None, :] - 1 - np.arange(len(table))[:, None]
    return list(np.where(level >= 0, np.take_along_axis(table, np.maximum(level, 0), axis=0), -1))


def _capacity(network: Network, node: int) -> int | None:
    arrays = network.arrays
    places = len(arrays.places)
    value = int(arrays.p_capacity[node]) if node < places else int(arrays.g_capacity[node - places])
    return None if value == UNLIMITED else value


def _reachable_load(network: Network, students: NodeCounts) -> dict[int, int]:
    """Upper bound on the heads that the nodes below a node can hold together at one moment."""
    bound: dict[int, int] = {}
    depth = {node: len(network.upward(node)) for node in students}
    inflow: Counter[int] = Counter()
    for node in sorted(students, key=lambda n: (-depth[n], n)):
        heads = sum(students[node].values())
        below = inflow[node] if node >= len(network.arrays.places) else heads
        bound[node] = min(heads, below)
        limit = _capacity(network, node)
        passed = bound[node] if limit is None else min(limit, bound[node])
        if network.above[node] >= 0:
            inflow[int(network.above[node])] += passed
    return bound


def _make_rows(network: Network, students: NodeCounts, bound: dict[int, int]) -> None:
    load = pin_load(network.arrays)
    cache: dict[tuple[int, ...], list[int]] = {}
    for node in sorted(students):
        limit = _capacity(network, node)
        if limit is None:
            continue
        pins = load.get(node)
        # One seat to spare: a limit must also stay away when a place below gets one more (the gains ask that).
        if not pins and bound[node] < limit:
            continue
        present = tuple(sorted(students[node]))
        if pins:
            limits = _pinned_limits(network, present, limit, pins)
        else:
            if present not in cache:
                cache[present] = _user_sets(network, present)
            limits = dict.fromkeys(cache[present], limit)
        for patterns, capacity in _undominated(limits):
            heads = sum(count for number, count in students[node].items() if patterns >> number & 1)
            if heads > capacity:
                network.at_node.setdefault(node, []).append(len(network.rows))
                network.rows.append(Row(node, patterns, capacity))


def _user_sets(network: Network, present: tuple[int, ...]) -> list[int]:
    """The different sets of patterns that share a cell, the largest ones only."""
    found = set()
    union = 0
    for number in present:
        union |= network.pattern_cells[number]
    for cell in cells_of(union):
        found.add(sum(1 << number for number in present if network.pattern_cells[number] >> cell & 1))
    return sorted(one for one in found if not any(one != other and one & other == one for other in found))


def _pinned_limits(network: Network, present: tuple[int, ...], limit: int, pins: Counter[int]) -> dict[int, int]:
    limits: dict[int, int] = {}
    union = 0
    for number in present:
        union |= network.pattern_cells[number]
    for cell in cells_of(union):
        users = sum(1 << number for number in present if network.pattern_cells[number] >> cell & 1)
        limits[users] = min(limits.get(users, limit), limit - pins[cell])
    return limits


def _undominated(limits: dict[int, int]) -> list[tuple[int, int]]:
    if len(limits) == 1:
        return list(limits.items())
    return [
        (one, capacity)
        for one, capacity in sorted(limits.items())
        if not any(one != other and one & other == one and limits[other] <= capacity for other in limits)
    ]


def _mark_crossings(network: Network, pair_counts: NodeCounts) -> None:
    rows = network.rows
    redundant: set[int] = set()
    for index, row in enumerate(rows):
        for node in network.upward(row.node):
            for other in network.at_node.get(node, ()):
                around = rows[other]
                common = row.patterns & around.patterns
                if other == index or not common or common == row.patterns:
                    continue
                if node == row.node:
                    if common != around.patterns:
                        row.crossing = around.crossing = True
                elif common == around.patterns and _same_pairs(pair_counts, node, row.node, common):
                    # The upper row lies inside the lower one; a looser limit there says nothing.
                    if around.capacity > row.capacity:
                        redundant.add(other)
                    else:
                        row.crossing = around.crossing = True
                else:
                    row.crossing = around.crossing = True
    if redundant:
        _drop(network, redundant)


def _same_pairs(pair_counts: NodeCounts, upper: int, lower: int, patterns: int) -> bool:
    return all(
        pair_counts[upper].get(number, 0) == pair_counts[lower].get(number, 0)
        for number in range(patterns.bit_length())
        if patterns >> number & 1
    )


def _drop(network: Network, redundant: set[int]) -> None:
    kept = [row for index, row in enumerate(network.rows) if index not in redundant]
    network.rows = kept
    network.at_node = {}
    for index, row in enumerate(kept):
        network.at_node.setdefault(row.node, []).append(index)


def _link(network: Network) -> None:
    """Give each row the smallest row around it; only meaningful where nothing crosses."""
    for row in network.rows:
        options = []
        for height, node in enumerate(network.upward(row.node)):
            for other in network.at_node.get(node, ()):
                around = network.rows[other]
                wider = around.patterns != row.patterns or height > 0
                if wider and row.patterns & around.patterns == row.patterns:
                    options.append((height, around.patterns.bit_count(), other))
            if options:
                break
        row.parent = min(options)[2] if options else -1
