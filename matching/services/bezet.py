"""Seats that other placements take, as students who stand still in the matching problem.

Capacity counts heads per (periode, dag), so a student on Monday leaves Tuesday free. A lowered capacity can't say that;
a student without a wish, pinned to one place, can. Such students never come out of the result.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from matching.engine.instance import Plaats, Student, Vast

BEZET = "bezet:"  # in front of the ids and as the cluster of these students
GRENZELOOS_KM = 25_000.0
Moment = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Zitter:
    """A placement that is there during the round: `keten` are the ids of afdeling, locatie, organisatie, upwards."""

    plaats: str
    keten: tuple[str, ...]
    periodes: frozenset[str]
    dagen: frozenset[str]


@dataclass(slots=True)
class Bezetters:
    """What must be added to the problem."""

    studenten: list[Student] = field(default_factory=list)
    vast: list[Vast] = field(default_factory=list)
    plaatsen: dict[str, int] = field(default_factory=dict)  # extra places under a group: id to heads
    per_plaats: Counter[str] = field(default_factory=Counter)


class _Verdeler:
    """Gives each sitter the lowest node that still has room, moment by moment when need be.

    A node that is full already (capacity was lowered since) keeps everybody out by itself; the head then counts from
    the node above the highest full one, so that nothing above is undercounted and no pin contradicts a limit.
    """

    def __init__(self, plaatsen: dict[str, Plaats], grenzen: dict[str, int | None]) -> None:
        self.plaatsen = plaatsen
        self.grenzen = grenzen
        self.tel: Counter[tuple[str, Moment]] = Counter()
        self.uit = Bezetters()

    def zet(self, zitter: Zitter) -> None:
        momenten = [(periode, dag) for periode in sorted(zitter.periodes) for dag in sorted(zitter.dagen)]
        hoogten = {self._hoogte(zitter, moment) for moment in momenten}
        if len(hoogten) == 1:
            self._neem(zitter, hoogten.pop(), zitter.periodes, zitter.dagen)
            return
        for moment in momenten:
            self._neem(zitter, self._hoogte(zitter, moment), frozenset({moment[0]}), frozenset({moment[1]}))

    def _hoogte(self, zitter: Zitter, moment: Moment) -> int:
        """Index in (place, *chain) of the lowest node with room at and above it; the length when there is none."""
        knopen = (zitter.plaats, *zitter.keten)
        laagste = 0 if self._open(zitter.plaats, moment) else 1
        for index, knoop in enumerate(knopen):
            grens = self._grens(knoop)
            if grens is not None and self.tel[knoop, moment] >= grens:
                laagste = max(laagste, index + 1)
        return laagste

    def _open(self, plaats: str, moment: Moment) -> bool:
        gevonden = self.plaatsen.get(plaats)
        return gevonden is not None and moment[0] in gevonden.periodes and moment[1] in gevonden.dagen

    def _grens(self, knoop: str) -> int | None:
        plaats = self.plaatsen.get(knoop)
        return plaats.capaciteit if plaats is not None else self.grenzen.get(knoop)

    def _neem(self, zitter: Zitter, hoogte: int, periodes: frozenset[str], dagen: frozenset[str]) -> None:
        knopen = (zitter.plaats, *zitter.keten)
        if hoogte >= len(knopen):
            return
        for knoop in knopen[hoogte:]:
            self.tel.update((knoop, (periode, dag)) for periode in periodes for dag in dagen)
        doel = zitter.plaats
        if hoogte:
            doel = f"{BEZET}{knopen[hoogte]}"
            self.uit.plaatsen[doel] = self.uit.plaatsen.get(doel, 0) + 1
        else:
            self.uit.per_plaats[doel] += 1
        self._schrijf(doel, periodes, dagen)

    def _schrijf(self, doel: str, periodes: frozenset[str], dagen: frozenset[str]) -> None:
        naam = f"{BEZET}{len(self.uit.studenten) + 1}"
        plaats = self.plaatsen.get(doel)
        self.uit.studenten.append(
            Student(
                student=naam,
                cluster=BEZET,
                niveau=1,
                leerjaar=1,
                school=BEZET,
                lat=plaats.lat if plaats else 0.0,
                lon=plaats.lon if plaats else 0.0,
                max_km=GRENZELOOS_KM,
                minderjarig=False,
                vog=True,
                voorrang=1,
                periodes=periodes,
                dagen=dagen,
            )
        )
        self.uit.vast.append(Vast(naam, doel, "vast"))


def verdeel(zitters: Iterable[Zitter], *, plaatsen: dict[str, Plaats], grenzen: dict[str, int | None]) -> Bezetters:
    """Return the students who stand still, with their pins and the extra places they need.

    `plaatsen` are the places of the problem by id, `grenzen` the capacities of the groups by id (None: no limit).
    """
    verdeler = _Verdeler(plaatsen, grenzen)
    for zitter in zitters:
        verdeler.zet(zitter)
    return verdeler.uit
