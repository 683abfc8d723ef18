"""From the database to a problem for the divider: ids only, no names (R7.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet

from begeleiding.capaciteit import Norm
from begeleiding.enums import Rondesoort, Verdeelwijze
from begeleiding.models import Poulebegeleider, Toewijzingsronde
from begeleiding.services.poule_norm import norm_op
from begeleiding.services.poule_stand import TELT, als_kracht, inzetbaar_van, maandag_van, met_rooster
from begeleiding.toewijzer import Begeleider, Opgave, Student
from kern.models import Student as Deelnemer
from plaatsingen.models import Plaatsing

HOOGSTE_VOORRANG = 9
HEEFT_AL = HOOGSTE_VOORRANG + 1  # who has a supervisor doesn't lose that one to somebody who has nobody yet
# Away for so long, students get somebody else in a division; shorter is solved by cover.
LANG_AFWEZIG = timedelta(days=28)
REDENEN = {
    "cursus": "De cursus is nog niet klaar.",
    "niet_in_poule": "Zit dan niet in de poule.",
    "afwezig": "Is dan langere tijd afwezig.",
}


@dataclass(frozen=True)
class Invoer:
    """A problem, and what belongs to its codes. `vrij`: placements (ids) that this round divides."""

    opgave: Opgave
    begeleiders: dict[str, Poulebegeleider]
    plaatsingen: dict[str, Plaatsing]
    vrij: frozenset[str]
    buiten: int

    @cached_property
    def minuten(self) -> dict[str, int]:
        """Minutes a week of every placement."""
        return {een.code: een.minuten for een in self.opgave.studenten}


def lees(ronde: Toewijzingsronde) -> Invoer:
    """Read everybody who needs supervision in the days of the round, and everybody who gives it. About ten queries."""
    norm = norm_op(ronde.peildatum)
    poule = Poulebegeleider.objects.order_by("pk").prefetch_related("sectoren")
    poule = list(met_rooster(poule, vanaf=maandag_van(ronde.peildatum)))
    van_user = {rij.user_id: rij for rij in poule}
    plaatsingen = [rij for rij in plaatsingen_van(ronde) if norm.minuten_voor(rij.stageplaats.soort)]
    mee = [rij for rij in plaatsingen if rij.stagebegeleider_id is None or rij.stagebegeleider_id in van_user]
    vorige, vast, niet = _eerder(ronde)
    afwezig = ronde.afwezige_id
    vrij = frozenset(str(rij.pk) for rij in mee if _is_vrij(ronde, rij, van_user, afwezig))
    eerder = _vorige_stages(mee, van_user) if ronde.wijze == Verdeelwijze.BEHOUDEN else {}
    studenten = []
    for rij in mee:
        eigen = van_user.get(rij.stagebegeleider_id)
        een = _student(rij, eigen, norm.minuten_voor(rij.stageplaats.soort), niet.get(rij.pk, ()))
        if str(rij.pk) not in vrij:
            een = replace(een, vast=een.huidig)
        elif rij.pk in vast:
            een = replace(een, vast=str(vast[rij.pk]))
        elif afwezig or ronde.wijze == Verdeelwijze.VRIJ:
            een = replace(een, huidig="", eigen=False, voorrang=_voorrang(rij.student))
        if not een.vast and vorige.get(rij.pk):
            een = replace(een, huidig=str(vorige[rij.pk]), eigen=eigen is not None and eigen.pk == vorige[rij.pk])
        elif not een.vast and not een.huidig and not afwezig:
            een = replace(een, huidig=str(eerder.get(rij.student_id, "")))
        studenten.append(een)
    return Invoer(
        Opgave(tuple(studenten), tuple(_begeleider(rij, ronde, norm, afwezig) for rij in poule)),
        {str(rij.pk): rij for rij in poule},
        {str(rij.pk): rij for rij in mee},
        vrij,
        len(plaatsingen) - len(mee),
    )


def plaatsingen_van(ronde: Toewijzingsronde) -> QuerySet[Plaatsing]:
    """Stages that ask for supervision at some time in the days of a round."""
    return (
        Plaatsing.objects.filter(status__in=TELT, begindatum__lte=ronde.tot, einddatum__gte=ronde.peildatum)
        .select_related("student__opleiding", "stageplaats__afdeling__locatie")
        .order_by("pk")
    )


def _is_vrij(ronde: Toewijzingsronde, rij: Plaatsing, van_user: dict, afwezig: int | None) -> bool:
    if ronde.soort == Rondesoort.WAARNEMING:
        wie = van_user.get(rij.stagebegeleider_id)
        return wie is not None and wie.pk == afwezig
    return ronde.wijze != Verdeelwijze.NIEUW or rij.stagebegeleider_id is None


def _eerder(ronde: Toewijzingsronde) -> tuple[dict[int, int], dict[int, int], dict[int, tuple[str, ...]]]:
    """Of the round that this one follows: who had whom, who is pinned to whom, and who may not have whom."""
    vorige: dict[int, int] = {}
    vast: dict[int, int] = {}
    niet: dict[int, tuple[str, ...]] = {}
    if ronde.vervolg_op_id:
        rijen = ronde.vervolg_op.toewijzingen.values_list("plaatsing", "begeleider", "vastgezet", "niet")
        for plaatsing, begeleider, vastgezet, verboden in rijen:
            if begeleider:
                (vast if vastgezet else vorige)[plaatsing] = begeleider
            if verboden:
                niet[plaatsing] = tuple(str(een) for een in verboden)
    return vorige, vast, niet


def _vorige_stages(rijen: Iterable[Plaatsing], van_user: dict[int, Poulebegeleider]) -> dict[int, int]:
    """Who of the poule supervised the last earlier stage of students who have nobody yet (continuity)."""
    zonder = [rij.student_id for rij in rijen if rij.stagebegeleider_id is None]
    eerder = (
        Plaatsing.objects.filter(student__in=zonder, stagebegeleider__in=van_user)
        .order_by("begindatum", "pk")
        .values_list("student", "stagebegeleider")
    )
    return {student: van_user[user].pk for student, user in eerder}


def _student(rij: Plaatsing, eigen: Poulebegeleider | None, minuten: int, niet: tuple[str, ...]) -> Student:
    locatie = rij.stageplaats.afdeling.locatie
    return Student(
        code=str(rij.pk),
        locatie=str(locatie.pk),
        minuten=minuten,
        niveau=rij.student.opleiding.niveau,
        cluster=str(rij.student.cluster_id),
        plaats=locatie.plaats.strip().casefold(),
        lat=locatie.lat,
        lon=locatie.lon,
        huidig=str(eigen.pk) if eigen else "",
        eigen=eigen is not None,
        niet=niet,
        voorrang=HEEFT_AL if eigen else _voorrang(rij.student),
    )


def _voorrang(student: Deelnemer) -> int:
    """The priority of a student; who is in the first year counts for one more, as with places (R3.8)."""
    return min(HOOGSTE_VOORRANG, student.voorrang + (student.leerjaar == 1))


def _begeleider(rij: Poulebegeleider, ronde: Toewijzingsronde, norm: Norm, afwezig: int | None) -> Begeleider:
    gebied = {naam.strip().casefold() for naam in rij.werkgebied.split(",") if naam.strip()}
    return Begeleider(
        code=str(rij.pk),
        minuten=_minuten(rij, norm, ronde.peildatum),
        niveau=rij.niveau,
        sectoren=tuple(sorted(str(cluster.pk) for cluster in rij.sectoren.all())),
        plaatsen=tuple(sorted(gebied)),
        lat=rij.lat,
        lon=rij.lon,
        max_km=rij.max_km,
        reden="afwezig" if rij.pk == afwezig else waarom_niet(rij, ronde.peildatum, kort=ronde.afwezige_id is not None),
    )


def _minuten(rij: Poulebegeleider, norm: Norm, dag: date) -> int:
    """Minutes of contact in a full week: days off don't count, other bookings do."""
    inzetbaar = inzetbaar_van(rij)
    if inzetbaar is None:
        return 0
    maandag = maandag_van(max(dag, inzetbaar.van) + timedelta(days=6))
    return replace(als_kracht(rij), afwezig=()).minuten(norm, maandag)


def waarom_niet(rij: Poulebegeleider, dag: date, *, kort: bool = False) -> str:
    """Why this supervisor (read with `met_rooster`) gets nobody from a day on; empty when they can.

    `kort`: an absence of any length counts, as for cover.
    """
    inzetbaar = inzetbaar_van(rij)
    if inzetbaar is None:
        return "cursus"
    if inzetbaar.van > dag or (inzetbaar.tot is not None and inzetbaar.tot < dag):
        return "niet_in_poule"
    for weg in rij.afwezig_straks:
        if weg.van <= dag and (weg.tot is None or weg.tot >= dag + (timedelta(0) if kort else LANG_AFWEZIG)):
            return "afwezig"
    return ""
