"""What a reader does with a report: feedback, back for improvement (R6.10)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import VerslagStatus
from evaluaties.models import Feedback, Verslag
from evaluaties.woorden import plichttitel
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar

# Phrases a reader can start from; the student reads them as part of the feedback.
SNELLE_ZINNEN = (
    "Je beschrijft de situatie duidelijk.",
    "Goed dat je vertelt wat je voelde en dacht.",
    "Je ziet wat je zelf hebt gedaan en wat dat deed met de ander.",
    "Schrijf nog op wat je een volgende keer anders doet.",
    "Schrijf meer over jezelf en minder over de cliënt.",
    "Leg uit waarom het wel of niet lukte.",
    "Laten we dit bespreken in ons volgende gesprek.",
)


@transaction.atomic
def geef_feedback(*, verslag: Verslag, tekst: str, terug: bool, by: User, at: datetime) -> Feedback:
    """Answer a report; `terug` sends it back for improvement. The student gets a mail without the text.

    The same words by the same person on the same hand-in are kept once (C2).
    """
    if not rules.mag_feedback_geven(by, verslag):
        raise GeenToegang("Je mag bij dit verslag geen feedback geven.")
    verslag = Verslag.objects.select_for_update(of=("self",), no_key=True).get(pk=verslag.pk)
    tekst = tekst.strip()
    if not tekst:
        raise DomainError("Schrijf uw feedback op.", field="tekst")
    eerder = verslag.feedback.filter(op__gte=verslag.laatste_inlevering) if verslag.laatste_inlevering else []
    dubbel = next((rij for rij in eerder if (rij.door_id, rij.tekst, rij.terug) == (by.pk, tekst, terug)), None)
    if dubbel is not None:
        return dubbel
    if verslag.status not in (VerslagStatus.INGELEVERD, VerslagStatus.BESPROKEN):
        raise DomainError("Dit verslag ligt bij de student. Wacht tot het opnieuw is ingeleverd.")
    feedback = Feedback.objects.create(verslag=verslag, door=by, op=at, tekst=tekst, terug=terug)
    verslag.status = VerslagStatus.TERUG if terug else VerslagStatus.BESPROKEN
    verslag.save(update_fields=["status"])
    actie = "verslag terug voor verbetering" if terug else "feedback op verslag"
    leg_vast(actie=actie, obj=verslag, by=by, at=at)
    zet_klaar(
        soort="verslag_feedback",
        sleutel=f"verslag-feedback:{verslag.public_id}:{feedback.pk}",
        at=at,
        sjabloon="verslag_terug" if terug else "verslag_feedback",
        context={"verslag": plichttitel(verslag.plicht)},
        ontvanger=verslag.plaatsing.student.user,
        pad=reverse("verslagen:detail", args=[verslag.public_id]),
    )
    return feedback
