"""Entry points for the worker: what beat rings."""

import logging
from dataclasses import asdict
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.services import evaluatie_herinneren, feedback360, portfolio_meenemen, veegronde
from kern.models import Achtergrondtaak, Student
from kern.services import bewaren, hartslag
from kern.services.taken import Voortgang, taaksoort

logger = logging.getLogger("stagebureau.verslagen")


@shared_task
def controleer_verslagen(op: str | None = None) -> dict[str, int]:
    """Do one sweep over the reports; running it twice or at the same time gives each event once.

    `op` (ISO moment with offset) stands in for the clock, only with demo or test settings.
    """
    if op is None:
        at = timezone.now()
        veegronde.controleer_klok(at)
    else:
        if not settings.DEMO:
            raise DomainError("Een ander tijdstip kan alleen in de demo.")
        at = datetime.fromisoformat(op)
    uitkomst = asdict(veegronde.veeg(at=at))
    logger.info("verslagen gecontroleerd: %s", uitkomst)
    return uitkomst


@shared_task
def ruim_bestanden_op() -> None:
    """Clear away what is past its term (D3) and files that belong to nothing (F3); twice or at once is once."""
    logger.info("bewaartermijnen: %s", bewaren.in_woorden(bewaren.ruim_op(at=timezone.now())))


@shared_task
def herinner_evaluaties() -> None:
    """Remind of evaluations that wait too long, and tell who should know; each at most once per term."""
    at = timezone.now()
    hartslag.klop(naam="evaluaties", at=at, uitkomst=evaluatie_herinneren.herinner(at=at))


@shared_task
def volg_feedback() -> None:
    """Close rounds of 360 feedback that are over and remind who didn't answer; twice or at the same time is once."""
    at = timezone.now()
    uitkomst = feedback360.loop_na(at=at)
    hartslag.klop(naam="feedback", at=at, uitkomst=uitkomst)
    logger.info("rondes 360 feedback nagelopen: %s", uitkomst)


@taaksoort("portfolio_meenemen")
def neem_portfolio_mee(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, int]:
    """Make the zip of one's own portfolio; rights are those of the moment of running."""
    student = Student.objects.select_related("user", "school", "opleiding").get(pk=taak.gegevens["student"])
    by = taak.aangevraagd_door
    if by is None or not by.is_active or student.user_id != by.pk:
        raise DomainError("Dit portfolio is van iemand anders.")
    taak.bestand = portfolio_meenemen.bewaar_zip(student, by=by, at=taak.aangevraagd_op, meld=voortgang.meld)
    return {"bytes": taak.bestand.bytes}
