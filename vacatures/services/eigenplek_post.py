"""Mails about places that students found; each is a row of the outbox in the transaction of what it tells."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from basis.mailtekst import maak_mail
from kern.enums import Linkdoel, Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from kern.services.toegangslinks import maak_link
from vacatures.models import EigenPlek, EigenPlekStap
from vacatures.services import sollicitatie_wie as wie

CONTROLE = "eigenplek_wacht_nog"
berichten.registreer_groep(Mailgroep.VACATURES, "eigenplek_nakijken", "eigenplek_nieuws")


def nakijkers(plek: EigenPlek, *, at: datetime) -> list[User]:
    """Return who checks it: the stagedocent, else the coordinators of the school, else the bureau."""
    if docent := wie.werkt_nog(plek.student.stagedocent, op=timezone.localdate(at)):
        return [docent]
    return coordinatoren(plek, at=at)


def coordinatoren(plek: EigenPlek, *, at: datetime) -> list[User]:
    """Return the coordinators of the school, else those of the bureau."""
    op = timezone.localdate(at)
    return wie.coordinatoren(plek.student.school_id, op=op) or wie.bureau(op=op)


def stuur_link(plek: EigenPlek, stap: EigenPlekStap, *, by: User | None, at: datetime) -> None:
    """Ask the contact of the leerbedrijf to confirm, by a link that opens only this."""
    dagen = settings.SOLLICITATIE_LINK_DAGEN
    _, token = maak_link(
        doel=Linkdoel.EIGEN_PLEK,
        object_id=plek.public_id,
        naam=plek.contact_naam,
        email=plek.contact_email,
        geldig_tot=at + timedelta(days=dagen),
        by=by,
        at=at,
    )
    berichten.zet_klaar(
        soort="eigenplek_link",
        sleutel=f"eigenplek_link:{plek.public_id}:{stap.pk}",
        at=at,
        sjabloon="eigenplek_link",
        context={"plek": plek, "student": plek.student, "dagen": dagen},
        aan=plek.contact_email,
        pad=reverse("eigenplek:bevestigen", args=[token]),
        controle=CONTROLE,
        controle_gegevens={"plek": plek.pk, "status": plek.status},
        gevoelig=True,
    )


def vraag_school(
    plek: EigenPlek, stap: EigenPlekStap, aan: Iterable[User], *, at: datetime, herinnering: bool = False
) -> None:
    """Ask the school to check it; lapses when it has moved on by then."""
    for user in aan:
        berichten.zet_klaar(
            soort="eigenplek_nakijken",
            sleutel=f"eigenplek_nakijken:{plek.public_id}:{stap.pk}:{user.pk}",
            at=at,
            sjabloon="eigenplek_nakijken",
            context={"plek": plek, "student": plek.student, "herinnering": herinnering},
            ontvanger=user,
            pad=reverse("eigenplek:detail", args=[plek.public_id]),
            controle=CONTROLE,
            controle_gegevens={"plek": plek.pk, "status": plek.status},
        )


@berichten.registreer_controle(CONTROLE)
def wacht_nog(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the place must still wait where it did."""
    gegevens = bericht.controle_gegevens
    nog = EigenPlek.objects.filter(pk=gegevens["plek"], status=gegevens["status"]).exists()
    return None if nog else "De plek is intussen verder."


def vertel_student(plek: EigenPlek, stap: EigenPlekStap, tekst: str, *, at: datetime) -> None:
    """Tell the student what happened."""
    berichten.zet_klaar(
        soort="eigenplek_nieuws",
        sleutel=f"eigenplek_nieuws:{plek.public_id}:{stap.pk}",
        at=at,
        sjabloon="eigenplek_nieuws",
        context={"plek": plek, "student": plek.student, "tekst": tekst},
        ontvanger=plek.student.user,
        pad=reverse("eigenplek:detail", args=[plek.public_id]),
    )


def vertel_contact(plek: EigenPlek, stap: EigenPlekStap, tekst: str, *, at: datetime) -> None:
    """Tell the contact of the leerbedrijf, who has no account: a mail without a link."""
    onderwerp, inhoud, html = maak_mail("eigenplek_contact", {"plek": plek, "student": plek.student, "tekst": tekst})
    berichten.zet_tekst_klaar(
        soort="eigenplek_contact",
        sleutel=f"eigenplek_contact:{plek.public_id}:{stap.pk}",
        at=at,
        onderwerp=onderwerp,
        tekst=inhoud,
        html=html,
        aan=plek.contact_email,
    )
