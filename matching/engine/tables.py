"""An instance column by column: what a large region needs, without an object per row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from .instance import Instance

# Field name of a record to its values; all columns of a table are equally long.
Table = dict[str, list[Any]]

FIELDS: dict[str, tuple[str, ...]] = {
    "studenten": (
        *("student", "cluster", "niveau", "leerjaar", "school", "lat", "lon", "max_km", "minderjarig", "vog"),
        *("voorrang", "periodes", "dagen", "geheugen"),
    ),
    "plaatsen": (
        *("plaats", "clusters", "groep", "lat", "lon", "capaciteit", "min_leeftijd", "vog_vereist", "scholen"),
        *("periodes", "dagen", "begeleider_niveau"),
    ),
    "groepen": ("groep", "boven", "capaciteit"),
    "omzettingen": ("van_cluster", "naar_cluster", "kosten", "maximum"),
    "voorkeuren": ("student", "plaats", "rang"),
    "vast": ("student", "plaats", "soort"),
}


@dataclass(slots=True)
class Tables:
    """A checked instance as columns, in any order of the rows; the fields are those of `Instance`."""

    studenten: Table
    plaatsen: Table
    groepen: Table
    omzettingen: Table
    voorkeuren: Table
    vast: Table


def tables_of(instance: Instance | Tables) -> Tables:
    """The columns of a checked instance."""
    if isinstance(instance, Tables):
        return instance
    return Tables(
        **{
            name: {field: [getattr(record, field) for record in getattr(instance, name)] for field in fields}
            for name, fields in FIELDS.items()
        }
    )


def is_sound(tables: Tables) -> bool:
    """Whether the rows fit together; `validation.check_instance` tells what is wrong when they don't.

    Single values have been checked by the reader.
    """
    students, places = tables.studenten["student"], tables.plaatsen["plaats"]
    groups = tables.groepen["groep"]
    known = set(groups) | {""}
    return (
        all(len(set(codes)) == len(codes) for codes in (students, places, groups))
        and known.issuperset(chain(tables.plaatsen["groep"], tables.groepen["boven"]))
        and set(students).issuperset(chain(tables.voorkeuren["student"], tables.vast["student"]))
        and set(places).issuperset(chain(tables.voorkeuren["plaats"], tables.vast["plaats"]))
        and _is_tree(tables.groepen)
        and _differ(tables.voorkeuren, "student", "plaats")
        and _differ(tables.omzettingen, "van_cluster", "naar_cluster")
        and not any(map(str.__eq__, tables.omzettingen["van_cluster"], tables.omzettingen["naar_cluster"]))
        and _pins_agree(tables.vast)
    )


def _differ(table: Table, *columns: str) -> bool:
    # Joining is quicker than pairing; codes with line ends that look alike only call in the patient reader.
    joined = set(map("\n".join, zip(*(table[column] for column in columns), strict=True)))
    return len(joined) == len(table[columns[0]])


def _is_tree(groups: Table) -> bool:
    above = dict(zip(groups["groep"], groups["boven"], strict=True))
    good = {""}
    for start in above:
        path: dict[str, None] = {}
        at = start
        while at not in good:
            if at in path:
                return False
            path[at] = None
            at = above[at]
        good.update(path)
    return True


def _pins_agree(vast: Table) -> bool:
    rows = list(zip(vast["student"], vast["plaats"], vast["soort"], strict=True))
    stay = {student: place for student, place, kind in rows if kind == "vast"}
    return len(set(rows)) == len(rows) and not any(
        (stay.get(student, place) != place) if kind == "vast" else (kind == "verboden" and stay.get(student) == place)
        for student, place, kind in rows
    )
