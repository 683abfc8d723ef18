"""Facts: what happened around the reports of one placement, and when the system came to know it.

Facts are only ever added. Each has `recorded_at` (aware): for the system it exists from that instant. A `Dossier` is
all facts of one placement; `Dossier.kennis(at)` is what was known at an instant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from kern import kalender


class Soort(StrEnum):
    """Kinds of report, in the order in which equal deadlines are counted."""

    KENNISMAKING = "kennismaking"
    TUSSENEVALUATIE = "tussenevaluatie"
    MAAND = "monthly"


VOLGORDE = {soort: nummer for nummer, soort in enumerate(Soort)}


class Oordeel(StrEnum):
    """What a person decided about a proposal 'onvoldoende'."""

    BEVESTIGD = "confirm"
    AFGEWEZEN = "reject"
    # Not a decision on a proposal, so never in a scenario: a person takes a confirmation back after a review (T1).
    HERZIEN = "revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feit:
    """Something that is known from `recorded_at` on."""

    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inlevering(Feit):
    """A report came in. `received_at` is the true moment, which may lie before `recorded_at` (by mail)."""

    verplichting: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdrachtIngeleverd(Feit):
    """The replacement assignment for a report came in."""

    verplichting: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesprek(Feit):
    """A meeting about which a report is owed: the obligation is `kind:id`."""

    soort: Soort
    id: str
    datum: date

    @property
    def verplichting(self) -> str:
        """Id of the obligation that this meeting creates."""
        return f"{self.soort}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vrijstelling(Feit):
    """A report is excused: not owed, and a miss of it is undone (R6.7)."""

    verplichting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitstel(Feit):
    """A later due date for one report; an earlier date changes nothing."""

    verplichting: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauze(Feit):
    """Days on which the clock stands, both inclusive; `tot` None = open. A later fact with the same id replaces it."""

    id: str
    van: date
    tot: date | None

    def bevat(self, dag: date) -> bool:
        """Whether a day lies in this pause."""
        return self.van <= dag and (self.tot is None or dag <= self.tot)


@dataclass(frozen=True, slots=True, kw_only=True)
class EindeGewijzigd(Feit):
    """The placement has another last day."""

    einde: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Besluit(Feit):
    """A named person decided about the proposal that was pending at `recorded_at` (AVG art. 22)."""

    oordeel: Oordeel
    door: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesloten(Feit):
    """The coordinator closed the placement: the ladder stands still for good."""


class Kennis:
    """Facts of one dossier as known at one instant, sorted by what they are about. Made by `Dossier.kennis`."""

    def __init__(self, dossier: "Dossier", feiten: Iterable[Feit]) -> None:
        self.dossier = dossier
        self.einde = dossier.einde
        self.eindes: list[EindeGewijzigd] = []
        self.inleveringen: dict[str, list[Inlevering]] = {}
        self.opdrachten: dict[str, list[OpdrachtIngeleverd]] = {}
        self.gesprekken: dict[str, list[Gesprek]] = {}
        self.vrijgesteld: set[str] = set()
        self.uitstel: dict[str, list[Uitstel]] = {}
        self.pauzes: dict[str, list[Pauze]] = {}
        self.besluiten: list[Besluit] = []
        self.gesloten = False
        for feit in feiten:
            self._voeg_toe(feit)

    def _voeg_toe(self, feit: Feit) -> None:
        match feit:
            case Inlevering():
                self.inleveringen.setdefault(feit.verplichting, []).append(feit)
            case OpdrachtIngeleverd():
                self.opdrachten.setdefault(feit.verplichting, []).append(feit)
            case Gesprek():
                self.gesprekken.setdefault(feit.verplichting, []).append(feit)
            case Vrijstelling():
                self.vrijgesteld.add(feit.verplichting)
            case Uitstel():
                self.uitstel.setdefault(feit.verplichting, []).append(feit)
            case Pauze():
                self.pauzes.setdefault(feit.id, []).append(feit)
            case EindeGewijzigd():
                self.eindes.append(feit)
                self.einde = feit.einde
            case Besluit():
                self.besluiten.append(feit)
            case Gesloten():
                self.gesloten = True

    def verslag_binnen(self, verplichting: str, voor: datetime) -> bool:
        """Whether a report was received before an instant."""
        return any(feit.received_at < voor for feit in self.inleveringen.get(verplichting, ()))

    def verslag_er(self, verplichting: str, op: datetime) -> bool:
        """Whether a report is in at an instant (that instant included)."""
        return any(feit.received_at <= op for feit in self.inleveringen.get(verplichting, ()))

    def opdracht_binnen(self, verplichting: str, voor: datetime) -> bool:
        """Whether a replacement assignment was received before an instant."""
        return any(feit.received_at < voor for feit in self.opdrachten.get(verplichting, ()))

    def opdracht_er(self, verplichting: str, op: datetime) -> bool:
        """Whether a replacement assignment is in at an instant (that instant included)."""
        return any(feit.received_at <= op for feit in self.opdrachten.get(verplichting, ()))


@dataclass(frozen=True)
class Dossier:
    """One placement (first and last day, inclusive) with all its facts, in the order in which they were added.

    `recorded_at` None means: registered on the first day, so not late.
    """

    start: date
    einde: date
    feiten: tuple[Feit, ...] = ()
    recorded_at: datetime | None = None

    @cached_property
    def op_volgorde(self) -> tuple[Feit, ...]:
        """All facts by the instant at which they became known; equal instants keep the order of adding."""
        return tuple(sorted(self.feiten, key=lambda feit: feit.recorded_at))

    @cached_property
    def geregistreerd(self) -> datetime:
        """Instant at which the placement was registered (UTC)."""
        return self.recorded_at or kalender.begin_van_dag(self.start)

    @cached_property
    def laat_geregistreerd(self) -> bool:
        """Whether the placement was registered after its first day: only then a deadline waits for that."""
        return kalender.lokale_dag(self.geregistreerd) > self.start

    @cached_property
    def bekend_sinds(self) -> datetime:
        """Instant since which people may know of an obligation: a meeting may come before the first day."""
        if self.laat_geregistreerd or not self.feiten:
            return self.geregistreerd
        return min(self.geregistreerd, self.op_volgorde[0].recorded_at)

    def bestaat(self, at: datetime | None) -> bool:
        """Whether the placement was known at an instant (None = everything known); one in time is known all along."""
        return not self.laat_geregistreerd or at is None or self.geregistreerd <= at

    def kennis(self, at: datetime | None) -> Kennis:
        """Facts known at an instant; None = everything known."""
        return Kennis(self, (feit for feit in self.op_volgorde if at is None or feit.recorded_at <= at))
