"""Events of the ladder: what a sweep found out or corrected. They are written once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from kern import kalender


class Type(StrEnum):
    """Kinds of event; the names are those of verslagregels.md."""

    MISS = "MISS"
    REMINDER = "REMINDER"
    GRACE_EXPIRED = "GRACE_EXPIRED"
    REPLACEMENT_ASSIGNED = "REPLACEMENT_ASSIGNED"
    REPLACEMENT_OVERDUE = "REPLACEMENT_OVERDUE"
    REPLACEMENT_WITHDRAWN = "REPLACEMENT_WITHDRAWN"
    INSUFFICIENT_PROPOSED = "INSUFFICIENT_PROPOSED"
    PROPOSAL_WITHDRAWN = "PROPOSAL_WITHDRAWN"
    MISS_UNDONE = "MISS_UNDONE"
    RUNG_CHANGED = "RUNG_CHANGED"
    DEADLINE_MOVED = "DEADLINE_MOVED"
    REVIEW_REQUIRED = "REVIEW_REQUIRED"


class Wat(StrEnum):
    """Which announced date a DEADLINE_MOVED is about."""

    HERSTEL = "grace"
    OPDRACHT = "replacement"


# Events about the placement as a whole; their obligation is that of the miss that led to the proposal.
ZONDER_VERPLICHTING = frozenset({Type.INSUFFICIENT_PROPOSED, Type.PROPOSAL_WITHDRAWN})

# Public name of the announced date, per kind of event.
DATUMNAAM = {
    Type.REMINDER: "grace_until",
    Type.REPLACEMENT_ASSIGNED: "replacement_due",
    Type.DEADLINE_MOVED: "due",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gebeurtenis:
    """One event of one placement.

    `at` is the instant of the sweep. `(verplichting, due, generation, type, volgnummer)` is the natural key, see
    `sleutel`: `due` is the due date under which the report was missed, `generation` counts how often a miss of this
    report was undone before, and `volgnummer` how many events of this type the miss already had (a date can move
    twice). `datum` is the date announced to the student (None with REMINDER, REPLACEMENT_ASSIGNED or DEADLINE_MOVED:
    the clock stands still) and `basis` that date before pauses moved it.
    """

    type: Type
    at: datetime
    verplichting: str
    due: date
    generation: int
    volgnummer: int = 0
    rung: int | None = None
    count: int | None = None
    van_rung: int | None = None
    wat: Wat | None = None
    datum: date | None = None
    basis: date | None = None
    warned: bool | None = None

    @property
    def sleutel(self) -> tuple[str, date, int, Type, int]:
        """Natural key within the placement; a unique index on it makes every sweep idempotent."""
        return self.verplichting, self.due, self.generation, self.type, self.volgnummer

    @property
    def payload(self) -> dict[str, object]:
        """Fields outside the natural key and `at` that are set, as JSON values; `met_payload` reads them back."""
        waarden = {naam: getattr(self, naam) for naam in PAYLOAD}
        return {
            naam: waarde.isoformat() if isinstance(waarde, date) else waarde
            for naam, waarde in waarden.items()
            if waarde is not None
        }

    @classmethod
    def met_payload(
        cls,
        *,
        type: str,  # noqa: A002 - the name of the field
        at: datetime,
        verplichting: str,
        due: date,
        generation: int,
        volgnummer: int,
        payload: Mapping[str, object],
    ) -> "Gebeurtenis":
        """Make an event from stored columns and its stored `payload`."""
        velden = dict(payload)
        for naam in ("datum", "basis"):
            if velden.get(naam) is not None:
                velden[naam] = date.fromisoformat(velden[naam])
        if "wat" in velden:
            velden["wat"] = Wat(velden["wat"])
        return cls(
            type=Type(type),
            at=at,
            verplichting=verplichting,
            due=due,
            generation=generation,
            volgnummer=volgnummer,
            **velden,
        )

    def als_scenario(self) -> dict[str, object]:
        """Give the event in the form of `expected_events` in a scenario file; `at` with the local offset."""
        rij: dict[str, object] = {"at": kalender.lokaal(self.at).isoformat(), "type": str(self.type)}
        if self.type not in ZONDER_VERPLICHTING:
            rij["obligation"] = self.verplichting
        if self.type is Type.RUNG_CHANGED:
            return rij | {"from": self.van_rung, "to": self.rung}
        if self.wat is not None:
            rij["what"] = str(self.wat)
        for naam in ("rung", "count"):
            if (waarde := getattr(self, naam)) is not None:
                rij[naam] = waarde
        if self.type is Type.MISS:
            rij["due"] = self.due.isoformat()
        if self.type in DATUMNAAM:
            rij[DATUMNAAM[self.type]] = self.datum and self.datum.isoformat()
        if self.warned is not None:
            rij["warned"] = self.warned
        return rij


_SLEUTEL_EN_MOMENT = {"type", "at", "verplichting", "due", "generation", "volgnummer"}
PAYLOAD = tuple(veld.name for veld in fields(Gebeurtenis) if veld.name not in _SLEUTEL_EN_MOMENT)
