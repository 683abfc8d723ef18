"""What goes into the engine: one matching problem, without names, gender, origin or any other personal trait.

Field names are the column names of the instance folder (contract section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

SOORTEN = ("regulier", "stagegezin", "gilde", "zic", "zomer", "buitenregionaal", "informele-zorg")
VAST_SOORTEN = ("vast", "verboden", "huidig")


@dataclass(frozen=True, slots=True)
class Student:
    """One student who asks for a place; `max_km` in kilometres, `voorrang` 1-9 (higher first).

    `geheugen` 0-9 says how badly the student fared in earlier rounds: among equal outcomes of the first three goals the
    higher one comes first. With 0 for everybody the objective is exactly that of the contract.
    """

    student: str
    cluster: str
    niveau: int
    leerjaar: int
    school: str
    lat: float
    lon: float
    max_km: float
    minderjarig: bool
    vog: bool
    voorrang: int
    periodes: frozenset[str]
    dagen: frozenset[str]
    geheugen: int = 0


@dataclass(frozen=True, slots=True)
class Plaats:
    """One stageplaats with `capaciteit` heads at the same moment; empty `scholen` means every school."""

    plaats: str
    clusters: frozenset[str]
    groep: str
    lat: float
    lon: float
    capaciteit: int
    min_leeftijd: int
    vog_vereist: bool
    scholen: frozenset[str]
    periodes: frozenset[str]
    dagen: frozenset[str]
    begeleider_niveau: int
    soort: str = "regulier"


@dataclass(frozen=True, slots=True)
class Groep:
    """A node of the tree begeleider < afdeling < locatie < leerbedrijf; `capaciteit` None is unlimited."""

    groep: str
    boven: str = ""
    capaciteit: int | None = None


@dataclass(frozen=True, slots=True)
class Omzetting:
    """Places of `van_cluster` may serve students of `naar_cluster`, at most `maximum` of them (None: no limit)."""

    van_cluster: str
    naar_cluster: str
    kosten: int
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Voorkeur:
    """A student's wish; rang 1 is the best."""

    student: str
    plaats: str
    rang: int


@dataclass(frozen=True, slots=True)
class Vast:
    """A pin: `vast` (must stay), `verboden` (never) or `huidig` (keep when the first three goals allow it)."""

    student: str
    plaats: str
    soort: str


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole matching problem. The order of the rows never matters for the outcome."""

    studenten: tuple[Student, ...]
    plaatsen: tuple[Plaats, ...]
    groepen: tuple[Groep, ...] = ()
    omzettingen: tuple[Omzetting, ...] = ()
    voorkeuren: tuple[Voorkeur, ...] = ()
    vast: tuple[Vast, ...] = ()
