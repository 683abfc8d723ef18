"""What every step with a signal does: lock, a line with its seal, a mail that says nothing (R7.7)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from basis.errors import GeenToegang
from begeleiding.models import Signaal, Signaalinzage, Signaalregel
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar
from kern.services.postrij import registreer_discreet

registreer_discreet("vandaag")  # only signals send it, so that to somebody who knows, each tells of a signal
VERZEGELD = "regel verzegeld"


def vergrendeld(signaal: Signaal) -> Signaal:
    """Return the signal as it is now, locked until the transaction ends."""
    rijen = Signaal.objects.select_for_update(of=("self",), no_key=True)
    return rijen.select_related("student__user", "student__opleiding", "plaatsing", "eigenaar", "gemeld_door").get(
        pk=signaal.pk
    )


def eis(*, mag: bool) -> None:
    """Raise GeenToegang unless `mag`."""
    if not mag:
        raise GeenToegang("Dit signaal behandelt iemand anders.")


def zegel_van(regel: Signaalregel) -> str:
    """Return the SHA-256 (hex) of a line with its salt: without the line nobody can tell what it seals."""
    delen = (regel.zout, regel.signaal_id, regel.at.timestamp(), regel.by_id, regel.wat, regel.tekst)
    return hashlib.sha256("\x1f".join(map(str, delen)).encode()).hexdigest()


def noteer(
    signaal: Signaal,
    *,
    wat: str,
    by: User | None,
    at: datetime,
    tekst: str = "",
    voor_melder: bool = False,
    stil: bool = False,
) -> Signaalregel:
    """Add a line, and its seal to the audit log. Who raised it hears of a line for them, unless `stil`.

    The log doesn't name the signal, the student or who wrote: an outsider must not see that there is one.
    """
    regel = Signaalregel.objects.create(
        signaal=signaal, wat=wat, tekst=tekst, by=by, at=at, voor_melder=voor_melder, zout=secrets.token_hex(16)
    )
    leg_vast(actie=VERZEGELD, obj=None, by=None, at=at, na={"zegel": zegel_van(regel)})
    if voor_melder and not stil and signaal.gemeld_door_id and signaal.gemeld_door_id != (by.pk if by else None):
        signaal.melder_ongelezen = True
        signaal.save(update_fields=["melder_ongelezen"])
        roep([signaal.gemeld_door], regel=regel, at=at)
    return regel


def roep(wie: Iterable[User | None], *, regel: Signaalregel, at: datetime, haast: bool = False) -> None:
    """Tell people that something waits on their page Vandaag: no names, no kind, not even that it is a signal."""
    for user in {user.pk: user for user in wie if user is not None and user != regel.by}.values():
        kenmerk = hashlib.sha256(f"{regel.zout}:{user.pk}".encode()).hexdigest()[:32]
        zet_klaar(
            soort="vandaag",
            sleutel=f"vandaag:{kenmerk}",
            at=at,
            sjabloon="vandaag_haast" if haast else "vandaag",
            context={"student": user.heeft_rol("student")},
            ontvanger=user,
            pad="/",
            bundel="" if haast else "vandaag",
        )


def leg_lezen_vast(*, signaal: Signaal, user: User, at: datetime) -> None:
    """Write who opened the signal before it is shown; only its circle sees these lines (D2)."""
    Signaalinzage.objects.create(signaal=signaal, user=user, at=at)
