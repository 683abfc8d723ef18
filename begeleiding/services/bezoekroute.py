"""The visits of a week of one supervisor in order, with the way between them; and a day that is still to be planned.

Distances and times follow the norm (`begeleiding.reistijd`): enough to see whether a day fits, not to navigate by.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from basis.postcodes import zoek_plek
from begeleiding.enums import AfspraakStatus, GesprekVorm
from begeleiding.models import Gespreksafspraak, Poulebegeleider, Poulenorm
from begeleiding.reistijd import KM_PER_UUR, OMWEG, Punt, Stuk, duur, kortste_volgorde, lengte, stuk
from kern.models import Locatie, User
from plaatsingen.models import Plaatsing

AFRONDEN = 5  # minutes: nobody plans a talk at 10:37
WINST_KM = 2.0  # another order is only worth telling when it saves this much
HOOGSTENS = 60
GEEN_WEG = Stuk(0.0, 0)


@dataclass(frozen=True, slots=True)
class Reisnorm:
    """What the way is reckoned with: where it starts, how fast, and minutes that each way costs besides."""

    start: Punt | None
    km_per_uur: int
    vast: int


@dataclass(slots=True)
class Bezoek:
    """One talk of a day. `nummer` counts over the week and is None when nobody travels; `stuk` is the way to it.

    `tekort`: minutes that are missing between the talk before and this one, by the norm.
    """

    afspraak: Gespreksafspraak
    nummer: int | None
    punt: Punt | None
    stuk: Stuk
    tekort: int = 0


@dataclass(slots=True)
class Routedag:
    """A day with its visits in order of time; `korter` is what the shortest order would save in km, 0 if little."""

    dag: date
    bezoeken: list[Bezoek] = field(default_factory=list)
    terug: Stuk = GEEN_WEG
    korter: float = 0.0

    @property
    def km(self) -> float:
        """Length of the day in km, there and back."""
        return sum(bezoek.stuk.km for bezoek in self.bezoeken) + self.terug.km

    @property
    def minuten(self) -> int:
        """Minutes on the road."""
        return sum(bezoek.stuk.minuten for bezoek in self.bezoeken) + self.terug.minuten

    @property
    def duur(self) -> str:
        """Time on the road in words."""
        return duur(self.minuten)


def punt_van_locatie(locatie: Locatie) -> Punt | None:
    """Return where a location lies: its own point, else that of its postcode."""
    if locatie.lat is not None and locatie.lon is not None:
        return locatie.lat, locatie.lon
    plek = zoek_plek(locatie.postcode or locatie.plaats)
    return (plek.lat, plek.lon) if plek else None


def reisnorm_van(user: User, *, op: date) -> Reisnorm:
    """Return what a person's way is reckoned with on a day. Two queries."""
    norm = Poulenorm.objects.filter(geldig_van__lte=op).order_by("-geldig_van").first()
    begeleider = Poulebegeleider.objects.filter(user=user).first()
    start: Punt | None = None
    if begeleider is not None and begeleider.lat is not None and begeleider.lon is not None:
        start = begeleider.lat, begeleider.lon
    elif begeleider is not None and (plek := zoek_plek(begeleider.postcode)):
        start = plek.lat, plek.lon
    return Reisnorm(start, norm.km_per_uur if norm else KM_PER_UUR, norm.reis_minuten_per_bezoek if norm else 0)


def afspraken_in_week(user: User, maandag: date) -> list[Gespreksafspraak]:
    """Return the talks that this person holds in a week, in order. One query."""
    begin = timezone.make_aware(datetime.combine(maandag, datetime.min.time()))
    rijen = Gespreksafspraak.objects.filter(
        begeleider=user, begin__gte=begin, begin__lt=begin + timedelta(days=7)
    ).exclude(status=AfspraakStatus.AFGEZEGD)
    rijen = rijen.select_related(
        "plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie", "begeleider"
    )
    return list(rijen.order_by("begin", "pk")[:HOOGSTENS])


def weekroute(afspraken: Sequence[Gespreksafspraak], norm: Reisnorm) -> list[Routedag]:
    """Return the days with visits, each talk with the way to it from the one before (or from the start)."""
    dagen = []
    nummer = 0
    for dag, rij in groupby(afspraken, key=lambda afspraak: timezone.localdate(afspraak.begin)):
        route = Routedag(dag)
        hier, vorige = norm.start, None
        for afspraak in rij:
            weg = GEEN_WEG
            punt = None
            if afspraak.vorm == GesprekVorm.OP_LOCATIE:
                nummer += 1
                punt = punt_van_locatie(afspraak.plaatsing.stageplaats.afdeling.locatie)
                weg = stuk(hier, punt, km_per_uur=norm.km_per_uur, vast=norm.vast)
                hier = punt or hier
            ruimte = int((afspraak.begin - vorige.eind).total_seconds() // 60) if vorige else weg.minuten
            op_weg = nummer if afspraak.vorm == GesprekVorm.OP_LOCATIE else None
            route.bezoeken.append(Bezoek(afspraak, op_weg, punt, weg, tekort=max(0, weg.minuten - ruimte)))
            vorige = afspraak
        route.terug = stuk(hier, norm.start, km_per_uur=norm.km_per_uur, vast=norm.vast)
        route.korter = _winst([bezoek.punt for bezoek in route.bezoeken if bezoek.punt], norm.start)
        dagen.append(route)
    return dagen


def _winst(punten: list[Punt], start: Punt | None) -> float:
    nu = lengte(range(len(punten)), punten, start=start)
    kortst = lengte(kortste_volgorde(punten, start=start), punten, start=start)
    winst = (nu - kortst) * OMWEG
    return winst if winst >= WINST_KM else 0.0


@dataclass(frozen=True, slots=True)
class Voorstel:
    """One visit of a day that is being planned: when, with whom, and the way to it."""

    plaatsing: Plaatsing
    begin: datetime
    punt: Punt | None
    stuk: Stuk
    nummer: int


def stel_dag_voor(plaatsingen: Sequence[Plaatsing], *, begin: datetime, minuten: int, norm: Reisnorm) -> list[Voorstel]:
    """Return a day of visits in the shortest order, each as soon as the way allows; students of one location together.

    Who has no known place comes last. The first talk is at `begin` (aware).
    """
    per_plek: dict[Punt, list[Plaatsing]] = {}
    zonder: list[Plaatsing] = []
    for plaatsing in plaatsingen:
        punt = punt_van_locatie(plaatsing.stageplaats.afdeling.locatie)
        (per_plek.setdefault(punt, []) if punt else zonder).append(plaatsing)
    plekken = list(per_plek)
    volgorde = [(plekken[i], rij) for i in kortste_volgorde(plekken, start=norm.start) for rij in per_plek[plekken[i]]]
    uit: list[Voorstel] = []
    hier, klaar = norm.start, begin
    for nummer, (punt, plaatsing) in enumerate([*volgorde, *((None, rij) for rij in zonder)], start=1):
        weg = stuk(hier, punt, km_per_uur=norm.km_per_uur, vast=norm.vast)
        moment = begin if nummer == 1 else _rond_op(klaar + timedelta(minutes=weg.minuten))
        uit.append(Voorstel(plaatsing, moment, punt, weg, nummer))
        hier, klaar = punt or hier, moment + timedelta(minutes=minuten)
    return uit


def _rond_op(moment: datetime) -> datetime:
    over = moment.minute % AFRONDEN
    return moment + timedelta(minutes=AFRONDEN - over if over else 0)
