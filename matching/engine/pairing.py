"""Pairs with their figures for a given assignment, also where soft rules speak against it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .arrays import Arrays, Ints, contains
from .eligibility import Pairs, distance_km, options_of, to_tenths


class Options:
    """The cheapest way in which a place may serve a student, looked up fast."""

    def __init__(self, arrays: Arrays) -> None:
        """Note per place which clusters it has."""
        self.cluster = arrays.s_cluster.tolist()
        self.table = options_of(arrays)
        self.sources: list[list[int]] = [[] for _ in arrays.places]
        for source, places in enumerate(arrays.cluster_places):
            for place in places.tolist():
                self.sources[place].append(source)
        self.known: dict[tuple[int, int], tuple[int, int]] = {}

    def of(self, student: int, place: int) -> tuple[int, int]:
        """(conversion, cost) of the pair, as `pins.pin_option`; conversion -2 when none serves."""
        key = (self.cluster[student], place)
        if key not in self.known:
            found = [self.table[one, key[0]][::-1] for one in self.sources[place] if (one, key[0]) in self.table]
            self.known[key] = min(found)[::-1] if found else (-2, 0)
        return self.known[key]


def pairs_of(arrays: Arrays, places: Mapping[int, int], options: Options | None = None) -> Pairs:
    """The pairs of an assignment (student to place), sorted by student; the cheapest conversion counts."""
    students = sorted(places)
    options = options or Options(arrays)
    found = [options.of(student, places[student]) for student in students]
    student: Ints = np.array(students, dtype=np.int64)
    place: Ints = np.array([places[one] for one in students], dtype=np.int64)
    rank = arrays.no_wish_rank[student].copy()
    key = student * arrays.width + place
    if len(arrays.wish_key) and len(key):
        at = np.minimum(np.searchsorted(arrays.wish_key, key), len(arrays.wish_key) - 1)
        named = arrays.wish_key[at] == key
        rank[named] = arrays.wish_rank[at[named]]
    km = distance_km(arrays.s_lat[student], arrays.s_lon[student], arrays.p_lat[place], arrays.p_lon[place])
    return Pairs(
        student,
        place,
        np.array([conversion for conversion, _ in found], dtype=np.int64),
        np.array([cost for _, cost in found], dtype=np.int64),
        rank,
        contains(arrays.current, key),
        to_tenths(km),
    )
