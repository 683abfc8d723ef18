"""Seats of many placements at once, as an import needs them: nobody sits twice, no place holds too many (R4.7)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from kern.models import Student
from plaatsingen.enums import BEZET
from plaatsingen.services import slot
from vacatures.models import Stageplaats

Sleutel = tuple[int, int, date]  # student, place, first day


@dataclass(slots=True)
class Wens:
    """A placement as it is or as a file wants it, with what decides whether there is a seat.

    `student` is None for a placement that a file doesn't name.
    """

    sleutel: Sleutel
    student: Student | None
    plaats: Stageplaats
    velden: dict[str, Any]
    status: str

    @property
    def einddatum(self) -> date:
        """Last day."""
        return self.velden["einddatum"]

    def momenten(self) -> list[tuple[str, str]]:
        """Every (periode, dag) on which the student is there."""
        return [(p, d) for p in self.velden["periodes"].split() for d in self.velden["dagen"].split()]


class Zitplaatsen:
    """Who sits where and when, in the database and in the file (R4.7). Counts as `plaatsingen.services.slot` does."""

    def __init__(self) -> None:
        self._plekken: dict[tuple, list[tuple[date, date, Any]]] = defaultdict(list)
        self._studenten: dict[int, list[tuple[date, date, Any, str]]] = defaultdict(list)

    def neem(self, wens: Wens) -> None:
        """Take the seats of this placement, if its state takes a seat."""
        if wens.status not in BEZET:
            return
        begin, eind = wens.sleutel[2], wens.einddatum
        self._studenten[wens.sleutel[0]].append((begin, eind, wens.sleutel, wens.plaats.naam))
        for knoop, grens, _ in slot.knopen(wens.plaats):
            if grens is not None:
                for moment in wens.momenten():
                    self._plekken[knoop, moment].append((begin, eind, wens.sleutel))

    def waarom_niet(self, wens: Wens) -> tuple[str, str]:
        """Return (column, reason) why this placement can't be, or two empty texts."""
        if wens.status not in BEZET:
            return "", ""
        begin, eind = wens.sleutel[2], wens.einddatum
        for ander_begin, ander_eind, sleutel, naam in self._studenten[wens.sleutel[0]]:
            if sleutel != wens.sleutel and ander_begin <= eind and ander_eind >= begin:
                return "begindatum", f"Deze student heeft in die tijd al een plaatsing ({naam})."
        for knoop, grens, naam in slot.knopen(wens.plaats):
            for periode, dag in wens.momenten() if grens is not None else ():
                bezet = sum(
                    sleutel != wens.sleutel and ander_begin <= eind and ander_eind >= begin
                    for ander_begin, ander_eind, sleutel in self._plekken[knoop, (periode, dag)]
                )
                if bezet >= grens:
                    wanneer = "in de zomer" if periode == "z" else f"in periode {periode}"
                    return (
                        "stageplaats",
                        f"{naam} is vol op {slot.DAGNAMEN[dag]} {wanneer}: {bezet} van {grens} plekken zijn bezet.",
                    )
        return "", ""
