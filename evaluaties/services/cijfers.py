"""How many reports came in on time, late or not at all, per month, cluster and school: figures without names.

A report counts in the month in which its last day lies. On time = received by the end of that day; late = after that
but not counted; forgotten = a miss that stands. A report that was excused or stands still counts apart, in the month
in which it would have been due. The pure core decides everything; here its answers are only shared between placements
with the same dates, because a region has thousands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import F, Min, QuerySet

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.beleidsboek import beleid_voor
from evaluaties.services.dossiers import dossiers, gebeurtenissen, met_registratie
from kern.kalender import begin_van_dag, einde_van_dag, lokale_dag
from plaatsingen.models import Plaatsing

NASLEEP = timedelta(days=200)  # so long after its end a placement may still have a last day of a report
# Facts that move or lift a last day: such a placement is reckoned on its own.
BIJZONDER = (FeitSoort.EXCUSE, FeitSoort.EXTENSION, FeitSoort.PAUSE, FeitSoort.END_CHANGED)
PER_KEER = 5000


class Soort(StrEnum):
    """How a report is counted."""

    OP_TIJD = "op_tijd"
    LAAT = "laat"
    VERGETEN = "vergeten"
    OPEN = "open"
    VRIJGESTELD = "vrijgesteld"
    GEPAUZEERD = "gepauzeerd"


PER_TOESTAND = {
    regels.Toestand.INGELEVERD: Soort.OP_TIJD,
    regels.Toestand.LAAT_INGELEVERD: Soort.LAAT,
    regels.Toestand.GEMIST: Soort.VERGETEN,
    regels.Toestand.OPEN: Soort.OPEN,
    regels.Toestand.TE_LAAT: Soort.OPEN,
    regels.Toestand.VRIJGESTELD: Soort.VRIJGESTELD,
    regels.Toestand.GEPAUZEERD: Soort.GEPAUZEERD,
}


@dataclass(frozen=True, slots=True)
class Vak:
    """Where a report is counted: first day of the month, ids of the cluster and the school."""

    maand: date
    cluster: int
    school: int


Cijfers = dict[Vak, Counter[Soort]]
Geteld = tuple[Plaatsing, date, Soort]  # placement, last day of a report, how it is counted


def tel(plaatsingen: QuerySet[Plaatsing], van: date, tot: date, at: datetime) -> Cijfers:
    """Count the reports whose last day lies in the months of `van` up to and including `tot`, as known at `at`.

    `plaatsingen` is any set of placements; ten queries per PER_KEER of them.
    """
    eerste, laatste = van.replace(day=1), tot.replace(day=1)
    erna = (laatste + timedelta(days=31)).replace(day=1)
    rijen = plaatsingen.filter(begindatum__lt=erna, einddatum__gte=eerste - NASLEEP).order_by("pk")
    rijen = met_registratie(rijen).annotate(cijfers_cluster=F("student__cluster_id"))
    alle = list(rijen.only("pk", "begindatum", "einddatum"))
    cijfers: Cijfers = defaultdict(Counter)
    for begin in range(0, len(alle), PER_KEER):
        for plaatsing, dag, soort in _tel_groep(alle[begin : begin + PER_KEER], at):
            maand = dag.replace(day=1)
            if eerste <= maand <= laatste:
                cijfers[Vak(maand, plaatsing.cijfers_cluster, plaatsing.beleid_school)][soort] += 1
    return dict(cijfers)


def _tel_groep(plaatsingen: list[Plaatsing], at: datetime) -> Iterator[Geteld]:
    feiten = Feiten.van(plaatsingen, at)
    beleid = beleid_voor(plaatsingen)
    plichten = Plichten(at)
    apart = [p for p in plaatsingen if p.pk in feiten.bijzonder]
    yield from _bijzonder(apart, beleid, at)
    for plaatsing in plaatsingen:
        if plaatsing.pk not in feiten.bijzonder:
            yield from _gewoon(plaatsing, feiten, plichten, beleid[plaatsing.pk])


@dataclass(frozen=True, slots=True)
class Feiten:
    """What is known of ordinary placements, by id: what came in when, misses that stand, talks, which are closed."""

    bijzonder: set[int]
    gesloten: set[int]
    binnen: dict[int, dict[str, datetime]]
    gemist: dict[int, dict[str, date]]
    gesprekken: dict[int, list[regels.Gesprek]]

    @classmethod
    def van(cls, plaatsingen: list[Plaatsing], at: datetime) -> "Feiten":
        """Load it in four queries."""
        ids = [p.pk for p in plaatsingen]
        feiten = Verslagfeit.objects.filter(plaatsing__in=ids, recorded_at__lte=at).order_by()
        uit = cls(set(), set(), defaultdict(dict), defaultdict(dict), defaultdict(list))
        for pk, soort in feiten.filter(soort__in=[*BIJZONDER, FeitSoort.CLOSED]).values_list("plaatsing", "soort"):
            (uit.gesloten if soort == FeitSoort.CLOSED else uit.bijzonder).add(pk)
        binnen = feiten.filter(soort=FeitSoort.SUBMISSION).values_list("plaatsing", "plicht")
        for pk, plicht, moment in binnen.annotate(eerst=Min("received_at")):
            uit.binnen[pk][plicht] = moment
        uit._lees_gesprekken(feiten)
        uit._lees_verzuim(ids, at)
        return uit

    def _lees_gesprekken(self, feiten: QuerySet[Verslagfeit]) -> None:
        velden = ("plaatsing", "waarde", "ref", "datum", "recorded_at")
        for pk, waarde, ref, datum, moment in feiten.filter(soort=FeitSoort.MEETING).values_list(*velden):
            gesprek = regels.Gesprek(soort=regels.Soort(waarde), id=ref, datum=datum, recorded_at=moment)
            if any(eerder.verplichting == gesprek.verplichting for eerder in self.gesprekken[pk]):
                self.bijzonder.add(pk)  # put off: which day counts is for the core
            self.gesprekken[pk].append(gesprek)

    def _lees_verzuim(self, ids: list[int], at: datetime) -> None:
        soorten = [regels.Type.MISS.value, regels.Type.MISS_UNDONE.value]
        events = LadderEvent.objects.filter(plaatsing__in=ids, soort__in=soorten, at__lte=at).order_by("volgnummer")
        for pk, plicht, due, soort in events.values_list("plaatsing", "plicht", "due", "soort"):
            if soort == regels.Type.MISS:
                self.gemist[pk][plicht] = due
            else:
                self.gemist[pk].pop(plicht, None)


class Plichten:
    """Which reports are owed and when, by the core; reckoned once for all placements with the same dates."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._bekend: dict[tuple, list[tuple[str, date]]] = {}

    def van(
        self, plaatsing: Plaatsing, gesprekken: Iterable[regels.Gesprek], beleid: regels.Rekenwijze
    ) -> Iterator[tuple[str, date]]:
        """Give (obligation, last day) of an ordinary placement."""
        start, laat = plaatsing.begindatum, plaatsing.geregistreerd_op
        registratie = laat if lokale_dag(laat) > start else None
        yield from self._reken(start, plaatsing.einddatum, registratie, None, beleid)
        for gesprek in gesprekken:
            # The core sees one talk of a placement of one day: no month is owed then, and the last day is the same.
            for _, due in self._reken(start, start, registratie, _zonder_uur(gesprek, beleid), beleid):
                yield gesprek.verplichting, due

    def _reken(
        self,
        start: date,
        einde: date,
        registratie: datetime | None,
        gesprek: regels.Gesprek | None,
        beleid: regels.Rekenwijze,
    ) -> list[tuple[str, date]]:
        # Of a talk in a placement that was registered in time, the dates of the placement don't matter.
        vrij = gesprek is not None and registratie is None
        sleutel = (gesprek, id(beleid)) if vrij else (start, einde, registratie, gesprek, id(beleid))
        if sleutel not in self._bekend:
            dossier = regels.Dossier(start, einde, () if gesprek is None else (gesprek,), registratie)
            plichten = regels.verplichtingen(dossier, beleid, self._at).values()
            self._bekend[sleutel] = [(plicht.id, plicht.due) for plicht in plichten if plicht.due is not None]
        return self._bekend[sleutel]


