"""What an import would do, or did: a plan per row and the counts."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from basis.inlezen.fout import Foutenlijst
from basis.inlezen.lezer import Rij
from basis.inlezen.waarden import cel_naar_tekst


class Status(StrEnum):
    """What happens with a row."""

    NIEUW = "nieuw"
    GEWIJZIGD = "gewijzigd"
    ONGEWIJZIGD = "ongewijzigd"
    FOUT = "fout"


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One field that gets another value."""

    veld: str
    oud: Any
    nieuw: Any

    def to_json(self) -> dict[str, str]:
        """Return the change as texts that can be shown."""
        return {"veld": self.veld, "oud": cel_naar_tekst(self.oud), "nieuw": cel_naar_tekst(self.nieuw)}


@dataclass(slots=True)
class RijPlan:
    """What happens with one row: its status, the changed fields, and the object that is there (`bestaand`).

    `omschrijving` names the thing for a person ("2 HP 1e jaars parttime"); `extra` is the importer's own.
    """

    rij: Rij
    status: Status
    omschrijving: str = ""
    wijzigingen: tuple[Wijziging, ...] = ()
    bestaand: Any = None
    extra: Any = None

    @property
    def schrijft(self) -> bool:
        """Tell whether this row changes anything."""
        return self.status in {Status.NIEUW, Status.GEWIJZIGD}

    def to_json(self) -> dict[str, Any]:
        """Return the plan as a dict of plain JSON values."""
        return {
            "rij": self.rij.nummer,
            "status": self.status.value,
            "omschrijving": self.omschrijving,
            "wijzigingen": [wijziging.to_json() for wijziging in self.wijzigingen],
        }


def maak_plan(
    rij: Rij,
    *,
    oud: Mapping[str, Any] | None,
    nieuw: Mapping[str, Any],
    bestaand: Any = None,
    omschrijving: str = "",
    extra: Any = None,
) -> RijPlan:
    """Compare the existing values `oud` (None = there is no such row yet) with `nieuw` and return the plan."""
    if oud is None:
        return RijPlan(rij, Status.NIEUW, omschrijving, (), bestaand, extra)
    verschil = tuple(
        Wijziging(veld, oud.get(veld), waarde) for veld, waarde in nieuw.items() if oud.get(veld) != waarde
    )
    status = Status.GEWIJZIGD if verschil else Status.ONGEWIJZIGD
    return RijPlan(rij, status, omschrijving, verschil, bestaand, extra)


@dataclass(slots=True)
class ImportResultaat:
    """The outcome of an import or of a trial.

    `plannen` is the preview: a plan per good row, in the order of the file. `geschreven` is True when the database was
    really changed (or needed no change). `bestand_hash` is the SHA-256 of the file.
    """

    soort: str
    bestand: str
    proef: bool
    gelezen: int = 0
    plannen: Sequence[RijPlan] = ()
    fouten: Foutenlijst = field(default_factory=Foutenlijst)
    let_op: Foutenlijst = field(default_factory=Foutenlijst)
    geschreven: bool = False
    bestand_hash: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the file had no errors."""
        return not self.fouten

    @property
    def aantallen(self) -> dict[str, int]:
        """The counts read, new, changed, unchanged, wrong (rows), under their Dutch names."""
        telling = Counter(plan.status for plan in self.plannen)
        return {
            "gelezen": self.gelezen,
            "nieuw": telling[Status.NIEUW],
            "gewijzigd": telling[Status.GEWIJZIGD],
            "ongewijzigd": telling[Status.ONGEWIJZIGD],
            "fout": len(self.fouten.rijen),
        }

    @property
    def plan_hash(self) -> str:
        """A fingerprint of the file and of what it would do; differs when the database changed in between."""
        som = hashlib.sha256(f"{self.soort} {self.bestand_hash}".encode())
        for plan in self.plannen:
            if plan.schrijft:
                som.update(json.dumps(plan.to_json(), sort_keys=True).encode())
        return som.hexdigest()

    def voorbeeld(self, maximum: int = 200) -> list[RijPlan]:
        """Return at most `maximum` plans to show: those that change something first."""
        return sorted(self.plannen, key=lambda plan: not plan.schrijft)[:maximum]

    def to_json(self, *, voorbeeld: int = 0) -> dict[str, Any]:
        """Return the outcome as plain JSON values, with at most `voorbeeld` plans."""
        uit: dict[str, Any] = {
            "soort": self.soort,
            "bestand": self.bestand,
            "proef": self.proef,
            **self.aantallen,
            "geschreven": self.geschreven,
            "aantal_fouten": self.fouten.aantal,
            "fouten": [fout.to_json() for fout in self.fouten],
            "let_op": [fout.to_json() for fout in self.let_op],
        }
        if voorbeeld:
            uit["voorbeeld"] = [plan.to_json() for plan in self.voorbeeld(voorbeeld)]
        return uit

    def als_tekst(self) -> str:
        """Return the counts as one Dutch line for a terminal."""
        telling = ", ".join(f"{naam} {aantal}" for naam, aantal in self.aantallen.items())
        if self.fouten:
            slot = "niets geschreven: het bestand heeft fouten"
        elif self.proef:
            slot = "proef: niets geschreven"
        else:
            slot = "geschreven"
        return f"{self.soort}: {telling} ({slot})"
