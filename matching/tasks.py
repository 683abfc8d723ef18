"""Long work of the matching rounds."""

from celery import shared_task
from django.utils import timezone

from kern.models import Achtergrondtaak
from kern.services import hartslag
from kern.services.taken import Geannuleerd, Voortgang, taaksoort
from matching.engine.errors import Geannuleerd as EngineGestopt
from matching.models import Ronde
from matching.services import berekenen, publiceren, reacties
from matching.services.ronde import BEREKENEN, PUBLICEREN


@taaksoort(BEREKENEN)
def matching(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Calculate a round."""
    ronde = Ronde.objects.select_related("schooljaar").get(pk=taak.gegevens["ronde"])
    try:
        berekening = berekenen.bereken(
            ronde=ronde,
            taak=taak,
            by=taak.aangevraagd_door,
            at=timezone.now(),
            meld=voortgang.meld,
            geannuleerd=voortgang.geannuleerd,
        )
    except EngineGestopt as fout:
        raise Geannuleerd from fout
    return {"berekening": str(berekening.public_id), **berekening.samenvatting}


@taaksoort(PUBLICEREN)
def matching_publiceren(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Publish a big round."""
    voortgang.meld(5, "Plaatsen controleren en berichten klaarzetten")
    ronde = Ronde.objects.get(pk=taak.gegevens["ronde"])
    versie = taak.gegevens.get("versie")
    publiceren.publiceer_ronde(ronde=ronde, by=taak.aangevraagd_door, at=timezone.now(), versie=versie)
    return {"ronde": str(ronde.public_id)}


@shared_task
def volg_rondes() -> None:
    """Publish rounds whose agreed moment has come, and remind who hasn't answered."""
    at = timezone.now()
    gepubliceerd = publiceren.publiceer_geplande(at=at)
    hartslag.klop(naam="rondes", at=at, uitkomst={"gepubliceerd": gepubliceerd, **reacties.herinner(at=at)})
