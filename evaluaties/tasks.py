"""Entry points for the worker: what beat rings."""

import logging
from dataclasses import asdict
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.services import veegronde

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
