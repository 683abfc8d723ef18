"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from enquetes.services import deelnemen
from kern.services import hartslag


@shared_task
def volg_metingen() -> None:
    """Open and close rounds of questionnaires, ask and remind; each step once."""
    at = timezone.now()
    hartslag.klop(naam="enquêtes", at=at, uitkomst=deelnemen.volg(at=at))
