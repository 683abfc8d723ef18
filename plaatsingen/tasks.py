"""Entry points for the worker."""

import logging

from celery import shared_task
from django.utils import timezone

from kern.services import hartslag
from plaatsingen.services.status import start_lopende

logger = logging.getLogger("stagebureau.taken")


@shared_task
def start_plaatsingen() -> None:
    """Start the placements whose first day has come."""
    at = timezone.now()
    hartslag.klop(naam="plaatsingen", at=at, uitkomst={"gestart": start_lopende(at=at)})
