"""Files outside the web root, under random names."""

import hashlib
import secrets
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from kern.models import Bestand, User


def bewaar_bestand(*, naam: str, soort: str, mime: str, inhoud: bytes | File, by: User | None, at: datetime) -> Bestand:
    """Store `inhoud` and return its row. The file is there before the row; a failed row removes the file."""
    bron = ContentFile(inhoud) if isinstance(inhoud, bytes) else inhoud
    digest, aantal = hashlib.sha256(), 0
    for stuk in bron.chunks():
        digest.update(stuk)
        aantal += len(stuk)
    bron.seek(0)
    pad = default_storage.save(f"{soort}/{at:%Y%m}/{secrets.token_urlsafe(24)}", bron)
    try:
        with transaction.atomic():
            return Bestand.objects.create(
                naam=naam[:200],
                soort=soort,
                mime=mime,
                bytes=aantal,
                sha256=digest.hexdigest(),
                pad=pad,
                eigenaar=by,
                aangemaakt_op=at,
            )
    except Exception:
        default_storage.delete(pad)
        raise
