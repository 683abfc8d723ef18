"""Capacity against demand per week of a school year (R5.13). Plain Python: rows in, one grid out.

A week belongs to the period in which its Thursday lies. In the summer only demand that was stated for the summer
counts. A place that several clusters may use counts once: its seats are divided in proportion to their demand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ZOMER = "z"


@dataclass(frozen=True, slots=True)
class Tijdvak:
    """A period with its first and last day."""

    code: str
    begin: date
    eind: date


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its number, its Monday, the period it belongs to ("" = none) and whether schools are closed."""

    nummer: int
    maandag: date
    periode: str
    vakantie: bool = False

    @property
    def is_zomer(self) -> bool:
        """Whether it is a week of the summer: schools give no lessons."""
        return self.periode in {"", ZOMER}


@dataclass(frozen=True, slots=True)
class Plek:
    """Seats that these clusters may use in these periods."""

    clusters: frozenset
    periodes: frozenset
    aantal: int


@dataclass(frozen=True, slots=True)
class Cel:
    """One cluster in one week; `geplaatst` are students who have a place then."""

    vraag: int
    capaciteit: int
    geplaatst: int = 0

    @property
    def saldo(self) -> int:
        """Seats over (above zero) or short (below)."""
        return self.capaciteit - self.vraag

    @property
    def is_leeg(self) -> bool:
        """Whether nobody asks and nobody offers."""
        return not (self.vraag or self.capaciteit or self.geplaatst)


def weken_van(
    begin: date, eind: date, tijdvakken: Sequence[Tijdvak], vakanties: Iterable[tuple[date, date]] = ()
) -> list[Week]:
    """Return the weeks from the first lesson week to the end of the school year."""
    vrij = list(vakanties)
    eerste = min((vak.begin for vak in tijdvakken), default=begin)
    maandag = eerste - timedelta(days=eerste.weekday())
    uit = []
    while maandag <= eind:
        donderdag, vrijdag = maandag + timedelta(days=3), maandag + timedelta(days=4)
        code = next((vak.code for vak in tijdvakken if vak.begin <= donderdag <= vak.eind), "")
        dicht = any(van <= maandag and vrijdag <= tot for van, tot in vrij)
        uit.append(Week(maandag.isocalendar().week, maandag, code, dicht))
        maandag += timedelta(days=7)
    return uit


def verdeel(aantal: int, gewichten: Mapping[Any, int]) -> dict[Any, int]:
    """Divide whole seats in proportion to the weights (largest remainder; equal parts when nobody asks)."""
    som = sum(gewichten.values())
    delen = dict(gewichten) if som else dict.fromkeys(gewichten, 1)
    som = sum(delen.values())
    uit = {sleutel: aantal * deel // som for sleutel, deel in delen.items()}
    rest = sorted(delen, key=lambda sleutel: -(aantal * delen[sleutel] % som))
    for sleutel in rest[: aantal - sum(uit.values())]:
        uit[sleutel] += 1
    return uit


def capaciteit_per_periode(
    plekken: Iterable[Plek], vraag: Mapping[str, Mapping[Any, int]], volgorde: Sequence[Any]
) -> dict[str, dict[Any, int]]:
    """Return period to cluster to seats; `vraag` is period to cluster to students, `volgorde` breaks ties."""
    samen: dict[str, Counter[frozenset]] = {}
    for plek in plekken:
        for periode in plek.periodes:
            samen.setdefault(periode, Counter())[plek.clusters] += plek.aantal
    plaats = {cluster: nummer for nummer, cluster in enumerate(volgorde)}
    uit: dict[str, dict[Any, int]] = {}
    for periode, groepen in samen.items():
        som: Counter = Counter()
        for clusters, aantal in groepen.items():
            op_rij = sorted(clusters, key=lambda cluster: plaats.get(cluster, len(plaats)))
            gewichten = {cluster: vraag.get(periode, {}).get(cluster, 0) for cluster in op_rij}
            som.update(verdeel(aantal, gewichten))
        uit[periode] = dict(som)
    return uit
