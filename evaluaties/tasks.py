"""Entry points for the worker: what beat rings."""

import logging
from dataclasses import asdict
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from basis.errors import DomainError
from evaluaties import boekexport
from evaluaties.services import bijlagen, veegronde
from kern.services import bestanden, hartslag

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
    """Clear away files that belong to nothing any more; twice or at the same time is the same (F3)."""
    at = timezone.now()
    uitkomst = {
        "los": bijlagen.ruim_losse_op(at=at),
        "boeken": boekexport.ruim_verlopen_op(at=at),
        "wees": bestanden.ruim_wezen_op(at=at),
    }
    hartslag.klop(naam="opruimen", at=at, uitkomst=uitkomst)
    logger.info("bestanden opgeruimd: %s", uitkomst)
