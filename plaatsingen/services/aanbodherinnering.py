"""An offer after an application or an own place doesn't wait unseen: the student who is silent gets a mail (R4.2).

The leerbedrijf said yes and keeps a seat free. Offers of a matching round are followed by the round, those with a
kennismaking by that; coordinators read on Vandaag who is silent for a week.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.kalender import einde_van_dag
from kern.models import Bericht
from kern.services import berichten
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from vacatures.services.sollicitatie_klok import werkdagen_terug
from vacatures.services.sollicitatie_stap import noteer

logger = logging.getLogger("stagebureau.plaatsingen")

SOORT = "aanbod_herinnering"
PER_KEER = 500
berichten.registreer_groep(Mailgroep.PLAATSINGEN, SOORT)


def _stil(*, sinds: datetime) -> PlaatsingQuerySet:
    """Return offers since before a moment that only the student's own yes or no is waited for."""
    return Plaatsing.objects.filter(
        Q(sollicitatie__isnull=False) | Q(eigen_plek__isnull=False),
        status=PlaatsingStatus.AANGEBODEN,
        kennismaking__isnull=True,
        aangemaakt_op__lt=sinds,
    )


def herinner(*, at: datetime) -> int:
    """Remind the students who are silent, after as many working days as for applications; each term comes once.

    When days were missed only the furthest term is sent. Twice or at once does it once. Returns how many mails.
    """
    op = timezone.localdate(at)
    dagen = (settings.SOLLICITATIE_ESCALEREN_WERKDAGEN, settings.SOLLICITATIE_HERINNEREN_WERKDAGEN)
    grenzen = [einde_van_dag(werkdagen_terug(op, aantal)) for aantal in dagen]
    klaar = 0
    for pk, trede in _te_herinneren(grenzen):
        try:
            klaar += _herinner(pk, trede, at)
        except Exception:
            # One that fails must not hold up the others.
            logger.exception("herinnering aan aanbod %s ging mis", pk)
        if klaar == PER_KEER:
            break
    return klaar


def _te_herinneren(grenzen: list[datetime]) -> Iterator[tuple[int, int]]:
    """Yield the offers (pk) that are due, with the term; those that had its mail long ago don't stand in the way."""
    rijen = _stil(sinds=max(grenzen)).order_by("aangemaakt_op", "pk").values_list("pk", "public_id", "aangemaakt_op")
    alle = [(pk, nummer, 2 if sinds < grenzen[0] else 1) for pk, nummer, sinds in rijen]
    for begin in range(0, len(alle), PER_KEER):
        blok = alle[begin : begin + PER_KEER]
        sleutels = [_sleutel(nummer, trede) for _, nummer, trede in blok]
        gestuurd = set(Bericht.objects.filter(sleutel__in=sleutels).values_list("sleutel", flat=True))
        for (pk, _, trede), sleutel in zip(blok, sleutels, strict=True):
            if sleutel not in gestuurd:
                yield pk, trede


def _sleutel(nummer: UUID, trede: int) -> str:
    return f"{SOORT}:{nummer}:{trede}"


@transaction.atomic
def _herinner(pk: int, trede: int, at: datetime) -> bool:
    rijen = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen()
    plaatsing = rijen.filter(pk=pk, status=PlaatsingStatus.AANGEBODEN).first()
    if plaatsing is None:
        return False
    bericht = berichten.zet_klaar(
        soort=SOORT,
        sleutel=_sleutel(plaatsing.public_id, trede),
        at=at,
        sjabloon=SOORT,
        context={"plaatsing": plaatsing, "student": plaatsing.student},
        ontvanger=plaatsing.student.user,
        pad=reverse("plaatsingen:detail", args=[plaatsing.public_id]),
        controle="plaatsing_nog_aangeboden",
        controle_gegevens={"plaatsing": plaatsing.pk},
    )
    if bericht is None:
        return False
    if plaatsing.sollicitatie is not None:
        tekst = f"Herinnering gestuurd aan {plaatsing.student.naam}: het aanbod wacht op een ja of nee."
        noteer(plaatsing.sollicitatie, tekst=tekst, at=at)
    return True
