"""A plain rival for comparison: students in order of voorrang take the best place that is still free.

Nobody is moved afterwards. Keeps to every hard rule and limit; never better than `solve` in the first goal.
"""

from __future__ import annotations

import numpy as np

from .arrays import Ints
from .assignment import remaining_maxima
from .network import Network
from .parts import classify
from .tiebreak import tie_numbers


def greedy(network: Network) -> Ints:
    """The chosen pair per student, -1 for none (and for students with a `vast` pin, who are not in the network)."""
    arrays, pairs = network.arrays, network.pairs
    maxima = remaining_maxima(network)
    classes = classify(network, frozenset(maxima))
    room = [row.capacity for row in network.rows]
    room += [maxima.get(number, 0) for number in range(len(arrays.conversions))]
    chosen = np.full(len(arrays.students), -1, dtype=np.int64)
    tie = tie_numbers(arrays, pairs, 30)
    order = np.lexsort((tie, pairs.tenths, pairs.rank, pairs.cost, pairs.student, -arrays.s_weight[pairs.student]))
    rows = classes.rows
    label = classes.of_pair[order].tolist()
    placed = [False] * len(arrays.students)
    for pair, student, one in zip(order.tolist(), pairs.student[order].tolist(), label, strict=True):
        if placed[student]:
            continue
        limits = rows[one]
        if all(room[row] > 0 for row in limits):
            placed[student] = True
            chosen[student] = pair
            for row in limits:
                room[row] -= 1
    return chosen