def _zonder_uur(gesprek: regels.Gesprek, beleid: regels.Rekenwijze) -> regels.Gesprek:
    """Make talks equal that must give the same last day: without versions of the policy only the days matter."""
    moment = gesprek.recorded_at
    if isinstance(beleid, regels.Beleid):
        moment = begin_van_dag(lokale_dag(moment))
    return regels.Gesprek(soort=gesprek.soort, id="1", datum=gesprek.datum, recorded_at=moment)


def _gewoon(plaatsing: Plaatsing, feiten: Feiten, plichten: Plichten, beleid: regels.Rekenwijze) -> Iterator[Geteld]:
    gemist, binnen = feiten.gemist.get(plaatsing.pk, {}), feiten.binnen.get(plaatsing.pk, {})
    for due in gemist.values():
        yield plaatsing, due, Soort.VERGETEN
    for plicht, due in plichten.van(plaatsing, feiten.gesprekken.get(plaatsing.pk, ()), beleid):
        if plicht in gemist:
            continue
        if plicht in binnen:
            yield plaatsing, due, Soort.OP_TIJD if binnen[plicht] < einde_van_dag(due) else Soort.LAAT
        elif plaatsing.pk not in feiten.gesloten:
            yield plaatsing, due, Soort.OPEN


def _bijzonder(plaatsingen: list[Plaatsing], beleid: dict[int, regels.Rekenwijze], at: datetime) -> Iterator[Geteld]:
    """Count placements with pauses, excuses and the like one by one, by the core."""
    alle, eerder = dossiers(plaatsingen), gebeurtenissen(plaatsingen)
    for plaatsing in plaatsingen:
        dossier = alle[plaatsing.pk]
        stand = regels.stand(dossier, beleid[plaatsing.pk], eerder.get(plaatsing.pk, []), at)
        yield from ((plaatsing, dag, soort) for dag, soort in tel_stand(stand, dossier, beleid[plaatsing.pk], at))


