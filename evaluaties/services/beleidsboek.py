"""Which policy holds for which placement: all versions of all schools, read in two queries for any number."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db.models import DateTimeField, Value

from evaluaties import verslagregels as regels
from evaluaties.models import Verslagbeleid, VervallenVrijedag
from kern.models import Vrijedag
from plaatsingen.models import Plaatsing

_ander_beleid: ContextVar[regels.Rekenwijze | None] = ContextVar("ander_beleid", default=None)

Sleutel = tuple[int | None, int | None]  # ids of school and programme


@contextmanager
def onder_beleid(beleid: regels.Rekenwijze) -> Iterator[None]:
    """Let everything inside reckon with one policy for all placements: for replaying scenarios."""
    merk = _ander_beleid.set(beleid)
    try:
        yield
    finally:
        _ander_beleid.reset(merk)


class Beleidsboek:
    """Every version that was recorded, with the extra free days of the region in each.

    A day added to the regional table counts at once, for everybody: that only ever makes a date later. A day that was
    taken out stays free for whoever was told a date by it (I6).
    """

    def __init__(
        self,
        versies: Iterable[Verslagbeleid] = (),
        vrij: frozenset[date] = frozenset(),
        vervallen: Iterable[regels.VervallenVrijeDag] = (),
    ) -> None:
        self.versies = tuple(versies)
        self.vrij = vrij
        self.vervallen = tuple(vervallen)
        self._per_sleutel: dict[Sleutel, regels.Rekenwijze] = {}

    @classmethod
    def lees(cls) -> "Beleidsboek":
        """Read the whole book, in two queries; a day that was taken out and came back is free again."""
        nu = Vrijedag.objects.order_by().values_list("datum", Value(None, output_field=DateTimeField()))
        ooit = VervallenVrijedag.objects.order_by().values_list("datum", "vastgelegd_op")
        dagen = list(nu.union(ooit, all=True))
        vrij = frozenset(dag for dag, weg_op in dagen if weg_op is None)
        vervallen = [regels.VervallenVrijeDag(dag, weg_op) for dag, weg_op in dagen if weg_op and dag not in vrij]
        return cls(Verslagbeleid.objects.order_by("vastgelegd_op", "pk"), vrij, vervallen)

    def voor(self, school_id: int | None, opleiding_id: int | None) -> regels.Rekenwijze:
        """Give the policy of a school and a programme; None = as it holds for all of them."""
        sleutel = (school_id, opleiding_id)
        if sleutel not in self._per_sleutel:
            rijen = [rij for rij in self.versies if rij.school_id in (None, school_id)]
            versies = [self.als_versie(rij) for rij in rijen if rij.opleiding_id in (None, opleiding_id)]
            huis = regels.Beleid(extra_nonworking=self.vrij)
            gewoon = not versies and not self.vervallen
            self._per_sleutel[sleutel] = huis if gewoon else regels.Beleidslijn(huis, versies, self.vervallen)
        return self._per_sleutel[sleutel]

    def als_versie(self, rij: Verslagbeleid) -> regels.Versie:
        """Read one row as a version of the core."""
        return regels.Versie(cijfers(rij, self.vrij), rij.vanaf, rij.vastgelegd_op, rij.precisie)

    def voor_alle(self, plaatsingen: Iterable[Plaatsing]) -> dict[int, regels.Rekenwijze]:
        """Give the policy per id of the placement."""
        plaatsingen = list(plaatsingen)
        if not self.versies:
            return {p.pk: self.voor(None, None) for p in plaatsingen}
        sleutels = sleutels_van(plaatsingen)
        return {p.pk: self.voor(*sleutels[p.pk]) for p in plaatsingen}


def cijfers(rij: Verslagbeleid, vrij: frozenset[date] = frozenset()) -> regels.Beleid:
    """Figures of a row, with `vrij` added to its own free days."""
    return regels.Beleid(
        check_time=rij.check_time,
        min_active_days=rij.min_active_days,
        grace_days=rij.grace_days,
        replacement_days=rij.replacement_days,
        meeting_report_days=rij.meeting_report_days,
        extra_nonworking=vrij | set(rij.vrije_dagen),
        nudge_days=tuple(rij.nudge_days),
    )


def sleutels_van(plaatsingen: Iterable[Plaatsing]) -> Mapping[int, Sleutel]:
    """Give school and programme per id; no query for placements that `met_registratie` annotated."""
    plaatsingen = list(plaatsingen)
    if all(hasattr(p, "beleid_school") for p in plaatsingen):
        return {p.pk: (p.beleid_school, p.beleid_opleiding) for p in plaatsingen}
    rijen = Plaatsing.objects.filter(pk__in=[p.pk for p in plaatsingen])
    return {
        pk: (school, opleiding)
        for pk, school, opleiding in rijen.values_list("pk", "student__school_id", "student__opleiding_id")
    }


def beleid_voor(plaatsingen: Iterable[Plaatsing]) -> dict[int, regels.Rekenwijze]:
    """Give the policy per id of the placement: of its programme at its school, else the next less precise one."""
    ander = _ander_beleid.get()
    if ander is not None:
        return {p.pk: ander for p in plaatsingen}
    return Beleidsboek.lees().voor_alle(plaatsingen)
