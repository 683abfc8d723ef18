"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from kern.services import hartslag
from vacatures.forms_zoeken import lees_vraag
from vacatures.services import eigenplek_klok, sollicitatie_klok, vacature_erkenning, vacature_klok, zoekopdracht_mail


@shared_task
def volg_sollicitaties() -> None:
    """Remind who lets an application wait, and end what closed; each step once."""
    at = timezone.now()
    hartslag.klop(naam="sollicitaties", at=at, uitkomst=sollicitatie_klok.volg(at=at))


@shared_task
def loop_vacatures_na() -> None:
    """Warn leerbedrijven of vacatures that end within a week, close what is over or lost its recognition; each once."""
    at = timezone.now()
    teruggenomen = vacature_erkenning.neem_terug(at=at)  # first: nobody is warned that one of these ends
    uitkomst = {**vacature_klok.loop_na(at=at), "geen_erkenning": teruggenomen}
    hartslag.klop(naam="vacatures", at=at, uitkomst=uitkomst)


@shared_task
def volg_eigen_plekken() -> None:
    """Remind who lets a place that a student found wait; each step once."""
    at = timezone.now()
    hartslag.klop(naam="eigen plekken", at=at, uitkomst=eigenplek_klok.volg(at=at))


@shared_task
def meld_nieuwe_vacatures() -> None:
    """Mail people about vacatures that fit their saved searches; once a day for each."""
    at = timezone.now()
    hartslag.klop(naam="zoekopdrachten", at=at, uitkomst=zoekopdracht_mail.meld_nieuwe(lees=lees_vraag, at=at))
