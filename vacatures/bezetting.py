"""How full a stageplaats is: heads present at the same moment, per (periode, dag).

Placements live in a higher app (`plaatsingen`), which this app doesn't import: they are read through the reverse
relation `plaatsingen`, and that app tells at start-up (`tel_mee`) in which states a placement takes a seat.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kern.kalender import EEN_DAG

Moment = tuple[str, str]
Stuk = tuple[date, date, int]  # first day, last day, how many students at a time
Kalenderregel = tuple[str, date, date]  # code, first day, last day of a period of any school year
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


def periodes_tussen(kalender: Sequence[Kalenderregel], periodes: str, begin: date, eind: date) -> list[str]:
    """Return which of the codes in `periodes` lie in begin..eind, in whatever school year; all without a calendar.

    A stage that runs on into the next school year is there in period 1 of that year, not in period 4.
    """
    er_dan = {code for code, van, tot in kalender if van <= eind and tot >= begin}
    return [code for code in periodes.split() if code in er_dan or not kalender]


# --- capacity from day to day (R5.13) ---


def stukken(gewoon: int, afwijkend: Iterable[Stuk], begin: date, eind: date) -> Iterator[Stuk]:
    """Cut begin..eind (both included) into pieces with one capacity each; `gewoon` holds where nothing else is said.

    `afwijkend` are the deviations of a place in any order; where two overlap the one that begins later counts.
    """
    lijst = sorted(stuk for stuk in afwijkend if stuk[0] <= eind and stuk[1] >= begin)
    randen = {begin} | {max(begin, van) for van, _, _ in lijst} | {tot + EEN_DAG for _, tot, _ in lijst if tot < eind}
    dagen = sorted(randen)
    for nummer, dag in enumerate(dagen):
        laatste = dagen[nummer + 1] - EEN_DAG if nummer + 1 < len(dagen) else eind
        yield dag, laatste, next((aantal for van, tot, aantal in reversed(lijst) if van <= dag <= tot), gewoon)


def kleinste(delen: Iterable[Stuk]) -> int:
    """Return the smallest capacity of pieces. Closed weeks (0) count only when the place is closed all the time.

    A student who is there from September to July stays at home in the weeks that the ward is closed.
    """
    aantallen = {aantal for _, _, aantal in delen}
    return min(aantallen - {0}, default=0)


def afwijkingen_van(plaats: Any) -> list[Stuk]:
    """Return the deviations of a place; prefetch `weekcapaciteiten` when there are many places."""
    return [(rij.begin, rij.eind, rij.capaciteit) for rij in plaats.weekcapaciteiten.all()]


def capaciteit_op(plaats: Any, dag: date) -> int:
    """Return how many students a place takes at a time on a day (R5.13)."""
    return next(aantal for _, _, aantal in stukken(plaats.capaciteit, afwijkingen_van(plaats), dag, dag))


def kleinste_capaciteit(plaats: Any, begin: date, eind: date) -> int:
    """Return how many students a place takes at a time during all of begin..eind; see `kleinste` for closed weeks."""
    return kleinste(stukken(plaats.capaciteit, afwijkingen_van(plaats), begin, eind))


# --- how full ---


@dataclass(slots=True)
class Bezetting:
    """Heads of one place per moment, beside its capacity (`per_periode` where it differs, R5.13)."""

    capaciteit: int
    open_momenten: list[Moment]
    hoofden: Counter[Moment] = field(default_factory=Counter)
    per_periode: dict[str, int] = field(default_factory=dict)

    def grens(self, moment: Moment) -> int:
        """Return how many students may be there at this moment."""
        return self.per_periode.get(moment[0], self.capaciteit)

    @property
    def bezet(self) -> int:
        """The most students at one moment."""
        return max(self.hoofden.values(), default=0)

    @property
    def vrij(self) -> int:
        """Seats that are free at every moment."""
        momenten_ = {*self.open_momenten, *self.hoofden}
        return max(0, min((self.grens(m) - self.hoofden[m] for m in momenten_), default=self.capaciteit))

    @property
    def heeft_plek(self) -> bool:
        """Whether some moment of the place has a free seat."""
        return any(self.hoofden[moment] < self.grens(moment) for moment in self.open_momenten)

    @property
    def woord(self) -> str:
        """How full it is, in a word."""
        if self.vrij:
            return "vrij"
        return "deels vrij" if self.heeft_plek else "vol"

    @property
    def soort(self) -> str:
        """The kind of status that goes with the word."""
        return {"vrij": "klaar", "deels vrij": "let_op", "vol": "neutraal"}[self.woord]


def bezetting_van(plaatsen: Iterable[Any], *, periode: str = "", dag: str = "") -> dict[int, Bezetting]:
    """Return how full each place is, by id, in three queries for each 5,000 places (one more where capacity differs).

    A part of a stage at a second host takes a seat too.

    Only the moments that are asked for are looked at.
    """
    plaatsen = list(plaatsen)
    uit = {
        plaats.pk: Bezetting(
            plaats.capaciteit, [m for m in momenten(plaats.periodes, plaats.dagen) if _gevraagd(m, periode, dag)]
        )
        for plaats in plaatsen
    }
    if not plaatsen:
        return uit
    alle = type(plaatsen[0])._default_manager.all()
    ids = sorted(uit)
    for begin in range(0, len(ids), BLOK):
        for pk, per_periode in _per_periode(alle.filter(pk__in=ids[begin : begin + BLOK])).items():
            uit[pk].per_periode = per_periode
        if not _bezette_statussen:
            continue
        blok = alle.filter(pk__in=ids[begin : begin + BLOK]).order_by()
        rijen = blok.filter(plaatsingen__status__in=_bezette_statussen)
        delen = blok.filter(delen__vervallen_op__isnull=True, delen__plaatsing__status__in=_bezette_statussen)
        for pk, periodes, dagen in [
            *rijen.values_list("pk", "plaatsingen__periodes", "plaatsingen__dagen"),
            *delen.values_list("pk", "delen__plaatsing__periodes", "delen__dagen"),
        ]:
            uit[pk].hoofden.update(m for m in momenten(periodes, dagen) if _gevraagd(m, periode, dag))
    return uit


def _gevraagd(moment: Moment, periode: str, dag: str) -> bool:
    return (not periode or moment[0] == periode) and (not dag or moment[1] == dag)


def _per_periode(plaatsen: Any) -> dict[int, dict[str, int]]:
    """Return per place (only those with other capacity in some weeks) the smallest capacity of each period."""
    velden = ("pk", "schooljaar_id", "capaciteit")
    rijen = plaatsen.filter(weekcapaciteiten__isnull=False).order_by()
    afwijkend: dict[tuple, list[Stuk]] = defaultdict(list)
    for *plaats, van, tot, aantal in rijen.values_list(
        *velden, "weekcapaciteiten__begin", "weekcapaciteiten__eind", "weekcapaciteiten__capaciteit"
    ):
        afwijkend[tuple(plaats)].append((van, tot, aantal))
    if not afwijkend:
        return {}
    periodes: dict[int, list[tuple[str, date, date]]] = defaultdict(list)
    jaren = plaatsen.model._meta.get_field("schooljaar").related_model.objects
    jaren = jaren.filter(pk__in={jaar for _, jaar, _ in afwijkend}, periodes__isnull=False).order_by()
    for jaar, *periode in jaren.values_list("pk", "periodes__code", "periodes__begin", "periodes__eind"):
        periodes[jaar].append(tuple(periode))
    return {
        pk: {code: kleinste(stukken(gewoon, delen, van, tot)) for code, van, tot in periodes[jaar]}
        for (pk, jaar, gewoon), delen in afwijkend.items()
    }
