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
class Helpt:
    """A change of one thing that makes room on `plaats`: this student, or another with at least as much voorrang.

    `soort`: `reisafstand` (`km` further than the limit, rounded up to 0.1), `omzetting` (`VAN>NAAR` in `wie`), `vog`,
    or `plek` (one more at the place or group in `wie`).
    """

    soort: str
    plaats: str
    wie: str = ""
    km: float = 0.0


@dataclass(frozen=True, slots=True)
class NietGeplaatst:
    """A student without a place: `reden` is one of the three codes, `toelichting` a Dutch sentence."""

    student: str
    reden: str
    toelichting: str
    helpt: tuple[Helpt, ...] = ()


@dataclass(frozen=True, slots=True)
class Waarom:
    """Why a placed student has this place. The figures are about the first choice (`keus`) and filled where it is full.

    `soort`: `vast`, `eerste_keus`, `geen_voorkeur`, `past_niet` (a rule), `vol`, `groep_vol`, `maximum` (of a
    conversion) or `geheel` (there is room, but the goals before rank would lose). Of the `bezet` students there `vast`
    are pinned, `hogere_voorrang` have a higher voorrang, and for `ook_eerste_keus` of the others it is their first
    choice. `zin` is Dutch with codes for places and groups.
    """

    student: str
    plaats: str
    soort: str
    keus: str = ""
    plekken: int = 0
    vroegen: int = 0
    vroegen_eerst: int = 0
    bezet: int = 0
    vast: int = 0
    hogere_voorrang: int = 0
    ook_eerste_keus: int = 0
    zin: str = ""


@dataclass(frozen=True, slots=True)
class Knelpunt:
    """What holds students back; `winst` is the gain of one more place in the first goal (sum of voorrang).

    `soort` is `plaats`, `groep`, `omzetting`, `cluster`, `dagen` or `reisafstand`. `dagen` names the days on which it
    is full when that differs between students. `zeker` is False when the gain is only a proven minimum; `nagerekend`
    is True when this run matched again with one more place and found exactly this gain.
    """

    soort: str
    wie: str
    studenten_tegengehouden: int
    winst_bij_een_plaats_meer: int
    dagen: str = ""
    zeker: bool = True
    nagerekend: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A whole answer; `waarom` holds a reason per placed student.

    `conflict` is True when `vast` pins contradict the hard rules; then nobody is placed.
    """

    plaatsingen: tuple[Toewijzing, ...]
    niet_geplaatst: tuple[NietGeplaatst, ...]
    knelpunten: tuple[Knelpunt, ...]
    samenvatting: dict[str, Any] = field(default_factory=dict)
    conflict: bool = False
    waarom: tuple[Waarom, ...] = ()
