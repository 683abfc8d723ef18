"""What ends an application from outside: vacature or place is withdrawn, or the student has a stage in that time."""

import logging
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from kern.models import Student, User
from vacatures.enums import SollicitatieStatus, VacatureStatus
from vacatures.models import Sollicitatie, Stageplaats, Vacature
from vacatures.models.sollicitatie import LOPEND, SollicitatieQuerySet
from vacatures.services import sollicitatie_post as post
from vacatures.services import sollicitatie_wie as wie
from vacatures.services.sollicitatie import meld_einde
from vacatures.services.sollicitatie_stap import noteer, vergrendeld, zet

logger = logging.getLogger("stagebureau.vacatures")

S = SollicitatieStatus
OPEN = (S.CONCEPT, *sorted(LOPEND))
VACATURE_WEG = "Het leerbedrijf heeft de vacature ingetrokken."
PLAATS_WEG = "Het leerbedrijf heeft de stageplaats ingetrokken."


@transaction.atomic
def laat_vervallen(
    *, sollicitatie: Sollicitatie, reden: str, at: datetime, by: User | None = None, aan_student: str = ""
) -> bool:
    """End an open application with a reason that all concerned read; a draft that nobody saw goes without mail.

    `aan_student`: the same reason in 'je', for the mail to the student. Returns whether anything was ended.
    """
    nu = vergrendeld(sollicitatie)
    if nu.status not in OPEN:
        return False
    was = nu.status
    stap = zet(nu, S.VERVALLEN, by=by, at=at, tekst=reden)
    if was != S.CONCEPT:
        post.mail("sollicitatie_vervallen", nu, stap, [nu.student.user], at=at, tekst=aan_student or reden)
        meld_einde(nu, stap, was, at=at, nieuws=f"De sollicitatie is gestopt. {reden}")
    return True


def van_gesloten_vacatures(*, op: date) -> SollicitatieQuerySet:
    """Return open applications to withdrawn vacatures or places, and drafts for what nobody can apply to any more.

    What was sent before the last day goes on: the leerbedrijf still owes an answer.
    """
    weg = Q(vacature__status=VacatureStatus.INGETROKKEN) | Q(vacature__stageplaats__ingetrokken_op__isnull=False)
    ingetrokken = weg & Q(status__in=OPEN)
    voorbij = Q(vacature__verloopt_op__lt=op) | Q(vacature__status=VacatureStatus.VERLOPEN)
    return Sollicitatie.objects.filter(ingetrokken | (Q(status=S.CONCEPT) & voorbij))


def beeindig_gesloten(*, at: datetime) -> int:
    """End the applications whose vacature closed; return how many. Twice is once."""
    klaar = 0
    rijen = van_gesloten_vacatures(op=timezone.localdate(at)).select_related("vacature__stageplaats")
    for rij in rijen.order_by("pk"):
        try:
            klaar += laat_vervallen(sollicitatie=rij, reden=_waarom_gesloten(rij.vacature), at=at)
        except Exception:
            # One that fails must not hold up the others.
            logger.exception("sollicitatie %s kon niet stoppen", rij.pk)
    return klaar


def _waarom_gesloten(vacature: Vacature) -> str:
    if vacature.status == VacatureStatus.INGETROKKEN:
        return VACATURE_WEG
    return PLAATS_WEG if vacature.stageplaats.ingetrokken_op else "De laatste dag om te reageren is voorbij."


def vacature_is_gesloten(*, vacature: Vacature, at: datetime, by: User | None) -> int:
    """End what is open for a vacature that was just withdrawn; return how many. A hidden one only stands still."""
    rijen = _vrij(van_gesloten_vacatures(op=timezone.localdate(at)).filter(vacature=vacature))
    return sum(laat_vervallen(sollicitatie=rij, reden=VACATURE_WEG, at=at, by=by) for rij in rijen)


def plaats_is_ingetrokken(*, plaats: Stageplaats, at: datetime, by: User | None) -> int:
    """End what is open for any vacature of a place that was just withdrawn, hidden ones too; return how many."""
    rijen = _vrij(Sollicitatie.objects.filter(vacature__stageplaats=plaats, status__in=OPEN))
    return sum(laat_vervallen(sollicitatie=rij, reden=PLAATS_WEG, at=at, by=by) for rij in rijen)


def _vrij(rijen: SollicitatieQuerySet) -> list[Sollicitatie]:
    """Return the rows that nobody holds at this moment, locked; the rest is left to the sweep.

    The caller has written in the log already: who then waits for a lock can make two wait for each other.
    """
    rijen = rijen.order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rijen = rijen.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return list(rijen)


def in_die_tijd(begin: Any, eind: Any) -> SollicitatieQuerySet:
    """Return open applications for a place in this time: by the dates of the vacature, else its school year.

    Dates, or expressions such as OuterRef.
    """
    jaar = "vacature__stageplaats__schooljaar"
    begint = Q(vacature__begindatum__lte=eind) | Q(vacature__begindatum__isnull=True, **{f"{jaar}__begin__lte": eind})
    eindigt = Q(vacature__einddatum__gte=begin) | Q(vacature__einddatum__isnull=True, **{f"{jaar}__eind__gte": begin})
    return Sollicitatie.objects.filter(begint, eindigt, status__in=OPEN)


def student_is_geplaatst(
    *,
    student: Student,
    begin: date,
    eind: date,
    ja_op: datetime,
    behalve: int | None,
    at: datetime,
    by: User | None,
) -> int:
    """End the other open applications of a student who said yes to a stage from `begin` to `eind`; return how many.

    What was begun after that yes (`ja_op`) is for another stage.
    """
    reden = "De student heeft in deze tijd een stageplek."
    rijen = _vrij(in_die_tijd(begin, eind).filter(student=student, begonnen_op__lte=ja_op).exclude(pk=behalve))
    aan_student = "Je hebt in deze tijd een stageplek."
    return sum(laat_vervallen(sollicitatie=rij, reden=reden, at=at, by=by, aan_student=aan_student) for rij in rijen)


@transaction.atomic
def aanbod_voorbij(*, sollicitatie: Sollicitatie, reden: str, at: datetime, by: User | None) -> None:
    """An accepted student doesn't come after all: a line in the timeline; the leerbedrijf hears of the free seat."""
    stap = noteer(sollicitatie, tekst=reden, at=at, by=by)
    wachtend = (
        Sollicitatie.objects.lopend().filter(vacature__stageplaats_id=sollicitatie.vacature.stageplaats_id).count()
    )
    rest = f" Er wachten nog {wachtend} andere sollicitaties." if wachtend > 1 else ""
    rest = " Er wacht nog één andere sollicitatie." if wachtend == 1 else rest
    mensen = wie.beoordelaars(sollicitatie.vacature, op=timezone.localdate(at))
    post.mail("sollicitatie_nieuws", sollicitatie, stap, mensen, at=at, tekst=f"{reden} De plek is weer vrij.{rest}")
