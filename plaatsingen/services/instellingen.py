"""What a school wants of the course of its placements (R4.8, R5.3)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Organisatie, User
from kern.services.audit import leg_vast
from plaatsingen.enums import Startregel
from plaatsingen.models.verloop import Verloopinstelling

BEDENKTIJD = range(1, 15)


def eigen_scholen(user: User) -> list[Organisatie]:
    """Return the schools for which this person may say so: the own ones; the bureau and an administrator all."""
    scholen = Organisatie.objects.scholen().order_by("naam", "pk")
    if not (user.is_beheerder or user.regio_coordinator):
        scholen = scholen.filter(pk__in=user.organisatie_ids_als("coordinator"))
    return list(scholen)


@transaction.atomic
def leg_vast_voor(
    *, school: Organisatie, start: str, bedenktijd_dagen: int, by: User, at: datetime
) -> Verloopinstelling:
    """Write what a school wants; the same again changes nothing. Raises GeenToegang for whoever isn't of the school."""
    if school not in eigen_scholen(by):
        raise GeenToegang("Alleen een coördinator van deze school verandert de afspraken.")
    if start not in Startregel.values:
        raise DomainError("Kies wat er gebeurt als er iets ontbreekt.", field="start")
    if bedenktijd_dagen not in BEDENKTIJD:
        raise DomainError("De bedenktijd is 1 tot en met 14 dagen.", field="bedenktijd_dagen")
    rij = Verloopinstelling.objects.select_for_update().filter(school=school).first() or Verloopinstelling(
        school=school
    )
    voor = {"start": rij.start, "bedenktijd": rij.bedenktijd_dagen}
    na = {"start": start, "bedenktijd": bedenktijd_dagen}
    if rij.pk and voor == na:
        return rij
    rij.start, rij.bedenktijd_dagen, rij.gewijzigd_op, rij.gewijzigd_door = start, bedenktijd_dagen, at, by
    rij.save()
    leg_vast(actie="afspraken over het verloop", obj=school, by=by, at=at, voor=voor, na=na)
    return rij
