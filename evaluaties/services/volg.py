"""The route of a student: legs, position and expected arrival, with or without a plan (R8.4).

Computed from facts each time. What the legs are stands in `volg_delen`, the arithmetic in `volg_rekenen`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from django.utils import timezone

from evaluaties import rules_handelingen
from evaluaties.services import dossiers, volg_delen
from evaluaties.services.overzicht import Plaatsingverslagen, verslagen_van
from evaluaties.services.volg_delen import Deel
from evaluaties.services.volg_rekenen import (
    HERKANSING,
    Aankomst,
    Tempi,
    WatAls,
    aankomst,
    bepaal_tempi,
    per_week,
    weken_later,
)
from kern import kalender
from kern.models import User
from plaatsingen import rules as plaatsingsregels
from plaatsingen.enums import PlaatsingStatus, UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import rijen, uren
from plaatsingen.services.rooster import Rooster, rooster_van, roosters_van
from plaatsingen.services.urenstand import UrenOp, Urenstand
from plaatsingen.stageweken import maandag_van
from vacatures.rules import BUITEN_RONDE

MET_ROUTE = frozenset(
    {
        PlaatsingStatus.GEACCEPTEERD,
        PlaatsingStatus.ONDERTEKENING,
        PlaatsingStatus.LOPEND,
        PlaatsingStatus.ONDERBROKEN,
        PlaatsingStatus.AFGEROND,
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a student is on a day and when the end is expected.

    `aankomst` is over everything with a date, `bepaalt` the leg that decides it; `laatste_dag` is the agreed one.
    `gemist` reports were forgotten so far; `week_uren` are planned in a full week to come.
    """

    plaatsing: Plaatsing
    op: date
    delen: tuple[Deel, ...]
    aankomst: Aankomst
    bepaalt: str
    tempi: Tempi
    stand: Urenstand
    gemist: int = 0
    week_uren: Decimal = Decimal(0)

    @property
    def begin(self) -> date:
        """First day."""
        return self.plaatsing.begindatum

    @property
    def laatste_dag(self) -> date:
        """The last day that was agreed."""
        return self.plaatsing.einddatum

    @property
    def weken_over(self) -> int | None:
        """Weeks that the arrival lies after the agreed last day; negative: before; None when not in sight."""
        return None if self.aankomst.dag is None else weken_later(self.aankomst.dag, self.laatste_dag)

    @property
    def onderbroken(self) -> bool:
        """Whether the stage stands still: without a day on which it goes on there is nothing to reckon with."""
        return self.plaatsing.status == PlaatsingStatus.ONDERBROKEN

    @property
    def ruim(self) -> bool:
        """Whether the range is more than one day."""
        einde = self.aankomst
        return einde.vroeg != einde.laat

    @property
    def procent(self) -> int:
        """How far along: by hours, else by days."""
        if self.stand.norm:
            return int(min(100, 100 * self.stand.gemaakt / self.stand.norm))
        dagen = max(1, (self.laatste_dag - self.begin).days)
        return max(0, min(100, 100 * (self.op - self.begin).days // dagen))

    @property
    def kort(self) -> tuple[str, str]:
        """A word for a list with its kind of badge."""
        weken = self.weken_over
        if self.stand.gehaald:
            return "uren gehaald", "klaar"
        if self.onderbroken:
            return "onderbroken", "wacht"
        if weken is None:
            return ("nog geen tempo", "wacht") if not self.stand.gemaakt else ("niet in zicht", "fout")
        if weken > 0:
            return f"{weken} {'week' if weken == 1 else 'weken'} te laat", "let_op" if weken <= 4 else "fout"
        return "op tijd", "klaar"

    def deel(self, naam: str) -> Deel | None:
        """Return a leg by its name."""
        return next((deel for deel in self.delen if deel.naam == naam), None)


def heeft_route(plaatsing: Plaatsing) -> bool:
    """Whether there is a route to show: an orientation has a few dagdelen only (R5.9)."""
    return plaatsing.status in MET_ROUTE and plaatsing.stageplaats.soort not in BUITEN_RONDE


def verslagen_bij(plaatsing: Plaatsing, at: datetime) -> Plaatsingverslagen:
    """Return the reports of one placement with where its ladder stands."""
    dossiers.registreer(plaatsing)
    return verslagen_van([plaatsing], at)[0]


def route_van(
    plaatsing: Plaatsing, user: User, *, at: datetime, stage: Plaatsingverslagen | None = None, kort: bool = False
) -> Route:
    """Return the route as this person may see it; `kort` leaves out the legs that ask the database more.

    `stage`: the reports, when they were read already. Ends at the agreed last day once the hours are made.
    """
    op = timezone.localdate(at)
    rooster = rooster_van(plaatsing).weer_terug(op)
    stand = uren.stand(plaatsing=plaatsing, op=op, rooster=rooster)
    stage = stage or verslagen_bij(plaatsing, at)
    acts = rules_handelingen.ziet_handelingen(user, plaatsing, op)
    exams = rules_handelingen.ziet_examens(user, plaatsing)
    gangen = [] if kort or not exams else volg_delen.examengangen(plaatsing)
    delen = [
        volg_delen.documentendeel(plaatsing, op)
        if not kort and plaatsingsregels.mag_documenten_zien(user, plaatsing)
        else None,
        volg_delen.urendeel(plaatsing, stand),
        volg_delen.verslagendeel(stage, op),
        None if kort else volg_delen.gesprekkendeel(plaatsing, op),
        *volg_delen.handelingen_en_examens(plaatsing, op, acts=acts, exams=exams, gangen=gangen),
        None if kort else volg_delen.evaluatiedeel(plaatsing, op),
    ]
    gemaakt = _gewerkt(rijen.urendagen(plaatsing))
    tempi = _tempi(plaatsing, cache(rooster.uren_op), stand, gemaakt, op)
    route = Route(
        plaatsing,
        op,
        tuple(deel for deel in delen if deel is not None),
        Aankomst(None, None, None, zeker=False),
        "uren",
        tempi,
        stand,
        stage.stand.aantal,
        _week_uren(cache(rooster.uren_op), max(op, plaatsing.begindatum)),
    )
    return met_plan(route, rooster, WatAls())


def _week_uren(uren_op: UrenOp, vanaf: date) -> Decimal:
    """Return the hours of the fullest of the six weeks to come."""
    maandag = maandag_van(vanaf)
    dagen = [[uren_op(maandag + timedelta(days=7 * week + dag)) for dag in range(7)] for week in range(1, 7)]
    return max((sum(week, Decimal(0)) for week in dagen), default=Decimal(0))


def _gewerkt(dagen: Iterable[Urendag]) -> list[tuple[date, Decimal]]:
    return [(rij.datum, rij.uren) for rij in dagen if rij.soort == UrenSoort.AANWEZIG]


def _tempi(
    plaatsing: Plaatsing, uren_op: UrenOp, stand: Urenstand, gemaakt: Sequence[tuple[date, Decimal]], op: date
) -> Tempi:
    tot = min(op, plaatsing.einddatum)
    weken = per_week(gemaakt, uren_op, plaatsing.begindatum, tot)
    dagen = range((tot - plaatsing.begindatum).days + 1)
    voorbij = sum((uren_op(plaatsing.begindatum + timedelta(days=nummer)) for nummer in dagen), Decimal(0))
    return bepaal_tempi(gemaakt=stand.gemaakt, voorbij=voorbij, weken=weken)


def met_plan(route: Route, rooster: Rooster, plan: WatAls) -> Route:
    """Return the same route with the arrival that a plan gives."""
    bron = Rooster(rooster.plaatsing, replace(rooster.bronnen, vakanties=[])) if plan.in_vakanties else rooster
    stand, vanaf = route.stand, max(route.begin, route.op + kalender.EEN_DAG)
    uren_op: UrenOp = cache(bron.uren_op)
    if stand.norm and not stand.gehaald:
        einde = aankomst(over=stand.over, vanaf=vanaf, uren_op=uren_op, tempi=route.tempi, plan=plan)
    else:
        einde = Aankomst(route.laatste_dag, route.laatste_dag, route.laatste_dag, zeker=True)
    examen = _examendag(route, plan)
    if examen is None or einde.dag is None or examen <= einde.dag:
        return replace(route, aankomst=einde, bepaalt="uren")
    later = Aankomst(examen, max(examen, einde.vroeg or examen), max(examen, einde.laat or examen), einde.zeker)
    return replace(route, aankomst=later, bepaalt="examens")


def _examendag(route: Route, plan: WatAls) -> date | None:
    """Return the last exam that is planned; a missed one comes again six weeks after it, or after the last day."""
    deel = route.deel("examens")
    dagen = [punt.dag for punt in deel.punten if punt.soort == "wacht"] if deel else []
    if plan.examens_gemist and deel is not None and deel.gedaan < deel.totaal:
        return max([*dagen, route.laatste_dag if not dagen else dagen[-1]]) + HERKANSING
    return max(dagen, default=None)


# --- many at once ---


def routes_van(plaatsingen: Sequence[Plaatsing], *, op: date) -> dict[int, Route]:
    """Return the routes by hours of many placements, by id, without other legs; seven queries for any number."""
    roosters = roosters_van(plaatsingen)
    dagen: dict[int, list[Urendag]] = {rij.pk: [] for rij in plaatsingen}
    for dag in Urendag.objects.filter(plaatsing_id__in=dagen).order_by("plaatsing_id", "datum"):
        dagen[dag.plaatsing_id].append(dag)
    return {rij.pk: _kort(rij, roosters[rij.pk].weer_terug(op), dagen[rij.pk], op) for rij in plaatsingen}


def _kort(plaatsing: Plaatsing, rooster: Rooster, dagen: list[Urendag], op: date) -> Route:
    uren_op = cache(rooster.uren_op)  # asked for the same days again and again
    stand = uren.stand_uit(plaatsing=plaatsing, dagen=dagen, op=op, uren_op=uren_op)
    tempi = _tempi(plaatsing, uren_op, stand, _gewerkt(dagen), op)
    leeg = Aankomst(None, None, None, zeker=False)
    deel = volg_delen.urendeel(plaatsing, stand)
    route = Route(plaatsing, op, (deel,) if deel else (), leeg, "uren", tempi, stand)
    return met_plan(route, rooster, WatAls())
