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
from .tables import Table, Tables, tables_of

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


def to_arrays(instance: Instance | Tables, modus: str = "contract") -> Arrays:
    """Arrays of a checked instance (validation.check_instance found nothing); `modus` as in options.Opties."""
    tables = tables_of(instance)
    s, p = _Sorted.by(tables.studenten, "student"), _Sorted.by(tables.plaatsen, "plaats")
    g = _Sorted.by(tables.groepen, "groep")
    clusters = sorted(set(tables.studenten["cluster"]).union(*tables.plaatsen["clusters"]))
    cluster_index = {code: index for index, code in enumerate(clusters)}
    schools = {code: index for index, code in enumerate(sorted(set(tables.studenten["school"])))}
    place_sets = p.list("scholen")
    sets = {codes: index for index, codes in enumerate(dict.fromkeys([frozenset[str](), *place_sets]))}
    cluster_places: list[list[int]] = [[] for _ in clusters]
    for index, codes in enumerate(p.list("clusters")):
        for code in codes:
            cluster_places[cluster_index[code]].append(index)
    s_periods, s_days, s_cells = _moments(s)
    p_periods, p_days, p_cells = _moments(p)
    width = max(1, len(p.codes))
    keys: dict[str, list[int]] = {"vast": [], "verboden": [], "huidig": []}
    for student, place, kind in zip(*tables.vast.values(), strict=True):
        keys[kind].append(s.number[student] * width + p.number[place])
    wishes = tables.voorkeuren
    wish_key = _ints(map(s.number.__getitem__, wishes["student"])) * width
    wish_key += _ints(map(p.number.__getitem__, wishes["plaats"]))
    wish_rank = _ints(wishes["rang"])
    order = np.argsort(wish_key, kind="stable")
    s_memory = s.ints("geheugen")
    no_wish_rank = np.zeros(len(s.codes), dtype=np.int64)
    np.maximum.at(no_wish_rank, wish_key // width, wish_rank)
    return Arrays(
        students=s.codes,
        places=p.codes,
        groups=g.codes,
        clusters=clusters,
        conversions=_conversions(tables.omzettingen),
        s_cluster=_ints(map(cluster_index.__getitem__, s.list("cluster"))),
        s_level=s.ints("niveau"),
        s_year=s.ints("leerjaar"),
        s_school=_ints(map(schools.__getitem__, s.list("school"))),
        s_lat=s.floats("lat"),
        s_lon=s.floats("lon"),
        s_max_km=s.floats("max_km"),
        s_minor=s.ints("minderjarig") > 0,
        s_vog=s.ints("vog") > 0,
        s_weight=s.ints("voorrang"),
        s_periods=s_periods,
        s_days=s_days,
        s_cells=s_cells,
        p_lat=p.floats("lat"),
        p_lon=p.floats("lon"),
        p_capacity=p.ints("capaciteit"),
        p_adult=p.ints("min_leeftijd") >= 18,
        p_vog=p.ints("vog_vereist") > 0,
        p_school_set=_ints(map(sets.__getitem__, place_sets)),
        p_periods=p_periods,
        p_days=p_days,
        p_cells=p_cells,
        p_level=p.ints("begeleider_niveau"),
        p_group=_ints(g.number.get(code, -1) for code in p.list("groep")),
        g_above=_ints(g.number.get(code, -1) for code in g.list("boven")),
        g_capacity=_ints(UNLIMITED if limit is None else limit for limit in g.list("capaciteit")),
        school_sets=_school_sets(sets, schools),
        cluster_places=[np.array(found, dtype=np.int64) for found in cluster_places],
        pins={key // width: key % width for key in sorted(keys["vast"])},
        forbidden=np.array(sorted(keys["verboden"]), dtype=np.int64),
        current=np.array(sorted(keys["huidig"]), dtype=np.int64),
        wish_key=wish_key[order],
        wish_rank=wish_rank[order],
        no_wish_rank=no_wish_rank + 1,
        s_memory=s_memory,
        goals=goals_of(modus, memory=bool(s_memory.any())),
    )


@dataclass(slots=True)
class _Sorted:
    """A table with its rows in the order of their codes, and the number of each code."""

    table: Table
    order: list[int]
    codes: list[str]
    number: dict[str, int]

    @classmethod
    def by(cls, table: Table, column: str) -> _Sorted:
        codes = table[column]
        order = sorted(range(len(codes)), key=codes.__getitem__)
        ranked = [codes[at] for at in order]
        return cls(table, order, ranked, {code: number for number, code in enumerate(ranked)})

    def list(self, column: str) -> list[Any]:
        values = self.table[column]
        return [values[at] for at in self.order]

    def ints(self, column: str) -> Ints:
        return _ints(self.table[column])[self.order]

    def floats(self, column: str) -> Floats:
        return np.array(self.table[column], dtype=np.float64)[self.order]


def _conversions(table: Table) -> list[Omzetting]:
    columns = (table[name] for name in ("van_cluster", "naar_cluster", "kosten", "maximum"))
    found = [Omzetting(*row) for row in zip(*columns, strict=True)]
    return sorted(found, key=lambda option: (option.van_cluster, option.naar_cluster))


def _school_sets(sets: dict[frozenset[str], int], schools: dict[str, int]) -> Bools:
    """Per set of schools and school whether a place with that set is open to it; the empty set is open to all."""
    allowed = np.zeros((len(sets), len(schools)), dtype=bool)
    for codes, index in sets.items():
        allowed[index, [schools[code] for code in codes if code in schools] if codes else slice(None)] = True
    return allowed


def _moments(rows: _Sorted) -> tuple[Ints, Ints, Ints]:
    """Periods, days and cells of the rows as bit masks."""
    both = list(zip(rows.list("periodes"), rows.list("dagen"), strict=True))
    masks = {key: (period_mask(key[0]), day_mask(key[1])) for key in set(both)}
    full = {key: (*mask, cell_mask(*mask)) for key, mask in masks.items()}
    table = np.array([full[key] for key in both], dtype=np.int64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


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


def distinct(values: Ints) -> Ints:
    """The different values, ascending; sorting is several times quicker than the hash table of `np.unique`."""
    ranked = np.sort(values)
    return ranked[np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))] if len(ranked) else ranked
