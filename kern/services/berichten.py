"""The relay of the outbox: sends what waits, once, if it is still true and wanted by mail.

At least once, with the same Message-ID (betrouwbaarheid.md, section 1).
"""

import logging
import smtplib
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Q

from basis.ical import methode_van
from kern.enums import BerichtStatus, Mailwijze
from kern.models import Bericht, User
from kern.services.audit import leg_vast
from kern.services.bundels import bundel
from kern.services.mailvoorkeuren import DAG, volgende_bezorging, wijze_voor
from kern.services.postrij import (
    Controle,
    controleer,
    postzak,
    registreer_controle,
    registreer_groep,
    zet_klaar,
    zet_tekst_klaar,
)

__all__ = [
    "HUUR",
    "MAX_POGINGEN",
    "WACHTTIJDEN",
    "Controle",
    "markeer_gelezen",
    "postzak",
    "probeer_alle_opnieuw",
    "probeer_opnieuw",
    "registreer_controle",
    "registreer_groep",
    "verstuur_wachtende",
    "zet_klaar",
    "zet_tekst_klaar",
]

logger = logging.getLogger("stagebureau.berichten")

HUUR = timedelta(seconds=60)
WACHTTIJDEN = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
MAX_POGINGEN = len(WACHTTIJDEN)
MAX_DUUR = 55  # seconds: what is left waits for the next ring, so that slow rounds don't pile up
BLIJVEND = range(500, 600)  # answers of a mail server that trying again does not change


@transaction.atomic
def _huur(at: datetime) -> Bericht | None:
    """Take the oldest message that may go, for 60 seconds, so that no other relay sends it."""
    bericht = _oudste(at)
    if bericht:
        bericht.huur_tot = at + HUUR
        bericht.pogingen += 1
        bericht.save(update_fields=["huur_tot", "pogingen"])
    return bericht


def _oudste(at: datetime) -> Bericht | None:
    """Lock and return the oldest message that may go. Of a bundle only the first: who has it takes the others along.

    Looks without locking: a lock on a part, however short, would hide it from the relay that is taking it along.
    """
    wachtend = Bericht.objects.filter(status=BerichtStatus.WACHT, niet_voor__lte=at)
    vrij = wachtend.filter(Q(huur_tot__isnull=True) | Q(huur_tot__lt=at))
    slot = vrij
    if connection.features.has_select_for_update_skip_locked:
        slot = vrij.select_for_update(skip_locked=True, of=("self",))
    gezien: list[int] = []
    while kandidaat := vrij.exclude(pk__in=gezien).order_by("niet_voor", "pk").defer("tekst", "html").first():
        gezien.append(kandidaat.pk)
        # Asked per row: inside the query above it would be asked of all that wait, each time.
        zelfde = wachtend.filter(ontvanger=kandidaat.ontvanger_id, bundel=kandidaat.bundel, pk__lt=kandidaat.pk)
        if kandidaat.bundel and zelfde.exists():
            continue
        if bericht := slot.filter(pk=kandidaat.pk).first():
            return bericht
    return None


def verstuur_wachtende(*, at: datetime, maximum: int = 500) -> dict[str, int]:
    """Send what waits, oldest first, one by one; one bad address never holds up the others.

    Returns how many were sent, not sent (no longer true, or only wanted in the portal), put off and given up.
    """
    telling = {"verzonden": 0, "vervallen": 0, "uitgesteld": 0, "mislukt": 0}
    begin = monotonic()
    for _ in range(maximum):
        # Whole seconds that really went by: a slow mail server must not make the lease of the next message too short.
        verstreken = int(monotonic() - begin)
        if verstreken >= MAX_DUUR:
            break
        nu = at + timedelta(seconds=verstreken)
        bericht = _huur(nu)
        if bericht is None:
            break
        telling[_behandel(bericht, nu)] += 1
    return telling


def _behandel(bericht: Bericht, at: datetime) -> str:
    """Decide what becomes of one message that this relay holds."""
    try:
        with transaction.atomic():  # what the check queues instead, and that this one lapses, are one
            waarom_niet = controleer(bericht, at)
            if waarom_niet:
                _zet(bericht, status=BerichtStatus.VERVALLEN, laatste_fout=waarom_niet, **_gewist(bericht))
                return "vervallen"
    except Exception as fout:
        # A check that breaks must not hold up the mail of others, nor let a mail out that may be untrue.
        logger.exception("de controle van bericht %s ging mis", bericht.public_id)
        return _stel_uit(bericht, at, f"De controle voor het verzenden ging mis. ({type(fout).__name__})")
    wijze = wijze_voor(bericht)
    if wijze == Mailwijze.PORTAAL:
        _zet(bericht, status=BerichtStatus.PORTAAL)
        return "vervallen"
    if wijze == Mailwijze.DAGELIJKS and bericht.bundel != DAG:
        _zet(bericht, bundel=DAG, niet_voor=volgende_bezorging(bericht.ontvanger_id, at), pogingen=0)
        return "uitgesteld"
    if bericht.bundel and bericht.ontvanger_id and not bericht.gevoelig:
        bericht = _met_de_rest(bericht, at)
    return _verstuur(bericht, at)


def _met_de_rest(bericht: Bericht, at: datetime) -> Bericht:
    """Return the one mail for what waits together; the message alone when combining goes wrong."""
    try:
        return bundel(bericht, at)
    except Exception:
        logger.exception("bericht %s kon niet met andere worden samengevoegd", bericht.public_id)
        return bericht


