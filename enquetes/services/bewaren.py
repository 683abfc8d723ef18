"""How long it is known who was asked in a questionnaire: shortly after its end nobody need know (R8.7, R8.8)."""

from datetime import datetime

from django.db.models import QuerySet

from enquetes.enums import MetingStatus
from enquetes.models import Deelnemer
from enquetes.services.deelnemen import HERINNERING, MAIL
from kern.enums import Linkdoel
from kern.models import Bericht, Toegangslink
from kern.services.bewaren import Bewaarregel, blok_van, grens, registreer


def deelnemers(at: datetime) -> QuerySet[Deelnemer]:
    """Who was asked in rounds that were closed long enough ago; how many they were stands with the outcome."""
    return Deelnemer.objects.filter(
        meting__status=MetingStatus.GESLOTEN, meting__gesloten_op__lt=grens("deelnemers", at)
    )


def _vergeet(at: datetime) -> int:
    """Forget who was asked, with the links and the mails that tell of it: one that lapsed says who had answered."""
    rijen = Deelnemer.objects.filter(pk__in=blok_van(deelnemers(at)))
    nummers = list(rijen.values_list("public_id", flat=True))
    Toegangslink.objects.filter(doel=Linkdoel.ENQUETE, object_id__in=nummers).delete()
    sleutels = [f"{soort}:{nummer}" for nummer in nummers for soort in (MAIL, HERINNERING)]
    for begin in range(0, len(sleutels), 500):
        Bericht.objects.filter(sleutel__in=sleutels[begin : begin + 500]).delete()
    rijen.delete()
    return len(nummers)


registreer(
    Bewaarregel(
        code="deelnemers",
        wat="Wie een vragenlijst kreeg",
        vanaf="de vragenlijst is gesloten",
        waarom="Antwoorden staan los van mensen. Wie gevraagd is, hoeft daarna niemand te weten.",
        bron="De belofte boven de vragenlijst; AVG artikel 5.",
        ruim=_vergeet,
        tel=lambda at: deelnemers(at).count(),
    )
)
