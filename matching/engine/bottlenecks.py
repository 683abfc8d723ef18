"""Which full place, group or conversion stands in the way of whom, and what one more place would bring."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools, Ints
from .assignment import Choice, milp_problem, remaining_maxima
from .errors import BewijsFout
from .milp import solve_first_goal
from .network import Network
from .objective import build_costs
from .parts import Classes, Part
from .pins import node_name

# Solving again per bottleneck is affordable up to here; beyond it a gain is the proven minimum.
RESOLVE_PAIRS = 3_000
RESOLVE_NODES = 60
NAMED = 5


@dataclass(slots=True)
class Blocked:
    """Per waiting student the first full limit of each suitable place; a conversion m has node number -1 - m."""

    network: Network
    student: Ints
    place: Ints
    node: Ints

    @classmethod
    def find(cls, network: Network, classes: Classes, choice: Choice, waiting: Bools) -> Blocked:
        """The blocked pairs of all waiting students."""
        full, _ = full_rows(network, classes, choice)
        rows = len(network.rows)
        first = np.full(len(classes.rows), len(network.arrays.places) + len(network.arrays.groups), dtype=np.int64)
        for number, limits in enumerate(classes.rows):
            for row in limits:
                if full[row]:
                    first[number] = network.rows[row].node if row < rows else -1 - (row - rows)
                    break
        inside = np.flatnonzero(waiting[network.pairs.student])
        return cls(network, network.pairs.student[inside], network.pairs.place[inside], first[classes.of_pair[inside]])

    def nodes(self) -> list[int]:
        """Places and groups that hold somebody back, ascending."""
        limit = len(self.network.arrays.places) + len(self.network.arrays.groups)
        return [node for node in np.unique(self.node).tolist() if 0 <= node < limit]

    def nodes_of(self, students: Ints) -> set[int]:
        """The nodes that hold these students back."""
        return set(np.unique(self.node[np.isin(self.student, students)]).tolist())

    def students_at(self, node: int) -> int:
        """How many different students this node holds back."""
        if self._heads is None:
            count = max(1, len(self.network.arrays.students))
            # Conversions have negative numbers; floor division keeps them.
            self._heads = Counter((np.unique(self.node * count + self.student) // count).tolist())
        return self._heads[node]

    _heads: Counter[int] | None = None

    def sentence(self, student: int) -> str:
        """Dutch sentence on the suitable places of one waiting student and what makes each of them full."""
        low, high = np.searchsorted(self.student, [student, student + 1])
        arrays = self.network.arrays
        places = len(arrays.places)
        by_node: dict[int, set[int]] = defaultdict(set)
        for node, place in zip(self.node[low:high].tolist(), self.place[low:high].tolist(), strict=True):
            by_node[node].add(place)
        total = len(set(self.place[low:high].tolist()))
        own = sorted(node for node in by_node if 0 <= node < places)
        start = "Er is 1 geschikte plaats" if total == 1 else f"Er zijn {total} geschikte plaatsen"
        parts = []
        if own:
            names = ", ".join(arrays.places[node] for node in own[:NAMED])
            more = f" en {len(own) - NAMED} andere" if len(own) > NAMED else ""
            parts.append(f"{len(own)} {'is' if len(own) == 1 else 'zijn'} zelf vol ({names}{more})")
        for node in sorted(one for one in by_node if one >= places):
            size = len(by_node[node])
            verb = "valt" if size == 1 else "vallen"
            name = node_name(arrays, node) if node < places + len(arrays.groups) else "een andere grens"
            parts.append(f"{size} {verb} onder {name}, die vol is")
        for node in sorted(one for one in by_node if one < 0):
            option = arrays.conversions[-1 - node]
            parts.append(
                f"{len(by_node[node])} kan alleen met de omzetting van {option.van_cluster} naar "
                f"{option.naar_cluster}, waarvan het maximum is bereikt"
            )
        return f"{start}, maar zonder vrije plek op de gevraagde momenten: {'; '.join(parts)}."


def full_rows(network: Network, classes: Classes, choice: Choice) -> tuple[Bools, Ints]:
    """Which limits (rows of the network, then conversions) are full, and how many heads each still takes."""
    maxima = remaining_maxima(network)
    limit = [row.capacity for row in network.rows]
    limit += [maxima.get(m, 1 << 40) for m in range(len(network.arrays.conversions))]
    load: Counter[int] = Counter()
    used = choice.pair[choice.pair >= 0]
    for number, count in Counter(classes.of_pair[used].tolist()).items():
        for row in classes.rows[number]:
            load[row] += count
    room = np.array([size - load[row] for row, size in enumerate(limit)], dtype=np.int64)
    return room <= 0, room


def conversions_that_can_bind(network: Network) -> frozenset[int]:
    """Conversions with a maximum below the number of students who could use them."""
    pairs = network.pairs
    found = set()
    for number, limit in remaining_maxima(network).items():
        if len(np.unique(pairs.student[pairs.conversion == number])) > limit:
            found.add(number)
    return frozenset(found)


def gains_where_crossing(
    network: Network,
    classes: Classes,
    choice: Choice,
    limited: frozenset[int],
    blocked: Blocked,
    nodes: list[int],
    most: dict[int, int],
) -> tuple[dict[int, int], bool]:
    """(gain per node, all exact?) where a residual search doesn't decide, and for full conversions.

    `most` holds upper bounds that are known already; a proven minimum that meets one is exact.
    """
    targets = [*nodes, *(-1 - m for m in sorted(limited) if blocked.students_at(-1 - m))]
    least = _direct_gains(network, classes, choice, targets)
    unsure = [target for target in targets if least[target] != most.get(target)]
    if not unsure:
        return least, True
    inside = np.unique(network.pairs.student)
    pairs = np.arange(len(network.pairs))
    if len(pairs) > RESOLVE_PAIRS or len(unsure) > RESOLVE_NODES or any(choice.gaps):
        return least, False
    part = Part(inside, pairs, True, limited)
    problem, present = milp_problem(network, classes, build_costs(network.arrays, network.pairs), part)
    now = int(network.arrays.s_weight[inside[choice.pair[inside] >= 0]].sum())
    exact = True
    for target in unsure:
        rows = network.at_node.get(target, []) if target >= 0 else [len(network.rows) - 1 - target]
        wider = problem.capacity + np.isin(present, rows)
        try:
            best = solve_first_goal(replace(problem, capacity=wider))
        except BewijsFout:
            exact = False
            continue
        least[target] = max(least[target], best - now)
    return least, exact


def _direct_gains(network: Network, classes: Classes, choice: Choice, targets: list[int]) -> dict[int, int]:
    """The best waiting student who fits at once when the node takes one more: a proven minimum."""
    full, _ = full_rows(network, classes, choice)
    rows = len(network.rows)
    waiting = choice.pair < 0
    waiting[list(network.arrays.pins)] = False
    only: dict[int, int] = {}
    for number, limits in enumerate(classes.rows):
        nodes = {network.rows[row].node if row < rows else -1 - (row - rows) for row in limits if full[row]}
        if len(nodes) == 1:
            only[number] = nodes.pop()
    best: Counter[int] = Counter()
    inside = np.flatnonzero(waiting[network.pairs.student])
    weights = network.arrays.s_weight[network.pairs.student[inside]]
    for key in np.unique(classes.of_pair[inside] * 10 + weights).tolist():
        node = only.get(key // 10)
        if node is not None:
            best[node] = max(best[node], key % 10)
    return {target: best[target] for target in targets}
