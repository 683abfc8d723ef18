"""Cuts a problem into parts that share no limit: flow where the limits are laminar, a binary programme elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints, distinct, numbered
from .network import Network


@dataclass(slots=True)
class Classes:
    """Pairs with the same place, pattern and active conversion limit; `rows[c]` are the limits that count a class.

    Rows of the network keep their number; the limit of conversion m is row `len(network.rows) + m`.
    """

    of_pair: Ints
    rows: list[list[int]]
    leaf: Ints


@dataclass(slots=True)
class Part:
    """Students who share limits, with the numbers of their pairs."""

    students: Ints
    pairs: Ints
    crossing: bool
    conversions: frozenset[int]


def classify(network: Network, active: frozenset[int]) -> Classes:
    """The classes of the pairs, with the limits of the active conversions."""
    pairs = network.pairs
    patterns = len(network.pattern_cells)
    options = len(network.arrays.conversions) + 1
    limited = np.where(np.isin(pairs.conversion, list(active)), pairs.conversion + 1, 0)
    key = (pairs.place * patterns + network.pattern[pairs.student]) * options + limited
    labels, of_pair = numbered(key)
    rows, leaf = [], []
    for label in labels.tolist():
        found = network.rows_of(label // options // patterns, label // options % patterns)
        leaf.append(found[0] if found else -1)
        if label % options:
            found = [*found, len(network.rows) + label % options - 1]
        rows.append(found)
    return Classes(of_pair, rows, np.array(leaf, dtype=np.int64))


def split(network: Network, classes: Classes, active: frozenset[int]) -> list[Part]:
    """The parts in a fixed order; all laminar parts without active conversions come as one, first."""
    pairs = network.pairs
    everyone = distinct(pairs.student)
    if network.is_flow and not active:
        return [Part(everyone, np.arange(len(pairs)), False, frozenset())]
    root = _components(network, classes)
    count = len(network.rows) + len(network.arrays.conversions)
    hard = {root[index] for index, row in enumerate(network.rows) if row.crossing}
    limited = {m: root[len(network.rows) + m] for m in active}
    class_root = np.array([root[rows[0]] if rows else count for rows in classes.rows], dtype=np.int64)
    pair_root = class_root[classes.of_pair]
    # A student's limited pairs all have one root; pairs without any limit have the root `count`, larger than all.
    student_root = np.full(len(network.arrays.students), count, dtype=np.int64)
    np.minimum.at(student_root, pairs.student, pair_root)
    special = sorted(hard | set(limited.values()))
    easy = ~np.isin(student_root, special)
    parts = [_part(pairs.student, everyone, easy, frozenset(), crossing=False)]
    for one in special:
        inside = student_root == one
        linked = frozenset(m for m, at in limited.items() if at == one)
        parts.append(_part(pairs.student, everyone, inside, linked, crossing=one in hard))
    return [part for part in parts if len(part.students)]


def _part(student: Ints, everyone: Ints, inside: Bools, linked: frozenset[int], *, crossing: bool) -> Part:
    return Part(everyone[inside[everyone]], np.flatnonzero(inside[student]), crossing, linked)


def _components(network: Network, classes: Classes) -> list[int]:
    """Root of each row under 'some student or class touches both'."""
    parent = list(range(len(network.rows) + len(network.arrays.conversions)))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(a: int, b: int) -> None:
        a, b = find(a), find(b)
        # The smallest number wins, so that roots do not depend on the order of the joins.
        parent[max(a, b)] = min(a, b)

    for rows in classes.rows:
        for row in rows[1:]:
            join(rows[0], row)
    pairs = network.pairs
    limited = np.array([bool(rows) for rows in classes.rows], dtype=bool)[classes.of_pair]
    student, label = pairs.student[limited], classes.of_pair[limited]
    together = student[1:] == student[:-1]
    links = np.unique(label[:-1][together] * len(classes.rows) + label[1:][together])
    for link in links.tolist():
        join(classes.rows[link // len(classes.rows)][0], classes.rows[link % len(classes.rows)][0])
    return [find(node) for node in range(len(parent))]
