"""Invented regions, the same for the same seed: for the benchmark and the tests. Nobody in them exists."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .model import Begeleider, Opgave, Student

MIDDLE = (53.2, 6.57)  # degrees; the region is a square of about 70 km around it
FIELDS = 5
CLUSTERS = 3  # per field


@dataclass(frozen=True, slots=True)
class Vorm:
    """What the region is like. `ruimte`: capacity against need; `huidig`: part that has a supervisor already."""

    studenten: int = 5_000
    begeleiders: int = 130
    ruimte: float = 1.05
    huidig: float = 0.6
    minuten: tuple[int, ...] = (30,)
    per_locatie: float = 5.0


def generate(vorm: Vorm, seed: int = 1) -> Opgave:
    """Towns, locations in them (a few large), students there, supervisors who live around."""
    rng = Random(seed)  # noqa: S311 - invented people
    towns = [(_point(rng, MIDDLE, 0.3), rng.random() ** 2 + 0.02) for _ in range(30)]
    locations = [
        (f"L{number:05}", _town_point(rng, towns), rng.randrange(FIELDS), min(60.0, rng.paretovariate(1.2)))
        for number in range(max(1, round(vorm.studenten / vorm.per_locatie)))
    ]
    supervisors = _supervisors(rng, vorm, towns)
    weights = [one[3] for one in locations]
    students = [
        _student(rng, number, rng.choices(locations, weights)[0], supervisors, vorm) for number in range(vorm.studenten)
    ]
    return Opgave(tuple(students), tuple(supervisors))


def _supervisors(rng: Random, vorm: Vorm, towns: list) -> list[Begeleider]:
    fte = [rng.choice([0.6, 0.8, 0.8, 1.0, 1.0, 1.0]) for _ in range(vorm.begeleiders)]
    need = vorm.studenten * sum(vorm.minuten) / len(vorm.minuten)
    per_fte = need * vorm.ruimte / sum(fte)
    made = []
    for number, part in enumerate(fte):
        lat, lon = _town_point(rng, towns)
        fields = rng.sample(range(FIELDS), 2)
        sectors = tuple(f"S{field}{cluster}" for field in sorted(fields) for cluster in range(CLUSTERS))
        niveau, far = rng.choice([3, 4, 4, 5, 5]), rng.choice([30, 40, 50])
        made.append(Begeleider(f"B{number:04}", round(part * per_fte), niveau, sectors, lat=lat, lon=lon, max_km=far))
    return made


def _student(rng: Random, number: int, location: tuple, supervisors: list[Begeleider], vorm: Vorm) -> Student:
    code, (lat, lon), field, _ = location
    niveau = rng.choice([2, 3, 3, 4, 4, 4])
    own = rng.random() < vorm.huidig
    near = sorted(supervisors, key=lambda one: abs((one.lat or 0) - lat) + abs((one.lon or 0) - lon))[:8] if own else []
    former = rng.choice(near).code if near else ""
    cluster = f"S{field}{rng.randrange(CLUSTERS)}"
    return Student(f"P{number:06}", code, rng.choice(vorm.minuten), niveau, cluster, "", lat, lon, former, own)


def _town_point(rng: Random, towns: list) -> tuple[float, float]:
    (middle,) = rng.choices([point for point, _ in towns], [weight for _, weight in towns])
    return _point(rng, middle, 0.02)


def _point(rng: Random, middle: tuple[float, float], spread: float) -> tuple[float, float]:
    return middle[0] + rng.uniform(-spread, spread), middle[1] + rng.uniform(-1.6 * spread, 1.6 * spread)
