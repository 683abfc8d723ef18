"""The timetable as it is read: what is planned on a day, from shifts, pattern, template or usual days (R5.4).

In this order a day is planned: nothing in a pause, nor after a stage that ended early; a shift on the date itself;
nothing on a public holiday or in a school holiday; the pattern that holds on that day; without a pattern the stage
days, with the hours of the template of the programme.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property

from kern import kalender
from plaatsingen import stageweken
from plaatsingen.enums import PlaatsingStatus, Stopreden
from plaatsingen.models import Beeindiging, Dienst, Onderbreking, Plaatsing, Roosterregel, Stagedeel
from plaatsingen.onthoud import de_enige, eenmaal
from plaatsingen.services import rijen as gelezen
from plaatsingen.services import roostertijd
from plaatsingen.services.urenstand import UREN_PER_DAG
from plaatsingen.services.vormplan import blokken_bij
from plaatsingen.stageweken import Blok
from vacatures.enums import PlaatsSoort

WEEK = timedelta(days=7)
# A day of an orientation is a dagdeel (R5.9).
UREN_PER_SOORT = {PlaatsSoort.ORIENTATIE: Decimal(4)}
HONDERDSTE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Planning:
    """What is planned on one day. `bron` is dienst, rooster or standaard; times are local and may be unknown."""

    datum: date
    uren: Decimal
    bron: str
    begin: time | None = None
    eind: time | None = None
    pauze: int = 0
    reden: str = ""
    deel_id: int | None = None
    akkoord: bool = True


@dataclass(frozen=True, slots=True)
class Roosterdag:
    """One day of a week: what is planned, or why nothing is."""

    datum: date
    plan: Planning | None
    vrij: str
    stagedag: bool
    dienst: Dienst | None = None


@dataclass
class Bronnen:
    """The rows behind one timetable."""

    regels: list[Roosterregel] = field(default_factory=list)
    diensten: dict[date, Dienst] = field(default_factory=dict)
    vakanties: list[tuple[date, date, str]] = field(default_factory=list)
    pauzes: list[tuple[date, date | None]] = field(default_factory=list)
    delen: list[Stagedeel] = field(default_factory=list)
    blokken: list[Blok] = field(default_factory=list)
    gestopt_na: date | None = None
    terug_na: date | None = None  # the expected last day of the pause that is still open


class Rooster:
    """The timetable of one placement; asks the database nothing."""

    def __init__(self, plaatsing: Plaatsing, bronnen: Bronnen) -> None:
        self.plaatsing = plaatsing
        self.bronnen = bronnen
        self._codes = set(plaatsing.dagen.split())
        self._patronen: dict[date, dict[int, Roosterregel]] = defaultdict(dict)
        for regel in bronnen.regels:
            self._patronen[regel.geldig_van][regel.weekdag] = regel
        self._vanaf = sorted(self._patronen, reverse=True)
        self._uren: dict[date, Decimal] = {}  # a route walks the same days for each pace

    @property
    def laatste(self) -> date:
        """The last day of the stage: that of the placement, or the one on which it ended early (R5.8)."""
        return min(self.plaatsing.einddatum, self.bronnen.gestopt_na or self.plaatsing.einddatum)

    @property
    def delen(self) -> list[Stagedeel]:
        """The parts at another host."""
        return self.bronnen.delen

    @property
    def voorstel(self) -> bool:
        """Whether the student put something in it that the leerbedrijf hasn't agreed to."""
        diensten = self.bronnen.diensten.values()
        return not all(rij.akkoord for rij in (*self.bronnen.regels, *diensten))

    def patroon_op(self, dag: date) -> dict[int, Roosterregel]:
        """Return the lines of the pattern that holds on a day, by weekday (0 = Monday)."""
        return next((self._patronen[van] for van in self._vanaf if van <= dag), {})

    def deel_op(self, dag: date) -> Stagedeel | None:
        """Return the part at another host to which a day belongs; None for the first host."""
        code = kalender.dagcode(dag)
        if code in self._codes:
            return None
        return next((deel for deel in self.delen if code in deel.dagen.split()), None)

    def is_stagedag(self, dag: date) -> bool:
        """Whether the weekday is one of the placement or of one of its parts."""
        return kalender.dagcode(dag) in self._codes or self.deel_op(dag) is not None

    def vrij_om(self, dag: date) -> str:
        """Say why there is no stage on a day: before or after it, a pause or a holiday; "" when there may be."""
        if not self.plaatsing.begindatum <= dag <= self.laatste:
            return "buiten je stage"
        return self._vrij(dag)

    def staat_stil(self, dag: date) -> bool:
        """Whether a day lies in a pause."""
        return any(van <= dag and (tot is None or dag <= tot) for van, tot in self.bronnen.pauzes)

    def weer_terug(self, op: date) -> "Rooster":
        """Return the timetable as it is when a pause that is still open ends on its expected last day, or else on `op`.

        Without that the days to come would count for nothing, and all hours would be expected by now.
        """
        if all(tot is not None for _, tot in self.bronnen.pauzes):
            return self
        terug = max(op, self.bronnen.terug_na or op)
        pauzes = [(van, tot or max(van, terug)) for van, tot in self.bronnen.pauzes]
        return Rooster(self.plaatsing, replace(self.bronnen, pauzes=pauzes))

    def _vrij(self, dag: date) -> str:
        if self.staat_stil(dag):
            return "stage onderbroken"
        feest = kalender.feestdagen(dag.year).get(dag)
        if feest:
            return feest[:1].lower() + feest[1:]
        return next((naam for begin, eind, naam in self.bronnen.vakanties if begin <= dag <= eind), "")

    def op(self, dag: date) -> Planning | None:
        """Return what is planned on a day; None when nothing is."""
        if not self.plaatsing.begindatum <= dag <= self.laatste:
            return None
        return self._plan(dag)

    def uren_op(self, dag: date) -> Decimal:
        """Return the hours planned on a day, also after the last day of the placement, where the pattern goes on.

        In a week of the template with a public holiday the other days carry its hours, so that the weeks add up.
        """
        if dag not in self._uren:
            self._uren[dag] = self._reken_uren(dag)
        return self._uren[dag]

    def _reken_uren(self, dag: date) -> Decimal:
        plan = self._plan(dag)
        if plan is None:
            return Decimal(0)
        week = self.vormweken.get(stageweken.maandag_van(dag)) if plan.bron == "standaard" else None
        return week.uren / len(week.dagen) if week is not None and plan.deel_id is None else plan.uren

    def _plan(self, dag: date) -> Planning | None:
        dienst = self.bronnen.diensten.get(dag)
        return self.volgens_patroon(dag) if dienst is None or self.staat_stil(dag) else self._van_dienst(dienst)

    def volgens_patroon(self, dag: date) -> Planning | None:
        """Return what would be planned on a day without a shift of its own, also after the last day."""
        patroon = self.patroon_op(dag)
        regel = patroon.get(dag.weekday())
        geen = regel is None if patroon else not self.is_stagedag(dag)  # what is known soonest, before holidays
        if geen or self._vrij(dag):
            return None
        deel = self.deel_op(dag)
        deel_id = deel.pk if deel else None
        if regel is not None:
            uren = roostertijd.duur(dag, regel.begin, regel.eind, regel.pauze)
            return Planning(
                dag, uren, "rooster", regel.begin, regel.eind, regel.pauze, deel_id=deel_id, akkoord=regel.akkoord
            )
        uren = self._standaard(dag)
        return Planning(dag, uren, "standaard", deel_id=deel_id) if uren else None

    def _van_dienst(self, dienst: Dienst) -> Planning | None:
        if dienst.vervalt or dienst.begin is None or dienst.eind is None:
            return None
        deel = self.deel_op(dienst.datum)
        uren = roostertijd.duur(dienst.datum, dienst.begin, dienst.eind, dienst.pauze)
        return Planning(
            dienst.datum,
            uren,
            "dienst",
            dienst.begin,
            dienst.eind,
            dienst.pauze,
            dienst.reden,
            deel.pk if deel else None,
            dienst.akkoord,
        )

    def _standaard(self, dag: date) -> Decimal:
        """Hours of a stage day without timetable: those of the template, of the kind of place, or a whole day."""
        if not self.is_stagedag(dag):
            return Decimal(0)
        if self.bronnen.blokken and kalender.dagcode(dag) in self._codes:
            if dag > self.plaatsing.einddatum:
                return next(reversed(self._per_vormweek.values()), Decimal(0))
            return self._per_vormweek.get(stageweken.maandag_van(dag), Decimal(0))
        return UREN_PER_SOORT.get(self.plaatsing.stageplaats.soort, UREN_PER_DAG)

    @cached_property
    def vormweken(self) -> dict[date, stageweken.Planweek]:
        """The stage weeks of the template of the programme by their Monday; empty without a template."""
        if not self.bronnen.blokken:
            return {}
        plaatsing = self.plaatsing
        weken = stageweken.plan(
            plaatsing.begindatum,
            plaatsing.einddatum,
            plaatsing.dagen,
            self._vrije_dagen(),
            plaatsing.uren_norm,
            self.bronnen.blokken,
        )
        return {week.maandag: week for week in weken}

    @cached_property
    def _per_vormweek(self) -> dict[date, Decimal]:
        return {maandag: week.uren_per_dag.quantize(HONDERDSTE) for maandag, week in self.vormweken.items()}

    def _vrije_dagen(self) -> frozenset[date]:
        laatste = self.plaatsing.einddatum
        stukken = [(begin, eind) for begin, eind, _ in self.bronnen.vakanties]
        stukken += [(van, tot or laatste) for van, tot in self.bronnen.pauzes]
        return frozenset(van + timedelta(days=nummer) for van, tot in stukken for nummer in range((tot - van).days + 1))

    def week(self, maandag: date) -> list[Roosterdag]:
        """Return the seven days of a week."""
        dagen = [maandag + timedelta(days=nummer) for nummer in range(7)]
        return [
            Roosterdag(dag, self.op(dag), self.vrij_om(dag), self.is_stagedag(dag), self.bronnen.diensten.get(dag))
            for dag in dagen
        ]

    def uren_in_week(self, maandag: date) -> Decimal:
        """Return the hours planned in a week."""
        return sum((dag.plan.uren for dag in self.week(maandag) if dag.plan), Decimal(0))


