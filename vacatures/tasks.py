"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from kern.services import hartslag
from vacatures.services import sollicitatie_klok, vacature_klok


@shared_task
def volg_sollicitaties() -> None:
    """Remind who lets an application wait, and end what closed; each step once."""
    at = timezone.now()
    hartslag.klop(naam="sollicitaties", at=at, uitkomst=sollicitatie_klok.volg(at=at))


@shared_task
def loop_vacatures_na() -> None:
    """Warn leerbedrijven whose vacatures end within a week, and close those that are over; each once."""
    at = timezone.now()
    hartslag.klop(naam="vacatures", at=at, uitkomst=vacature_klok.loop_na(at=at))
