"""Who may have whom, as matrices of groups x supervisors.

Students who are alike for every goal are one group: same location, niveau, cluster, minutes, supervisor to keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model import Begeleider, Opgave, Student

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
EARTH_KM = 6371.0088

CAN, AWAY, LOW, FAR, FORBIDDEN, NO_TIME = range(6)
WHY = {AWAY: "kan_niet", LOW: "niveau", FAR: "afstand", FORBIDDEN: "niet_gewenst", NO_TIME: "geen_tijd"}


@dataclass(slots=True)
class Scene:
    """The free part of a problem: pinned students are taken out, with their minutes and their visits.

    `paid`: the supervisor comes at that location already.
    `weight` says how many times a student of a group counts when not all can have somebody.
    `size` is the number of units of capacity that one student of a group takes; a unit is `unit` minutes.
    """

    groups: list[list[Student]]
    supervisors: list[Begeleider]
    pinned: dict[str, list[Student]]
    place: Ints
    count: Ints
    weight: Ints
    size: Ints
    capacity: Ints
    unit: int
    km: Floats
    why_not: NDArray[np.int8]
    together: Ints
    paid: Bools
    lost: Bools
    stranger: Bools
    has_former: Bools

    @property
    def may(self) -> Bools:
        """Which pairs break no rule."""
        return self.why_not == CAN


def make_scene(opgave: Opgave) -> Scene:
    """Group the students and look at every pair. The order of the rows that came in makes no difference."""
    supervisors = sorted(opgave.begeleiders, key=lambda one: one.code)
    known = {one.code for one in supervisors}
    pinned, groups = _split(opgave, known)
    heads = [group[0] for group in groups]
    unit, size, capacity = _units(heads, supervisors, pinned)
    km = _distances(heads, supervisors)
    visits = {(one.locatie, code) for code, group in pinned.items() for one in group}
    visits |= {(one.locatie, one.huidig) for one in opgave.studenten if one.eigen}
    numbers = {place: number for number, place in enumerate(sorted({one.locatie for one in heads}))}
    return Scene(
        groups=groups,
        supervisors=supervisors,
        pinned=pinned,
        place=_ints(numbers[one.locatie] for one in heads),
        count=_ints(len(group) for group in groups),
        weight=_ints(one.voorrang for one in heads),
        size=size,
        capacity=capacity,
        unit=unit,
        km=km,
        why_not=_why_not(heads, supervisors, km, size, capacity),
        together=_together(opgave, heads, size, capacity),
        paid=_matrix(heads, supervisors, lambda one, other: (one.locatie, other.code) in visits),
        lost=_matrix(heads, supervisors, lambda one, other: one.huidig in known and one.huidig != other.code),
        stranger=_matrix(heads, supervisors, lambda one, other: one.cluster not in other.sectoren),
        has_former=np.array([one.huidig in known for one in heads], dtype=bool),
    )


def _split(opgave: Opgave, known: set[str]) -> tuple[dict[str, list[Student]], list[list[Student]]]:
    pinned: dict[str, list[Student]] = defaultdict(list)
    grouped: dict[tuple[Any, ...], list[Student]] = defaultdict(list)
    for one in sorted(opgave.studenten, key=lambda student: student.code):
        if one.vast in known:
            pinned[one.vast].append(one)
            continue
        former = one.huidig if one.huidig in known else ""
        point = (one.plaats, one.lat is None, one.lat or 0.0, one.lon or 0.0)
        kind = (one.niveau, one.cluster, one.minuten, one.voorrang)
        key = (one.locatie, *kind, former, one.eigen, point, tuple(sorted(one.niet)))
        grouped[key].append(one)
    return dict(pinned), [grouped[key] for key in sorted(grouped)]


def _units(
    heads: Sequence[Student], supervisors: Sequence[Begeleider], pinned: dict[str, list[Student]]
) -> tuple[int, Ints, Ints]:
    """Minutes per unit, units per student of each group, units that each supervisor has left."""
    minutes = _ints(one.minuten for one in heads)
    used = {code: sum(one.minuten for one in group) for code, group in pinned.items()}
    left = _ints(max(0, one.minuten - used.get(one.code, 0)) for one in supervisors)
    unit = int(np.gcd.reduce(minutes)) or 1 if len(minutes) else 1
    return unit, minutes // unit, left // unit


def _distances(heads: Sequence[Student], supervisors: Sequence[Begeleider]) -> Floats:
    """Great-circle km of every pair; nan where one of the two points isn't known."""
    a, b = np.radians(_floats(one.lat for one in heads))[:, None], np.radians(_floats(one.lat for one in supervisors))
    lon = np.radians(_floats(one.lon for one in heads))[:, None]
    turn = np.radians(_floats(one.lon for one in supervisors)) - lon
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return km


def km_between(student: Student, supervisor: Begeleider) -> float | None:
    """Great-circle km of one pair; None when one of the two points isn't known."""
    km = float(_distances([student], [supervisor])[0, 0])
    return None if np.isnan(km) else km


def _why_not(
    heads: Sequence[Student], supervisors: Sequence[Begeleider], km: Floats, size: Ints, capacity: Ints
) -> NDArray[np.int8]:
    """The first rule that each pair breaks, or CAN."""
    result = np.zeros(km.shape, dtype=np.int8)
    own = _matrix(heads, supervisors, lambda one, other: one.eigen and one.huidig == other.code)
    limited = np.array([bool(other.plaatsen) for other in supervisors], dtype=bool)
    elsewhere = _matrix(heads, supervisors, lambda one, other: one.plaats not in other.plaatsen)
    too_far = np.where(limited, elsewhere, km > _floats(other.max_km for other in supervisors)) & ~own
    forbidden = _matrix(heads, supervisors, lambda one, other: other.code in one.niet)
    low = _ints(one.niveau for one in heads)[:, None] > _ints(other.niveau for other in supervisors)
    away = np.broadcast_to(np.array([bool(other.reden) for other in supervisors], dtype=bool), km.shape)
    no_time = size[:, None] > capacity
    for broken, why in ((no_time, NO_TIME), (forbidden, FORBIDDEN), (too_far, FAR), (low, LOW), (away, AWAY)):
        result[broken] = why
    return result


def _together(opgave: Opgave, heads: Sequence[Student], size: Ints, capacity: Ints) -> Ints:
    """How many students one visit to the location of each group can serve: all there, as far as one has time."""
    there: dict[str, int] = defaultdict(int)
    for one in opgave.studenten:
        there[one.locatie] += 1
    most = max(1, int(capacity.max(initial=0)) // int(size.min())) if len(size) else 1
    return _ints(min(there[one.locatie], most) for one in heads)


def _matrix(
    heads: Sequence[Student], supervisors: Sequence[Begeleider], holds: Callable[[Student, Begeleider], bool]
) -> Bools:
    rows = [[holds(one, other) for other in supervisors] for one in heads]
    return np.array(rows, dtype=bool).reshape(len(heads), len(supervisors))


def _ints(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Any) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
