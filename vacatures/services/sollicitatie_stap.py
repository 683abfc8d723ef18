"""One step of an application: locked, checked against the one table of states, dated, with its words (R4.2)."""

from datetime import datetime

from basis.errors import DomainError
from kern.enums import Linkdoel
from kern.models import User
from kern.services import toegangslinks
from kern.services.audit import leg_vast
from vacatures.enums import STIL, SollicitatieStatus
from vacatures.models import Sollicitatie, Sollicitatiestap
from vacatures.models.sollicitatie import LOPEND, OVERGANGEN
from vacatures.rules_sollicitatie import BIJ_LEERBEDRIJF

S = SollicitatieStatus


def vergrendeld(sollicitatie: Sollicitatie) -> Sollicitatie:
    """Lock the application in the caller's transaction and return it as it is now, with those concerned.

    Whoever locks more than one thing locks the application first; nothing is logged before the last lock.
    """
    rijen = Sollicitatie.objects.select_for_update(of=("self",), no_key=True).met_betrokkenen()
    return rijen.get(pk=sollicitatie.pk)


def eis_overgang(nu: Sollicitatie, naar: str) -> None:
    """Raise DomainError when the table doesn't know this step."""
    if naar in OVERGANGEN[nu.status]:
        return
    if nu.status == S.INGETROKKEN:
        raise DomainError("De student heeft deze sollicitatie ingetrokken.")
    raise DomainError(f"Dit kan niet meer: de sollicitatie is intussen '{S(nu.status).label}'.")


def eis_niet_stil(nu: Sollicitatie) -> None:
    """Raise DomainError while the vacature is hidden or without recognition: its applications stand still."""
    if nu.vacature.status in STIL:
        raise DomainError(STIL[nu.vacature.status])


def noteer(
    nu: Sollicitatie,
    *,
    tekst: str,
    at: datetime,
    by: User | None = None,
    by_naam: str = "",
    van: str | None = None,
    alleen_school: bool = False,
) -> Sollicitatiestap:
    """Add a dated line; without `van` the state stays what it is (a reminder, a place that is full)."""
    return Sollicitatiestap.objects.create(
        sollicitatie=nu,
        van=nu.status if van is None else van,
        naar=nu.status,
        at=at,
        by=by,
        by_naam=by_naam,
        tekst=tekst.strip(),
        alleen_school=alleen_school,
    )


def zet(
    nu: Sollicitatie,
    naar: str,
    *,
    at: datetime,
    by: User | None,
    by_naam: str = "",
    tekst: str = "",
    alleen_school: bool = False,
    wacht_sinds: datetime | None = None,
    **velden: object,
) -> Sollicitatiestap:
    """Move a locked application to another state; the clock of waiting starts anew. Returns the step.

    Raises DomainError when the table doesn't know the step. Mailed links die when the leerbedrijf is no longer asked.
    """
    eis_overgang(nu, naar)
    van, nu.status = nu.status, naar
    nu.herinneringen = 0
    nu.wacht_sinds = (wacht_sinds or at) if naar in LOPEND else None
    for naam, waarde in velden.items():
        setattr(nu, naam, waarde)
    nu.save(update_fields=["status", "herinneringen", "wacht_sinds", *velden])
    stap = noteer(nu, van=van, tekst=tekst, at=at, by=by, by_naam=by_naam, alleen_school=alleen_school)
    leg_vast(
        actie=f"sollicitatie {S(naar).label}",
        obj=nu,
        by=by,
        at=at,
        reden=f"door {by_naam} via een link" if by_naam else "",
        voor={"status": van},
        na={"status": naar},
    )
    if van in BIJ_LEERBEDRIJF and naar not in BIJ_LEERBEDRIJF:
        toegangslinks.trek_in(doel=Linkdoel.SOLLICITATIE, object_id=nu.public_id, by=by, at=at)
    return stap
