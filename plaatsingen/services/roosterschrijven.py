"""Writing a timetable: the student proposes, the leerbedrijf decides (R5.4). Warnings never stop anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from basis.nederlands import format_number, long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.models import Dienst, Plaatsing, Roosterregel
from plaatsingen.services import roostertijd
from plaatsingen.services.rooster import Planning, Rooster, Roosterdag, rooster_van
from plaatsingen.services.urengrenzen import Grenzen, Werkdag
from plaatsingen.services.urenrecht import mag_bevestigen, vergrendel
from plaatsingen.stageweken import maandag_van

WEEK = timedelta(days=7)
MAX_WEKEN = 26  # that one copy fills


@dataclass(frozen=True, slots=True)
class Regel:
    """The usual shift on a weekday (0 = Monday); local times, break in minutes."""

    weekdag: int
    begin: time
    eind: time
    pauze: int = 0


@dataclass(frozen=True, slots=True)
class Weekdienst:
    """What is planned on one date; without times nothing. `herstel`: as the pattern says again."""

    datum: date
    begin: time | None = None
    eind: time | None = None
    pauze: int = 0
    reden: str = ""
    herstel: bool = False


def mag_rooster_maken(user: User, plaatsing: Plaatsing) -> bool:
    """The student and the leerbedrijf make the timetable while the placement is agreed or under way."""
    if not rules.rooster_open(plaatsing):
        return False
    return rules.is_student_van(user, plaatsing) or mag_bevestigen(user, plaatsing)


def _begin(plaatsing: Plaatsing, by: User) -> tuple[Plaatsing, bool]:
    """Lock and check; return the placement and whether what follows has the agreement of the leerbedrijf."""
    nu = vergrendel(plaatsing)
    if not mag_rooster_maken(by, nu):
        raise GeenToegang("Het rooster maken de student en het leerbedrijf, tot de stage voorbij is.")
    return nu, mag_bevestigen(by, nu)


def _controleer_tijden(dag: str, begin: time | None, eind: time | None, pauze: int) -> None:
    fout = roostertijd.fout_in_tijden(begin, eind, pauze)
    if fout:
        raise DomainError(f"{dag.capitalize()}: {fout}")


@transaction.atomic
def zet_patroon(*, plaatsing: Plaatsing, geldig_van: date, regels: list[Regel], by: User, at: datetime) -> None:
    """Say which shifts are usual from a day on; takes the place of a pattern from the same day."""
    nu, akkoord = _begin(plaatsing, by)
    if not regels:
        raise DomainError("Vul voor minstens één dag de tijden in.")
    if not nu.begindatum <= geldig_van <= nu.einddatum:
        raise DomainError("Kies een dag die binnen de stage valt.", field="geldig_van")
    for regel in regels:
        _controleer_tijden(roosterdag(regel.weekdag), regel.begin, regel.eind, regel.pauze)
    oud = nu.roosterregels.filter(geldig_van=geldig_van)
    voor = {str(regel.weekdag): str(regel) for regel in oud}
    oud.delete()
    Roosterregel.objects.bulk_create(
        Roosterregel(
            plaatsing=nu,
            geldig_van=geldig_van,
            weekdag=regel.weekdag,
            begin=regel.begin,
            eind=regel.eind,
            pauze=regel.pauze,
            door=by,
            op=at,
            akkoord=akkoord,
        )
        for regel in regels
    )
    na = {str(regel.weekdag): f"{regel.begin:%H:%M}-{regel.eind:%H:%M}" for regel in regels}
    leg_vast(
        actie="rooster vastgelegd", obj=nu, by=by, at=at, voor=voor, na={"vanaf": geldig_van, **na, "akkoord": akkoord}
    )


def roosterdag(weekdag: int) -> str:
    """Dutch name of a weekday (0 = Monday)."""
    return long_date(date(2024, 1, 1) + timedelta(days=weekdag)).partition(" ")[0]


def _gelijk(dienst: Weekdienst, plan: Planning | None) -> bool:
    if dienst.reden:
        return False
    if plan is None or plan.begin is None:
        return plan is None and dienst.begin is None
    return (dienst.begin, dienst.eind, dienst.pauze) == (plan.begin, plan.eind, plan.pauze)


@transaction.atomic
def zet_week(*, plaatsing: Plaatsing, dagen: list[Weekdienst], by: User, at: datetime) -> int:
    """Write the shifts of dates; one that is as the pattern says needs no row of its own. Return how many changed."""
    nu, akkoord = _begin(plaatsing, by)
    return _schrijf(nu, rooster_van(nu), dagen, by, at, akkoord=akkoord)


def _schrijf(
    nu: Plaatsing, rooster: Rooster, dagen: Iterable[Weekdienst], by: User, at: datetime, *, akkoord: bool
) -> int:
    na: dict[str, Any] = {}
    for dag in dagen:
        naam = long_date(dag.datum)
        if not nu.begindatum <= dag.datum <= nu.einddatum:
            raise DomainError(f"{naam.capitalize()} valt buiten de stage.")
        _controleer_tijden(naam, dag.begin, dag.eind, dag.pauze)
        bestaand = rooster.bronnen.diensten.get(dag.datum)
        if dag.herstel or _gelijk(dag, rooster.volgens_patroon(dag.datum)):
            if bestaand is not None:
                bestaand.delete()
                na[dag.datum.isoformat()] = "volgens patroon"
            continue
        velden = {
            "begin": dag.begin,
            "eind": dag.eind,
            "pauze": dag.pauze if dag.begin else 0,
            "reden": dag.reden[:120],
        }
        velden["vervalt"] = dag.begin is None
        if bestaand is not None and all(getattr(bestaand, naam_) == waarde for naam_, waarde in velden.items()):
            continue
        if dag.begin and rooster.staat_stil(dag.datum):
            raise DomainError(f"Op {naam} staat de stage stil. Plan deze dag als de student er weer is.")
        Dienst.objects.update_or_create(
            plaatsing=nu, datum=dag.datum, defaults={**velden, "door": by, "op": at, "akkoord": akkoord}
        )
        na[dag.datum.isoformat()] = f"{dag.begin:%H:%M}-{dag.eind:%H:%M}" if dag.begin and dag.eind else "geen dienst"
    if na:
        leg_vast(actie="diensten gewijzigd", obj=nu, by=by, at=at, na={**na, "akkoord": akkoord})
    return len(na)


@transaction.atomic
def kopieer_week(*, plaatsing: Plaatsing, maandag: date, aantal: int, by: User, at: datetime) -> int:
    """Plan the weeks after this one as this one, `aantal` of them; return how many weeks changed.

    Free days (holidays, pauses) and days after the stage stay as they are.
    """
    nu, akkoord = _begin(plaatsing, by)
    if not 1 <= aantal <= MAX_WEKEN:
        raise DomainError(f"Kopieer naar 1 tot {MAX_WEKEN} weken.", field="aantal")
    rooster = rooster_van(nu)
    bron = rooster.week(maandag_van(maandag))
    if not any(dag.plan for dag in bron):
        raise DomainError("In deze week staat geen dienst. Vul eerst de week in.")
    gewijzigd = 0
    for nummer in range(1, aantal + 1):
        dagen = [
            _als_dienst(dag.datum + nummer * WEEK, dag.plan)
            for dag in bron
            if _te_kopieren(dag) and not rooster.vrij_om(dag.datum + nummer * WEEK)
        ]
        gewijzigd += bool(_schrijf(nu, rooster, dagen, by, at, akkoord=akkoord))
    return gewijzigd


def _te_kopieren(dag: Roosterdag) -> bool:
    """A shift with times, or a day on which there was none though there could have been."""
    return not dag.vrij if dag.plan is None else dag.plan.begin is not None


def _als_dienst(datum: date, plan: Planning | None) -> Weekdienst:
    return Weekdienst(datum, plan.begin, plan.eind, plan.pauze) if plan else Weekdienst(datum)


@transaction.atomic
def geef_akkoord(*, plaatsing: Plaatsing, by: User, at: datetime) -> int:
    """The leerbedrijf agrees with what the student proposed; return how many lines."""
    nu, akkoord = _begin(plaatsing, by)
    if not akkoord:
        raise GeenToegang("Alleen het leerbedrijf geeft akkoord op het rooster.")
    aantal = nu.roosterregels.filter(akkoord=False).update(akkoord=True)
    aantal += nu.diensten.filter(akkoord=False).update(akkoord=True)
    if aantal:
        leg_vast(actie="rooster akkoord", obj=nu, by=by, at=at, na={"regels": aantal})
    return aantal


def waarschuwingen(rooster: Rooster, maandag: date, grenzen: Grenzen) -> list[str]:
    """Return what is odd in the timetable of a week, in Dutch: limits, days that are no stage days, other hours."""
    plannen = [dag.plan for dag in rooster.week(maandag) if dag.plan]
    uit = grenzen.waarschuwingen(
        (Werkdag(plan.datum, plan.uren, plan.begin, plan.eind, plan.pauze if plan.begin else None) for plan in plannen),
        rooster.plaatsing.student,
    )
    uit += [
        f"{long_date(plan.datum, today=plan.datum).capitalize()} is geen afgesproken stagedag."
        for plan in plannen
        if not rooster.is_stagedag(plan.datum)
    ]
    vorm = rooster.vormweken.get(maandag)
    som = sum(plan.uren for plan in plannen if plan.deel_id is None)
    if vorm is not None and plannen and som != vorm.uren and any(plan.begin for plan in plannen):
        vraagt = format_number(vorm.uren)
        uit.append(f"In het rooster staat {format_number(som)} uur. De stagevorm vraagt er deze week {vraagt}.")
    return uit
