"""How full a stageplaats is: heads present at the same moment, per (periode, dag).

Placements live in a higher app (`plaatsingen`), which this app doesn't import: they are read through the reverse
relation `plaatsingen`, and that app tells at start-up (`tel_mee`) in which states a placement takes a seat.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Moment = tuple[str, str]
BLOK = 5000
_bezette_statussen: set[str] = set()


def tel_mee(statussen: Iterable[str]) -> None:
    """Make placements in these states count as taking a seat; called from `AppConfig.ready()` of `plaatsingen`."""
    _bezette_statussen.update(str(status) for status in statussen)


def bezette_statussen() -> frozenset[str]:
    """Return the states in which a placement takes a seat."""
    return frozenset(_bezette_statussen)


def momenten(periodes: str, dagen: str) -> list[Moment]:
    """Return every (periode, dag) of codes with spaces between."""
    return [(periode, dag) for periode in periodes.split() for dag in dagen.split()]


@dataclass(slots=True)
class Bezetting:
    """Heads of one place per moment, beside its capacity."""

    capaciteit: int
    open_momenten: list[Moment]
    hoofden: Counter[Moment] = field(default_factory=Counter)

    @property
    def bezet(self) -> int:
        """The most students at one moment."""
        return max(self.hoofden.values(), default=0)

    @property
    def vrij(self) -> int:
        """Seats that are free at every moment."""
        return max(0, self.capaciteit - self.bezet)

    @property
    def heeft_plek(self) -> bool:
        """Whether some moment of the place has a free seat."""
        return any(self.hoofden[moment] < self.capaciteit for moment in self.open_momenten)

    @property
    def woord(self) -> str:
        """How full it is, in a word."""
        if self.vrij and self.bezet < self.capaciteit:
            return "vrij"
        return "deels vrij" if self.heeft_plek else "vol"

    @property
    def soort(self) -> str:
        """The kind of status that goes with the word."""
        return {"vrij": "klaar", "deels vrij": "let_op", "vol": "neutraal"}[self.woord]


def bezetting_van(plaatsen: Iterable[Any], *, periode: str = "", dag: str = "") -> dict[int, Bezetting]:
    """Return how full each place is, by id, in one query for each 5,000 places; only the moments that are asked for."""
    plaatsen = list(plaatsen)
    uit = {
        plaats.pk: Bezetting(
            plaats.capaciteit, [m for m in momenten(plaats.periodes, plaats.dagen) if _gevraagd(m, periode, dag)]
        )
        for plaats in plaatsen
    }
    if not plaatsen or not _bezette_statussen:
        return uit
    alle = type(plaatsen[0])._default_manager.all()
    ids = sorted(uit)
    for begin in range(0, len(ids), BLOK):
        rijen = alle.filter(pk__in=ids[begin : begin + BLOK], plaatsingen__status__in=_bezette_statussen)
        for pk, periodes, dagen in rijen.values_list("pk", "plaatsingen__periodes", "plaatsingen__dagen").order_by():
            uit[pk].hoofden.update(m for m in momenten(periodes, dagen) if _gevraagd(m, periode, dag))
    return uit


def _gevraagd(moment: Moment, periode: str, dag: str) -> bool:
    return (not periode or moment[0] == periode) and (not dag or moment[1] == dag)
