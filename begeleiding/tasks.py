"""Entry points for the worker: the kinds of long work, and what the clock rings."""

from celery import shared_task
from django.utils import timezone

from begeleiding.models import Toewijzingsronde
from begeleiding.services import groepen_post, signaalfeiten, signalen_klok, toewijzen, toewijzen_vaststellen
from begeleiding.services.scholing import TAAK as CERTIFICATEN
from begeleiding.services.scholing_certificaten import maak_certificaten
from kern.models import Achtergrondtaak
from kern.services import hartslag
from kern.services.taken import Voortgang, taaksoort


@taaksoort(toewijzen.VERDELEN)
def verdelen(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Calculate a division of students over the poule."""
    ronde = toewijzen.bereken(taak=taak, at=timezone.now(), meld=voortgang.meld)
    return {"ronde": str(ronde.public_id)}


@taaksoort(toewijzen.VASTSTELLEN)
def vaststellen(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Fix a big division."""
    voortgang.meld(5, "Stages bijwerken en berichten klaarzetten")
    ronde = Toewijzingsronde.objects.get(pk=taak.gegevens["ronde"])
    aantal = toewijzen_vaststellen.stel_vast(ronde=ronde, by=taak.aangevraagd_door, at=timezone.now())
    return {"ronde": str(ronde.public_id), "veranderd": aantal}


@taaksoort(CERTIFICATEN)
def certificaten(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Make the certificates of a training."""
    return maak_certificaten(taak, voortgang)


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
