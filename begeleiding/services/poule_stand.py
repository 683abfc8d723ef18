"""How much time supervisors have and how much their students ask (R7.1): reads, for list, page and planner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from basis.afstand import hemelsbreed_km
from begeleiding.capaciteit import Kracht, Norm, Periode
from begeleiding.enums import CursusStatus, InzetSoort
from begeleiding.models import Afwezigheid, Inzet, Poulebegeleider
from kern.kalender import weken
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

# A stage that asks for supervision, or soon will.
TELT = (
    PlaatsingStatus.AANGEBODEN,
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
    PlaatsingStatus.LOPEND,
    PlaatsingStatus.ONDERBROKEN,
)
WEEK = timedelta(days=6)


def maandag_van(dag: date) -> date:
    """Return the Monday of the week of a day."""
    return dag - timedelta(days=dag.weekday())


def met_rooster(rijen: QuerySet[Poulebegeleider], *, vanaf: date) -> QuerySet[Poulebegeleider]:
    """Read along who it is, and absences and bookings that aren't over on `vanaf`: two queries more."""
    nu = Q(tot__isnull=True) | Q(tot__gte=vanaf)
    return rijen.select_related("user").prefetch_related(
        Prefetch("afwezigheden", queryset=Afwezigheid.objects.filter(nu).order_by("van"), to_attr="afwezig_straks"),
        Prefetch("inzetten", queryset=Inzet.objects.filter(nu).order_by("van"), to_attr="inzet_straks"),
    )


def inzetbaar_van(begeleider: Poulebegeleider) -> Periode | None:
    """Return from when to when somebody can supervise; None while the short course isn't done (R7.1)."""
    if begeleider.cursus != CursusStatus.KLAAR or begeleider.cursus_klaar_op is None:
        return None
    return Periode(max(begeleider.in_poule_van, begeleider.cursus_klaar_op), begeleider.in_poule_tot)


def als_kracht(begeleider: Poulebegeleider, gebieden: frozenset[str] | None = None) -> Kracht:
    """Return a supervisor (read with `met_rooster`) as the sums take them."""
    anders = [rij for rij in begeleider.inzet_straks if rij.soort == InzetSoort.ANDERS]
    return Kracht(
        fte=float(begeleider.fte),
        contactdeel=None if begeleider.contactdeel is None else float(begeleider.contactdeel),
        inzetbaar=inzetbaar_van(begeleider),
        afwezig=[Periode(rij.van, rij.tot) for rij in begeleider.afwezig_straks],
        andere_taken=[(Periode(rij.van, rij.tot), float(rij.uren_per_week)) for rij in anders],
        gebieden=gebieden,
    )


def bereik(begeleider: Poulebegeleider, plaatsen: Mapping[str, tuple[float, float] | None]) -> frozenset[str] | None:
    """Return which of these towns somebody serves; None is all.

    The own list of towns counts when there is one; else those within the own travel distance.
    """
    eigen = {naam.strip().casefold() for naam in begeleider.werkgebied.split(",") if naam.strip()}
    if eigen:
        return frozenset(naam for naam in plaatsen if naam.casefold() in eigen)
    if begeleider.lat is None or begeleider.lon is None:
        return None
    return frozenset(
        naam
        for naam, plek in plaatsen.items()
        if plek is None or hemelsbreed_km(begeleider.lat, begeleider.lon, *plek) <= begeleider.max_km
    )


@dataclass(frozen=True, slots=True)
class Stand:
    """One supervisor in one week; minutes."""

    begeleider: Poulebegeleider
    studenten: int
    nodig: int
    beschikbaar: int

    @property
    def plekken(self) -> int:
        """Minutes that are left; below zero is too full."""
        return self.beschikbaar - self.nodig

    @property
    def te_vol(self) -> bool:
        """Whether the students ask more than there is."""
        return self.nodig > self.beschikbaar

    @property
    def uren(self) -> float:
        """Hours in the week that the students ask."""
        return round(self.nodig / 60, 1)

    @property
    def uren_beschikbaar(self) -> float:
        """Hours in the week for supervision."""
        return round(self.beschikbaar / 60, 1)

    @property
    def waarschuwingen(self) -> list[str]:
        """What is wrong this week, as sentences."""
        uit = []
        if inzetbaar_van(self.begeleider) is None and self.studenten:
            uit.append("Begeleidt al studenten, maar de cursus is nog niet klaar.")
        elif self.te_vol:
            uit.append("Heeft meer studenten dan er tijd is.")
        if any(rij.soort == InzetSoort.ANDERS for rij in self.begeleider.inzet_straks):
            uit.append("Doet ook ander werk. De poule is alleen voor begeleiding.")
        return uit


def standen(begeleiders: Sequence[Poulebegeleider], *, norm: Norm, op: date) -> list[Stand]:
    """Return how full these supervisors (read with `met_rooster`) are in the week of `op`. One query."""
    maandag = maandag_van(op)
    rijen = (
        Plaatsing.objects.filter(
            stagebegeleider__in=[begeleider.user_id for begeleider in begeleiders],
            status__in=TELT,
            begindatum__lte=maandag + WEEK,
            einddatum__gte=maandag,
        )
        .order_by()
        .values_list("stagebegeleider", "stageplaats__soort")
        .annotate(aantal=Count("pk"))
    )
    studenten: dict[int, int] = defaultdict(int)
    nodig: dict[int, int] = defaultdict(int)
    for user_id, soort, aantal in rijen:
        studenten[user_id] += aantal
        nodig[user_id] += aantal * norm.minuten_voor(soort)
    return [
        Stand(rij, studenten[rij.user_id], nodig[rij.user_id], als_kracht(rij).minuten(norm, maandag))
        for rij in begeleiders
    ]


def komende_weken(
    begeleider: Poulebegeleider, *, norm: Norm, op: date, aantal: int = 13
) -> list[tuple[date, int, int]]:
    """Return per week (Monday) the minutes that the students ask and that there are. One query."""
    begin = maandag_van(op)
    eind = begin + timedelta(weeks=aantal) - timedelta(days=1)
    plaatsingen = list(
        Plaatsing.objects.filter(
            stagebegeleider=begeleider.user_id, status__in=TELT, begindatum__lte=eind, einddatum__gte=begin
        ).values_list("begindatum", "einddatum", "stageplaats__soort")
    )
    kracht = als_kracht(begeleider)
    uit = []
    for jaar, week in weken(begin, eind):
        maandag = date.fromisocalendar(jaar, week, 1)
        vraag = sum(
            norm.minuten_voor(soort) for van, tot, soort in plaatsingen if van <= maandag + WEEK and tot >= maandag
        )
        uit.append((maandag, vraag, kracht.minuten(norm, maandag)))
    return uit
