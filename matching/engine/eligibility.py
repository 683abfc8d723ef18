"""Which student may stand on which place: the hard rules of one pair (R4.4), all at once per cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays, Bools, Floats, Ints, contains
from .tiles import EARTH_KM, Globe, Supply, candidates

Small = NDArray[np.signedinteger[Any]]


@dataclass(slots=True)
class Pairs:
    """Allowed pairs, sorted by (student, place): conversion index (-1: own cluster), its cost, rank, current, km.

    The last five are small whole numbers; cast them before multiplying.
    """

    student: Ints
    place: Ints
    conversion: Small
    cost: Small
    rank: Small
    current: Bools
    tenths: Small

    def __len__(self) -> int:
        return len(self.student)

    def take(self, index: Ints | Bools) -> Pairs:
        """The chosen pairs, in the order of the index."""
        return Pairs(
            self.student[index],
            self.place[index],
            self.conversion[index],
            self.cost[index],
            self.rank[index],
            self.current[index],
            self.tenths[index],
        )


def distance_km(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance in km (haversine, radius 6371.0088 km); degrees in, arrays broadcast."""
    a1, a2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((a2 - a1) / 2) ** 2
    half = half + np.cos(a1) * np.cos(a2) * np.sin(np.radians(np.asarray(lon2) - lon1) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return km


def to_tenths(km: Floats) -> Ints:
    """Kilometres as whole tenths, rounded to the nearest one."""
    return np.rint(np.asarray(km) * 10).astype(np.int64)


def options_of(arrays: Arrays) -> dict[tuple[int, int], tuple[int, int]]:
    """(place cluster, student cluster) to (conversion index or -1, cost) for every allowed combination."""
    index = {code: number for number, code in enumerate(arrays.clusters)}
    table = {(number, number): (-1, 0) for number in range(len(arrays.clusters))}
    for number, option in enumerate(arrays.conversions):
        if option.van_cluster in index and option.naar_cluster in index:
            table[index[option.van_cluster], index[option.naar_cluster]] = (number, option.kosten)
    return table


def rules(arrays: Arrays, s: Ints, p: Ints) -> Iterator[tuple[str, Bools]]:
    """The pair rules after the cluster in order, as (name, allowed) for broadcasting student and place indices."""
    yield "periodes", (arrays.s_periods[s] & ~arrays.p_periods[p]) == 0
    yield "dagen", (arrays.s_days[s] & ~arrays.p_days[p]) == 0
    yield "leeftijd", ~(arrays.s_minor[s] & arrays.p_adult[p])
    yield "vog", arrays.s_vog[s] | ~arrays.p_vog[p]
    yield "school", arrays.school_sets[arrays.p_school_set[p], arrays.s_school[s]]
    bound = (arrays.s_year[s] >= 3) | (arrays.s_level[s] == 5)
    yield "niveau", ~(bound & (arrays.p_level[p] > 0) & (arrays.s_level[s] > arrays.p_level[p]))
    km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
    yield "reisafstand", km <= arrays.s_max_km[s]
    yield "verboden", ~contains(arrays.forbidden, s * arrays.width + p)


HARD_RULES = ("periodes", "dagen", "leeftijd", "vog")


def find_pairs(arrays: Arrays, tick: Callable[[int, int], None] | None = None) -> Pairs:
    """Every pair that the hard rules allow; a student with a `vast` pin has that one place only.

    `tick(done, total)` is called now and then. Pins must have been checked (pins.check_pins).
    """
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    free = np.flatnonzero(~pinned)
    options, globe = options_of(arrays), Globe.of(arrays)
    blocks: list[_Block] = []
    done = 0
    for cluster in range(len(arrays.clusters)):
        students = free[arrays.s_cluster[free] == cluster]
        supply = _supply(arrays, options, cluster)
        for s, entry in candidates(arrays, globe, students, supply, _other_rules(arrays)):
            blocks.append(_exact(arrays, s, supply, entry))
            if tick:
                tick(min(done + len(blocks), done + len(students)), len(free))
        done += len(students)
    for student, place in arrays.pins.items():
        conversion, cost = pin_option(arrays, options, student, place)
        blocks.append(_block(arrays, *(np.array([value]) for value in (student, place, conversion, cost))))
    return _join_blocks(arrays, blocks)


_Block = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int16], NDArray[np.int16], NDArray[np.int32]]


