"""What comes out of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GEEN_GESCHIKTE_PLAATS = "geen_geschikte_plaats"
TEKORT = "tekort"
VAST_CONFLICT = "vast_conflict"


@dataclass(frozen=True, slots=True)
class Toewijzing:
    """A student on a place; `km` is rounded to 0.1, `omzetting` is `VAN>NAAR` or empty."""

    student: str
    plaats: str
    rang: int
    km: float
    omzetting: str


@dataclass(frozen=True, slots=True)
class NietGeplaatst:
    """A student without a place: `reden` is one of the three codes, `toelichting` a Dutch sentence."""

    student: str
    reden: str
    toelichting: str


@dataclass(frozen=True, slots=True)
class Knelpunt:
    """What holds students back; `winst` is the gain of one more place in the first goal (sum of voorrang)."""

    soort: str
    wie: str
    studenten_tegengehouden: int
    winst_bij_een_plaats_meer: int


@dataclass(frozen=True, slots=True)
class Result:
    """A whole answer. `conflict` is True when `vast` pins contradict the hard rules; then nobody is placed."""

    plaatsingen: tuple[Toewijzing, ...]
    niet_geplaatst: tuple[NietGeplaatst, ...]
    knelpunten: tuple[Knelpunt, ...]
    samenvatting: dict[str, Any] = field(default_factory=dict)
    conflict: bool = False
