"""Parents and guardians who sign along for a minor: known to the student and the school, never to a leerbedrijf."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User, Vertegenwoordiger
from kern.services.audit import leg_vast

MAX_AANTAL = 4


@transaction.atomic
def leg_vertegenwoordiger_vast(
    *,
    student: Student,
    naam: str,
    relatie: str,
    email: str,
    telefoon: str,
    by: User,
    at: datetime,
    bestaand: Vertegenwoordiger | None = None,
) -> Vertegenwoordiger:
    """Add a parent or guardian, or change one (`bestaand`). Raises DomainError for a fifth, or the student's own mail.

    The log says that something changed, not what: it outlives the data.
    """
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    rijen = Vertegenwoordiger.objects.filter(student=student, vervallen_op__isnull=True)
    if bestaand is None and rijen.count() >= MAX_AANTAL:
        raise DomainError("Er staan al vier ouders of voogden. Haal eerst iemand weg.")
    email = email.strip().lower()
    if email and email == student.user.email.lower():
        raise DomainError(
            "Dit is het adres van de student zelf. Vul het adres van de ouder of voogd in.", field="email"
        )
    gegevens = {"naam": naam.strip(), "relatie": relatie.strip(), "email": email, "telefoon": telefoon.strip()}
    if bestaand is None:
        zelfde = rijen.filter(naam__iexact=gegevens["naam"], email=email).first()
        if zelfde is not None:  # a double click
            return zelfde
        rij = Vertegenwoordiger.objects.create(student=student, **gegevens)
        leg_vast(actie="ouder of voogd toegevoegd", obj=rij, by=by, at=at)
        return rij
    rij = Vertegenwoordiger.objects.select_for_update(of=("self",)).get(pk=bestaand.pk, student=student)
    if rij.vervallen_op:
        raise DomainError("Deze ouder of voogd is intussen weggehaald.")
    gewijzigd = [veld for veld, waarde in gegevens.items() if getattr(rij, veld) != waarde]
    for veld in gewijzigd:
        setattr(rij, veld, gegevens[veld])
    if gewijzigd:
        rij.save(update_fields=gewijzigd)
        leg_vast(actie="ouder of voogd gewijzigd", obj=rij, by=by, at=at, na={"velden": gewijzigd})
    return rij


@transaction.atomic
def haal_vertegenwoordiger_weg(*, vertegenwoordiger: Vertegenwoordiger, by: User, at: datetime) -> None:
    """Take a parent or guardian off the list; signs no more from now on. Twice does it once."""
    rij = Vertegenwoordiger.objects.select_for_update(of=("self",)).get(pk=vertegenwoordiger.pk)
    if rij.vervallen_op is None:
        rij.vervallen_op = at
        rij.save(update_fields=["vervallen_op"])
        leg_vast(actie="ouder of voogd weggehaald", obj=rij, by=by, at=at)
