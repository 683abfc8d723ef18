"""A policy with versions: which figures hold on a day, and what was known about that when.

A version holds from a day on and is known from the instant it was recorded. What a student was told before that instant
never gets earlier by it (I6): the rules take the latest date over `etappes`, the successive states of knowledge.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from evaluaties.verslagregels.beleid import Beleid, Rekenwijze
from kern import kalender


@dataclass(frozen=True, slots=True)
class Versie:
    """Figures that hold from the day `vanaf` on, known from `recorded_at` (aware) on; a higher `rang` goes first."""

    beleid: Beleid
    vanaf: date
    recorded_at: datetime
    rang: int = 0

    @property
    def geldt_vanaf(self) -> date:
        """First day on which it holds: never one that had begun when it was recorded, so no count looks back."""
        return max(self.vanaf, kalender.lokale_dag(self.recorded_at) + kalender.EEN_DAG)


@dataclass(frozen=True, slots=True)
class VervallenVrijeDag:
    """A day that was free until `recorded_at` (aware); for whoever knew it so, it never makes a date earlier."""

    dag: date
    recorded_at: datetime

    def nog_vrij(self, bekend_tot: datetime | None) -> bool:
        """Whether it counts as free by what was known at an instant (None = before everything); a day gone by stays."""
        gemeld = bekend_tot is not None and self.recorded_at <= bekend_tot
        return not gemeld or self.dag <= kalender.lokale_dag(self.recorded_at)


class Vlak(Rekenwijze):
    """One state of knowledge: the versions known then, each on its own days."""

    __slots__ = ("_beleiden", "_grenzen", "_vrij")

    def __init__(self, basis: Beleid, versies: Sequence[Versie], ook_vrij: Iterable[date]) -> None:
        grenzen = [date.min, *sorted({versie.geldt_vanaf for versie in versies})]
        self._grenzen = grenzen
        self._beleiden = [_geldend(basis, versies, dag) for dag in grenzen]
        dagen = set(ook_vrij)
        for (van, tot), beleid in zip(pairwise([*grenzen, date.max]), self._beleiden, strict=True):
            dagen |= {dag for dag in beleid.extra_nonworking if van <= dag < tot}
        self._vrij = frozenset(dagen)

    def op(self, dag: date) -> Beleid:
        """Figures that hold on a day."""
        return self._beleiden[bisect_right(self._grenzen, dag) - 1]

    @property
    def vrij(self) -> frozenset[date]:
        """Free days: of each version those on its own days."""
        return self._vrij


def _geldend(basis: Beleid, versies: Sequence[Versie], dag: date) -> Beleid:
    """Most precise version that holds on a day; of equal ones the newest day, then the one that was recorded last."""
    geldig = [versie for versie in versies if versie.geldt_vanaf <= dag]
    geldig.sort(key=lambda versie: (versie.rang, versie.geldt_vanaf, versie.recorded_at))
    return geldig[-1].beleid if geldig else basis


class Beleidslijn(Rekenwijze):
    """A policy with versions, usable wherever a `Beleid` is. Its figures are those of the newest state of knowledge.

    `basis` holds where no version does; `vervallen` are days that once were free everywhere.
    """

    def __init__(
        self, basis: Beleid, versies: Iterable[Versie] = (), vervallen: Iterable[VervallenVrijeDag] = ()
    ) -> None:
        self.basis = basis
        self.versies = tuple(versies)
        self.vervallen = tuple(vervallen)
        self._momenten = sorted({deel.recorded_at for deel in (*self.versies, *self.vervallen)})
        self._tot = len(self._momenten)
        self._vlakken: dict[int, Vlak] = {}

    def met(self, versie: Versie) -> "Beleidslijn":
        """The same policy with one more version."""
        return Beleidslijn(self.basis, (*self.versies, versie), self.vervallen)

    def op(self, dag: date) -> Beleid:
        """Figures that hold on a day."""
        return self._vlak(self._tot).op(dag)

    @property
    def vrij(self) -> frozenset[date]:
        """Free days besides the public holidays."""
        return self._vlak(self._tot).vrij

    def bekend_op(self, at: datetime | None) -> Rekenwijze:
        """The policy as it was known at an instant (None = everything known)."""
        bekend = self._tot if at is None else self._aantal_bekend(at)
        if bekend == self._tot:
            return self
        eerder = copy(self)  # shares the states of knowledge that were worked out
        eerder._tot = bekend  # noqa: SLF001 - its own copy
        return eerder

    def etappes(self, sinds: datetime) -> Sequence[Rekenwijze]:
        """The policy as known at `sinds`, and as known after each version that was recorded later, in that order."""
        return [self._vlak(nummer) for nummer in range(self._aantal_bekend(sinds), self._tot + 1)]

    def wissels(self, sinds: datetime) -> Sequence[tuple[datetime, Rekenwijze]]:
        """Instants after `sinds` at which a version was recorded, with the policy as known from then on."""
        nummers = range(self._aantal_bekend(sinds), self._tot)
        return [(self._momenten[nummer], self._vlak(nummer + 1)) for nummer in nummers]

    def _aantal_bekend(self, at: datetime) -> int:
        return min(bisect_right(self._momenten, at), self._tot)

    def _vlak(self, bekend: int) -> Vlak:
        """State of knowledge after the first `bekend` recordings."""
        if bekend not in self._vlakken:
            tot = self._momenten[bekend - 1] if bekend else None
            versies = [versie for versie in self.versies if tot is not None and versie.recorded_at <= tot]
            ook_vrij = [dag.dag for dag in self.vervallen if dag.nog_vrij(tot)]
            self._vlakken[bekend] = Vlak(self.basis, versies, ook_vrij)
        return self._vlakken[bekend]
