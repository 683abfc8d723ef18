"""What every section of a book starts from: the student, the stages, the reader."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evaluaties.models.doelkring import MET_DOELEN
from evaluaties.services.boeklezer import Lezer, Soort
from kern.models import Student, User
from plaatsingen.models import Plaatsing

PerStage = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Bundel:
    """One book in the making. `stages` are those of the reader, oldest first."""

    student: Student
    stages: tuple[Plaatsing, ...]
    lezer: Lezer

    @property
    def ids(self) -> list[int]:
        """Ids of the placements."""
        return [stage.pk for stage in self.stages]

    @property
    def ziet_wat_meegaat(self) -> bool:
        """Whether goals and portfolio are for this reader: who supervises one stage sees them while it goes on."""
        if self.lezer.plaatsingen is None:
            return self.lezer.leest_alles
        return self.lezer.soort != Soort.ASSESSOR and any(stage.status in MET_DOELEN for stage in self.stages)


def per_stage(rijen: Iterable[Any], sleutel: str = "plaatsing_id") -> dict[int, list[Any]]:
    """Divide rows over their placements, in the order in which they came."""
    uit: dict[int, list[Any]] = defaultdict(list)
    for rij in rijen:
        uit[getattr(rij, sleutel)].append(rij)
    return uit


def naam_van(user: User | None, anders: str = "onbekend") -> str:
    """Return the name of a person who may be gone."""
    return user.naam if user else anders


def kort(digest: str) -> str:
    """Return as much of a hash as people compare (16 digits)."""
    return digest[:16]


def gevuld(delen: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: what isn't there has no key, so that a new kind of section changes no older book."""
    return {naam: deel for naam, deel in delen.items() if deel}
