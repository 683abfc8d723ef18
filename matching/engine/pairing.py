"""Pairs with their figures for a given assignment, also where soft rules speak against it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .arrays import Arrays, Ints, contains
from .eligibility import Pairs, distance_km, options_of, pin_option, to_tenths


def pairs_of(arrays: Arrays, places: Mapping[int, int]) -> Pairs:
    """The pairs of an assignment (student to place), sorted by student; the cheapest conversion counts."""
    students = sorted(places)
    options = options_of(arrays)
    found = [pin_option(arrays, options, student, places[student]) for student in students]
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
