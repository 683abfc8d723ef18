"""One step of a place that a student found: locked, dated, in the audit log."""

from datetime import datetime

from django.utils import timezone

from basis.errors import DomainError
from kern.models import User
from kern.services.audit import leg_vast
from vacatures.models import EigenPlek, EigenPlekStap
from vacatures.models.eigenplek import OPEN


def vergrendeld(plek: EigenPlek) -> EigenPlek:
    """Lock the place in the caller's transaction and return it as it is now, with the student around it."""
    return EigenPlek.objects.select_for_update(of=("self",)).met_student().get(pk=plek.pk)


def eis_open(plek: EigenPlek) -> None:
    """Raise DomainError when it is decided already."""
    if plek.status not in OPEN:
        raise DomainError(f"Dit is al afgehandeld: {plek.get_status_display()}.")


def noteer(
    plek: EigenPlek, *, by: User | None, at: datetime, tekst: str = "", by_naam: str = "", van: str | None = None
) -> EigenPlekStap:
    """Add a line to what happened."""
    return EigenPlekStap.objects.create(
        eigen_plek=plek,
        van=plek.status if van is None else van,
        naar=plek.status,
        at=at,
        by=by,
        by_naam=by_naam or (by.naam if by else "Stagebureau"),
        tekst=tekst,
    )


def zet(
    plek: EigenPlek, naar: str, *, by: User | None, at: datetime, tekst: str = "", by_naam: str = ""
) -> EigenPlekStap:
    """Move a locked place to another state; what waits counts from now."""
    van, plek.status = plek.status, naar
    plek.wacht_sinds, plek.herinneringen = (at if naar in OPEN else None), 0
    plek.versie += 1
    plek.save()
    leg_vast(
        actie="zelf gevonden plek gewijzigd",
        obj=plek,
        by=by,
        at=at,
        voor={"status": van},
        na={"status": naar, "dag": timezone.localdate(at)},
    )
    return noteer(plek, by=by, at=at, tekst=tekst, by_naam=by_naam, van=van)
