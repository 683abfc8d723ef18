"""A good first basis for the linear relaxation: the optimum of the flow that is left when crossing limits are let go.

Of the limits that cross, a nested family is kept (large ones first). What that flow needs as a tree is a basis of the
whole programme in which only the limits that were let go are broken, and the dual simplex repairs those. This saves
more than half of its steps; a wrong or missing basis costs time, never the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pylmcf

from .arrays import Bools, Ints
from .milp_model import MilpProblem
from .prices import Prices

# A limit that crosses more others than this (a conversion's maximum) is let go first.
MANY = 200
_LAST = 1 << 60


@dataclass(slots=True)
class Headstart:
    """Which arcs are basic or chosen, and which students' and limits' rows are basic."""

    basic: Bools
    chosen: Bools
    row_basic: Bools


def headstart(prices: Prices, cost: Ints) -> Headstart | None:
    """The basis of the flow with these whole-number costs; None when the flow can't be had."""
    problem = prices.problem
    heads, arcs = len(prices.first), len(problem.student)
    if not arcs or not len(problem.capacity) or np.any(problem.capacity <= 0):
        return None
    signature, of_arc = _signatures(problem)
    kept, size = _nested(problem, signature)
    leaf, parent = _chains(signature, kept, size)
    rows = np.flatnonzero(kept)
    sink = heads + len(rows)
    number = np.full(len(kept) + 1, sink)
    number[rows] = np.arange(heads, sink)
    tail = np.concatenate([prices.head_of, np.arange(sink)])
    head = np.concatenate([number[leaf[of_arc]], np.full(heads, sink), number[parent[rows]]])
    capacity = np.concatenate([np.ones(arcs + heads, dtype=np.int64), problem.capacity[rows]])
    low = np.minimum(0, np.minimum.reduceat(cost, prices.first))
    price = np.concatenate([cost - low[prices.head_of], -low, np.zeros(len(rows), dtype=np.int64)])
    solved = _flow(tail, head, capacity, price, heads)
    if solved is None:
        return None
    flow, reduced = solved
    tree = _tree(tail, head, reduced == 0, (flow > 0) & (flow < capacity), flow > 0)
    if int(tree.sum()) != sink:
        return None
    row_basic = np.ones(heads + len(kept), dtype=bool)
    row_basic[:heads] = tree[arcs : arcs + heads]
    row_basic[heads + rows] = tree[arcs + heads :]
    return Headstart(tree[:arcs], flow[:arcs] > 0, row_basic)


def _signatures(problem: MilpProblem) -> tuple[Ints, Ints]:
    """(limits of each kind of arc, -1 where there are fewer; kind of each arc)."""
    count = np.bincount(problem.entry_arc, minlength=len(problem.student))
    start = np.cumsum(count) - count
    table = np.full((len(count), max(1, int(count.max(initial=0)))), -1, dtype=np.int64)
    kind = np.zeros(len(count), dtype=np.int64)
    for column in range(table.shape[1]):
        some = count > column
        table[some, column] = problem.entry_row[start[some] + column]
        # Number anew per column: the keys stay small and no two kinds meet.
        kind = np.unique(kind * (len(problem.capacity) + 1) + table[:, column] + 1, return_inverse=True)[1]
    _, first = np.unique(kind, return_index=True)
    return table[first], kind


def _nested(problem: MilpProblem, signature: Ints) -> tuple[Bools, Ints]:
    """(limits of a nested family, how many kinds of arcs each limit counts)."""
    rows = len(problem.capacity)
    size = np.bincount(signature[signature >= 0], minlength=rows)
    shared = [np.zeros(0, dtype=np.int64)]
    for one in range(signature.shape[1]):
        for other in range(one + 1, signature.shape[1]):
            a, b = signature[:, one], signature[:, other]
            both = (a >= 0) & (b >= 0)
            shared.append(np.minimum(a[both], b[both]) * rows + np.maximum(a[both], b[both]))
    key, count = np.unique(np.concatenate(shared), return_counts=True)
    low, high = key // rows, key % rows
    cross = (count < size[low]) & (count < size[high])
    crossing: list[list[int]] = [[] for _ in range(rows)]
    for one, other in zip(low[cross].tolist(), high[cross].tolist(), strict=True):
        crossing[one].append(other)
        crossing[other].append(one)
    many = np.array([len(found) > MANY for found in crossing])
    users = np.bincount(problem.entry_row, minlength=rows)
    kept, dropped = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    for row in np.lexsort((np.arange(rows), -users, many)).tolist():
        if not dropped[row]:
            kept[row] = True
            dropped[crossing[row]] = True
    return kept, size


def _chains(signature: Ints, kept: Bools, size: Ints) -> tuple[Ints, Ints]:
    """(smallest kept limit of each kind of arc, next larger one of each limit); -1 stands for none."""
    rows = len(kept)
    there = (signature >= 0) & kept[signature]
    order = np.sort(np.where(there, size[signature] * rows + signature, _LAST), axis=1)
    chain = np.where(order < _LAST, order % rows, -1)
    parent = np.full(rows, -1, dtype=np.int64)
    for column in range(chain.shape[1] - 1):
        linked = chain[:, column + 1] >= 0
        parent[chain[linked, column]] = chain[linked, column + 1]
    return chain[:, 0], parent


def _flow(tail: Ints, head: Ints, capacity: Ints, price: Ints, heads: int) -> tuple[Ints, Ints] | None:
    """(flow, reduced costs) of the optimum, checked; None when the solver's answer doesn't hold."""
    order = np.lexsort((head, tail))
    nodes = int(head.max()) + 1
    supply = np.zeros(nodes, dtype=np.int64)
    supply[:heads], supply[-1] = 1, -heads
    graph = pylmcf.Graph(nodes, tail[order], head[order])
    graph.set_node_supply(supply)
    graph.set_edge_capacities(np.ascontiguousarray(capacity[order]))
    graph.set_edge_costs(np.ascontiguousarray(price[order]))
    try:
        graph.solve()
    except RuntimeError:
        return None
    flow = np.empty(len(tail), dtype=np.int64)
    flow[order] = graph.result()
    potential = graph.potentials()
    reduced = price + potential[tail] - potential[head]
    if np.any((reduced > 0) & (flow > 0)) or np.any((reduced < 0) & (flow < capacity)):
        return None
    return flow, reduced


def _tree(tail: Ints, head: Ints, zero: Bools, between: Bools, used: Bools) -> Bools:
    """A spanning tree of arcs that cost nothing more, those strictly between their bounds first."""
    arcs = np.flatnonzero(zero)
    arcs = arcs[np.argsort(np.where(between, 0, np.where(used, 1, 2))[arcs], kind="stable")]
    parent = list(range(int(head.max()) + 1))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    tree = np.zeros(len(tail), dtype=bool)
    for arc, start, end in zip(arcs.tolist(), tail[arcs].tolist(), head[arcs].tolist(), strict=True):
        a, b = find(start), find(end)
        if a != b:
            parent[a] = b
            tree[arc] = True
    return tree
