"""What measures do to demand and supply per cluster, before and after (R3.3, R3.4). Plain Python.

A measure takes `plaatsen_van` places from one cluster (or from nowhere) and gives `plaatsen_naar` places to another.
A part of it takes in proportion, rounded up: half a place can't be taken. Money is in whole cents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Zet:
    """One measure as the planner sees it; clusters are keys, `van` None means that places come from outside."""

    sleutel: Any
    titel: str
    naar: Any
    plaatsen_naar: int
    van: Any = None
    plaatsen_van: int = 0
    deelbaar: bool = True
    vast: int = 0
    per_plaats: int = 0

    def weg(self, aantal: int) -> int:
        """Return how many places disappear when `aantal` places come in return."""
        return -(-self.plaatsen_van * aantal // self.plaatsen_naar) if self.plaatsen_naar else 0

    def kosten(self, aantal: int) -> int:
        """Return the cost in cents of `aantal` places; nothing when the measure isn't taken."""
        return self.vast + self.per_plaats * aantal if aantal else 0


@dataclass(frozen=True, slots=True)
class Markt:
    """Demand and supply of one cluster."""

    vraag: int
    aanbod: int

    @property
    def saldo(self) -> int:
        """Places over (above zero) or short (below)."""
        return self.aanbod - self.vraag

    @property
    def tekort(self) -> int:
        """Places short."""
        return max(0, -self.saldo)

    @property
    def overschot(self) -> int:
        """Places over."""
        return max(0, self.saldo)


@dataclass(frozen=True, slots=True)
class Waarschuwing:
    """A cluster that gives places away and has too few itself: `tekort` after, of which `erbij` by the measures."""

    cluster: Any
    tekort: int
    erbij: int


Keuze = Iterable[tuple[Zet, int]]


def verschil(keuze: Keuze) -> dict[Any, int]:
    """Return per cluster how many places come (above zero) or go."""
    uit: dict[Any, int] = {}
    for zet, aantal in keuze:
        if not aantal:
            continue
        uit[zet.naar] = uit.get(zet.naar, 0) + aantal
        if zet.van is not None:
            uit[zet.van] = uit.get(zet.van, 0) - zet.weg(aantal)
    return uit


def pas_toe(markt: Mapping[Any, Markt], keuze: Keuze, *, terug: bool = False) -> dict[Any, Markt]:
    """Return the market after the chosen measures; `terug` takes them out of figures that hold them already."""
    uit = dict(markt)
    for cluster, aantal in verschil(keuze).items():
        oud = uit.get(cluster, Markt(0, 0))
        uit[cluster] = Markt(oud.vraag, oud.aanbod - aantal if terug else oud.aanbod + aantal)
    return uit


def totaal_kosten(keuze: Keuze) -> int:
    """Return the cost in cents of the chosen measures."""
    return sum(zet.kosten(aantal) for zet, aantal in keuze)


def totaal_tekort(markt: Mapping[Any, Markt]) -> int:
    """Return the sum of the shortages; a surplus elsewhere covers nothing (R3.2)."""
    return sum(stand.tekort for stand in markt.values())


def waarschuwingen(markt: Mapping[Any, Markt], keuze: Keuze) -> list[Waarschuwing]:
    """Return the clusters that give places away and end below their own demand."""
    gekozen = [(zet, aantal) for zet, aantal in keuze if aantal]
    na = pas_toe(markt, gekozen)
    bronnen = dict.fromkeys(zet.van for zet, _ in gekozen if zet.van is not None)
    return [
        Waarschuwing(bron, na[bron].tekort, na[bron].tekort - markt.get(bron, Markt(0, 0)).tekort)
        for bron in bronnen
        if na[bron].saldo < 0
    ]
