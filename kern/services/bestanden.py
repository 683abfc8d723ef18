"""Files outside the web root, under random names. No row without its file; a file without a row is cleared away."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from basis.errors import DomainError
from kern.models import Bestand, User

logger = logging.getLogger("stagebureau.bestanden")
# A file is older than the transaction that should have named it.
WEES_NA = timedelta(days=settings.BEWAARTERMIJNEN["wezen"])
BLOK = 500


def bewaar_bestand(*, naam: str, soort: str, mime: str, inhoud: bytes | File, by: User | None, at: datetime) -> Bestand:
    """Store `inhoud` and return its row. The file is there before the row; a failed row removes the file.

    Raises DomainError when the disk is full or out of reach; then nothing is kept.
    """
    bron = ContentFile(inhoud) if isinstance(inhoud, bytes) else inhoud
    digest, aantal = hashlib.sha256(), 0
    for stuk in bron.chunks():
        digest.update(stuk)
        aantal += len(stuk)
    bron.seek(0)
    pad = _schrijf(f"{soort}/{at:%Y%m}/{secrets.token_urlsafe(24)}", bron)
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


def _schrijf(pad: str, bron: File) -> str:
    try:
        return default_storage.save(pad, bron)
    except OSError as fout:
        logger.exception("bestand niet bewaard")
        with suppress(OSError):
            default_storage.delete(pad)  # what a full disk left of it
        raise DomainError("Het bestand kon niet worden bewaard. Probeer het over een paar minuten opnieuw.") from fout


def gooi_weg(bestand: Bestand) -> None:
    """Remove the row in the caller's transaction, and the file once that is final."""
    pad = bestand.pad.name
    bestand.delete()
    if pad:
        transaction.on_commit(lambda: default_storage.delete(pad))


def ruim_wezen_op(*, at: datetime) -> int:
    """Remove the files of more than a day old that no row names: what a crash left behind. Returns how many (F3)."""
    weg, blok = 0, []
    for pad in _bestanden(""):
        try:
            if default_storage.get_modified_time(pad) > at - WEES_NA:
                continue
        except FileNotFoundError:  # another run cleared it, or somebody threw it away
            continue
        blok.append(pad)
        if len(blok) == BLOK:
            weg += _ruim_blok(blok)
            blok = []
    return weg + _ruim_blok(blok)


def _ruim_blok(paden: list[str]) -> int:
    bekend = set(Bestand.objects.filter(pad__in=paden).values_list("pad", flat=True))
    wezen = [pad for pad in paden if pad not in bekend]
    for pad in wezen:
        default_storage.delete(pad)
    return len(wezen)


def _bestanden(map_: str) -> Iterator[str]:
    try:
        mappen, namen = default_storage.listdir(map_)
    except FileNotFoundError:
        return
    for naam in namen:
        yield f"{map_}/{naam}" if map_ else naam
    for naam in mappen:
        yield from _bestanden(f"{map_}/{naam}" if map_ else naam)