def roosters_van(plaatsingen: Iterable[Plaatsing]) -> dict[int, Rooster]:
    """Return the timetables of many placements by id; six queries, whatever their number, and one for early ends.

    The placements must come with their stageplaats (`met_betrokkenen`).
    """
    rijen = {plaatsing.pk: plaatsing for plaatsing in plaatsingen}
    if not rijen:
        return {}
    bronnen = {pk: Bronnen() for pk in rijen}
    for regel in Roosterregel.objects.filter(plaatsing_id__in=rijen):
        bronnen[regel.plaatsing_id].regels.append(regel)
    for dienst in Dienst.objects.filter(plaatsing_id__in=rijen):
        bronnen[dienst.plaatsing_id].diensten[dienst.datum] = dienst
    enige = de_enige(list(rijen.values()))
    delen = (
        enige.geldige_delen
        if enige
        else Stagedeel.objects.geldig()
        .filter(plaatsing_id__in=rijen)
        .select_related("stageplaats__afdeling__locatie__organisatie")
    )
    for deel in delen:
        bronnen[deel.plaatsing_id].delen.append(deel)
    for pauze in gelezen.pauzes(enige) if enige else Onderbreking.objects.filter(plaatsing_id__in=rijen):
        bronnen[pauze.plaatsing_id].pauzes.append((pauze.van, pauze.tot))
        if pauze.tot is None:
            bronnen[pauze.plaatsing_id].terug_na = pauze.verwacht_tot
    vakanties = (
        gelezen.eigen_vakanties(enige)
        if enige
        else gelezen.vakanties(
            min(rij.begindatum for rij in rijen.values()),
            max(rij.einddatum for rij in rijen.values()) + gelezen.JAAR,
        )
    )
    for pk, laatste in _gestopt(rijen.values(), enige).items():
        bronnen[pk].gestopt_na = laatste
    blokken = blokken_bij(list(rijen.values()))
    for pk, rij in rijen.items():
        bronnen[pk].vakanties = vakanties
        bronnen[pk].blokken = blokken.get(rij.vorm_id or 0, [])
    return {pk: Rooster(rij, bronnen[pk]) for pk, rij in rijen.items()}


def _gestopt(plaatsingen: Iterable[Plaatsing], enige: Plaatsing | None) -> dict[int, date]:
    """Return the last day of those that ended early; who never came had none."""
    gestopt = [rij for rij in plaatsingen if rij.status == PlaatsingStatus.GESTOPT]
    if not gestopt:
        return {}
    einden = (
        filter(None, [getattr(enige, "beeindiging", None)])
        if enige
        else Beeindiging.objects.filter(plaatsing__in=gestopt)
    )
    nooit = Stopreden.NIET_GEKOMEN
    return {rij.plaatsing_id: rij.laatste_dag - kalender.EEN_DAG * (rij.reden == nooit) for rij in einden}


def rooster_van(plaatsing: Plaatsing) -> Rooster:
    """Return the timetable of one placement; read once for a page that only reads."""
    return eenmaal(plaatsing, "rooster", lambda: roosters_van([plaatsing])[plaatsing.pk])
