"""Reminders of evaluations that wait too long, and what happens when they stay where they are (R8.1).

Who must fill in, hold the talk, write down the result or sign hears it in one mail about all that waits, at most once
per term; after some time the begeleider hears it, and then the coordinators. Only on working days between 7 and 18
hours (D8). The rhythm stands in one place: EVALUATIE_RITME. The outbox is the memory: no mail has a table of its own.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from evaluaties.enums import EvaluatieStatus
from evaluaties.services.evaluatie_wacht import (
    BESPREKEN,
    INVULLEN,
    TEKENEN,
    VASTSTELLEN,
    Wachtend,
    Wachtlijst,
    begeleider_van,
)
from kern import kalender
from kern.enums import BerichtStatus, Mailgroep
from kern.models import Bericht, User, extra_vrije_dagen
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar
from plaatsingen.services.herinneren import TOT_UUR, VAN_UUR, werkdagen_terug

logger = logging.getLogger("stagebureau.evaluaties")

HERINNERING, STILSTAND = "evaluatie_herinnering", "evaluatie_blijft_liggen"
NOG_NODIG = "evaluaties.evaluatie_wacht_nog"
BUNDEL = "evaluaties"
MAX_REGELS = 10  # in one mail; the page has them all
PER_KEER = 500
ADRES = {INVULLEN: "invullen", BESPREKEN: "resultaat", TEKENEN: "detail", VASTSTELLEN: "detail"}
# As whom somebody hears of it.
ZELF, BEGELEIDER, COORDINATOR = "zelf", "begeleider", "coordinator"


@dataclass(frozen=True, slots=True)
class Aan:
    """Who gets which mail, and as what."""

    soort: str
    user: User
    als: str


registreer_groep(Mailgroep.EVALUATIES, HERINNERING)
registreer_groep(Mailgroep.TAKEN, STILSTAND)


def herinner(*, at: datetime, maximum: int = PER_KEER) -> dict[str, int]:
    """Queue the mails that are due at `at`; returns how many people were reminded and how many heard of what stays.

    Nothing in the evening, at weekends and on free days. Twice, or several at once, is once.
    """
    telling = {"herinnerd": 0, "gemeld": 0}
    lokaal, vrij = kalender.lokaal(at), extra_vrije_dagen()
    if not kalender.is_werkdag(lokaal.date(), vrij) or not VAN_UUR <= lokaal.hour < TOT_UUR:
        return telling
    zelf, anderen = _verdeel(Wachtlijst(at), vrij)
    for soort, per_mens, teller in ((HERINNERING, zelf, "herinnerd"), (STILSTAND, anderen, "gemeld")):
        onlangs = _onlangs(soort, lokaal.date(), vrij)
        wachtend = [(sleutel, rijen) for sleutel, rijen in per_mens.items() if sleutel[0].pk not in onlangs]
        for (user, als), rijen in wachtend[:maximum]:
            sleutel = f"{soort}:{als}:{user.public_id}:{lokaal.date()}"
            telling[teller] += _probeer(Aan(soort, user, als), rijen, sleutel, at)
    return telling


Verdeling = dict[tuple[User, str], list[Wachtend]]


def _verdeel(lijst: Wachtlijst, vrij: frozenset[date]) -> tuple[Verdeling, Verdeling]:
    """Return what waits by who must do it, and by who should know that it stays where it is."""
    ritme = settings.EVALUATIE_RITME
    grenzen = {
        naam: werkdagen_terug(lijst.vandaag, ritme[f"{naam}_werkdagen"], vrij)
        for naam in ("herinneren", BEGELEIDER, COORDINATOR)
    }
    zelf: Verdeling = defaultdict(list)
    anderen: Verdeling = defaultdict(list)
    for rij in lijst.te_laat():
        if rij.uiterlijk <= grenzen["herinneren"]:
            for user in rij.mensen:
                zelf[user, ZELF].append(rij)
        hoort: dict[User, str] = {}
        if rij.uiterlijk <= grenzen[BEGELEIDER] and (begeleider := begeleider_van(rij.evaluatie)):
            hoort[begeleider] = BEGELEIDER
        if rij.uiterlijk <= grenzen[COORDINATOR]:
            hoort |= dict.fromkeys(lijst.coordinatoren(rij.evaluatie), COORDINATOR)
        for user, als in hoort.items():
            if user not in rij.mensen:
                anderen[user, als].append(rij)
    return zelf, anderen


def _onlangs(soort: str, vandaag: date, vrij: frozenset[date]) -> set[int | None]:
    """Return who got this mail within the term; one that lapsed before it went doesn't count."""
    na = werkdagen_terug(vandaag, settings.EVALUATIE_RITME["herhalen_werkdagen"], vrij) + timedelta(days=1)
    rijen = Bericht.objects.filter(soort=soort, aangemaakt_op__gte=kalender.begin_van_dag(na))
    return set(rijen.exclude(status=BerichtStatus.VERVALLEN).values_list("ontvanger", flat=True))


