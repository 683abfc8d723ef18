"""Figures of reports as rows of tables: grouped, named and summed; with the scope that a person may see."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from evaluaties.services.cijfers import Cijfers, Soort, Vak
from kern.enums import Rol
from kern.models import User
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

MET_VERSLAGEN = (PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT)
ROLLEN = (Rol.COORDINATOR, Rol.STAGEDOCENT, Rol.STAGEBEGELEIDER, Rol.BEHEERDER)


@dataclass(frozen=True, slots=True)
class Rij:
    """One row: a name and how many reports of each kind."""

    naam: str
    telling: Counter[Soort]

    @property
    def op_tijd(self) -> int:
        """Received by the end of the last day."""
        return self.telling[Soort.OP_TIJD]

    @property
    def laat(self) -> int:
        """Received after it, not counted."""
        return self.telling[Soort.LAAT]

    @property
    def vergeten(self) -> int:
        """Counted as forgotten, and standing."""
        return self.telling[Soort.VERGETEN]

    @property
    def open(self) -> int:
        """Still to come, or not checked yet."""
        return self.telling[Soort.OPEN]

    @property
    def apart(self) -> int:
        """Excused, or standing still."""
        return self.telling[Soort.VRIJGESTELD] + self.telling[Soort.GEPAUZEERD]

    @property
    def geteld(self) -> int:
        """What had to be in and was judged."""
        return self.op_tijd + self.laat + self.vergeten

    @property
    def procent(self) -> int | None:
        """Share that came on time, of what was judged; None when there was nothing."""
        return round(100 * self.op_tijd / self.geteld) if self.geteld else None


def mag_cijfers_zien(user: User) -> bool:
    """Whoever follows the reports of students: figures, never names."""
    return user.regio_coordinator or user.heeft_rol(*ROLLEN)


def eigen_plaatsingen(user: User) -> QuerySet[Plaatsing]:
    """Return the placements behind the figures: own school, own students, or the region."""
    return Plaatsing.objects.visible_to(user).filter(status__in=MET_VERSLAGEN)


def groepeer(cijfers: Cijfers, op: Callable[[Vak], Hashable], namen: Iterable[tuple[Hashable, str]]) -> list[Rij]:
    """Sum the figures by what `op` gives, one row per name that has any, in the order of `namen`."""
    tellingen: dict[Hashable, Counter[Soort]] = {}
    for vak, telling in cijfers.items():
        tellingen.setdefault(op(vak), Counter()).update(telling)
    return [Rij(naam, tellingen[sleutel]) for sleutel, naam in namen if sleutel in tellingen]


def totaal(cijfers: Cijfers) -> Rij:
    """Sum all figures."""
    return Rij("Totaal", sum(cijfers.values(), Counter()))


def maanden(van: date, tot: date) -> list[date]:
    """First days of the months from `van` up to and including `tot`."""
    dagen, maand = [], van.replace(day=1)
    while maand <= tot:
        dagen.append(maand)
        maand = (maand + timedelta(days=31)).replace(day=1)
    return dagen


def vorige_maand(dag: date) -> date:
    """First day of the month before that of a day."""
    return (dag.replace(day=1) - timedelta(days=1)).replace(day=1)