def _verstuur(bericht: Bericht, at: datetime) -> str:
    mail = EmailMultiAlternatives(
        subject=bericht.onderwerp,
        body=bericht.tekst,
        to=[bericht.aan],
        headers={"Message-ID": bericht.message_id, "Auto-Submitted": "auto-generated"},
    )
    if bericht.html:
        mail.attach_alternative(bericht.html, "text/html")
    if bericht.agenda:
        # Both, as calendars differ: some read the part of the mail, others only the file.
        mail.attach_alternative(bericht.agenda, f"text/calendar; method={methode_van(bericht.agenda)}")
        mail.attach("uitnodiging.ics", bericht.agenda.encode(), "application/ics")
    try:
        mail.send()
    except Exception as fout:  # noqa: BLE001 - whatever the mail server does, the next message must go on
        logger.warning("bericht %s niet verzonden: %s", bericht.public_id, type(fout).__name__)
        return _stel_uit(bericht, at, _uitleg(fout), blijvend=_is_blijvend(fout))
    velden = {"status": BerichtStatus.VERZONDEN, "verzonden_op": at, "laatste_fout": ""}
    _zet(bericht, **velden, **_gewist(bericht))
    return "verzonden"


def _gewist(bericht: Bericht) -> dict[str, str]:
    """What to keep of a mail with a secret link or code in it, once it needs no more sending: not the secret."""
    if not bericht.gevoelig or settings.DEMO:
        return {}
    return {"tekst": "(inhoud gewist na verzending)", "html": "", "pad": "/"}


def _stel_uit(bericht: Bericht, at: datetime, reden: str, *, blijvend: bool = False) -> str:
    if blijvend or bericht.pogingen > MAX_POGINGEN:
        _zet(bericht, status=BerichtStatus.MISLUKT, laatste_fout=reden[:500])
        return "mislukt"
    wacht = WACHTTIJDEN[min(bericht.pogingen, MAX_POGINGEN) - 1]
    _zet(bericht, niet_voor=at + wacht, laatste_fout=reden[:500])
    return "uitgesteld"


def _is_blijvend(fout: Exception) -> bool:
    """Whether the mail server said that it will never take this mail for this address."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        return bool(fout.recipients) and all(code in BLIJVEND for code, _ in fout.recipients.values())
    return isinstance(fout, smtplib.SMTPDataError) and fout.smtp_code in BLIJVEND


def _uitleg(fout: Exception) -> str:
    """Say why it did not go, in words for an administrator; what the server said stands behind it."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        blijvend = _is_blijvend(fout)
        zin = "weigert dit adres. Controleer of het klopt" if blijvend else "neemt voor dit adres nu geen mail aan"
        antwoord = "; ".join(f"{code} {_leesbaar(tekst)}" for code, tekst in fout.recipients.values())
        return f"De mailserver {zin}. ({antwoord})"
    if isinstance(fout, smtplib.SMTPServerDisconnected):
        return "De mailserver verbrak de verbinding."
    if isinstance(fout, smtplib.SMTPResponseException):
        return f"De mailserver weigert de mail. ({fout.smtp_code} {_leesbaar(fout.smtp_error)})"
    if isinstance(fout, TimeoutError):
        return "De mailserver gaf op tijd geen antwoord."
    if isinstance(fout, OSError):
        return f"De mailserver is niet bereikbaar. ({fout!r})"
    return f"De mail kon niet worden verzonden. ({fout!r})"


def _leesbaar(antwoord: bytes | str) -> str:
    return antwoord.decode("utf-8", "replace") if isinstance(antwoord, bytes) else str(antwoord)


def _zet(bericht: Bericht, **velden: object) -> None:
    """Store what became of a message, as long as this relay still holds it."""
    rijen = Bericht.objects.filter(pk=bericht.pk)
    if rijen.filter(huur_tot=bericht.huur_tot).update(huur_tot=None, **velden):
        return
    logger.error("bericht %s duurde langer dan de huur; een ander kan het ook hebben opgepakt", bericht.public_id)
    if velden.get("status") == BerichtStatus.VERZONDEN:
        # It did go out. If another relay sends it too, both carry the same Message-ID.
        rijen.update(**velden)


@transaction.atomic
def probeer_opnieuw(*, bericht: Bericht, by: User, at: datetime) -> None:
    """Put a failed message back in the queue, to the address that its receiver has now."""
    aan = bericht.ontvanger.email if bericht.ontvanger else bericht.aan
    aantal = Bericht.objects.filter(pk=bericht.pk, status=BerichtStatus.MISLUKT).update(
        status=BerichtStatus.WACHT, niet_voor=at, pogingen=0, huur_tot=None, aan=aan
    )
    if aantal:
        leg_vast(actie="bericht opnieuw aangeboden", obj=bericht, by=by, at=at)


@transaction.atomic
def probeer_alle_opnieuw(*, by: User, at: datetime) -> int:
    """Put every failed message back in the queue; returns how many."""
    mislukt = Bericht.objects.select_for_update(of=("self",)).select_related("ontvanger")
    rijen = list(mislukt.filter(status=BerichtStatus.MISLUKT).order_by("pk"))
    for bericht in rijen:
        probeer_opnieuw(bericht=bericht, by=by, at=at)
    return len(rijen)


def markeer_gelezen(*, user: User, berichten: list[Bericht] | None, at: datetime) -> int:
    """Mark own messages as read in the portal (all when `berichten` is None); returns how many changed."""
    rijen = Bericht.objects.filter(ontvanger=user, gelezen_op__isnull=True)
    if berichten is not None:
        rijen = rijen.filter(pk__in=[bericht.pk for bericht in berichten])
    return rijen.update(gelezen_op=at)
