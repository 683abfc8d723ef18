"""Rule by rule: may this student stand on this place, and is there room at the moments they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import UNLIMITED, Arrays
from .eligibility import HARD_RULES, distance_km, rules
from .moments import cell_name, cells_of
from .pairing import Options
from .pins import ancestors, node_capacity, node_name


@dataclass(frozen=True, slots=True)
class Oordeel:
    """One rule for one pair; `hard` rules hold for placing by hand too (as for a `vast` pin)."""

    regel: str
    mag: bool
    hard: bool
    uitleg: str


class Bezetting:
    """Who stands where, as heads per node and moment and as uses per conversion. Codes are array indices."""

    def __init__(self, arrays: Arrays, places: Mapping[int, int], options: Options | None = None) -> None:
        """Count the heads of `places` (student to place)."""
        self.arrays = arrays
        self.places = dict(places)
        self.options = options or Options(arrays)
        self.heads: Counter[tuple[int, int]] = Counter()
        self.uses: Counter[int] = Counter()
        self._cells = {mask: cells_of(mask) for mask in np.unique(arrays.s_cells).tolist()}
        self._mask = arrays.s_cells.tolist()
        self._above: dict[int, list[int]] = {}
        for student, place in self.places.items():
            self._count(student, place, 1)

    def _count(self, student: int, place: int, sign: int) -> None:
        cells = self._cells[self._mask[student]]
        if place not in self._above:
            self._above[place] = ancestors(self.arrays, place)
        for node in self._above[place]:
            for cell in cells:
                self.heads[node, cell] += sign
        self.uses[self.options.of(student, place)[0]] += sign

    def copy(self) -> Bezetting:
        """The same, to try something out on."""
        other = object.__new__(Bezetting)
        other.__dict__.update(self.__dict__)
        other.places, other.heads, other.uses = dict(self.places), self.heads.copy(), self.uses.copy()
        return other

    def move(self, student: int, place: int | None) -> None:
        """Put a student on a place (None: nowhere)."""
        old = self.places.pop(student, None)
        if old is not None:
            self._count(student, old, -1)
        if place is not None:
            self.places[student] = place
            self._count(student, place, 1)

    def full_at(self, student: int, place: int) -> tuple[int, int] | None:
        """First (node, cell) without room for this student, who doesn't count where they stand now."""
        now = self.places.get(student)
        own = set(ancestors(self.arrays, now)) if now is not None else set()
        for node in ancestors(self.arrays, place):
            limit = node_capacity(self.arrays, node)
            if limit == UNLIMITED:
                continue
            for cell in self._cells[int(self.arrays.s_cells[student])]:
                if self.heads[node, cell] - (node in own) >= limit:
                    return node, cell
        return None

    def overfull(self) -> list[tuple[int, int]]:
        """Every (node, cell) that holds more heads than it may."""
        limits = {node: node_capacity(self.arrays, node) for node, _ in self.heads}
        return sorted(
            key for key, count in self.heads.items() if limits[key[0]] != UNLIMITED and count > limits[key[0]]
        )

    def overused(self) -> list[int]:
        """Every conversion that is used more often than agreed."""
        found = []
        for number, option in enumerate(self.arrays.conversions):
            if option.maximum is not None and self.uses[number] > option.maximum:
                found.append(number)
        return found


def verdicts(bezetting: Bezetting, student: int, place: int) -> list[Oordeel]:
    """Every rule for this pair, in the order of the funnel, and then room and agreements as things stand now."""
    arrays = bezetting.arrays
    conversion, cost = bezetting.options.of(student, place)
    found = [_cluster(arrays, student, conversion, cost)]
    s, p = np.array([student]), np.array([place])
    for name, mask in rules(arrays, s, p):
        allowed = bool(mask[0])
        found.append(Oordeel(name, allowed, name in HARD_RULES, _text(arrays, name, student, place, allowed=allowed)))
    pin = arrays.pins.get(student)
    if pin is not None and pin != place:
        found.append(Oordeel("vast", False, False, f"De student staat vast op {arrays.places[pin]}."))
    full = bezetting.full_at(student, place)
    if full is None:
        found.append(Oordeel("plek", True, True, "Er is plek op alle momenten van de student."))
    else:
        node, cell = full
        text = (
            f"{node_name(arrays, node).capitalize()} is vol in {cell_name(cell)}: "
            f"{bezetting.heads[node, cell]} van {node_capacity(arrays, node)} bezet."
        )
        found.append(Oordeel("plek", False, True, text))
    limit = arrays.conversions[conversion].maximum if conversion >= 0 else None
    if limit is not None:
        now = bezetting.places.get(student)
        mine = now is not None and bezetting.options.of(student, now)[0] == conversion
        used = bezetting.uses[conversion] - mine
        found.append(Oordeel("maximum", used < limit, True, f"Van deze omzetting zijn er {used} van {limit} gebruikt."))
    return found


def _cluster(arrays: Arrays, student: int, conversion: int, cost: int) -> Oordeel:
    cluster = arrays.clusters[int(arrays.s_cluster[student])]
    if conversion == -2:
        return Oordeel(
            "cluster", False, True, f"De plaats is niet voor cluster {cluster}, ook niet door een omzetting."
        )
    if conversion == -1:
        return Oordeel("cluster", True, True, f"De plaats is voor cluster {cluster}.")
    source = arrays.conversions[conversion].van_cluster
    return Oordeel("cluster", True, True, f"Dit kost een omzetting van {source} naar {cluster} (kosten {cost}).")


_GOOD = {
    "periodes": "De plaats is er in alle periodes van de student.",
    "dagen": "De plaats is er op alle dagen van de student.",
    "leeftijd": "De leeftijd past.",
    "vog": "De VOG is in orde.",
    "school": "De plaats is open voor de school van de student.",
    "niveau": "Het niveau van de begeleider past.",
    "verboden": "Niemand heeft deze plaats voor de student uitgesloten.",
}
_BAD = {
    "periodes": "De plaats is er niet in alle periodes van de student.",
    "dagen": "De plaats is er niet op alle dagen van de student.",
    "leeftijd": "De student is jonger dan 18 jaar en de plaats vraagt 18 jaar of ouder.",
    "vog": "De plaats vraagt een VOG en de student heeft er geen.",
    "school": "De plaats is niet open voor de school van de student.",
    "niveau": "Het niveau van de begeleider is te laag voor deze student.",
    "verboden": "De coördinator heeft deze plaats voor de student uitgesloten.",
}


def _text(arrays: Arrays, name: str, student: int, place: int, *, allowed: bool) -> str:
    if name != "reisafstand":
        return (_GOOD if allowed else _BAD)[name]
    km = float(
        distance_km(arrays.s_lat[student], arrays.s_lon[student], arrays.p_lat[place], arrays.p_lon[place])  # type: ignore[arg-type]  # single values broadcast too
    )
    inside = "binnen" if allowed else "buiten"
    return f"De afstand is {km:.1f} km: {inside} de grens van {arrays.s_max_km[student]:g} km."