def _probeer(aan: Aan, rijen: Sequence[Wachtend], sleutel: str, at: datetime) -> bool:
    """Queue one mail; one that fails doesn't hold up the others."""
    try:
        with transaction.atomic():
            return _mail(aan, rijen, sleutel, at) is not None
    except Exception:
        logger.exception("herinnering aan evaluaties voor gebruiker %s ging mis", aan.user.pk)
        return False


def _mail(aan: Aan, rijen: Sequence[Wachtend], sleutel: str, at: datetime) -> Bericht | None:
    gegevens = {"als": aan.als, "wachtend": [[rij.evaluatie.pk, rij.stap] for rij in rijen]}
    return zet_klaar(
        soort=aan.soort,
        sleutel=sleutel[:200],
        at=at,
        sjabloon=aan.soort,
        context=_context(aan, rijen),
        ontvanger=aan.user,
        pad=_pad(aan.als, rijen),
        controle=NOG_NODIG,
        controle_gegevens=gegevens,
        bundel=BUNDEL,
    )


def _context(aan: Aan, rijen: Sequence[Wachtend]) -> dict[str, Any]:
    """What the mail says: which moments wait for what. Never whose, never an answer (R10.4)."""
    regels = [
        {
            "moment": rij.evaluatie.get_moment_display(),
            "stap": rij.stap,
            "dag": rij.evaluatie.voor_datum if rij.stap == INVULLEN else None,
        }
        for rij in sorted(rijen, key=lambda rij: (rij.uiterlijk, rij.evaluatie.pk))
    ]
    return {
        "aantal": len(rijen),
        "regels": regels[:MAX_REGELS],
        "meer": max(0, len(regels) - MAX_REGELS),
        "student": any(rij.evaluatie.plaatsing.student.user_id == aan.user.pk for rij in rijen),
        "coordinator": aan.als == COORDINATOR,
    }


def _pad(als: str, rijen: Sequence[Wachtend]) -> str:
    if als == ZELF and len(rijen) == 1:
        return reverse(f"evaluaties:{ADRES[rijen[0].stap]}", args=[rijen[0].evaluatie.public_id])
    te_laat = all(rij.evaluatie.status == EvaluatieStatus.INVULLEN for rij in rijen)
    return reverse("evaluaties:lijst") + ("?stand=te_laat" if te_laat and als != ZELF else "")


# --- Just before it goes ---


@registreer_controle(NOG_NODIG)
def wacht_nog(bericht: Bericht, at: datetime) -> str | None:
    """What was done in the meantime is left out: what remains goes in a new mail (R9 of betrouwbaarheid.md)."""
    gegevens, user = bericht.controle_gegevens, bericht.ontvanger
    gevraagd = {tuple(paar) for paar in gegevens["wachtend"]}
    lijst = Wachtlijst(at)
    rijen = [
        rij
        for rij in lijst.te_laat(pk for pk, _ in gevraagd)
        if (rij.evaluatie.pk, rij.stap) in gevraagd and _hoort(lijst, rij, user, gegevens["als"])
    ]
    if len(rijen) == len(gevraagd):
        return None
    if not rijen:
        return "Deze evaluaties wachten niet meer."
    _mail(Aan(bericht.soort, user, gegevens["als"]), rijen, f"nog{len(rijen)}:{bericht.sleutel}", at)
    return "Bijgewerkt: een deel is intussen gedaan."


def _hoort(lijst: Wachtlijst, rij: Wachtend, user: User, als: str) -> bool:
    """Whether this is still the person's to hear of."""
    if als == COORDINATOR:
        return user in lijst.coordinatoren(rij.evaluatie)
    if als == BEGELEIDER:
        return user == begeleider_van(rij.evaluatie)
    return user in rij.mensen
