"""The outbox: a mail is a row in the transaction of what it tells; the relay sends it afterwards.

At least once, with the same Message-ID (betrouwbaarheid.md, section 1).
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Q

from basis.mailtekst import maak_mail
from kern.enums import BerichtStatus
from kern.models import Bericht, User
from kern.services.audit import leg_vast

logger = logging.getLogger("stagebureau.berichten")

HUUR = timedelta(seconds=60)
WACHTTIJDEN = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
MAX_POGINGEN = len(WACHTTIJDEN)

# A check is asked just before sending: returns None when the mail is still true, or why it no longer is.
Controle = Callable[[Bericht, datetime], str | None]
_controles: dict[str, Controle] = {}


def registreer_controle(naam: str) -> Callable[[Controle], Controle]:
    """Register a check under `naam`, to be named in `zet_klaar(controle=...)`."""

    def registreer(functie: Controle) -> Controle:
        _controles[naam] = functie
        return functie

    return registreer


def zet_klaar(
    *,
    soort: str,
    sleutel: str,
    at: datetime,
    sjabloon: str,
    context: dict,
    ontvanger: User | None = None,
    aan: str = "",
    pad: str = "/",
    niet_voor: datetime | None = None,
    controle: str = "",
    controle_gegevens: dict | None = None,
    gevoelig: bool = False,
) -> Bericht | None:
    """Queue one mail in the caller's transaction; the same `sleutel` is queued once, ever.

    `sjabloon` names templates/mail/<sjabloon>.{onderwerp.txt,txt,html}; `context` gets `ontvanger` and `adres`
    (the full link to `pad`). Returns None when the person can't get mail or the key exists.
    """
    if ontvanger is not None and not ontvanger.is_active:
        return None
    volledig = {**context, "ontvanger": ontvanger, "adres": settings.SITE_URL + pad}
    onderwerp, tekst, html = maak_mail(sjabloon, volledig)
    return zet_tekst_klaar(
        soort=soort,
        sleutel=sleutel,
        at=at,
        ontvanger=ontvanger,
        aan=aan,
        onderwerp=onderwerp,
        tekst=tekst,
        html=html,
        pad=pad,
        niet_voor=niet_voor,
        controle=controle,
        controle_gegevens=controle_gegevens,
        gevoelig=gevoelig,
    )


def zet_tekst_klaar(
    *,
    soort: str,
    sleutel: str,
    at: datetime,
    onderwerp: str,
    tekst: str,
    html: str = "",
    ontvanger: User | None = None,
    aan: str = "",
    pad: str = "/",
    niet_voor: datetime | None = None,
    controle: str = "",
    controle_gegevens: dict | None = None,
    gevoelig: bool = False,
) -> Bericht | None:
    """Queue a mail whose texts are ready; like `zet_klaar` otherwise. A login link rings the relay at once."""
    domein = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    bericht, nieuw = Bericht.objects.get_or_create(
        sleutel=sleutel[:200],
        defaults={
            "soort": soort,
            "ontvanger": ontvanger,
            "aan": ontvanger.email if ontvanger else aan,
            "onderwerp": onderwerp[:200],
            "tekst": tekst,
            "html": html,
            "pad": pad,
            "controle": controle,
            "controle_gegevens": controle_gegevens or {},
            "gevoelig": gevoelig,
            "aangemaakt_op": at,
            "niet_voor": niet_voor or at,
            "message_id": f"<{hashlib.sha256(sleutel.encode()).hexdigest()[:40]}@{domein}>",
            "inhoud_hash": hashlib.sha256(f"{onderwerp}\n{tekst}\n{html}".encode()).hexdigest(),
        },
    )
    if nieuw and gevoelig:
        transaction.on_commit(_bel_relay)
    return bericht if nieuw else None


def _bel_relay() -> None:
    try:
        current_app.send_task("kern.tasks.verstuur_berichten")
    except Exception:  # noqa: BLE001 - the broker is away: the interval sends it a little later
        logger.warning("wachtrij niet bereikbaar; het bericht gaat met de volgende ronde mee")


def _huur(at: datetime) -> Bericht | None:
    """Take the oldest message that may go, for 60 seconds, so that no other relay sends it."""
    with transaction.atomic():
        rijen = Bericht.objects.filter(status=BerichtStatus.WACHT, niet_voor__lte=at).filter(
            Q(huur_tot__isnull=True) | Q(huur_tot__lt=at)
        )
        if connection.features.has_select_for_update_skip_locked:
            rijen = rijen.select_for_update(skip_locked=True, of=("self",))
        bericht = rijen.order_by("niet_voor", "pk").first()
        if bericht:
            bericht.huur_tot = at + HUUR
            bericht.pogingen += 1
            bericht.save(update_fields=["huur_tot", "pogingen"])
        return bericht


def verstuur_wachtende(*, at: datetime, maximum: int = 500) -> dict[str, int]:
    """Send what waits, oldest first, one by one; one bad address never holds up the others.

    Returns how many were sent, dropped because no longer true, put off and given up.
    """
    telling = {"verzonden": 0, "vervallen": 0, "uitgesteld": 0, "mislukt": 0}
    for _ in range(maximum):
        bericht = _huur(at)
        if bericht is None:
            break
        telling[_verstuur(bericht, at)] += 1
    return telling


def _verstuur(bericht: Bericht, at: datetime) -> str:
    waarom_niet = _controles[bericht.controle](bericht, at) if bericht.controle else None
    if waarom_niet:
        _zet(bericht, status=BerichtStatus.VERVALLEN, laatste_fout=waarom_niet)
        return "vervallen"
    mail = EmailMultiAlternatives(
        subject=bericht.onderwerp,
        body=bericht.tekst,
        to=[bericht.aan],
        headers={"Message-ID": bericht.message_id, "Auto-Submitted": "auto-generated"},
    )
    if bericht.html:
        mail.attach_alternative(bericht.html, "text/html")
    try:
        mail.send()
    except Exception as fout:  # noqa: BLE001 - whatever the mail server does, the next message must go on
        logger.warning("bericht %s niet verzonden: %s", bericht.public_id, type(fout).__name__)
        if bericht.pogingen > MAX_POGINGEN:
            _zet(bericht, status=BerichtStatus.MISLUKT, laatste_fout=repr(fout)[:500])
            return "mislukt"
        wacht = WACHTTIJDEN[min(bericht.pogingen, MAX_POGINGEN) - 1]
        _zet(bericht, niet_voor=at + wacht, laatste_fout=repr(fout)[:500])
        return "uitgesteld"
    velden = {"status": BerichtStatus.VERZONDEN, "verzonden_op": at, "laatste_fout": ""}
    if bericht.gevoelig and not settings.DEMO:
        velden |= {"tekst": "(inhoud gewist na verzending)", "html": ""}
    _zet(bericht, **velden)
    return "verzonden"


def _zet(bericht: Bericht, **velden: object) -> None:
    Bericht.objects.filter(pk=bericht.pk).update(huur_tot=None, **velden)


@transaction.atomic
def probeer_opnieuw(*, bericht: Bericht, by: User, at: datetime) -> None:
    """Put a failed message back in the queue."""
    aantal = Bericht.objects.filter(pk=bericht.pk, status=BerichtStatus.MISLUKT).update(
        status=BerichtStatus.WACHT, niet_voor=at, pogingen=0, huur_tot=None
    )
    if aantal:
        leg_vast(actie="bericht opnieuw aangeboden", obj=bericht, by=by, at=at)


def markeer_gelezen(*, user: User, berichten: list[Bericht] | None, at: datetime) -> int:
    """Mark own messages as read in the portal (all when `berichten` is None); returns how many changed."""
    rijen = Bericht.objects.filter(ontvanger=user, gelezen_op__isnull=True)
    if berichten is not None:
        rijen = rijen.filter(pk__in=[bericht.pk for bericht in berichten])
    return rijen.update(gelezen_op=at)
