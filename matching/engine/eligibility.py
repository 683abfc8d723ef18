"""Which student may stand on which place: the hard rules of one pair (R4.4), all at once per cluster and tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .arrays import Arrays, Bools, Floats, Ints, contains

EARTH_KM = 6371.0088
TILE_DEGREES = 0.2
# Slack of the spatial pruning only; the rule itself compares the exact distance.
PRUNING_KM = 0.5


@dataclass(slots=True)
class Pairs:
    """Allowed pairs, sorted by (student, place): conversion index (-1: own cluster), its cost, rank, current, km."""

    student: Ints
    place: Ints
    conversion: Ints
    cost: Ints
    rank: Ints
    current: Bools
    tenths: Ints

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
    blocks = []
    options = options_of(arrays)
    by_cluster = [free[arrays.s_cluster[free] == cluster] for cluster in range(len(arrays.clusters))]
    for number, ((source, target), (conversion, cost)) in enumerate(sorted(options.items())):
        students, places = by_cluster[target], arrays.cluster_places[source]
        for s, p in _tiles(arrays, students, places):
            blocks.append((s, p, np.full(len(s), conversion), np.full(len(s), cost)))
        if tick:
            tick(number + 1, len(options))
    for student, place in arrays.pins.items():
        conversion, cost = pin_option(arrays, options, student, place)
        blocks.append(tuple(np.array([value]) for value in (student, place, conversion, cost)))  # type: ignore[arg-type]  # four arrays by construction
    columns = [np.concatenate([block[i] for block in blocks]) if blocks else np.zeros(0, np.int64) for i in range(4)]
    return _finish(arrays, *columns)


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


def _tiles(arrays: Arrays, students: Ints, places: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Allowed pairs of students and places of one cluster combination, a tile of the map at a time."""
    if not len(students) or not len(places):
        return
    by_lat = places[np.argsort(arrays.p_lat[places], kind="stable")]
    lats, lons = arrays.p_lat[by_lat], arrays.p_lon[by_lat]
    row = np.floor(arrays.s_lat[students] / TILE_DEGREES).astype(np.int64)
    column = np.floor(arrays.s_lon[students] / TILE_DEGREES).astype(np.int64)
    order = np.lexsort((students, column, row))
    tile = row[order] * 100_000 + column[order]
    for chosen in np.split(students[order], np.flatnonzero(np.diff(tile)) + 1):
        radius = float(arrays.s_max_km[chosen].max()) + PRUNING_KM
        margin = np.degrees(radius / EARTH_KM)
        low, high = arrays.s_lat[chosen].min() - margin, arrays.s_lat[chosen].max() + margin
        first, last = np.searchsorted(lats, low), np.searchsorted(lats, high, side="right")
        near = by_lat[first:last]
        polar = np.cos(np.radians(min(89.9, max(abs(low), abs(high)))))
        # The widest half-angle in longitude of a circle on a sphere; no bound near a pole or the date line.
        ratio = np.sin(min(np.pi / 2, radius / EARTH_KM)) / polar
        if ratio < 0.5:
            wide = np.degrees(np.arcsin(ratio))
            west, east = arrays.s_lon[chosen].min() - wide, arrays.s_lon[chosen].max() + wide
            if west > -180 and east < 180:
                near = near[(lons[first:last] >= west) & (lons[first:last] <= east)]
        step = max(1, 4_000_000 // max(1, len(near)))
        for start in range(0, len(chosen), step):
            yield from _allowed(arrays, chosen[start : start + step], near)


def _allowed(arrays: Arrays, students: Ints, places: Ints) -> Iterator[tuple[Ints, Ints]]:
    if not len(places):
        return
    # Only the students' own classes differ, so the cheap rules shrink the block before distances are computed.
    allowed = np.ones((len(students), len(places)), dtype=bool)
    grid_s, grid_p = students[:, None], places[None, :]
    for name, mask in rules_but_last(arrays, grid_s, grid_p):
        del name
        allowed &= mask
    row, column = np.nonzero(allowed)
    s, p = students[row], places[column]
    km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
    keep = (km <= arrays.s_max_km[s]) & ~contains(arrays.forbidden, s * arrays.width + p)
    yield s[keep], p[keep]


def rules_but_last(arrays: Arrays, s: Ints, p: Ints) -> Iterator[tuple[str, Bools]]:
    """The rules that need no distance (see `rules`)."""
    for number, entry in enumerate(rules(arrays, s, p)):
        yield entry
        if number == 5:
            return


def _finish(arrays: Arrays, s: Ints, p: Ints, conversion: Ints, cost: Ints) -> Pairs:
    order = np.lexsort((conversion, p, s))
    s, p, conversion, cost = s[order], p[order], conversion[order], cost[order]
    key = s * arrays.width + p
    # A place with several clusters may serve a student in more than one way; its own cluster costs nothing.
    own = contains(key[conversion == -1], key)
    keep = ~own | (conversion == -1)
    s, p, conversion, cost, key = s[keep], p[keep], conversion[keep], cost[keep], key[keep]
    rank = arrays.no_wish_rank[s].copy()
    if len(arrays.wish_key) and len(key):
        at = np.minimum(np.searchsorted(arrays.wish_key, key), len(arrays.wish_key) - 1)
        named = arrays.wish_key[at] == key
        rank[named] = arrays.wish_rank[at[named]]
    km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
    return Pairs(s, p, conversion, cost, rank, contains(arrays.current, key), to_tenths(km))
