"""Booking a slot of a spreekuur and giving it back (R7.5)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_groepen as rules
from begeleiding.models import Reeks, Spreekuurplek
from begeleiding.services import groepen_post as post
from kern.models import Student, User
from kern.services.audit import leg_vast

VOL = "Deze tijd is net door iemand anders gekozen. Kies een andere tijd."


def _vergrendeld(plek: Spreekuurplek) -> Spreekuurplek:
    rijen = Spreekuurplek.objects.select_for_update(of=("self",), no_key=True)
    return rijen.select_related("bijeenkomst__reeks__leider", "student__user").get(pk=plek.pk)


@transaction.atomic
def boek(*, plek: Spreekuurplek, student: Student, vraag: str, by: User, at: datetime) -> Spreekuurplek:
    """Take a free slot; one per student per spreekuur. Of two who book the last one at once, one gets it (C1)."""
    if student.user_id != by.pk:
        raise GeenToegang("Een tijd kies je zelf.")
    nu = _vergrendeld(plek)
    if not Reeks.objects.van_student(by).filter(pk=nu.bijeenkomst.reeks_id).exists():
        raise GeenToegang("Dit spreekuur is niet voor jou.")
    if nu.student_id == student.pk:
        return nu
    if not rules.kan_boeken(nu, at):
        raise DomainError("Deze tijd is voorbij of afgezegd.")
    if nu.student_id is not None:
        raise DomainError(VOL)
    nu.student, nu.vraag, nu.geboekt_op = student, vraag.strip()[:300], at
    try:
        with transaction.atomic():
            nu.save(update_fields=["student", "vraag", "geboekt_op"])
    except IntegrityError:
        raise DomainError("Je hebt op dit spreekuur al een tijd. Geef die eerst terug.") from None
    leg_vast(actie="tijd op spreekuur gekozen", obj=nu, by=by, at=at)
    post.vertel_plek(nu, nu.bijeenkomst, at=at, weg=False)
    return nu


@transaction.atomic
def geef_terug(*, plek: Spreekuurplek, by: User, at: datetime) -> Spreekuurplek:
    """Give a slot back, by the student or by who leads it; then it is free for others. Twice does no harm."""
    nu = _vergrendeld(plek)
    eigen = nu.student is not None and nu.student.user_id == by.pk
    leidt = rules.mag_leiden(by, nu.bijeenkomst.reeks)
    if nu.student is None:
        return nu
    if not (eigen or leidt):
        raise GeenToegang("Deze tijd is niet van jou.")
    if not rules.kan_boeken(nu, at):
        raise DomainError("Deze tijd is voorbij of afgezegd.")
    post.vertel_plek(nu, nu.bijeenkomst, at=at, weg=True, door_leider=not eigen)
    nu.student, nu.vraag, nu.geboekt_op = None, "", None
    nu.save(update_fields=["student", "vraag", "geboekt_op"])
    leg_vast(actie="tijd op spreekuur vrij", obj=nu, by=by, at=at)
    return nu