def tel_stand(
    stand: regels.PlaatsingStand, dossier: regels.Dossier, beleid: regels.Rekenwijze, at: datetime
) -> Iterator[tuple[date, Soort]]:
    """Give (last day, how it is counted) of each report of one placement: the definition of these figures."""
    gesloten = stand.staat is regels.Staat.GESLOTEN
    anders: dict[str, regels.Verplichting] | None = None
    for rij in stand.verslagen:
        soort = PER_TOESTAND.get(rij.toestand)
        if soort is None or (gesloten and soort in (Soort.OPEN, Soort.GEPAUZEERD)):
            continue
        dag = rij.due
        if dag is None and soort in (Soort.VRIJGESTELD, Soort.GEPAUZEERD):
            if anders is None:
                anders = _zonder_uitzonderingen(dossier, beleid, at)
            plicht = anders.get(rij.verplichting)
            dag = plicht and plicht.due
        if dag is not None:
            yield dag, soort


def _zonder_uitzonderingen(
    dossier: regels.Dossier, beleid: regels.Rekenwijze, at: datetime
) -> dict[str, regels.Verplichting]:
    """Give the last days as they would have been without excuses and pauses."""
    feiten = tuple(feit for feit in dossier.feiten if not isinstance(feit, regels.Vrijstelling | regels.Pauze))
    kaal = regels.Dossier(dossier.start, dossier.einde, feiten, dossier.recorded_at)
    return regels.verplichtingen(kaal, beleid, at)
