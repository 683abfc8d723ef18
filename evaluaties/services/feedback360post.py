"""Mails of 360 feedback: the personal link, once more before the end, and that the sum is there."""

from datetime import datetime

from django.urls import reverse

from evaluaties.enums import FeedbackStatus
from evaluaties.models import Feedbackronde, Feedbackuitnodiging
from kern.enums import Linkdoel, Mailgroep
from kern.kalender import einde_van_dag
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar
from kern.services.toegangslinks import maak_link

CONTROLE = "feedback_nog_nodig"
registreer_groep(Mailgroep.EVALUATIES, "feedback_gesloten")


def stuur_link(
    uitnodiging: Feedbackuitnodiging, ronde: Feedbackronde, *, by: User | None, at: datetime, herinnering: bool = False
) -> None:
    """Mail one person the link, good until the end of the last day of the round."""
    _, token = maak_link(
        doel=Linkdoel.FEEDBACK,
        object_id=uitnodiging.public_id,
        naam=uitnodiging.naam,
        email=uitnodiging.email,
        geldig_tot=einde_van_dag(ronde.sluit_op),
        by=by,
        at=at,
    )
    zet_klaar(
        soort="feedback_vraag",
        sleutel=f"feedback_vraag:{uitnodiging.public_id}:{at.isoformat()}",
        at=at,
        sjabloon="feedback_vraag",
        context={
            "naam": uitnodiging.naam,
            "student": ronde.student,
            "anoniem": ronde.anoniem,
            "minstens": ronde.minstens,
            "sluit_op": ronde.sluit_op,
            "herinnering": herinnering,
        },
        aan=uitnodiging.email,
        pad=reverse("feedback:geven", args=[token]),
        controle=CONTROLE,
        controle_gegevens={"uitnodiging": str(uitnodiging.public_id)},
        gevoelig=True,
    )


@registreer_controle(CONTROLE)
def nog_nodig(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the round must be open and the person must still be asked."""
    rijen = Feedbackuitnodiging.objects.filter(public_id=bericht.controle_gegevens["uitnodiging"])
    rijen = rijen.filter(ronde__gesloten_op__isnull=True, ingetrokken_op__isnull=True)
    return None if rijen.filter(status=FeedbackStatus.GEVRAAGD).exists() else "Deze feedback is niet meer nodig."


def meld_gesloten(ronde: Feedbackronde, *, at: datetime) -> None:
    """Tell the student that the round closed by itself, and whether there is a sum."""
    zet_klaar(
        soort="feedback_gesloten",
        sleutel=f"feedback_gesloten:{ronde.public_id}",
        at=at,
        sjabloon="feedback_gesloten",
        context={"genoeg": ronde.antwoorden.count() >= ronde.minstens, "minstens": ronde.minstens},
        ontvanger=ronde.student.user,
        pad=reverse("feedback:ronde", args=[ronde.public_id]),
    )
