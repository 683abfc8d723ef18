"""An instance as numpy arrays in canonical order (sorted by code), so that row order never matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .instance import Instance, Omzetting
from .moments import cell_mask, day_mask, period_mask
from .options import goals_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Arrays:
    """Columns of students (`s_`), places (`p_`) and groups (`g_`); codes are indices in the sorted lists of names."""

    students: list[str]
    places: list[str]
    groups: list[str]
    clusters: list[str]
    conversions: list[Omzetting]
    s_cluster: Ints
    s_level: Ints
    s_year: Ints
    s_school: Ints
    s_lat: Floats
    s_lon: Floats
    s_max_km: Floats
    s_minor: Bools
    s_vog: Bools
    s_weight: Ints
    s_periods: Ints
    s_days: Ints
    s_cells: Ints
    p_lat: Floats
    p_lon: Floats
    p_capacity: Ints
    p_adult: Bools
    p_vog: Bools
    p_school_set: Ints
    p_periods: Ints
    p_days: Ints
    p_cells: Ints
    p_level: Ints
    p_group: Ints
    g_above: Ints
    g_capacity: Ints
    school_sets: Bools
    cluster_places: list[Ints]
    pins: dict[int, int]
    forbidden: Ints
    current: Ints
    wish_key: Ints
    wish_rank: Ints
    no_wish_rank: Ints
    s_memory: Ints
    goals: tuple[str, ...]

    @property
    def width(self) -> int:
        """Number of places, the factor of a pair key `student * width + place`."""
        return max(1, len(self.places))


UNLIMITED = -1


def to_arrays(instance: Instance, modus: str = "contract") -> Arrays:
    """Arrays of a checked instance (validation.check_instance found nothing); `modus` as in options.Opties."""
    studenten = sorted(instance.studenten, key=lambda s: s.student)
    plaatsen = sorted(instance.plaatsen, key=lambda p: p.plaats)
    groepen = sorted(instance.groepen, key=lambda g: g.groep)
    omzettingen = sorted(instance.omzettingen, key=lambda o: (o.van_cluster, o.naar_cluster))
    clusters = sorted({s.cluster for s in studenten}.union(*(p.clusters for p in plaatsen)))
    schools = sorted({s.school for s in studenten})
    cluster_index = {code: index for index, code in enumerate(clusters)}
    school_index = {code: index for index, code in enumerate(schools)}
    group_index = {group.groep: index for index, group in enumerate(groepen)}
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    p_school_set = _ints(sets.setdefault(p.scholen, len(sets)) for p in plaatsen)
    allowed = np.zeros((len(sets), len(schools)), dtype=bool)
    allowed[0] = True
    for codes, index in sets.items():
        allowed[index, [school_index[code] for code in codes if code in school_index]] = True
    cluster_places: list[list[int]] = [[] for _ in clusters]
    for index, place in enumerate(plaatsen):
        for code in place.clusters:
            cluster_places[cluster_index[code]].append(index)
    s_periods, s_days, s_cells = _moments(studenten)
    p_periods, p_days, p_cells = _moments(plaatsen)
    student_index = {student.student: index for index, student in enumerate(studenten)}
    place_index = {place.plaats: index for index, place in enumerate(plaatsen)}
    width = max(1, len(plaatsen))
    keys: dict[str, list[int]] = {"vast": [], "verboden": [], "huidig": []}
    for pin in instance.vast:
        keys[pin.soort].append(student_index[pin.student] * width + place_index[pin.plaats])
    wish_key = _ints(student_index[v.student] * width + place_index[v.plaats] for v in instance.voorkeuren)
    wish_rank = _ints(v.rang for v in instance.voorkeuren)
    order = np.argsort(wish_key, kind="stable")
    s_memory = _ints(s.geheugen for s in studenten)
    no_wish_rank = np.zeros(len(studenten), dtype=np.int64)
    np.maximum.at(no_wish_rank, wish_key // width, wish_rank)
    return Arrays(
        students=[s.student for s in studenten],
        places=[p.plaats for p in plaatsen],
        groups=[g.groep for g in groepen],
        clusters=clusters,
        conversions=omzettingen,
        s_cluster=_ints(cluster_index[s.cluster] for s in studenten),
        s_level=_ints(s.niveau for s in studenten),
        s_year=_ints(s.leerjaar for s in studenten),
        s_school=_ints(school_index[s.school] for s in studenten),
        s_lat=_floats(s.lat for s in studenten),
        s_lon=_floats(s.lon for s in studenten),
        s_max_km=_floats(s.max_km for s in studenten),
        s_minor=_bools(s.minderjarig for s in studenten),
        s_vog=_bools(s.vog for s in studenten),
        s_weight=_ints(s.voorrang for s in studenten),
        s_periods=s_periods,
        s_days=s_days,
        s_cells=s_cells,
        p_lat=_floats(p.lat for p in plaatsen),
        p_lon=_floats(p.lon for p in plaatsen),
        p_capacity=_ints(p.capaciteit for p in plaatsen),
        p_adult=_bools(p.min_leeftijd >= 18 for p in plaatsen),
        p_vog=_bools(p.vog_vereist for p in plaatsen),
        p_school_set=p_school_set,
        p_periods=p_periods,
        p_days=p_days,
        p_cells=p_cells,
        p_level=_ints(p.begeleider_niveau for p in plaatsen),
        p_group=_ints(group_index.get(p.groep, -1) for p in plaatsen),
        g_above=_ints(group_index.get(g.boven, -1) for g in groepen),
        g_capacity=_ints(UNLIMITED if g.capaciteit is None else g.capaciteit for g in groepen),
        school_sets=allowed,
        cluster_places=[np.array(sorted(found), dtype=np.int64) for found in cluster_places],
        pins={key // width: key % width for key in sorted(keys["vast"])},
        forbidden=np.array(sorted(keys["verboden"]), dtype=np.int64),
        current=np.array(sorted(keys["huidig"]), dtype=np.int64),
        wish_key=wish_key[order],
        wish_rank=wish_rank[order],
        no_wish_rank=no_wish_rank + 1,
        s_memory=s_memory,
        goals=goals_of(modus, memory=bool(s_memory.any())),
    )


def _moments(records: Iterable[Any]) -> tuple[Ints, Ints, Ints]:
    cache: dict[tuple[frozenset[str], frozenset[str]], tuple[int, int, int]] = {}
    rows = []
    for record in records:
        key = (record.periodes, record.dagen)
        if key not in cache:
            periods, days = period_mask(record.periodes), day_mask(record.dagen)
            cache[key] = (periods, days, cell_mask(periods, days))
        rows.append(cache[key])
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def contains(sorted_keys: Ints, keys: Ints) -> Bools:
    """Whether each key occurs in the sorted keys."""
    if not len(sorted_keys):
        return np.zeros(np.shape(keys), dtype=bool)
    at = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    found: Bools = sorted_keys[at] == keys
    return found


# Up to so many different keys a table is quicker and smaller than sorting.
TABLE = 1 << 23


def numbered(keys: Ints) -> tuple[Ints, Ints]:
    """(the different keys, ascending; per key its number among them); keys are 0 or higher."""
    top = int(keys.max(initial=0)) + 1
    if top > TABLE:
        return np.unique(keys, return_inverse=True)
    present = np.zeros(top, dtype=bool)
    present[keys] = True
    number = np.cumsum(present) - 1
    return np.flatnonzero(present), number[keys]
