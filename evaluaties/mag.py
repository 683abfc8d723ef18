"""May this student do this act on stage today? (R5.6). Plain decisions.

Only what school certified, as long as the certificate holds. Acts of daily care (ADL) may begin at once; other acts
rather not before their stage week: allowed, but talk it over first.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from basis.nederlands import long_date
from evaluaties.enums import MagStand

BIJNA_VOORBIJ = timedelta(days=30)
ICOON = {MagStand.WEL: "vink", MagStand.LET_OP: "waarschuwing", MagStand.NIET: "verbod"}


@dataclass(frozen=True, slots=True)
class Oordeel:
    """The answer and why, in Dutch that both the ward and the student may read."""

    stand: MagStand
    reden: str

    @property
    def icoon(self) -> str:
        """Name of the icon that goes with the word."""
        return ICOON[self.stand]

    @property
    def mag(self) -> bool:
        """Whether the act may be done."""
        return self.stand != MagStand.NIET


def oordeel(*, adl: bool, vanaf_week: int, certificaat: Any | None, week: int | None, op: date) -> Oordeel:
    """Decide for one act; `certificaat` is the best of the student (see `beste`), `week` the stage week or None."""
    waarom_niet = _waarom_niet(certificaat, op)
    if certificaat is None or waarom_niet:
        return Oordeel(MagStand.NIET, waarom_niet)
    tot = certificaat.geldig_tot
    slot = f" Geldig tot en met {long_date(tot, today=op)}." if tot is not None and tot - op <= BIJNA_VOORBIJ else ""
    if week is None or week >= vanaf_week:
        return Oordeel(MagStand.WEL, f"School gaf een certificaat.{slot}")
    if adl:
        return Oordeel(MagStand.WEL, f"School gaf een certificaat. ADL mag ook in de eerste weken.{slot}")
    reden = f"School gaf een certificaat. Liever pas vanaf stageweek {vanaf_week}, nu is het week {week}."
    return Oordeel(MagStand.LET_OP, f"{reden} Overleg eerst.{slot}")


def _waarom_niet(certificaat: Any | None, op: date) -> str:
    """Return why the certificate doesn't allow the act on this day; empty when it does."""
    if certificaat is None:
        return "School gaf voor deze handeling nog geen certificaat."
    if certificaat.ingetrokken_op is not None:
        return "School trok het certificaat in."
    if certificaat.afgegeven_op > op:
        return f"Het certificaat geldt vanaf {long_date(certificaat.afgegeven_op, today=op)}."
    tot = certificaat.geldig_tot
    if tot is not None and tot < op:
        return f"Het certificaat gold tot en met {long_date(tot, today=op)}. Vraag school."
    return ""


def beste(certificaten: list[Any], op: date) -> Any | None:
    """Return the certificate that says most: one that holds, else the last that was given, expired or withdrawn."""

    def rang(rij: Any) -> tuple[bool, bool, date, date]:
        tot = rij.geldig_tot or date.max
        geldt = rij.ingetrokken_op is None and rij.afgegeven_op <= op <= tot
        return geldt, rij.ingetrokken_op is None, tot, rij.afgegeven_op

    return max(certificaten, key=rang, default=None)
