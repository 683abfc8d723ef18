"""State of the ladder of one placement: nothing but its events, told in order, and the decisions of people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evaluaties.verslagregels.feiten import Besluit, Oordeel
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis, Type, Wat
from evaluaties.verslagregels.termijnen import volgorde

ONVOLDOENDE = 4  # the rung at which 'onvoldoende' is proposed (R6.6)


class Staat(StrEnum):
    """State of a placement for the ladder."""

    LOPEND = "running"
    VOORGESTELD = "proposed"
    ONVOLDOENDE = "insufficient"
    GESLOTEN = "closed"


@dataclass(slots=True)
class Termijn:
    """A date announced to the student at `sinds`. `basis` is the date without pauses; `tot` None = it stands still."""

    basis: date
    tot: date | None
    sinds: datetime
    voorbij: bool = False
    ingetrokken: bool = False

    @property
    def loopt(self) -> bool:
        """Whether it is still asked, as far as the events tell (whether the work is in is a matter of facts)."""
        return not (self.voorbij or self.ingetrokken)


@dataclass(slots=True)
class Verzuim:
    """A counted miss: one report that was not in at its check."""

    verplichting: str
    due: date
    generation: int
    rung: int
    verteld_op: datetime
    was_vierde: bool
    herstel: Termijn | None = None
    opdracht: Termijn | None = None
    herzien: bool = False

    @property
    def volgorde(self) -> tuple:
        """Sort key of the nominal order."""
        return volgorde(self.verplichting, self.due)


class Ladder:
    """All misses of one placement, built by applying its events in the order in which they were written."""

    def __init__(self, gebeurtenissen: Iterable[Gebeurtenis] = (), besluiten: Sequence[Besluit] = ()) -> None:
        self.staand: dict[str, Verzuim] = {}
        self.voorstel: Gebeurtenis | None = None
        self._besluiten = besluiten
        self._herziening: datetime | None = None
        self._vorig_besluit: Besluit | None = None  # decided the proposal before this one, so not this one as well
        self._alle: dict[tuple[str, int], Verzuim] = {}
        self._teruggedraaid: Counter[str] = Counter()
        self._aantallen: Counter[tuple] = Counter()
        for gebeurtenis in gebeurtenissen:
            self.pas_toe(gebeurtenis)

    # --- Questions ---

    @property
    def op_volgorde(self) -> list[Verzuim]:
        """Standing misses in nominal order."""
        return sorted(self.staand.values(), key=lambda verzuim: verzuim.volgorde)

    @property
    def besluit(self) -> Besluit | None:
        """Decision on the last proposal: the first one recorded since it was made.

        A confirmation can be taken back once a review was asked (T1): the first revocation recorded since then counts.
        """
        if self.voorstel is None:
            return None
        sinds = [b for b in self._besluiten if b.recorded_at >= self.voorstel.at and b is not self._vorig_besluit]
        eerste = next((b for b in sinds if b.oordeel is not Oordeel.HERZIEN), None)
        if self._herziening is None:
            return eerste
        terug = (b for b in sinds if b.oordeel is Oordeel.HERZIEN and b.recorded_at >= self._herziening)
        return next(terug, eerste)

    @property
    def staat(self) -> Staat:
        """State of the placement, leaving out whether it was closed."""
        if self.voorstel is None:
            return Staat.LOPEND
        if self.besluit is None:
            return Staat.VOORGESTELD
        return Staat.ONVOLDOENDE if self.besluit.oordeel is Oordeel.BEVESTIGD else Staat.LOPEND

    def generation(self, verplichting: str) -> int:
        """How often a miss of this report was undone."""
        return self._teruggedraaid[verplichting]

    def volgnummer(self, type_: Type, verplichting: str, due: date, generation: int) -> int:
        """How many events of this type the miss already has."""
        return self._aantallen[verplichting, due, generation, type_]

    # --- Telling the events ---

    def pas_toe(self, gebeurtenis: Gebeurtenis) -> None:
        """Apply one event."""
        self._aantallen[gebeurtenis.sleutel[:-1]] += 1
        naam = (gebeurtenis.verplichting, gebeurtenis.generation)
        if gebeurtenis.type is Type.MISS:
            self._alle[naam] = self.staand[gebeurtenis.verplichting] = _nieuw_verzuim(gebeurtenis)
        elif gebeurtenis.type is Type.INSUFFICIENT_PROPOSED:
            self._vorig_besluit = self.besluit
            self.voorstel, self._herziening = gebeurtenis, None
        elif gebeurtenis.type is Type.PROPOSAL_WITHDRAWN:
            self.voorstel = None
        elif gebeurtenis.type is Type.MISS_UNDONE:
            del self.staand[gebeurtenis.verplichting]
            self._teruggedraaid[gebeurtenis.verplichting] += 1
        else:
            if gebeurtenis.type is Type.REVIEW_REQUIRED and self._herziening is None:
                self._herziening = gebeurtenis.at
            _werk_bij(self._alle[naam], gebeurtenis)


def _nieuw_verzuim(gebeurtenis: Gebeurtenis) -> Verzuim:
    return Verzuim(
        verplichting=gebeurtenis.verplichting,
        due=gebeurtenis.due,
        generation=gebeurtenis.generation,
        rung=gebeurtenis.rung,
        verteld_op=gebeurtenis.at,
        was_vierde=gebeurtenis.rung == ONVOLDOENDE,
    )


def _werk_bij(verzuim: Verzuim, gebeurtenis: Gebeurtenis) -> None:
    match gebeurtenis.type:
        case Type.REMINDER:
            verzuim.herstel = Termijn(gebeurtenis.basis, gebeurtenis.datum, gebeurtenis.at)
        case Type.REPLACEMENT_ASSIGNED:
            verzuim.opdracht = Termijn(gebeurtenis.basis, gebeurtenis.datum, gebeurtenis.at)
        case Type.DEADLINE_MOVED if gebeurtenis.wat is Wat.HERSTEL:
            verzuim.herstel.tot = gebeurtenis.datum
        case Type.DEADLINE_MOVED:
            verzuim.opdracht.tot = gebeurtenis.datum
        case Type.GRACE_EXPIRED:
            verzuim.herstel.voorbij = True
        case Type.REPLACEMENT_OVERDUE:
            verzuim.opdracht.voorbij = True
        case Type.REPLACEMENT_WITHDRAWN:
            verzuim.opdracht.ingetrokken = True
        case Type.RUNG_CHANGED:
            verzuim.rung = gebeurtenis.rung
        case Type.REVIEW_REQUIRED:
            verzuim.herzien = True
