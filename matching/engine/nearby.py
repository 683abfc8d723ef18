"""Matching again around a change only, where moments overlap and the whole would take minutes.

Students near the change may move, all others stay: what comes out can really be reached, so it is a proven minimum of
the effect. Never used where the whole can be matched again in time.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .arrays import Arrays, Bools, Ints, contains
from .eligibility import Pairs, options_of, pin_option
from .pairing import pairs_of
from .pins import check_pins
from .state import Solved, join, match

# Students in each of the two rings around a change.
MOVABLE = 60
NO_RANK = 1 << 30


def match_nearby(before: Solved, arrays: Arrays, pairs: Pairs, *, seconds: float) -> Solved:
    """Match `arrays` with everybody pinned where `before` has them, except the students around what changed."""
    free = _movable(before, arrays, pairs)
    placed = before.placed
    key = _keys(arrays, placed)
    # Where the change forbids a pair, its student can't be held there.
    free[placed.student[~contains(_keys(arrays, pairs), key)]] = True
    options = options_of(arrays)
    pins = dict(arrays.pins)
    for at in range(len(placed)):
        student, place = int(placed.student[at]), int(placed.place[at])
        if student not in pins and not free[student]:
            # A pair that went through a dearer conversion than a pin would take, can't be held by a pin.
            if pin_option(arrays, options, student, place)[0] == int(placed.conversion[at]):
                pins[student] = place
            else:
                free[student] = True
    held = replace(arrays, pins=dict(sorted(pins.items())))
    while conflicts := check_pins(held):
        loose = [student for student in conflicts if student not in arrays.pins]
        free[loose] = True
        held = replace(held, pins={s: p for s, p in held.pins.items() if s not in set(loose)})
    kept = np.zeros(len(arrays.students), dtype=bool)
    kept[list(held.pins)] = True
    inside = pairs.take(free[pairs.student] & ~kept[pairs.student])
    after = match(held, seconds=seconds, pairs=inside)
    return Solved(arrays, pairs, after.network, after.choice, join(pairs_of(arrays, held.pins), after.placed))


def _movable(before: Solved, arrays: Arrays, pairs: Pairs) -> Bools:
    """Students near the change: those it touches, who gain most first, and who could take the seats they leave."""
    free = np.zeros(len(arrays.students), dtype=bool)
    at: Ints = np.full(len(arrays.students), -1, dtype=np.int64)
    at[before.placed.student] = before.placed.place
    rank: Ints = np.full(len(arrays.students), NO_RANK, dtype=np.int64)
    rank[before.placed.student] = before.placed.rank
    old = before.arrays
    for student in set(arrays.pins.items()) ^ set(old.pins.items()):
        free[at == student[1]] = True
        free[student[0]] = True
    wider = _changed_places(old, arrays)
    old_keys = _keys(old, before.pairs)
    touched = wider[pairs.place] | ~contains(old_keys, _keys(arrays, pairs))
    touched |= free[pairs.student]
    touched |= _looser_conversions(old, arrays)[pairs.conversion]
    inside = np.flatnonzero(touched & (pairs.rank < rank[pairs.student] + 1))
    order = np.lexsort((pairs.rank[inside] - rank[pairs.student[inside]], -_want(arrays, at)[pairs.student[inside]]))
    seeds = list(dict.fromkeys(pairs.student[inside[order]].tolist()))[:MOVABLE]
    free[seeds] = True
    left = np.zeros(len(arrays.places), dtype=bool)
    left[at[free & (at >= 0)]] = True
    waiting = np.flatnonzero(left[pairs.place] & (at[pairs.student] < 0))
    order = np.argsort(-arrays.s_weight[pairs.student[waiting]], kind="stable")
    free[list(dict.fromkeys(pairs.student[waiting[order]].tolist()))[:MOVABLE]] = True
    return free


def _looser_conversions(old: Arrays, new: Arrays) -> Bools:
    """Per conversion of `new` (and at the end, for the own cluster, False) whether more of it may be used now."""
    before = {(o.van_cluster, o.naar_cluster): o.maximum for o in old.conversions}
    looser = []
    for option in new.conversions:
        limit = before.get((option.van_cluster, option.naar_cluster), 0)
        looser.append(limit is not None and (option.maximum is None or option.maximum > limit))
    return np.array([*looser, False])


def _keys(arrays: Arrays, pairs: Pairs) -> Ints:
    keys: Ints = pairs.student.astype(np.int64) * arrays.width + pairs.place
    return keys


def _want(arrays: Arrays, at: Ints) -> Ints:
    """Weight of who has no place; 0 for who has one."""
    want: Ints = np.where(at < 0, arrays.s_weight, 0)
    return want


def _changed_places(old: Arrays, new: Arrays) -> Bools:
    changed: Bools = old.p_capacity != new.p_capacity
    groups = old.g_capacity != new.g_capacity
    if groups.any():
        group = new.p_group.copy()
        while (group >= 0).any():
            changed |= (group >= 0) & groups[np.maximum(group, 0)]
            group = np.where(group >= 0, new.g_above[np.maximum(group, 0)], -1)
    return changed
