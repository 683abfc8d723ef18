"""What goes in and what comes out, in plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any


@dataclass(frozen=True, slots=True)
class Student:
    """One placement: where, how much supervision a week, and who had it.

    `plaats` is the town of the location.
    `huidig`: code of the supervisor to keep if possible; `eigen`: that one supervises this very placement, so a longest
    distance doesn't part them. `voorrang`: whole number from 1 on; in a shortage a student counts so many times (R3.8).
    `vast`: code of the supervisor that a person chose; nothing changes that. `niet`: codes
    that may not get this student. `lat`, `lon` in degrees or None.
    """

    code: str
    locatie: str
    minuten: int
    niveau: int = 0
    cluster: str = ""
    plaats: str = ""
    lat: float | None = None
    lon: float | None = None
    huidig: str = ""
    eigen: bool = False
    vast: str = ""
    niet: tuple[str, ...] = ()
    voorrang: int = 1


@dataclass(frozen=True, slots=True)
class Begeleider:
    """One supervisor: `minuten` of contact a week, how far, which niveau and sectors.

    `plaatsen`: the towns that this one serves; when there are any, they count instead of the longest distance.
    `reden`: why this one gets nobody now ("cursus", "afwezig"); empty when they can. Whoever a person pinned stays.
    """

    code: str
    minuten: int
    niveau: int = 5
    sectoren: tuple[str, ...] = ()
    plaatsen: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    max_km: int = 40
    reden: str = ""


def _begeleider(rij: dict[str, Any]) -> Begeleider:
    return Begeleider(**{**rij, "sectoren": tuple(rij["sectoren"]), "plaatsen": tuple(rij["plaatsen"])})


@dataclass(frozen=True, slots=True)
class Opgave:
    """Everything that is divided. `seconden`: how long the search after the proof may take at most."""

    studenten: tuple[Student, ...]
    begeleiders: tuple[Begeleider, ...]
    seconden: float = 8.0

    def als_dict(self) -> dict[str, Any]:
        """As plain data, for a file or another process."""
        return asdict(self)

    @classmethod
    def lees(cls, gegevens: dict[str, Any]) -> Opgave:
        """Read what `als_dict` wrote."""
        return cls(
            tuple(Student(**{**rij, "niet": tuple(rij["niet"])}) for rij in gegevens["studenten"]),
            tuple(_begeleider(rij) for rij in gegevens["begeleiders"]),
            gegevens["seconden"],
        )

    def hash(self) -> str:
        """A fingerprint of who and what went in, whatever the order of the rows."""
        rijen = [
            sorted(dumps(rij, sort_keys=True) for rij in self.als_dict()[deel]) for deel in ("studenten", "begeleiders")
        ]
        return sha256(dumps(rijen).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Doelen:
    """The goals as counts; `reis` in hundredths of a kilometre, each visit shared by the students of its location.

    Where a supervisor comes already, one more student costs no travel. `voorrang`, the sum over who has a supervisor,
    is the first goal; where everybody has the same it is the number of students, `begeleid`.
    """

    voorrang: int = 0
    begeleid: int = 0
    behouden: int = 0
    sector: int = 0
    reis: int = 0


@dataclass(slots=True)
class Uitkomst:
    """The division. `begeleider` per student code, "" for nobody; `uitleg` per student code.

    `doelen` is what was reached. `grens` is what was proven to be the most (of travel: the least), goal by goal up to
    the first that isn't met; `optimaal` says that all are met. `adressen` counts pairs of supervisor and location,
    `adressen_bewezen` says that fewer are impossible. `bezoek_km` is the travel (one way) of one visit to each of them.
    `belast` per supervisor code: minutes a week.
    """

    begeleider: dict[str, str] = field(default_factory=dict)
    uitleg: dict[str, dict[str, Any]] = field(default_factory=dict)
    doelen: Doelen = field(default_factory=Doelen)
    grens: dict[str, int] = field(default_factory=dict)
    optimaal: bool = False
    adressen: int = 0
    adressen_bewezen: bool = False
    bezoek_km: float = 0.0
    belast: dict[str, int] = field(default_factory=dict)
    seconden: float = 0.0
    cpu_seconden: float = 0.0

    def als_dict(self) -> dict[str, Any]:
        """As plain data, for another process."""
        return asdict(self)

    @classmethod
    def lees(cls, gegevens: dict[str, Any]) -> Uitkomst:
        """Read what `als_dict` wrote."""
        return cls(**{**gegevens, "doelen": Doelen(**gegevens["doelen"])})