def _supply(arrays: Arrays, options: dict[tuple[int, int], tuple[int, int]], cluster: int) -> Supply:
    """The places for students of a cluster; a place of that cluster itself needs no conversion."""
    found = sorted(
        (conversion, cost, source) for (source, target), (conversion, cost) in options.items() if target == cluster
    )
    place = np.concatenate([arrays.cluster_places[source] for _, _, source in found])
    sizes = [len(arrays.cluster_places[source]) for _, _, source in found]
    conversion = np.repeat([one for one, _, _ in found], sizes)
    cost = np.repeat([one for _, one, _ in found], sizes)
    own = np.zeros(len(arrays.places), dtype=bool)
    own[arrays.cluster_places[cluster]] = True
    order = np.lexsort((conversion, place))
    order = order[(conversion[order] == -1) | ~own[place[order]]]
    return Supply(place[order], conversion[order], cost[order])


def _other_rules(arrays: Arrays) -> Callable[[Ints, Ints], Bools]:
    def allowed(s: Ints, p: Ints) -> Bools:
        found = np.ones(np.broadcast_shapes(s.shape, p.shape), dtype=bool)
        for _, mask in rules_but_last(arrays, s, p):
            found &= mask
        return found

    return allowed


def _exact(arrays: Arrays, s: Ints, supply: Supply, entry: Ints) -> _Block:
    """The pairs that are in reach and not forbidden."""
    p = supply.place[entry]
    km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
    keep = km <= arrays.s_max_km[s]
    if len(arrays.forbidden):
        keep &= ~contains(arrays.forbidden, s * arrays.width + p)
    entry = entry[keep]
    return _block(arrays, s[keep], p[keep], supply.conversion[entry], supply.cost[entry], km[keep])


def _block(arrays: Arrays, s: Ints, p: Ints, conversion: Ints, cost: Ints, km: Floats | None = None) -> _Block:
    if km is None:
        km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
    # Small numbers: a large region has millions of pairs.
    small, tiny = np.int32, np.int16
    return s.astype(small), p.astype(small), conversion.astype(tiny), cost.astype(tiny), to_tenths(km).astype(small)


def _join_blocks(arrays: Arrays, blocks: list[_Block]) -> Pairs:
    """One list of pairs by student and place; each student is in one block and sorted there."""
    none = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate([block[i] for block in blocks]) if blocks else none for i in range(5)]
    blocks.clear()
    found = columns[0]
    count = np.bincount(found, minlength=len(arrays.students))
    lead = np.flatnonzero(np.diff(found, prepend=-1))
    start = np.zeros(len(count), dtype=np.int64)
    start[found[lead]] = lead
    student = np.repeat(np.arange(len(count)), count)
    order = np.repeat(start - (np.cumsum(count) - count), count) + np.arange(len(found))
    place, conversion, cost, tenths = (column[order] for column in columns[1:])
    key = student * arrays.width + place
    rank = arrays.no_wish_rank.astype(np.int32)[student]
    for at, wish in _places_of(key, arrays.wish_key):
        rank[at] = arrays.wish_rank[wish]
    current = np.zeros(len(key), dtype=bool)
    for at, _ in _places_of(key, arrays.current):
        current[at] = True
    return Pairs(student, place.astype(np.int64), conversion, cost, rank, current, tenths)


def _places_of(keys: Ints, wanted: Ints) -> Iterator[tuple[Ints, Ints]]:
    """(indices in the sorted keys, indices in wanted) of what occurs in both; a key may occur more than once."""
    number = np.arange(len(wanted))
    at = np.searchsorted(keys, wanted)
    while len(number):
        inside = at < len(keys)
        number, at = number[inside], at[inside]
        same = keys[at] == wanted[number]
        number, at = number[same], at[same]
        yield at, number
        at = at + 1


def pin_option(
    arrays: Arrays, options: dict[tuple[int, int], tuple[int, int]], student: int, place: int
) -> tuple[int, int]:
    """Cheapest (conversion, cost) that lets a student stand on a place; conversion -2 when none does."""
    target = int(arrays.s_cluster[student])
    found = [
        options[source, target][::-1]
        for source in range(len(arrays.clusters))
        if (source, target) in options and bool(np.any(arrays.cluster_places[source] == place))
    ]
    return min(found)[::-1] if found else (-2, 0)


def rules_but_last(arrays: Arrays, s: Ints, p: Ints) -> Iterator[tuple[str, Bools]]:
    """The rules that need no distance (see `rules`)."""
    for number, entry in enumerate(rules(arrays, s, p)):
        yield entry
        if number == 5:
            return
