"""Hours: the student logs a week, the leerbedrijf confirms it (R5.4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern import kalender
from kern.models import Schoolvakantie, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import urenstand

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Dag:
    """What the student says of one day."""

    datum: date
    uren: Decimal
    soort: str


def maandag_van(dag: date) -> date:
    """Monday of the week in which a day lies."""
    return dag - timedelta(days=dag.weekday())


def _vergrendeld(plaatsing: Plaatsing) -> Plaatsing:
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)


def _controleer_dag(plaatsing: Plaatsing, dag: Dag, maandag: date, vandaag: date) -> None:
    if not maandag <= dag.datum < maandag + WEEK:
        raise DomainError("Deze dag hoort niet bij deze week.")
    if not plaatsing.begindatum <= dag.datum <= plaatsing.einddatum:
        raise DomainError(f"Op {long_date(dag.datum)} heb je geen stage.")
    if dag.datum > vandaag:
        raise DomainError(f"{long_date(dag.datum).capitalize()} is nog niet geweest. Vul die dag later in.")
    if not 0 <= dag.uren <= 24:
        raise DomainError("Vul per dag 0 tot 24 uur in.")


@transaction.atomic
def vul_week_in(*, plaatsing: Plaatsing, maandag: date, dagen: list[Dag], by: User, at: datetime) -> int:
    """Write what the student says of the days of one week; return how many days changed.

    A worked day with 0 hours is taken away. Days that were confirmed stay as they are: changing one is a DomainError.
    """
    nu = _vergrendeld(plaatsing)
    if not rules.mag_uren_invullen(by, nu):
        raise GeenToegang("Uren vul je zelf in, vanaf de dag dat je stage begint.")
    bestaand = {rij.datum: rij for rij in nu.urendagen.filter(datum__gte=maandag, datum__lt=maandag + WEEK)}
    voor, na = {}, {}
    for dag in dagen:
        _controleer_dag(nu, dag, maandag, timezone.localdate(at))
        rij = bestaand.get(dag.datum)
        uren = dag.uren if dag.soort == UrenSoort.AANWEZIG else Decimal(0)
        leeg = dag.soort == UrenSoort.AANWEZIG and not uren
        if (rij is None and leeg) or (rij is not None and not leeg and (rij.uren, rij.soort) == (uren, dag.soort)):
            continue
        if rij is not None and rij.bevestigd_op is not None:
            raise DomainError(
                f"{long_date(dag.datum).capitalize()} is al bevestigd. "
                "Vraag je werkbegeleider om de week weer open te zetten."
            )
        sleutel = dag.datum.isoformat()
        if rij is not None:
            voor[sleutel] = f"{rij.soort} {rij.uren}"
        if leeg:
            rij.delete()
            na[sleutel] = ""
            continue
        na[sleutel] = f"{dag.soort} {uren}"
        Urendag.objects.update_or_create(
            plaatsing=nu, datum=dag.datum, defaults={"uren": uren, "soort": dag.soort, "ingevoerd_op": at}
        )
    if na:
        leg_vast(actie="uren ingevuld", obj=nu, by=by, at=at, voor=voor, na=na)
    return len(na)


@transaction.atomic
def bevestig_week(*, plaatsing: Plaatsing, maandag: date, by: User, at: datetime) -> int:
    """Confirm all days of a week that were filled in and not yet confirmed; return how many. Twice does it once."""
    nu = _vergrendeld(plaatsing)
    if not rules.mag_uren_bevestigen(by, nu):
        raise GeenToegang("Alleen de werkbegeleider of praktijkopleider bevestigt uren.")
    open_dagen = nu.urendagen.filter(datum__gte=maandag, datum__lt=maandag + WEEK, bevestigd_op__isnull=True)
    aantal = open_dagen.update(bevestigd_door=by, bevestigd_op=at)
    if aantal:
        leg_vast(actie="uren bevestigd", obj=nu, by=by, at=at, na={"week": maandag, "dagen": aantal})
    return aantal


@transaction.atomic
def heropen_week(*, plaatsing: Plaatsing, maandag: date, by: User, at: datetime) -> int:
    """Take back the confirmation of a week so that the student can mend it; return how many days opened."""
    nu = _vergrendeld(plaatsing)
    if not rules.mag_uren_bevestigen(by, nu):
        raise GeenToegang("Alleen de werkbegeleider of praktijkopleider zet een week weer open.")
    dagen = nu.urendagen.filter(datum__gte=maandag, datum__lt=maandag + WEEK, bevestigd_op__isnull=False)
    aantal = dagen.update(bevestigd_door=None, bevestigd_op=None)
    if aantal:
        leg_vast(actie="uren weer open", obj=nu, by=by, at=at, na={"week": maandag, "dagen": aantal})
    return aantal


# --- reading ---


def vrije_dagen(plaatsing: Plaatsing) -> frozenset[date]:
    """School holidays that touch the placement."""
    vakanties = Schoolvakantie.objects.filter(begin__lte=plaatsing.einddatum, eind__gte=plaatsing.begindatum)
    return urenstand.vrije_dagen(vakanties.values_list("begin", "eind"))


def stand(*, plaatsing: Plaatsing, op: date, vrij: frozenset[date] | None = None) -> urenstand.Urenstand:
    """Return where a placement stands at the end of the day `op`; only worked hours count."""
    gewerkt = Q(soort=UrenSoort.AANWEZIG)
    som = plaatsing.urendagen.aggregate(
        gemaakt=Sum("uren", filter=gewerkt),
        bevestigd=Sum("uren", filter=gewerkt & Q(bevestigd_op__isnull=False)),
        ziek=Count("pk", filter=Q(soort=UrenSoort.ZIEK)),
    )
    return urenstand.bereken(
        norm=plaatsing.uren_norm,
        begin=plaatsing.begindatum,
        eind=plaatsing.einddatum,
        dagen=plaatsing.dagen,
        vrij=vrije_dagen(plaatsing) if vrij is None else vrij,
        gemaakt=som["gemaakt"] or Decimal(0),
        bevestigd=som["bevestigd"] or Decimal(0),
        ziek_dagen=som["ziek"],
        tot=op,
    )


def weken(plaatsing: Plaatsing) -> list[dict]:
    """Return the weeks in which something was filled in, newest first: monday, days, hours, open days."""
    per_week: dict[date, dict] = {}
    for rij in plaatsing.urendagen.order_by("datum"):
        maandag = maandag_van(rij.datum)
        week = per_week.setdefault(
            maandag,
            {"maandag": maandag, "nummer": kalender.iso_week(maandag)[1], "uren": Decimal(0), "dagen": [], "open": 0},
        )
        week["dagen"].append(rij)
        week["uren"] += rij.uren if rij.soort == UrenSoort.AANWEZIG else 0
        week["open"] += rij.bevestigd_op is None
    return sorted(per_week.values(), key=lambda week: week["maandag"], reverse=True)


def wachtende_weken(user: User) -> list[dict]:
    """Return the weeks with days to confirm: placement, week, hours, days; oldest first."""
    zichtbaar = Plaatsing.objects.visible_to(user).met_betrokkenen()
    rijen = (
        Urendag.objects.filter(plaatsing__in=zichtbaar.values("pk"), bevestigd_op__isnull=True)
        .order_by("datum", "pk")
        .values_list("plaatsing_id", "datum", "uren")
    )
    per_week: dict[tuple[int, date], dict] = {}
    for plaatsing_id, datum, aantal in rijen:
        sleutel = (plaatsing_id, maandag_van(datum))
        groep = per_week.setdefault(sleutel, {"dagen": 0, "uren": 0})
        groep["dagen"] += 1
        groep["uren"] += aantal
    plaatsingen = zichtbaar.in_bulk({plaatsing_id for plaatsing_id, _ in per_week})
    weken = []
    for (plaatsing_id, maandag), groep in sorted(per_week.items(), key=lambda item: (item[0][1], item[0][0])):
        plaatsing = plaatsingen[plaatsing_id]
        if rules.mag_uren_bevestigen(user, plaatsing):
            jaar, nummer = kalender.iso_week(maandag)
            weken.append({**groep, "plaatsing": plaatsing, "maandag": maandag, "jaar": jaar, "week": nummer})
    return weken
