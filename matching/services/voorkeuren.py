"""Preferences of a student: a short ranked list of places (contract section 3)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from basis.errors import DomainError
from kern.kalender import lokale_dag
from kern.models import Student, User
from kern.services.audit import leg_vast
from matching.enums import RondeStatus
from matching.models import Ronde, Voorkeur, Voorstel
from plaatsingen.enums import BEZET
from vacatures.models import Stageplaats, StageplaatsQuerySet

MAXIMUM = 10


def open_plaatsen(student: Student, *, op: date) -> StageplaatsQuerySet:
    """Return the places that a student may prefer: open to the own school and cluster, this year or later."""
    return (
        Stageplaats.objects.visible_to(student.user)
        .actief()
        .filter(clusters=student.cluster_id, schooljaar__eind__gte=op)
        .met_leerbedrijf()
    )


def bevroren_door(student: Student) -> Voorstel | None:
    """Return the published proposal that fixed the preferences: one whose place still stands."""
    return (
        Voorstel.objects.filter(student=student, plaatsing__status__in=BEZET)
        .filter(berekening__ronde__gepubliceerd_op__isnull=False)
        .select_related("berekening__ronde", "plaatsing")
        .order_by("-berekening__ronde__gepubliceerd_op")
        .first()
    )


def laatste_uitslag(student: Student) -> Voorstel | None:
    """Return what the last published round said of this student."""
    return (
        Voorstel.objects.filter(student=student, berekening__ronde__gepubliceerd_op__isnull=False)
        .select_related("berekening__ronde", "plaatsing", "stageplaats")
        .order_by("-berekening__ronde__gepubliceerd_op", "-pk")
        .first()
    )


def rondes_van(student: Student, *, at: datetime) -> list[Ronde]:
    """Return the rounds under way in which the student takes part, the one that closes first in front.

    A round whose last day has passed is over, also when nobody ever published it.
    """
    af = [RondeStatus.GEPUBLICEERD, RondeStatus.GESLOTEN]
    rondes = Ronde.objects.filter(scholen=student.school_id, einddatum__gte=lokale_dag(at)).exclude(status__in=af)
    eigen = set(student.periodes.split())
    mee = [ronde for ronde in rondes.order_by("pk") if eigen & set(ronde.periodes.split())]
    return sorted(mee, key=lambda ronde: (ronde.voorkeuren_tot is None, ronde.voorkeuren_tot or ronde.aangemaakt_op))


def gesloten_door(student: Student, *, at: datetime) -> Ronde | None:
    """Return the round that keeps the list as it is: it was frozen, or its day has passed (R4.3)."""
    return next((ronde for ronde in rondes_van(student, at=at) if is_dicht(ronde, at=at)), None)


def is_dicht(ronde: Ronde, *, at: datetime) -> bool:
    """Whether students of this round can't change their list any more."""
    return ronde.bevroren_op is not None or (ronde.voorkeuren_tot is not None and ronde.voorkeuren_tot <= at)


def _open(student: Student, at: datetime) -> Student:
    nu = Student.objects.select_for_update(of=("self",)).select_related("user").get(pk=student.pk)
    if bevroren_door(nu) is not None:
        raise DomainError("Je voorkeuren staan vast, want er is een stageplaats voor je gevonden.")
    ronde = gesloten_door(nu, at=at)
    if ronde is not None:
        raise DomainError(
            f"Je voorkeuren staan vast, want {ronde.naam} wordt nu verdeeld. Je stagecoördinator kan je verder helpen."
        )
    return nu


@transaction.atomic
def voeg_voorkeur_toe(*, student: Student, stageplaats: Stageplaats, by: User, at: datetime) -> Voorkeur:
    """Put a place at the end of the list; one that is on it stays where it is."""
    nu = _open(student, at)
    bestaand = nu.voorkeuren.filter(stageplaats=stageplaats).first()
    if bestaand is not None:
        return bestaand
    if not open_plaatsen(nu, op=timezone.localdate(at)).filter(pk=stageplaats.pk).exists():
        raise DomainError("Deze stageplaats is niet open voor jouw opleiding. Kies een andere.")
    if nu.voorkeuren.count() >= MAXIMUM:
        raise DomainError(f"Je kunt {MAXIMUM} plaatsen kiezen. Haal er eerst een weg.")
    hoogste = nu.voorkeuren.aggregate(hoogste=Max("rang"))["hoogste"] or 0
    voorkeur = Voorkeur.objects.create(student=nu, stageplaats=stageplaats, rang=hoogste + 1, ingevoerd_op=at)
    _leg_vast(nu, by, at)
    return voorkeur


@transaction.atomic
def verplaats_voorkeur(
    *,
    student: Student,
    stageplaats: Stageplaats,
    by: User,
    at: datetime,
    omhoog: bool = False,
    naar: int | None = None,
) -> int:
    """Move a place to rank `naar` (1 is best), or one step up or down; return its rank then.

    Beyond an end of the list is that end.
    """
    nu = _open(student, at)
    lijst = list(nu.voorkeuren.order_by("rang", "pk"))
    plek = next((index for index, rij in enumerate(lijst) if rij.stageplaats_id == stageplaats.pk), None)
    if plek is None:
        raise DomainError("Deze plaats staat niet in je lijst.")
    doel = naar - 1 if naar is not None else plek + (-1 if omhoog else 1)
    doel = min(max(doel, 0), len(lijst) - 1)
    if doel != plek:
        lijst.insert(doel, lijst.pop(plek))
        _nummer(lijst)
        _leg_vast(nu, by, at)
    return doel + 1


@transaction.atomic
def haal_voorkeur_weg(*, student: Student, stageplaats: Stageplaats, by: User, at: datetime) -> None:
    """Take a place off the list; doing it twice is no fault."""
    nu = _open(student, at)
    weg, _ = nu.voorkeuren.filter(stageplaats=stageplaats).delete()
    if weg:
        _nummer(list(nu.voorkeuren.order_by("rang", "pk")))
        _leg_vast(nu, by, at)


def _nummer(lijst: list[Voorkeur]) -> None:
    for rang, rij in enumerate(lijst, start=1):
        rij.rang = rang
    Voorkeur.objects.bulk_update(lijst, ["rang"])


def _leg_vast(student: Student, by: User, at: datetime) -> None:
    codes = list(student.voorkeuren.order_by("rang", "pk").values_list("stageplaats__code", flat=True))
    leg_vast(actie="voorkeuren gewijzigd", obj=student, by=by, at=at, na={"voorkeuren": codes})
