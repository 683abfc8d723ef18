"""Entry points for the worker."""

import logging

from celery import shared_task
from django.utils import timezone

from kern.models import Achtergrondtaak, Schooljaar
from kern.services import hartslag
from kern.services.taken import Voortgang, taaksoort
from plaatsingen.services import (
    aanbodherinnering,
    aanvulling,
    documenten,
    herinneren,
    kennismaking,
    stagefonds,
    urenpost,
    zegel,
)
from plaatsingen.services.status import start_lopende

logger = logging.getLogger("stagebureau.taken")


@shared_task
def start_plaatsingen() -> None:
    """Start the placements whose first day has come."""
    at = timezone.now()
    hartslag.klop(naam="plaatsingen", at=at, uitkomst={"gestart": start_lopende(at=at)})


@shared_task
def volg_verloop() -> None:
    """Ask after a kennismaking and an offer, make lists of documents and remind of what is missing or ends."""
    at = timezone.now()
    uitkomst = {
        **kennismaking.vraag_en_herinner(at=at),
        "aanbod": aanbodherinnering.herinner(at=at),
        **documenten.lijsten_en_herinneringen(at=at),
    }
    hartslag.klop(naam="verloop", at=at, uitkomst=uitkomst)


@shared_task
def herinner_ondertekenaars() -> None:
    """Remind who must still sign an agreement."""
    at = timezone.now()
    hartslag.klop(naam="ondertekenen", at=at, uitkomst=herinneren.herinner_wachtende(at=at))


@shared_task
def rond_overeenkomsten_af() -> None:
    """Carry out amendments that everybody signed and whose day has come, and seal what everybody signed."""
    at = timezone.now()
    uitkomst = {**aanvulling.voer_getekende_door(at=at), **zegel.verzegel_wachtende(at=at)}
    hartslag.klop(naam="overeenkomsten", at=at, uitkomst=uitkomst)


@shared_task
def herinner_uren() -> None:
    """Remind students of a week they forgot, and the leerbedrijf of what waits; each at most once a week."""
    at = timezone.now()
    hartslag.klop(naam="uren", at=at, uitkomst=urenpost.herinner(at=at))


@shared_task
def tel_stagefonds_op() -> None:
    """Add up the realised hours of the school years under way."""
    at = timezone.now()
    rijen = stagefonds.bereken_lopende(at=at, op=timezone.localdate(at))
    hartslag.klop(naam="stagefonds", at=at, uitkomst={"regels": rijen})


@taaksoort(stagefonds.TAAK)
def tel_schooljaar_op(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Add up one school year because somebody asked."""
    voortgang.meld(5, "Uren optellen")
    jaar = Schooljaar.objects.get(pk=taak.gegevens["schooljaar"])
    return {"regels": stagefonds.bereken(schooljaar=jaar, by=taak.aangevraagd_door, at=timezone.now())}
