"""The secret address of a person's calendar: made, shown to its owner, replaced, taken away.

256 bits; the table keeps a seed and a hash. Who reads the table alone can't make the address from it.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from kern.models import Agendasleutel, User
from kern.services.audit import leg_vast

ZOUT = "stagebureau.agenda"


def _geheim(zaad: str) -> str:
    """Return the secret (43 characters) that belongs to a seed under the key of this portal."""
    return urlsafe_b64encode(salted_hmac(ZOUT, zaad, algorithm="sha256").digest()).rstrip(b"=").decode()


def _hash(geheim: str) -> str:
    return hashlib.sha256(geheim.encode()).hexdigest()


@transaction.atomic
def maak_sleutel(*, user: User, by: User, at: datetime) -> str:
    """Make the secret of a person's calendar, instead of the one there was; returns it."""
    zaad = secrets.token_hex(32)
    geheim = _geheim(zaad)
    Agendasleutel.objects.update_or_create(user=user, defaults={"zaad": zaad, "hash": _hash(geheim), "gemaakt_op": at})
    leg_vast(actie="agenda-adres gemaakt", obj=user, by=by, at=at)
    return geheim


@transaction.atomic
def trek_sleutel_in(*, user: User, by: User, at: datetime) -> None:
    """Close the calendar of a person: its address finds nothing from now on."""
    weg, _ = Agendasleutel.objects.filter(user=user).delete()
    if weg:
        leg_vast(actie="agenda-adres ingetrokken", obj=user, by=by, at=at)


def geheim_van(sleutel: Agendasleutel) -> str:
    """Return the secret to show to its owner; "" when the portal has another key since (the address still works)."""
    geheim = _geheim(sleutel.zaad)
    return geheim if secrets.compare_digest(_hash(geheim), sleutel.hash) else ""


def eigenaar_van(geheim: str) -> User | None:
    """Whose calendar this is; None for an unknown or withdrawn secret and for who may not log in."""
    sleutel = Agendasleutel.objects.select_related("user").filter(hash=_hash(geheim), user__is_active=True).first()
    return sleutel.user if sleutel else None
