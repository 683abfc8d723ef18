"""Mails of 360 feedback: the personal link, a reminder, that the sum is there, and what the school must do."""

from datetime import datetime

from django.urls import reverse

from evaluaties.enums import FeedbackStatus, Moderatie
from evaluaties.models import Feedbackronde, Feedbacktekst, Feedbackuitnodiging
from kern.enums import Linkdoel, Mailgroep
from kern.kalender import einde_van_dag, lokale_dag
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar
from kern.services.toegangslinks import maak_link
from plaatsingen.services.mails import coordinatoren_van

CONTROLE = "feedback_nog_nodig"
TE_KEUREN, TE_LEZEN = "feedback_te_keuren", "feedback_te_lezen"
registreer_groep(Mailgroep.EVALUATIES, "feedback_gesloten", TE_KEUREN, TE_LEZEN)


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


def meld_te_keuren(ronde: Feedbackronde, *, at: datetime) -> None:
    """Tell who supervises the student, or else the school, that people wait for a yes; once a day for a round."""
    dag = lokale_dag(at)
    begeleider = ronde.plaatsing.stagebegeleider or ronde.student.stagedocent
    mensen = [begeleider] if begeleider else coordinatoren_van(school_id=ronde.student.school_id, op=dag)
    for mens in mensen:
        zet_klaar(
            soort=TE_KEUREN,
            sleutel=f"{TE_KEUREN}:{ronde.public_id}:{mens.pk}:{dag}",
            at=at,
            sjabloon=TE_KEUREN,
            context={"student": ronde.student},
            ontvanger=mens,
            pad=reverse("feedback:genodigd", args=[ronde.public_id]),
            controle=TE_KEUREN,
            controle_gegevens={"ronde": str(ronde.public_id)},
        )


@registreer_controle(TE_KEUREN)
def nog_te_keuren(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: somebody must still wait."""
    rijen = Feedbackuitnodiging.objects.filter(ronde__public_id=bericht.controle_gegevens["ronde"])
    wacht = rijen.filter(ronde__gesloten_op__isnull=True, status=FeedbackStatus.WACHT).exists()
    return None if wacht else "Er wacht niemand meer op akkoord."


def meld_te_lezen(ronde: Feedbackronde, *, at: datetime) -> None:
    """Tell the coordinators of the school that texts wait, once a day; not of whom."""
    dag, school = lokale_dag(at), ronde.student.school_id
    if not ronde.teksten.filter(moderatie=Moderatie.WACHT).exists():
        return
    for mens in coordinatoren_van(school_id=school, op=dag):
        zet_klaar(
            soort=TE_LEZEN,
            sleutel=f"{TE_LEZEN}:{school}:{mens.pk}:{dag}",
            at=at,
            sjabloon=TE_LEZEN,
            context={},
            ontvanger=mens,
            pad=reverse("feedback:nalezen"),
            controle=TE_LEZEN,
            controle_gegevens={"school": school},
        )


@registreer_controle(TE_LEZEN)
def nog_te_lezen(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: a text must still wait."""
    rijen = Feedbacktekst.objects.filter(moderatie=Moderatie.WACHT, ronde__gesloten_op__isnull=False)
    wacht = rijen.filter(ronde__student__school=bericht.controle_gegevens["school"]).exists()
    return None if wacht else "Alle teksten zijn al nagelezen."
