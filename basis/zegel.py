"""The electronic seal of the bureau on a PDF (PAdES, by pyHanko): afterwards every changed byte shows.

In production the certificate is the bureau's own (ZEGEL_BESTAND, a PKCS#12 file, and ZEGEL_WACHTWOORD). The demo and
the tests make one for themselves, once, under `var/`: it shows how it works and proves nothing about who sealed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.conf import settings

from basis.errors import DomainError

logger = logging.getLogger("stagebureau.zegel")

GEEN_CERTIFICAAT = (
    "Op deze server staat nog geen certificaat voor het zegel. De beheerder stelt het in met ZEGEL_BESTAND en "
    "ZEGEL_WACHTWOORD. Er gaat niets verloren: het zegel komt er daarna vanzelf op."
)


@dataclass(frozen=True, slots=True)
class Zegeloordeel:
    """What a look at the seal of a PDF says.

    `ongewijzigd`: every byte is as it was sealed and nothing was added; `van_ons`: with the certificate of this server.
    """

    aanwezig: bool
    ongewijzigd: bool = False
    van_ons: bool = False
    moment: datetime | None = None
    houder: str = ""


def verzegel(pdf: bytes, *, reden: str, at: datetime) -> bytes:
    """Return the PDF with the seal on it, at the end of the file; what was there stays byte for byte.

    Raises DomainError when there is no certificate or it can't be used.
    """
    pad, wachtwoord = _certificaat(at)
    return _zetter().zet(pdf, pad, wachtwoord, reden)


def controleer_certificaat(*, at: datetime) -> None:
    """Raise DomainError when nothing can be sealed now, with what an administrator does about it."""
    _certificaat(at)


def controleer(pdf: bytes, *, at: datetime) -> Zegeloordeel:
    """Judge the seal of a PDF of our own making; for an upload of a stranger compare hashes instead.

    Never asks the network. A file that can't be read has no seal that holds. Raises DomainError without a certificate.
    """
    pad, wachtwoord = _certificaat(at)
    return Zegeloordeel(**_zetter().lees(pdf, pad, wachtwoord))


def _certificaat(at: datetime) -> tuple[Path, str]:
    if settings.ZEGEL_BESTAND:
        pad, wachtwoord = Path(settings.ZEGEL_BESTAND), settings.ZEGEL_WACHTWOORD
    elif settings.DEMO:
        pad, wachtwoord = Path(settings.VAR_DIR) / "zegel-demo.p12", settings.SECRET_KEY
        _zetter().maak_proefcertificaat(pad, wachtwoord, at)
    else:
        raise DomainError(GEEN_CERTIFICAAT)
    if not _zetter().past(pad, wachtwoord):
        logger.error("het certificaat van het zegel is niet te lezen: %s", pad.name)
        raise DomainError("Het certificaat van het zegel is niet te lezen. De beheerder kan dit oplossen.")
    return pad, wachtwoord


def _zetter() -> ModuleType:
    from basis import zegel_zetten  # noqa: PLC0415 - pyHanko takes a second to load, and few processes seal

    return zegel_zetten
