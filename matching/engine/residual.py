"""Who can still move where: reachability in a laminar network after the match (first goal only).

The first goal is a weight per placed student, so its shortest residual paths need no distances: the best weight that
reaches a row, and the least weight that must leave when a row passes one head upwards, follow from plain searches in
order of weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Ints, distinct
from .flow import FlowProblem

Nodes = NDArray[np.int32]
NOWHERE = 1 << 30


@dataclass(slots=True)
class Lists:
    """Adjacency as one array: the neighbours of node i are `items[first[i]:first[i + 1]]`."""

    first: Ints
    items: Nodes

    @classmethod
    def build(cls, start: Nodes, end: Nodes, count: int) -> Lists:
        """Neighbour lists of `count` nodes from arcs."""
        first = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=count))])
        return cls(first, end[np.argsort(start)])

    def of(self, nodes: Ints) -> Ints:
        """All neighbours of these nodes, each once."""
        sizes = self.first[nodes + 1] - self.first[nodes]
        total = int(sizes.sum())
        if not total:
            return np.zeros(0, dtype=np.int64)
        offset = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return distinct(self.items[np.repeat(self.first[nodes], sizes) + offset].astype(np.int64))


@dataclass(slots=True)
class Residual:
    """Search results: best waiting weight that reaches a row, least weight lost when a row passes a head upwards."""

    load: Ints
    reach: Ints
    loss: Ints
    closed_rows: Bools
    closed_students: Bools


def search_residual(problem: FlowProblem, chosen: Ints, weight: Ints) -> Residual:
    """Reachability after a match that is optimal in the first goal; `chosen` is the arc per student or -1."""
    n, rows = problem.students, len(problem.parent)
    leaf_of = np.where(chosen >= 0, problem.leaf[np.maximum(chosen, 0)] if len(problem.leaf) else -1, -2)
    load = _loads(problem, leaf_of)
    arcs_in = problem.leaf >= 0
    sits = np.flatnonzero(leaf_of >= 0)
    parent, room = problem.parent, problem.capacity - load
    has_parent = np.flatnonzero(parent >= 0)
    rising = has_parent[room[has_parent] > 0]
    sinking = has_parent[load[has_parent] > 0]
    # Node numbers in 32 bits, and one direction at a time: a large region has millions of arcs.
    start = _joined(problem.student[arcs_in], leaf_of[sits] + n, rising + n, parent[sinking] + n)
    end = _joined(problem.leaf[arcs_in] + n, sits, parent[rising] + n, sinking + n)
    forward = Lists.build(start, end, n + rows)
    reach = np.zeros(n + rows, dtype=np.int64)
    for level in sorted(set(weight[chosen < 0].tolist()), reverse=True):
        _spread(forward, reach, np.flatnonzero((chosen < 0) & (weight == level)), level, 0)
    del forward
    backward = Lists.build(end, start, n + rows)
    loss = np.full(n + rows, NOWHERE, dtype=np.int64)
    tops = np.flatnonzero((parent < 0) & (room > 0)) + n
    loose = distinct(problem.student[~arcs_in])
    _spread(backward, loss, np.concatenate([tops, loose]), 0, NOWHERE)
    for level in sorted(set(weight[chosen >= 0].tolist())):
        _spread(backward, loss, np.flatnonzero((chosen >= 0) & (weight == level)), level, NOWHERE)
    return Residual(load, reach[n:], loss[n:], reach[n:] > 0, (reach[:n] > 0))


def _joined(*parts: Ints) -> Nodes:
    return np.concatenate([part.astype(np.int32) for part in parts])


def _spread(lists: Lists, mark: Ints, start: Ints, level: int, blank: int) -> None:
    front = distinct(start[mark[start] == blank])
    while len(front):
        mark[front] = level
        front = lists.of(front)
        front = front[mark[front] == blank]


def _loads(problem: FlowProblem, leaf_of: Ints) -> Ints:
    rows = len(problem.parent)
    load = np.zeros(rows, dtype=np.int64)
    at = leaf_of[leaf_of >= 0]
    while len(at):
        load += np.bincount(at, minlength=rows)
        at = problem.parent[at]
        at = at[at >= 0]
    return load


@dataclass(slots=True)
class Group:
    """Students who, as a whole, can only reach these seats (a Hall set): none of them can move elsewhere."""

    students: Ints
    seats: int


def closed_groups(problem: FlowProblem, residual: Residual) -> list[Group]:
    """The waiting students with everybody they compete with, cut into groups that share no limit."""
    parent, inside = problem.parent, residual.closed_rows
    under = np.flatnonzero(inside & (parent >= 0))
    under = under[inside[parent[under]]]
    arcs = np.flatnonzero((problem.leaf >= 0) & residual.closed_students[problem.student])
    student, leaf = problem.student[arcs], problem.leaf[arcs]
    same = student[1:] == student[:-1]
    ends = [np.concatenate([under, leaf[:-1][same]]), np.concatenate([parent[under], leaf[1:][same]])]
    root = components(len(parent), *ends)
    top = np.flatnonzero(inside & ~((parent >= 0) & inside[np.maximum(parent, 0)]))
    seats = np.bincount(root[top], weights=problem.capacity[top], minlength=len(parent)).astype(np.int64)
    first = np.flatnonzero(np.concatenate([[True], ~same])) if len(arcs) else arcs
    roots = root[leaf[first]]
    order = np.argsort(roots, kind="stable")
    present = np.unique(root[top])
    low = np.searchsorted(roots[order], present)
    high = np.searchsorted(roots[order], present, side="right")
    who = student[first][order]
    return [
        Group(who[a:b], int(seats[one]))
        for one, a, b in zip(present.tolist(), low.tolist(), high.tolist(), strict=True)
    ]


def components(count: int, one: Ints, other: Ints) -> Ints:
    """Per node of a graph with these edges the smallest node that it is connected with."""
    label = np.arange(count)
    while True:
        low, high = np.minimum(label[one], label[other]), np.maximum(label[one], label[other])
        apart = low != high
        if not apart.any():
            return label
        one, other = one[apart], other[apart]
        np.minimum.at(label, high[apart], low[apart])
        while not np.array_equal(label, label[label]):
            label = label[label]
