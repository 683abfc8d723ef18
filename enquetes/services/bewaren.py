"""How long it is known who was asked in a questionnaire: until it closes (R8.7, R8.8)."""

from datetime import datetime

from django.db.models import QuerySet

from enquetes.enums import MetingStatus
from enquetes.models import Deelnemer, Meting
from enquetes.services.sluiten import vergeet_deelnemers
from kern.services.bewaren import Bewaarregel, grens, registreer


def deelnemers(at: datetime) -> QuerySet[Deelnemer]:
    """Who was asked in rounds that are closed; closing forgets them itself, so this is what was left behind."""
    gesloten = Deelnemer.objects.filter(meting__status=MetingStatus.GESLOTEN)
    return gesloten.filter(meting__gesloten_op__lt=grens("deelnemers", at))


def _vergeet(at: datetime) -> int:
    meting = Meting.objects.filter(pk__in=deelnemers(at).values("meting")).order_by("pk").first()
    return vergeet_deelnemers(meting=meting, at=at) if meting else 0


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
