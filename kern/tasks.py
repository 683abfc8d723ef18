"""Entry points for the worker: ids in, one service call, log."""

import logging

from celery import shared_task
from django.utils import timezone

from kern.services import audit, berichten, hartslag, taken

logger = logging.getLogger("stagebureau.taken")


@shared_task
def voer_taak_uit(taak_id: int) -> None:
    """Run one piece of long work."""
    logger.info("taak %s: %s", taak_id, taken.voer_uit(taak_id=taak_id, at=timezone.now()))


@shared_task
def verstuur_berichten() -> None:
    """Send what waits in the outbox."""
    at = timezone.now()
    uitkomst = berichten.verstuur_wachtende(at=at)
    hartslag.klop(naam="berichten", at=at, uitkomst=uitkomst)


@shared_task
def herstel_taken() -> None:
    """Ring again for work that was lost."""
    at = timezone.now()
    hartslag.klop(naam="herstel", at=at, uitkomst={"gebeld": taken.herstel(at=at)})


@shared_task
def controleer_audit() -> None:
    """Check the hash chain of the audit log."""
    at = timezone.now()
    fouten = audit.controleer_keten()
    if fouten:
        logger.error("logboek niet heel: %s", " ".join(fouten[:5]))
    hartslag.klop(naam="audit", at=at, uitkomst={"fouten": fouten[:20]})
