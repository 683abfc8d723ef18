"""Fictitious instances of any size for measuring and testing, deterministic for a seed.

Cluster sizes and the ratio of demand to supply follow the regional table of 2009/2010 (R3.2); geography, groups and
wishes are invented. A region is about 70 x 70 km with at most 5,000 students; larger instances are regions side by
side with travel across the borders.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from .instance import Groep, Instance, Omzetting, Plaats, Student, Vast, Voorkeur

# code, niveau, leerjaar, share of the students, places per student
CLUSTERS = (
    ("ZH1", 1, 1, 0.04, 0.85),
    ("HP1", 2, 1, 0.12, 0.95),
    ("HP2", 2, 2, 0.10, 1.02),
    ("VZVP12", 3, 1, 0.24, 0.80),
    ("VZ3VP2", 4, 2, 0.20, 0.85),
    ("VP34", 4, 3, 0.14, 1.02),
    ("HBO2", 5, 2, 0.06, 0.75),
    ("U1", 5, 3, 0.05, 0.80),
    ("U2", 5, 4, 0.05, 1.05),
)
OMZETTINGEN = (
    Omzetting("HP1", "ZH1", 2, None),
    Omzetting("HP2", "HP1", 1, None),
    Omzetting("U2", "U1", 1, None),
    Omzetting("U1", "HBO2", 3, None),
    Omzetting("VP34", "VZ3VP2", 2, None),
)
SCHOLEN = ("A", "B", "C")
WERKWEEK = frozenset(("ma", "di", "wo", "do", "vr"))
PATRONEN = (("ma", "di"), ("di", "wo"), ("wo", "do", "vr"), ("ma", "di", "wo", "do", "vr"))
JAAR = frozenset(("1", "2", "3", "4"))


@dataclass(frozen=True, slots=True)
class Vorm:
    """How an instance looks: overlapping weekdays or not, pins, and a share of the students as conversion maximum."""

    weekdagen: bool = False
    vast: bool = False
    maximum_aandeel: float | None = None


def generate(studenten: int, seed: int, vorm: Vorm = Vorm()) -> Instance:
    """A fictitious instance with this many students; equal arguments give an equal instance."""
    rng = random.Random(f"{studenten}-{seed}-{vorm}")  # noqa: S311 - invented data, not a secret
    regions = max(1, math.ceil(studenten / 5000))
    side = math.ceil(math.sqrt(regions))
    size = min(1.0, math.sqrt(min(studenten, 5000) / 2500))
    places, groups = _supply(rng, studenten, regions, side, size)
    students = _demand(rng, studenten, regions, side, size, vorm)
    conversions: tuple[Omzetting, ...] = OMZETTINGEN
    if vorm.maximum_aandeel is not None:
        limit = max(1, int(studenten * vorm.maximum_aandeel))
        conversions = tuple(
            Omzetting(o.van_cluster, o.naar_cluster, o.kosten, limit if o.van_cluster in ("HP2", "VP34") else None)
            for o in OMZETTINGEN
        )
    wishes, pins = _wishes(rng, students, places, vorm)
    return Instance(tuple(students), tuple(places), tuple(groups), conversions, tuple(wishes), tuple(pins))


def _corner(region: int, side: int) -> tuple[float, float]:
    return 52.6 + 0.63 * (region // side), 6.05 + 1.04 * (region % side)


def _supply(
    rng: random.Random, studenten: int, regions: int, side: int, size: float
) -> tuple[list[Plaats], list[Groep]]:
    wanted = {code: studenten * share * ratio for code, _, _, share, ratio in CLUSTERS}
    level = {code: niveau for code, niveau, *_ in CLUSTERS}
    places: list[Plaats] = []
    groups: list[Groep] = []
    company = 0
    while any(count > 0 for count in wanted.values()):
        south, west = _corner(rng.randrange(regions), side)
        lat, lon = round(south + rng.random() * 0.63 * size, 5), round(west + rng.random() * 1.04 * size, 5)
        top = f"o{company:05d}"
        company += 1
        seats_of_company = 0
        at = len(groups)
        groups.append(Groep(top))
        for number in range(rng.randint(1, 4)):
            seats = 0
            ward = f"{top}a{number}"
            for _ in range(rng.randint(1, 4)):
                open_clusters = [code for code, count in wanted.items() if count > 0]
                if not open_clusters:
                    break
                code = rng.choices(open_clusters, [wanted[one] for one in open_clusters])[0]
                seat = rng.randint(1, 4)
                wanted[code] -= seat
                seats += seat
                needs = max(1, level[code] - rng.choice((0, 0, 1))) if rng.random() < 0.3 else 0
                places.append(
                    Plaats(
                        plaats=f"p{len(places):06d}",
                        clusters=frozenset((code,)),
                        groep=ward,
                        lat=lat,
                        lon=lon,
                        capaciteit=seat,
                        min_leeftijd=18 if rng.random() < 0.1 else 0,
                        vog_vereist=rng.random() < 0.5,
                        scholen=frozenset(rng.sample(SCHOLEN, rng.choice((1, 2))))
                        if rng.random() < 0.3
                        else frozenset(),
                        periodes=JAAR,
                        dagen=WERKWEEK,
                        begeleider_niveau=needs,
                    )
                )
            limit = max(1, seats - rng.randint(0, 2)) if rng.random() < 0.6 else None
            groups.append(Groep(ward, top, limit))
            seats_of_company += seats if limit is None else limit
        if rng.random() < 0.4:
            groups[at] = Groep(top, "", max(1, int(seats_of_company * 0.9)))
    return places, groups


def _demand(rng: random.Random, studenten: int, regions: int, side: int, size: float, vorm: Vorm) -> list[Student]:
    found = []
    for number in range(studenten):
        code, niveau, leerjaar, *_ = rng.choices(CLUSTERS, [row[3] for row in CLUSTERS])[0]
        south, west = _corner(rng.randrange(regions), side)
        minor = leerjaar == 1 and niveau <= 3 and rng.random() < 0.6
        found.append(
            Student(
                student=f"s{number:06d}",
                cluster=code,
                niveau=niveau,
                leerjaar=leerjaar,
                school=rng.choice(SCHOLEN),
                lat=round(south + rng.random() * 0.63 * size, 5),
                lon=round(west + rng.random() * 1.04 * size, 5),
                max_km=float(rng.choice((10, 15, 15, 25))),
                minderjarig=minor,
                vog=rng.random() < 0.95,
                voorrang=min(9, rng.choice((1, 1, 1, 2, 4)) + (2 if leerjaar == 1 else 0)),
                periodes=frozenset(("1", "2") if not vorm.weekdagen or rng.random() < 0.7 else ("2",)),
                dagen=frozenset(rng.choice(PATRONEN)) if vorm.weekdagen else WERKWEEK,
            )
        )
    return found


def _wishes(
    rng: random.Random, students: list[Student], places: list[Plaats], vorm: Vorm
) -> tuple[list[Voorkeur], list[Vast]]:
    buckets: dict[tuple[str, int, int], list[Plaats]] = {}
    for place in places:
        (code,) = place.clusters
        buckets.setdefault((code, int(place.lat / 0.15), int(place.lon / 0.25)), []).append(place)
    wishes: list[Voorkeur] = []
    pins: list[Vast] = []
    for student in students:
        row, column = int(student.lat / 0.15), int(student.lon / 0.25)
        near = [
            place
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for place in buckets.get((student.cluster, r, c), ())
        ]
        if near and rng.random() < 0.8:
            for rank, place in enumerate(rng.sample(near, min(len(near), rng.randint(2, 5))), start=1):
                wishes.append(Voorkeur(student.student, place.plaats, rank))
        if near and vorm.vast and rng.random() < 0.1:
            kind = rng.choice(("huidig", "huidig", "verboden"))
            pins.append(Vast(student.student, rng.choice(near).plaats, kind))
    return wishes, pins
