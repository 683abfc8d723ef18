"""Certificates of school for nursing acts: given to a whole class at once, withdrawn one by one (R5.6)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_handelingen
from evaluaties.models import Handeling, Handelingscertificaat
from kern.models import Student, User
from kern.services.audit import leg_vast

HOOGSTENS = 200


@transaction.atomic
def geef_certificaten(
    *,
    handeling: Handeling,
    studenten: Iterable[Student],
    afgegeven_op: date,
    geldig_tot: date | None,
    by: User,
    at: datetime,
) -> int:
    """Certify many students for one act; return how many certificates were new.

    Who already has one of the same day keeps that one. Locks the students, so that two teachers at once make no
    doubles. Raises GeenToegang when one of them isn't a student of `by`, DomainError for days that don't fit, or an act
    that is not on the list of a student's programme.
    """
    vandaag = timezone.localdate(at)
    if afgegeven_op > vandaag:
        raise DomainError("Een certificaat geeft u af op een dag die is geweest.", field="afgegeven_op")
    if geldig_tot is not None and geldig_tot < afgegeven_op:
        raise DomainError("De laatste dag ligt voor de dag van afgifte.", field="geldig_tot")
    ids = sorted({student.pk for student in studenten})
    if not ids:
        raise DomainError("Kies minstens een student.")
    if len(ids) > HOOGSTENS:
        raise DomainError(f"Kies hoogstens {HOOGSTENS} studenten tegelijk.")
    rijen = list(
        Student.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("user").order_by("pk")
    )
    if any(not rules_handelingen.mag_student_certificeren(by, student) for student in rijen):
        raise GeenToegang("Een certificaat geeft de stagedocent of een coördinator van de school van de student.")
    opleidingen = set(handeling.opleidingen.values_list("pk", flat=True))
    vreemd = [student.naam for student in rijen if student.opleiding_id not in opleidingen]
    if vreemd:
        raise DomainError(f"{handeling} hoort niet bij de opleiding van {vreemd[0]}.")
    heeft = set(
        Handelingscertificaat.objects.filter(
            student__in=ids, handeling=handeling, afgegeven_op=afgegeven_op, ingetrokken_op__isnull=True
        ).values_list("student_id", flat=True)
    )
    nieuw = [
        Handelingscertificaat(
            student=student, handeling=handeling, afgegeven_op=afgegeven_op, geldig_tot=geldig_tot, door=by, at=at
        )
        for student in rijen
        if student.pk not in heeft
    ]
    Handelingscertificaat.objects.bulk_create(nieuw)
    for rij in nieuw:
        leg_vast(
            actie="certificaat afgegeven",
            obj=rij,
            by=by,
            at=at,
            na={"handeling": handeling.code, "afgegeven_op": afgegeven_op, "geldig_tot": geldig_tot},
        )
    return len(nieuw)


@transaction.atomic
def trek_certificaat_in(
    *, certificaat: Handelingscertificaat, reden: str, by: User, at: datetime
) -> Handelingscertificaat:
    """Withdraw a certificate with a reason, which only school and student read; then the act may not be done."""
    nu = Handelingscertificaat.objects.select_for_update(of=("self",)).select_related("student").get(pk=certificaat.pk)
    if not rules_handelingen.mag_student_certificeren(by, nu.student):
        raise GeenToegang("Alleen de stagedocent of een coördinator van de school trekt een certificaat in.")
    if nu.ingetrokken_op is not None:
        raise DomainError("Dit certificaat is al ingetrokken.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    nu.ingetrokken_op, nu.ingetrokken_door, nu.intrekreden = at, by, reden.strip()
    nu.save(update_fields=["ingetrokken_op", "ingetrokken_door", "intrekreden"])
    leg_vast(actie="certificaat ingetrokken", obj=nu, by=by, at=at, reden=nu.intrekreden)
    return nu
