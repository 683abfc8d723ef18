"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from kern.services import hartslag
from vraagaanbod.services import bevestigen


@shared_task
def herinner_aan_aanbod() -> None:
    """Ask leerbedrijven whether their places and figures are still right; each once per term."""
    at = timezone.now()
    hartslag.klop(naam="aanbod", at=at, uitkomst={"gevraagd": bevestigen.herinner(at=at)})
