"""What one more place brings in the first goal: bounds that are quick, and matching again where they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .arrays import UNLIMITED, Arrays, Ints
from .eligibility import Pairs
from .errors import BewijsFout
from .flow import solve_flow
from .gains_lp import FirstGoal
from .options import VOORRANG
from .residual import Residual
from .scene import Scene
from .state import match

# Matching again is affordable as long as the pairs of all those matches together stay below this.
FLOW_PAIRS = 1_500_000
SEARCH_PAIRS = 3_000
SEARCH_NODES = 60
SEARCH_SECONDS = 30.0
WIDE_SEARCHES = 600_000
WIDE_FLOWS = 8_000_000


@dataclass(frozen=True, slots=True)
class Gain:
    """Sum of voorrang that one more place wins; not `sure`: at least this."""

    value: int
    sure: bool
    checked: bool = False


def find_gains(scene: Scene, nodes: list[int], conversions: list[int], held: Counter[int]) -> dict[int, Gain]:
    """The gain of one more at each node, and of one more use of each conversion m (as -1 - m)."""
    targets = [*nodes, *(-1 - m for m in conversions)]
    least = _from_below(scene, targets)
    programme = programme_of(scene)
    most = _from_above(scene, targets, programme)
    gains = {target: Gain(value, value == most.get(target)) for target, value in least.items()}
    unsure = sorted((t for t, gain in gains.items() if not gain.sure), key=lambda t: (-held[t], t))
    budget = _affordable(scene)
    widened = 0
    for target in unsure:
        limits = _limits(scene, target)
        if programme is not None and widened < _widenings(scene, programme) and not _in_flow(scene, limits):
            widened += 1
            found = programme.widen(limits)
            if found is not None:
                value = max(gains[target].value, found[0])
                gains[target] = Gain(value, value == found[1])
        if not gains[target].sure and budget > 0:
            budget -= 1
            again = match_again(scene, target)
            if again is not None:
                gains[target] = Gain(again, sure=True, checked=True)
    return gains


def programme_of(scene: Scene) -> FirstGoal | None:
    """The linear programme of the students outside the plain flow; None when there are none, or too many."""
    if scene.flow_students[scene.has_pair].all() or any(scene.choice.gaps):
        return None
    if scene.programme is None:
        scene.programme = FirstGoal(scene)
    found: FirstGoal = scene.programme
    return found if found.fits else None


def _affordable(scene: Scene) -> int:
    """How many times the whole may be matched again."""
    count = max(1, len(scene.network.pairs))
    if any(scene.choice.gaps):
        return 0
    if scene.choice.milp_students or scene.choice.active:
        return SEARCH_NODES if count <= SEARCH_PAIRS else 0
    return FLOW_PAIRS // count


def _widenings(scene: Scene, programme: FirstGoal) -> int:
    """How many times the linear programme may be widened: it is slow where moments overlap."""
    return (WIDE_SEARCHES if scene.choice.milp_students else WIDE_FLOWS) // max(1, int(programme.inside.sum()))


def _limits(scene: Scene, target: int) -> list[int]:
    """Numbers of the limits at a node or conversion."""
    return list(scene.network.at_node.get(target, ())) if target >= 0 else [len(scene.network.rows) - 1 - target]


def _in_flow(scene: Scene, limits: list[int]) -> bool:
    """Whether some of these limits count students of the plain flow."""
    return bool(scene.flow_rows[[one for one in limits if one < len(scene.flow_rows)]].any())


def match_again(scene: Scene, target: int) -> int | None:
    """The gain by matching the first goal again with one more at a node or conversion; None when unproven."""
    if not scene.plain:
        return _gain_of(scene, wider(scene.arrays, target), scene.solved.pairs)
    problem, students, chosen = scene.problem()
    capacity = problem.capacity.copy()
    capacity[scene.network.at_node[target]] += 1
    again = solve_flow(replace(problem, capacity=capacity)).chosen
    weight = scene.arrays.s_weight[students]
    return int(weight[again >= 0].sum()) - int(weight[chosen >= 0].sum())


def _gain_of(scene: Scene, arrays: Arrays, pairs: Pairs) -> int | None:
    first = replace(arrays, goals=(VOORRANG,))
    try:
        again = match(first, seconds=SEARCH_SECONDS, pairs=pairs)
    except BewijsFout:
        return None
    if not again.proven:
        return None
    now = int(scene.arrays.s_weight[scene.solved.placed.student].sum())
    return int(arrays.s_weight[again.placed.student].sum()) - now


def wider(arrays: Arrays, target: int) -> Arrays:
    """The problem with one more at this node (place, then groups), or one more use of conversion -1 - target."""
    count = len(arrays.places)
    if target < 0:
        options = list(arrays.conversions)
        old = options[-1 - target]
        options[-1 - target] = replace(old, maximum=None if old.maximum is None else old.maximum + 1)
        return replace(arrays, conversions=options)
    if target < count:
        capacity = arrays.p_capacity.copy()
        capacity[target] += 1
        return replace(arrays, p_capacity=capacity)
    limits = arrays.g_capacity.copy()
    if limits[target - count] != UNLIMITED:
        limits[target - count] += 1
    return replace(arrays, g_capacity=limits)


def _from_above(scene: Scene, targets: list[int], programme: FirstGoal | None) -> dict[int, int]:
    """Upper bounds: in the flow from the residual network, elsewhere from the linear programme."""
    bounds = {}
    for target in targets:
        limits = _limits(scene, target)
        flow = [row for row in limits if row < len(scene.flow_rows) and scene.flow_rows[row]]
        others = [row for row in limits if row not in flow]
        # Seats are substitutes for each other: together they bring no more than each alone.
        bound = sum(_row_gain(scene, scene.residual, row) for row in flow) if scene.residual is not None else 0
        if others:
            more = programme.at_most(others) if programme is not None else None
            if more is None:
                continue
            bound += more
        bounds[target] = bound
    return bounds


def _row_gain(scene: Scene, residual: Residual, row: int) -> int:
    up = scene.network.rows[row].parent
    lost = 0 if up < 0 else int(residual.loss[up])
    return max(0, int(residual.reach[row]) - lost)


def _from_below(scene: Scene, targets: list[int]) -> dict[int, int]:
    """Lower bounds: who fits at once, and in the flow chains of moves that use no conversion with a maximum."""
    network, classes = scene.network, scene.classes
    rows, full = len(network.rows), scene.full.tolist()
    only: dict[int, int] = {}
    for number, limits in enumerate(classes.rows):
        found = {network.rows[row].node if row < rows else -1 - (row - rows) for row in limits if full[row]}
        if len(found) == 1:
            only[number] = found.pop()
    best: Counter[int] = Counter()
    inside = np.flatnonzero(scene.waiting[network.pairs.student])
    weights = scene.arrays.s_weight[network.pairs.student[inside]]
    for key in np.unique(classes.of_pair[inside].astype(np.int64) * 10 + weights).tolist():
        node = only.get(key // 10)
        if node is not None:
            best[node] = max(best[node], key % 10)
    careful = scene.careful_residual
    if careful is not None:
        for node in targets:
            here = network.at_node.get(node, []) if node >= 0 else []
            if here:
                best[node] = max(best[node], *(_row_gain(scene, careful, row) for row in here))
    return {target: best[target] for target in targets}


def cluster_gain(scene: Scene, cluster: int) -> Gain:
    """The gain of one new place that suits everybody in a cluster, wherever they live and whenever they come."""
    arrays, waiting = scene.arrays, scene.waiting & (scene.arrays.s_cluster == cluster)
    best = int(arrays.s_weight[waiting].max(initial=0))
    movable = np.flatnonzero((scene.choice.pair >= 0) & scene.movers & (arrays.s_cluster == cluster))
    careful = scene.careful_residual
    if careful is not None and len(scene.classes.leaf):
        leaf = scene.classes.leaf[scene.classes.of_pair[scene.choice.pair[movable]]]
        best = max(best, int(careful.reach[leaf[leaf >= 0]].max(initial=0)))
    if scene.plain:
        return Gain(best, sure=True)
    if scene.one_pattern and programme_of(scene) is not None:
        most = _new_place_at_most(scene, cluster)
        if most == best:
            return Gain(best, sure=True)
    if _affordable(scene) < len(arrays.clusters):
        return Gain(best, sure=False)
    again = _gain_of(scene, *_with_place(scene, cluster))
    return Gain(best, sure=False) if again is None else Gain(again, sure=True, checked=True)


def _new_place_at_most(scene: Scene, cluster: int) -> int | None:
    programme, arrays = programme_of(scene), scene.arrays
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    who = np.flatnonzero((arrays.s_cluster == cluster) & ~pinned)
    if programme is None or scene.flow_students[who].any():
        return None
    return programme.new_place_at_most(who, arrays.s_weight[who])


def _with_place(scene: Scene, cluster: int) -> tuple[Arrays, Pairs]:
    """The problem with one more place, in no group, that every student of the cluster may come to."""
    arrays, pairs = scene.arrays, scene.solved.pairs
    columns: dict[str, Any] = {
        name: _grown(getattr(arrays, name)) for name in ("p_lat", "p_lon", "p_adult", "p_vog", "p_school_set")
    }
    columns |= {name: _grown(getattr(arrays, name)) for name in ("p_periods", "p_days", "p_cells", "p_level")}
    new = len(arrays.places)
    bigger = replace(
        arrays,
        **columns,
        places=[*arrays.places, ""],
        p_capacity=np.append(arrays.p_capacity, 1),
        p_group=np.append(arrays.p_group, -1),
    )
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    who: Ints = np.flatnonzero((arrays.s_cluster == cluster) & ~pinned)
    zero = np.zeros(len(who), dtype=np.int64)
    student = np.concatenate([pairs.student, who])
    place = np.concatenate([pairs.place, zero + new])
    order = np.lexsort((place, student))
    both = Pairs(
        student,
        place,
        np.concatenate([pairs.conversion, zero - 1]),
        np.concatenate([pairs.cost, zero]),
        np.concatenate([pairs.rank, zero + 1]),
        np.concatenate([pairs.current, zero > 0]),
        np.concatenate([pairs.tenths, zero]),
    )
    return bigger, both.take(order)


def _grown(column: np.ndarray) -> np.ndarray:
    return np.append(column, column[:1] if len(column) else np.zeros(1, dtype=column.dtype))
