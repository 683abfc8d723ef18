"""The weeks that wait for a leerbedrijf: what differs from the timetable first, each with what to look at (R5.4)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from basis.nederlands import format_number
from kern import kalender
from kern.models import User
from plaatsingen.enums import UrenSoort, UrenStand
from plaatsingen.models import Plaatsing, Stagedeel, Urendag
from plaatsingen.services.urenakkoord import versie_van
from plaatsingen.services.urengrenzen import Grenzen, Werkdag

WEEK = timedelta(days=7)
WACHT = Q(bevestigd_op__isnull=True, stand=UrenStand.INGEVULD)
AFWIJKEND = (
    ~Q(soort=UrenSoort.AANWEZIG) | ~Q(opmerking="") | ~Q(vraag="") | (Q(gepland__isnull=False) & ~Q(uren=F("gepland")))
)
Sleutel = tuple[int, date]


@dataclass(slots=True)
class Wachtend:
    """One week of one student that waits: how many days and hours, and how many days differ from the timetable."""

    plaatsing_id: int
    maandag: date
    dagen: int = 0
    uren: Decimal = Decimal(0)
    afwijkend: int = 0
    plaatsing: Plaatsing | None = None
    rijen: list[Urendag] = field(default_factory=list)
    waarschuwingen: list[str] = field(default_factory=list)

    @property
    def iso(self) -> tuple[int, int]:
        """ISO year and week."""
        return kalender.iso_week(self.maandag)

    @property
    def afwijkingen(self) -> list[str]:
        """What differs from the timetable, a short sentence per day."""
        return [afwijking_van(rij) for rij in self.rijen if afwijking_van(rij)]

    @property
    def sleutel(self) -> str:
        """What the checkbox of this week says: which week, and what it looked like."""
        if self.plaatsing is None:
            return ""
        jaar, week = self.iso
        return f"{self.plaatsing.public_id}:{jaar}:{week}:{versie_van(self.rijen)}"


def afwijking_van(rij: Urendag) -> str:
    """Say in a few words how a day differs from the timetable; "" when it doesn't."""
    naam = f"{kalender.dagcode(rij.datum)} {rij.datum.day}"
    delen = []
    if rij.soort != UrenSoort.AANWEZIG:
        delen.append(rij.get_soort_display())
    elif rij.gepland is not None and rij.uren != rij.gepland:
        delen.append(f"{format_number(rij.uren)} uur in plaats van {format_number(rij.gepland)}")
    if rij.opmerking:
        delen.append(rij.opmerking)
    if rij.vraag and rij.stand == UrenStand.INGEVULD:
        delen.append(f"opnieuw ingestuurd na “{rij.vraag}”")
    return f"{naam}: {', '.join(delen)}" if delen else ""


def _bronnen(user: User) -> list[QuerySet[Urendag]]:
    """Return the waiting days of this person, one query per way in: no OR over joins, so that indexes serve."""
    wacht = Urendag.objects.filter(WACHT)
    eerste = wacht.filter(deel__isnull=True)
    bronnen = []
    if user.heeft_rol("werkbegeleider"):
        bronnen += [
            eerste.filter(plaatsing_id__in=Plaatsing.objects.filter(werkbegeleider=user).values("pk")),
            eerste.filter(plaatsing_id__in=Plaatsing.objects.filter(tweede_begeleider=user).values("pk")),
            wacht.filter(deel_id__in=Stagedeel.objects.geldig().filter(werkbegeleider=user).values("pk")),
        ]
    huizen = user.organisatie_ids_als("praktijkopleider")
    if huizen:
        van_huis = {"stageplaats__afdeling__locatie__organisatie_id__in": huizen}
        bronnen += [
            eerste.filter(plaatsing_id__in=Plaatsing.objects.filter(**van_huis).values("pk")),
            wacht.filter(deel_id__in=Stagedeel.objects.geldig().filter(**van_huis).values("pk")),
        ]
    return bronnen


def wachtende_weken(user: User) -> list[Wachtend]:
    """Return the weeks that wait for this person: with exceptions first, then the oldest. At most five queries.

    Only counts; `vul_aan` adds the placement and the days of those that are shown.
    """
    gevonden: dict[tuple[int, date, int | None], dict] = {}
    for bron in _bronnen(user):
        groepen = (
            bron.order_by()
            .values("plaatsing_id", "deel_id", week=TruncWeek("datum"))
            .annotate(
                dagen=Count("pk"),
                som=Sum("uren", filter=Q(soort=UrenSoort.AANWEZIG)),
                anders=Count("pk", filter=AFWIJKEND),
            )
        )
        gevonden |= {(rij["plaatsing_id"], rij["week"], rij["deel_id"]): rij for rij in groepen}
    per_week: dict[Sleutel, Wachtend] = {}
    for (plaatsing_id, maandag, _), rij in gevonden.items():
        week = per_week.setdefault((plaatsing_id, maandag), Wachtend(plaatsing_id, maandag))
        week.dagen += rij["dagen"]
        week.uren += rij["som"] or 0
        week.afwijkend += rij["anders"]
    return sorted(per_week.values(), key=lambda week: (not week.afwijkend, week.maandag, week.plaatsing_id))


def vul_aan(user: User, weken: list[Wachtend]) -> list[Wachtend]:
    """Give the weeks their placement, days and warnings; a fixed number of queries."""
    if not weken:
        return []
    plaatsingen = Plaatsing.objects.met_betrokkenen().in_bulk({week.plaatsing_id for week in weken})
    per_week: dict[Sleutel, list[Urendag]] = defaultdict(list)
    van, tot = min(week.maandag for week in weken), max(week.maandag for week in weken) + WEEK
    for bron in _bronnen(user):
        rijen = bron.filter(plaatsing_id__in=plaatsingen, datum__gte=van, datum__lt=tot).order_by("datum")
        for rij in rijen:
            dagen = per_week[rij.plaatsing_id, rij.datum - timedelta(days=rij.datum.weekday())]
            if rij not in dagen:
                dagen.append(rij)
    grenzen = Grenzen()
    for week in weken:
        week.plaatsing = plaatsingen[week.plaatsing_id]
        week.rijen = sorted(per_week[week.plaatsing_id, week.maandag], key=lambda rij: rij.datum)
        week.waarschuwingen = grenzen.waarschuwingen(werkdagen(week.rijen), week.plaatsing.student)
    return weken


def werkdagen(rijen: list[Urendag]) -> list[Werkdag]:
    """Return the worked days as the limits look at them."""
    return [Werkdag(rij.datum, rij.uren, rij.begin, rij.eind) for rij in rijen if rij.soort == UrenSoort.AANWEZIG]
