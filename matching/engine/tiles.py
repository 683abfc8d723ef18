"""All pairs within reach: students of one cluster and one tile of the map against the places near them.

A first, slightly too wide test of the distance (a product of unit vectors) and a table of the other rules per kind of
student and kind of place leave few pairs; only those get the exact rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays, Bools, Floats, Ints

EARTH_KM = 6371.0088
TILE_DEGREES = 0.2
# Slack of the first tests only; the rule itself compares the exact distance.
PRUNING_KM = 0.5
PRUNING_COSINE = 1e-12
CELLS = 1_000_000
TABLE = 20_000_000

Rules = Callable[[Ints, Ints], Bools]


@dataclass(slots=True)
class Supply:
    """What one cluster of students may use: places, ascending, each with its conversion (-1: own) and cost."""

    place: Ints
    conversion: Ints
    cost: Ints


@dataclass(slots=True)
class Globe:
    """Unit vectors of students and places."""

    student: Floats
    place: Floats
    reach: Floats

    @classmethod
    def of(cls, arrays: Arrays) -> Globe:
        """The globe with, per student, the least cosine that can still be within reach."""
        angle = np.minimum((arrays.s_max_km + PRUNING_KM) / EARTH_KM, np.pi)
        return cls(
            _vectors(arrays.s_lat, arrays.s_lon),
            _vectors(arrays.p_lat, arrays.p_lon),
            np.cos(angle) - PRUNING_COSINE,
        )


def _vectors(lat: Floats, lon: Floats) -> Floats:
    a, b = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=1)


def candidates(arrays: Arrays, globe: Globe, students: Ints, supply: Supply, rules: Rules) -> Iterator[tuple[Any, Any]]:
    """(student, index in the supply) of pairs that the other rules allow and that may be in reach.

    Each student comes in one block only; blocks are sorted by student, then place. `rules` takes arrays that broadcast.
    """
    if not len(students) or not len(supply.place):
        return
    kind_s, first_s = _kinds([getattr(arrays, name)[students] for name in STUDENT_TRAITS])
    kind_p, first_p = _kinds([getattr(arrays, name)[supply.place] for name in PLACE_TRAITS])
    table = None
    if len(first_s) * len(first_p) <= TABLE:
        table = rules(students[first_s][:, None], supply.place[first_p][None, :])
    for rows, near in _tiles(arrays, students, supply.place):
        step = max(1, CELLS // max(1, len(near)))
        for start in range(0, len(rows), step) if len(near) else ():
            at = rows[start : start + step]
            who, where = students[at], supply.place[near]
            allowed = globe.student[who] @ globe.place[where].T >= globe.reach[who][:, None]
            if table is None:
                allowed &= rules(who[:, None], where[None, :])
            else:
                allowed &= table[kind_s[at]][:, kind_p[near]]
            row, column = np.divmod(np.flatnonzero(allowed), len(near))
            yield who[row], near[column]


STUDENT_TRAITS = ("s_periods", "s_days", "s_minor", "s_vog", "s_school", "s_year", "s_level")
PLACE_TRAITS = ("p_periods", "p_days", "p_adult", "p_vog", "p_school_set", "p_level")


def _kinds(columns: list[NDArray[Any]]) -> tuple[Ints, Ints]:
    """Number of the kind (equal in all columns) per row, and a row of each kind."""
    kind = np.zeros(len(columns[0]), dtype=np.int64)
    first = kind[:1]
    for column in columns:
        values, code = np.unique(column, return_inverse=True)
        _, first, kind = np.unique(kind * len(values) + code, return_index=True, return_inverse=True)
    return kind, first


def _tiles(arrays: Arrays, students: Ints, places: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows of `students` that share a tile, and the rows of `places` that may be in reach of one of them, ascending."""
    by_lat = np.argsort(arrays.p_lat[places], kind="stable")
    lats, lons = arrays.p_lat[places][by_lat], arrays.p_lon[places][by_lat]
    s_lat, s_lon, s_km = arrays.s_lat[students], arrays.s_lon[students], arrays.s_max_km[students]
    tile = np.floor(s_lat / TILE_DEGREES).astype(np.int64) * 100_000 + np.floor(s_lon / TILE_DEGREES).astype(np.int64)
    order = np.argsort(tile, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(tile[order])) + 1):
        radius = float(s_km[rows].max()) + PRUNING_KM
        margin = np.degrees(radius / EARTH_KM)
        low, high = s_lat[rows].min() - margin, s_lat[rows].max() + margin
        first, last = np.searchsorted(lats, low), np.searchsorted(lats, high, side="right")
        near = by_lat[first:last]
        polar = np.cos(np.radians(min(89.9, max(abs(low), abs(high)))))
        # The widest half-angle in longitude of a circle on a sphere; no bound near a pole or the date line.
        ratio = np.sin(min(np.pi / 2, radius / EARTH_KM)) / polar
        if ratio < 0.5:
            wide = np.degrees(np.arcsin(ratio))
            west, east = s_lon[rows].min() - wide, s_lon[rows].max() + wide
            if west > -180 and east < 180:
                near = near[(lons[first:last] >= west) & (lons[first:last] <= east)]
        yield rows, np.sort(near)
