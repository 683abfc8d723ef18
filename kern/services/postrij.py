"""The queue of the outbox: a mail is a row in the transaction of what it tells; the relay sends it afterwards."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.mailtekst import maak_mail
from kern.enums import BerichtStatus, Mailgroep
from kern.models import Bericht, User

logger = logging.getLogger("stagebureau.berichten")

# A check is asked just before sending: returns None when the mail is still true, or why it no longer is.
Controle = Callable[[Bericht, datetime], str | None]
_controles: dict[str, Controle] = {}
_groepen: dict[str, Mailgroep] = {}
# For who rather doesn't log in: given the person, the path and the moment, a path with a secret, or None.
Ingang = Callable[[User, str, datetime], str | None]
_ingangen: dict[str, Ingang] = {}
_discreet: set[str] = set()
PER_KEER = 1000
_zak: "ContextVar[Postzak | None]" = ContextVar("postzak", default=None)


class _StondErAl(Exception):
    """The mail was queued by somebody else in the meantime."""


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


def registreer_ingang(ingang: Ingang, *soorten: str) -> None:
    """Let mails of these kinds open without logging in, for the people for whom `ingang` gives a path."""
    for soort in soorten:
        _ingangen[soort] = ingang


def registreer_discreet(*soorten: str) -> None:
    """Keep mails of these kinds (and what bundles them by that name) from the administrator: they tell too much."""
    _discreet.update(soorten)


def te_beheren() -> QuerySet[Bericht]:
    """Mails that an administrator may know of; a discreet one only when it failed, so that it can be mended."""
    stil = Q(soort__in=_discreet) | Q(bundel__in=_discreet)
    return Bericht.objects.exclude(stil & ~Q(status=BerichtStatus.MISLUKT))


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
    agenda: str = "",
) -> Bericht | None:
    """Queue one mail in the caller's transaction; the same `sleutel` is queued once, ever.

    `sjabloon` names templates/mail/<sjabloon>.{onderwerp.txt,txt,html}; `context` gets `ontvanger` and `adres`
    (the full link to `pad`); `agenda` is an iCalendar invitation that goes along (basis.ical).
    Returns None when the person can't get mail or the key exists.
    """
    if ontvanger is not None and not ontvanger.is_active:
        return None
    overig = {
        "niet_voor": niet_voor,
        "controle": controle,
        "controle_gegevens": controle_gegevens,
        "bundel": bundel,
        "agenda": agenda,
    }

    def maak(geheim: str | None = None) -> Bericht:
        voorkeuren = settings.SITE_URL + reverse("account:mailvoorkeuren") if ontvanger is not None else ""
        volledig = {
            **context,
            "ontvanger": ontvanger,
            "adres": settings.SITE_URL + (geheim or pad),
            "voorkeuren": voorkeuren,
        }
        onderwerp, tekst, html = maak_mail(sjabloon, volledig)
        wie = {"ontvanger": ontvanger, "aan": aan, "pad": geheim or pad, "gevoelig": gevoelig or bool(geheim)}
        return _bericht(
            soort=soort, sleutel=sleutel, at=at, onderwerp=onderwerp, tekst=tekst, html=html, **wie, **overig
        )

    zak = _zak.get()
    ingang = _ingangen.get(soort) if ontvanger is not None else None
    if ingang and Bericht.objects.filter(sleutel=sleutel[:200]).exists():
        return None
    try:
        with transaction.atomic() if ingang else nullcontext():
            geheim = ingang(ontvanger, pad, at) if ingang else None
            if zak is not None and not gevoelig and not geheim:
                zak.brieven.setdefault(sleutel[:200], maak)
                return None
            bericht = _schrijf(maak(geheim))
            if geheim and bericht is None:
                raise _StondErAl  # somebody else queued it a moment ago: the link made for it goes again
    except _StondErAl:
        return None
    if zak is not None and bericht is not None:
        zak.aantal += 1  # a secret is written at once, and counts all the same
    return bericht


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
    return _schrijf(
        _bericht(
            soort=soort,
            sleutel=sleutel,
            at=at,
            onderwerp=onderwerp,
            tekst=tekst,
            html=html,
            ontvanger=ontvanger,
            aan=aan,
            pad=pad,
            niet_voor=niet_voor,
            controle=controle,
            controle_gegevens=controle_gegevens,
            gevoelig=gevoelig,
            bundel=bundel,
        )
    )


def _bericht(
    *,
    sleutel: str,
    at: datetime,
    onderwerp: str,
    tekst: str,
    html: str,
    ontvanger: User | None,
    aan: str,
    niet_voor: datetime | None,
    controle_gegevens: dict | None,
    **velden: object,
) -> Bericht:
    """Make the row, not yet written."""
    domein = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    return Bericht(
        sleutel=sleutel[:200],
        ontvanger=ontvanger,
        aan=ontvanger.email if ontvanger else aan,
        onderwerp=onderwerp[:200],
        tekst=tekst,
        html=html,
        controle_gegevens=controle_gegevens or {},
        aangemaakt_op=at,
        niet_voor=niet_voor or at,
        message_id=f"<{hashlib.sha256(sleutel.encode()).hexdigest()[:40]}@{domein}>",
        inhoud_hash=hashlib.sha256(f"{onderwerp}\n{tekst}\n{html}".encode()).hexdigest(),
        **velden,
    )


def _schrijf(bericht: Bericht) -> Bericht | None:
    """Write one row, unless its key is there."""
    if Bericht.objects.filter(sleutel=bericht.sleutel).exists():
        return None
    try:
        with transaction.atomic():
            bericht.save(force_insert=True)
    except IntegrityError:
        # Somebody else queued the same news a moment ago.
        if Bericht.objects.filter(sleutel=bericht.sleutel).exists():
            return None
        raise
    if bericht.gevoelig:
        transaction.on_commit(_bel_relay)
    return bericht


# --- Many at once ---


@dataclass
class Postzak:
    """Mails that are queued together, by key; `aantal` is how many were new once the bag is emptied."""

    brieven: dict[str, Callable[[], Bericht]] = field(default_factory=dict)
    aantal: int = 0

    def leeg(self) -> None:
        """Write what is new: only those are composed, in a few queries for all."""
        sleutels = list(self.brieven)
        bekend: set[str] = set()
        for begin in range(0, len(sleutels), PER_KEER):
            rijen = Bericht.objects.filter(sleutel__in=sleutels[begin : begin + PER_KEER])
            bekend.update(rijen.values_list("sleutel", flat=True))
        nieuw = [maak() for sleutel, maak in self.brieven.items() if sleutel not in bekend]
        Bericht.objects.bulk_create(nieuw, batch_size=PER_KEER, ignore_conflicts=True)
        self.aantal += len(nieuw)
        self.brieven.clear()


@contextmanager
def postzak() -> Iterator[Postzak]:
    """Let `zet_klaar` inside only collect (it returns None); all is written at the end, in the caller's transaction.

    For work over many people at once. Mails with a login link and ready texts are still written one by one.
    """
    zak = Postzak()
    merk = _zak.set(zak)
    try:
        yield zak
    finally:
        _zak.reset(merk)
    zak.leeg()


def _bel_relay() -> None:
    try:
        current_app.send_task("kern.tasks.verstuur_berichten")
    except Exception:  # noqa: BLE001 - the broker is away: the interval sends it a little later
        logger.warning("wachtrij niet bereikbaar; het bericht gaat met de volgende ronde mee")
