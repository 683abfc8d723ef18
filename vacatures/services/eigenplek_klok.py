"""No place that a student found waits unseen: reminders after some working days, then a colleague."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kern.kalender import einde_van_dag
from vacatures.enums import EigenPlekStatus
from vacatures.models import EigenPlek
from vacatures.models.eigenplek import OPEN
from vacatures.services import eigenplek_post as post
from vacatures.services.eigenplek_stap import noteer, vergrendeld
from vacatures.services.sollicitatie_klok import werkdagen_terug

logger = logging.getLogger("stagebureau.vacatures")

S = EigenPlekStatus
EERST, DAARNA = 1, 2
LANGER = 5  # asking for recognition takes about two weeks: this many times as long
PER_KEER = 500


def _grenzen(at: datetime, maal: int = 1) -> dict[int, datetime]:
    op = timezone.localdate(at)
    dagen = {EERST: settings.SOLLICITATIE_HERINNEREN_WERKDAGEN, DAARNA: settings.SOLLICITATIE_ESCALEREN_WERKDAGEN}
    return {trede: einde_van_dag(werkdagen_terug(op, maal * aantal)) for trede, aantal in dagen.items()}


def _nodig(at: datetime) -> Q:
    uit = Q()
    for erkenning in (False, True):
        for trede, grens in _grenzen(at, LANGER if erkenning else 1).items():
            deel = Q(herinneringen__lt=trede, wacht_sinds__lt=grens)
            uit |= deel & (Q(status=S.ERKENNING) if erkenning else ~Q(status=S.ERKENNING))
    return uit


def volg(*, at: datetime) -> dict[str, int]:
    """Remind about what waits too long; each step once, however often this runs. Returns how many."""
    wachtend = EigenPlek.objects.filter(_nodig(at), status__in=OPEN).order_by("wacht_sinds")
    herinnerd = 0
    for pk in list(wachtend.values_list("pk", flat=True)[:PER_KEER]):
        try:
            herinnerd += _herinner(pk, at)
        except Exception:
            # One that fails must not hold up the others.
            logger.exception("zelf gevonden plek %s kon niet worden herinnerd", pk)
    return {"herinnerd": herinnerd}


@transaction.atomic
def _herinner(pk: int, at: datetime) -> bool:
    nu = vergrendeld(EigenPlek(pk=pk))
    if nu.status not in OPEN or nu.wacht_sinds is None:
        return False
    grenzen = _grenzen(at, LANGER if nu.status == S.ERKENNING else 1)
    trede = max((trede for trede, grens in grenzen.items() if nu.wacht_sinds < grens), default=0)
    if nu.herinneringen >= trede:
        return False
    nu.herinneringen = trede
    nu.save(update_fields=["herinneringen"])
    doe: Callable[[EigenPlek, int, datetime], None] = _bij_contact if nu.status == S.VOORGESTELD else _bij_school
    doe(nu, trede, at)
    return True


def _bij_contact(nu: EigenPlek, trede: int, at: datetime) -> None:
    if trede == EERST:
        stap = noteer(nu, by=None, at=at, tekst=f"Herinnering gestuurd naar {nu.contact_naam}.")
        post.stuur_link(nu, stap, by=None, at=at)
        return
    stap = noteer(nu, by=None, at=at, tekst="Het leerbedrijf antwoordt niet. De student en de school weten dit.")
    tekst = "Het leerbedrijf heeft nog niet geantwoord. Bel zelf even, of verbeter het e-mailadres."
    post.vertel_student(nu, stap, tekst, at=at)
    post.vraag_school(nu, stap, post.nakijkers(nu, at=at), at=at, herinnering=True)


def _bij_school(nu: EigenPlek, trede: int, at: datetime) -> None:
    aan = post.nakijkers(nu, at=at) if trede == EERST else post.coordinatoren(nu, at=at)
    wie = ", ".join(user.naam for user in aan)
    stap = noteer(nu, by=None, at=at, tekst=f"Herinnering gestuurd naar {wie}.")
    post.vraag_school(nu, stap, aan, at=at, herinnering=True)
