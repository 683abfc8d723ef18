"""Recording a version of the policy: who may, from when, with which figures. What was told to a student stays (I6)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties import verslagregels as regels
from evaluaties.models import Verslagbeleid, VervallenVrijedag
from evaluaties.services.beleidsboek import cijfers
from evaluaties.services.feiten import maak_los
from evaluaties.services.veegronde import laatste_moment
from kern.kalender import EEN_DAG, lokale_dag
from kern.models import Opleiding, Organisatie, Student, User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing

VOORUIT = timedelta(days=2 * 366)  # further ahead is more likely a typing error than a plan
GRENZEN = {  # as the constraint of the table has them
    "min_active_days": (1, 31),
    "grace_days": (1, 60),
    "replacement_days": (1, 120),
    "meeting_report_days": (1, 60),
}
MAX_VRIJE_DAGEN = 60
MAX_NUDGES = 5
MAX_VOORAF = 30


def eerste_dag(at: datetime) -> date:
    """First day from which a new version may hold: tomorrow, or the day after the last sweep when that ran ahead."""
    return lokale_dag(max(at, laatste_moment() or at)) + EEN_DAG


@transaction.atomic
def leg_beleid_vast(
    *,
    school: Organisatie | None,
    opleiding: Opleiding | None,
    vanaf: date,
    beleid: regels.Beleid,
    reden: str,
    by: User,
    at: datetime,
) -> Verslagbeleid:
    """Record the figures that hold from `vanaf` on; school or programme None = all of them.

    `beleid.extra_nonworking` are the own free days of this version, without those of the region. Recording the newest
    version again changes nothing. DomainError (with `field`) when it can't be so; GeenToegang for whoever may not.
    """
    if not rules.mag_beleid_vastleggen(by, school):
        raise GeenToegang("Alleen een beheerder of de coördinator van deze school legt de regels vast.")
    keur(vanaf=vanaf, beleid=beleid, reden=reden, at=at)
    _vergrendel_scholen(school)
    eerder = _nieuwste(school, opleiding)
    if eerder is not None and nieuwste_is(school=school, opleiding=opleiding, vanaf=vanaf, beleid=beleid):
        return eerder
    waarden = {"school": school, "opleiding": opleiding, "vanaf": vanaf, **_waarden(beleid)}
    rij = Verslagbeleid.objects.create(**waarden, reden=reden.strip(), vastgelegd_door=by, vastgelegd_op=at)
    kijk_opnieuw(geraakt_door(school, opleiding))
    na = _waarden(beleid) | {
        "school": school.naam if school else "alle scholen",
        "opleiding": opleiding.naam if opleiding else "alle opleidingen",
        "vanaf": vanaf,
    }
    voor = _waarden(cijfers(eerder)) if eerder else None
    leg_vast(actie="regels voor verslagen vastgelegd", obj=rij, by=by, at=at, reden=reden.strip(), voor=voor, na=na)
    return rij


def nieuwste_is(*, school: Organisatie | None, opleiding: Opleiding | None, vanaf: date, beleid: regels.Beleid) -> bool:
    """Whether the version recorded last for these people is this one: somebody pressed twice."""
    eerder = _nieuwste(school, opleiding)
    waarden = _waarden(beleid) | {"vanaf": vanaf}
    return eerder is not None and all(getattr(eerder, naam) == waarde for naam, waarde in waarden.items())


def volgende_versie(school: Organisatie | None, opleiding: Opleiding | None, na: date) -> date | None:
    """First day after `na` on which a version for the same people was already going to hold."""
    rijen = Verslagbeleid.objects.filter(school=school, opleiding=opleiding, vanaf__gt=na)
    return rijen.order_by("vanaf").values_list("vanaf", flat=True).first()


def _nieuwste(school: Organisatie | None, opleiding: Opleiding | None) -> Verslagbeleid | None:
    rijen = Verslagbeleid.objects.filter(school=school, opleiding=opleiding)
    return rijen.order_by("vastgelegd_op", "pk").last()


def _waarden(beleid: regels.Beleid) -> dict[str, object]:
    """Columns of the figures, as stored."""
    namen = ("check_time", *GRENZEN)
    return {naam: getattr(beleid, naam) for naam in namen} | {
        "extra_nonworking": sorted(dag.isoformat() for dag in beleid.extra_nonworking),
        "nudge_days": sorted(set(beleid.nudge_days), reverse=True),
    }


def keur(*, vanaf: date, beleid: regels.Beleid, reden: str, at: datetime) -> None:
    """Raise DomainError, with the field, when this can't be recorded at `at`."""
    vroegst = eerste_dag(at)
    if vanaf < vroegst:
        msg = f"Kies een dag in de toekomst, vanaf {vroegst:%d-%m-%Y}. Wat al gold, verandert niet meer."
        raise DomainError(msg, field="vanaf")
    if vanaf > lokale_dag(at) + VOORUIT:
        raise DomainError("Deze dag ligt meer dan twee jaar vooruit. Controleer het jaartal.", field="vanaf")
    for naam, (laagst, hoogst) in GRENZEN.items():
        if not laagst <= getattr(beleid, naam) <= hoogst:
            raise DomainError(f"Kies een aantal van {laagst} tot en met {hoogst}.", field=naam)
    if len(beleid.extra_nonworking) > MAX_VRIJE_DAGEN:
        raise DomainError(f"Noem hoogstens {MAX_VRIJE_DAGEN} vrije dagen.", field="extra_nonworking")
    if len(beleid.nudge_days) > MAX_NUDGES or not all(1 <= dagen <= MAX_VOORAF for dagen in beleid.nudge_days):
        msg = f"Noem hoogstens {MAX_NUDGES} aantallen, elk van 1 tot en met {MAX_VOORAF} dagen."
        raise DomainError(msg, field="nudge_days")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de regels veranderen.", field="reden")


def _vergrendel_scholen(school: Organisatie | None) -> None:
    """Lock the schools it is about, so that of two people who record at the same time one goes first."""
    scholen = Organisatie.objects.scholen() if school is None else Organisatie.objects.filter(pk=school.pk)
    list(scholen.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def geraakt_door(school: Organisatie | None, opleiding: Opleiding | None) -> QuerySet[Plaatsing]:
    """Running placements of this school and programme (None = all of them)."""
    studenten = Q()
    if school is not None:
        studenten &= Q(school=school)
    if opleiding is not None:
        studenten &= Q(opleiding=opleiding)
    return Plaatsing.objects.actief().filter(student__in=Student.objects.filter(studenten))


@transaction.atomic
def kijk_opnieuw(plaatsingen: QuerySet[Plaatsing]) -> None:
    """Let the next sweep look at these again; waits for a sweep that holds one, which would not know the change."""
    rijen = plaatsingen.order_by("pk").select_for_update(no_key=True)
    maak_los(list(rijen.values_list("pk", flat=True)))


@transaction.atomic
def vrije_dag_vervalt(*, dag: date, at: datetime) -> None:
    """Remember that a day was taken out of the regional table: dates that were told by it stay."""
    VervallenVrijedag.objects.create(datum=dag, vastgelegd_op=at)
    kijk_opnieuw(geraakt_door(None, None))
