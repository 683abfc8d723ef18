"""Entry points for the worker."""

from celery import shared_task
from django.utils import timezone

from kern.models import Achtergrondtaak
from kern.services import hartslag
from kern.services.taken import Voortgang, taaksoort
from vraagaanbod.models import Verdeling
from vraagaanbod.services import belangstelling, bevestigen, verdeling  # noqa: F401 - registers a check of mails


@shared_task
def herinner_aan_aanbod() -> None:
    """Ask leerbedrijven whether their places and figures are still right; each once per term."""
    at = timezone.now()
    hartslag.klop(naam="aanbod", at=at, uitkomst={"gevraagd": bevestigen.herinner(at=at)})


@taaksoort(verdeling.TAAK)
def verdeel_plekken(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Divide very many places over schools."""
    voortgang.meld(5, "Plekken verdelen over de scholen")
    gekozen = Verdeling.objects.get(pk=taak.gegevens["verdeling"])
    verdeling.bereken(verdeling=gekozen, by=taak.aangevraagd_door, at=timezone.now(), meteen=True)
    return {"verdeling": str(gekozen.public_id)}
