"""What a new version of the policy would change, told before it is recorded: counts, and the reports it touches."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from evaluaties import verslagregels as regels
from evaluaties.models import Verslagbeleid
from evaluaties.services.beleid import geraakt_door
from evaluaties.services.beleidsboek import Beleidsboek, Sleutel
from evaluaties.services.dossiers import dossiers, met_registratie
from evaluaties.woorden import plichttitel
from kern.models import Opleiding, Organisatie, User
from plaatsingen.models import Plaatsing

Gevolg = regels.Gevolg
PER_KEER = 1000
HOOGSTENS = 8000  # placements; more would keep somebody waiting for the page
IN_TABEL = 50


@dataclass(frozen=True, slots=True)
class Beeldrij:
    """One report of one student that the version touches; `oud` and `nieuw` are due dates, None = not asked."""

    plaatsing: Plaatsing
    titel: str
    gevolg: regels.Gevolg
    oud: date | None
    nieuw: date | None


@dataclass(frozen=True, slots=True)
class Beeld:
    """What a version changes. `verslagen` counts reports per consequence, `studenten` the placements they are of.

    `bekeken` of `totaal` running placements were looked at; `eigen_regels` of them have a more precise policy that
    goes first; `rijen` are the first ones, in the order of the new date.
    """

    totaal: int
    bekeken: int
    eigen_regels: int
    studenten: Counter[regels.Gevolg]
    verslagen: Counter[regels.Gevolg]
    rijen: tuple[Beeldrij, ...]

    @property
    def meer(self) -> int:
        """How many reports are not in the table."""
        return self.verslagen.total() - len(self.rijen)

    @property
    def volledig(self) -> bool:
        """Whether all running placements were looked at."""
        return self.bekeken == self.totaal


def bekijk(
    *,
    school: Organisatie | None,
    opleiding: Opleiding | None,
    vanaf: date,
    beleid: regels.Beleid,
    by: User,
    at: datetime,
) -> Beeld:
    """Compare now with the version as if it was recorded at `at`, for the running placements that `by` may see.

    Writes nothing. `beleid.extra_nonworking` are the own free days of the version.
    """
    boek = Beleidsboek.lees()
    rij = Verslagbeleid(school=school, opleiding=opleiding)
    cijfers = replace(beleid, extra_nonworking=beleid.extra_nonworking | boek.vrij)
    versie = regels.Versie(cijfers, vanaf, at, rij.precisie)
    rijen = met_registratie(geraakt_door(school, opleiding).visible_to(by)).order_by("pk")
    vergelijking = _Vergelijking(boek, versie, at)
    for groep in _groepen(rijen[:HOOGSTENS]):
        vergelijking.neem(groep)
    totaal = vergelijking.bekeken if vergelijking.bekeken < HOOGSTENS else rijen.count()
    return vergelijking.beeld(totaal)


def _groepen(plaatsingen: QuerySet[Plaatsing]) -> Iterator[list[Plaatsing]]:
    alle = list(plaatsingen)
    for begin in range(0, len(alle), PER_KEER):
        yield alle[begin : begin + PER_KEER]


class _Vergelijking:
    """Adds up what the version does, group after group."""

    def __init__(self, boek: Beleidsboek, versie: regels.Versie, at: datetime) -> None:
        self.boek, self.versie, self.at = boek, versie, at
        self.bekeken = self.eigen_regels = 0
        self.studenten: Counter[regels.Gevolg] = Counter()
        self.verslagen: Counter[regels.Gevolg] = Counter()
        self.rijen: list[tuple[int, regels.Verschil]] = []
        self._paren: dict[Sleutel, regels.Beleidsvergelijking] = {}

    def neem(self, plaatsingen: Sequence[Plaatsing]) -> None:
        """Compare a group of placements."""
        alle = dossiers(plaatsingen)
        for plaatsing in plaatsingen:
            self.bekeken += 1
            paar = self._paar((plaatsing.beleid_school, plaatsing.beleid_opleiding))
            self.eigen_regels += paar.nieuw.op(self.versie.vanaf) is not self.versie.beleid
            gevonden = paar.van(alle[plaatsing.pk])
            self.studenten.update({verschil.gevolg for verschil in gevonden})
            self.verslagen.update(verschil.gevolg for verschil in gevonden)
            self.rijen += [(plaatsing.pk, verschil) for verschil in gevonden]

    def _paar(self, sleutel: Sleutel) -> regels.Beleidsvergelijking:
        if sleutel not in self._paren:
            oud = self.boek.voor(*sleutel)
            lijn = oud if isinstance(oud, regels.Beleidslijn) else regels.Beleidslijn(oud)
            self._paren[sleutel] = regels.Beleidsvergelijking(oud, lijn.met(self.versie), self.at)
        return self._paren[sleutel]

    def beeld(self, totaal: int) -> Beeld:
        """Give the whole, with the names of the students in the table."""
        eerste = sorted(self.rijen, key=_volgorde)[:IN_TABEL]
        namen = Plaatsing.objects.met_betrokkenen().in_bulk({pk for pk, _ in eerste})
        return Beeld(
            totaal=totaal,
            bekeken=self.bekeken,
            eigen_regels=self.eigen_regels,
            studenten=self.studenten,
            verslagen=self.verslagen,
            rijen=tuple(Beeldrij(namen[pk], plichttitel(v.verplichting), v.gevolg, v.oud, v.nieuw) for pk, v in eerste),
        )


def _volgorde(rij: tuple[int, regels.Verschil]) -> tuple:
    """What changes first, by date; what stays last."""
    pk, verschil = rij
    return verschil.gevolg is Gevolg.BLIJFT, verschil.nieuw or verschil.oud, pk, verschil.verplichting
