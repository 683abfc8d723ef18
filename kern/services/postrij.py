"""The queue of the outbox: a mail is a row in the transaction of what it tells; the relay sends it afterwards."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from basis.mailtekst import maak_mail
from kern.enums import Mailgroep
from kern.models import Bericht, User

logger = logging.getLogger("stagebureau.berichten")

# A check is asked just before sending: returns None when the mail is still true, or why it no longer is.
Controle = Callable[[Bericht, datetime], str | None]
_controles: dict[str, Controle] = {}
_groepen: dict[str, Mailgroep] = {}


def registreer_controle(naam: str) -> Callable[[Controle], Controle]:
    """Register a check under `naam`, to be named in `zet_klaar(controle=...)`.

    When part of a mail is no longer true, the check queues a new mail with what is, and says why the old one lapses.
    """

    def registreer(functie: Controle) -> Controle:
        _controles[naam] = functie
        return functie

    return registreer


def controleer(bericht: Bericht, at: datetime) -> str | None:
    """Why this message must not go out at `at`; None when it may."""
    if bericht.ontvanger_id and not bericht.ontvanger.is_active:
        return "De ontvanger kan niet meer inloggen."
    return _controles[bericht.controle](bericht, at) if bericht.controle else None


def registreer_groep(groep: Mailgroep, *soorten: str) -> None:
    """Let people choose how they get mails of these kinds; a kind in no group always goes at once."""
    for soort in soorten:
        _groepen[soort] = groep


def groep_van(soort: str) -> Mailgroep | None:
    """Group of a kind of mail; None = no choice (legal steps, login)."""
    return _groepen.get(soort)


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
    bundel: str = "",
) -> Bericht | None:
    """Queue one mail in the caller's transaction; the same `sleutel` is queued once, ever.

    `sjabloon` names templates/mail/<sjabloon>.{onderwerp.txt,txt,html}; `context` gets `ontvanger` and `adres`
    (the full link to `pad`). Returns None when the person can't get mail or the key exists.
    """
    if ontvanger is not None and not ontvanger.is_active:
        return None
    voorkeuren = settings.SITE_URL + reverse("account:mailvoorkeuren") if ontvanger is not None else ""
    volledig = {**context, "ontvanger": ontvanger, "adres": settings.SITE_URL + pad, "voorkeuren": voorkeuren}
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
        bundel=bundel,
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
    bundel: str = "",
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
            "bundel": bundel,
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
