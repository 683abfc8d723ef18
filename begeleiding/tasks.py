"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from begeleiding.services import groepen_post, signaalfeiten, signalen_klok
from kern.services import hartslag


@shared_task
def volg_signalen() -> None:
    """Make signals of facts once a day, and go on with signals that wait; no figures, which would tell of signals."""
    at = timezone.now()
    signaalfeiten.loop_na(at=at)
    signalen_klok.volg(at=at)
    hartslag.klop(naam="signalen", at=at, uitkomst={})


@shared_task
def herinner_bijeenkomsten() -> None:
    """Remind who comes to a group or a spreekuur tomorrow."""
    at = timezone.now()
    groepen_post.herinner(at=at)
    hartslag.klop(naam="bijeenkomsten", at=at, uitkomst={})
