"""Mails about a published round; each is a row of the outbox in the transaction of the publication."""

from collections import Counter
from datetime import datetime

from django.urls import reverse

from kern.enums import Mailgroep
from kern.models import Organisatie, Student, User
from kern.services import berichten
from matching.models import Ronde
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import mail_aanbod

berichten.registreer_groep(Mailgroep.PLAATSINGEN, "ronde_niet_geplaatst", "ronde_leerbedrijf", "ronde_school")


def mail_geplaatsten(plaatsingen: list[Plaatsing], at: datetime) -> None:
    """Tell every placed student of the offer."""
    for plaatsing in plaatsingen:
        mail_aanbod(plaatsing=plaatsing, at=at)


def mail_niet_geplaatst(ronde: Ronde, student: Student, at: datetime) -> None:
    """Tell a student that there is no place yet, and what happens next."""
    berichten.zet_klaar(
        soort="ronde_niet_geplaatst",
        sleutel=f"ronde-niet-geplaatst:{ronde.public_id}:{student.public_id}",
        at=at,
        sjabloon="ronde_niet_geplaatst",
        context={"ronde": ronde, "student": student},
        ontvanger=student.user,
        pad=reverse("matching:voorkeuren"),
    )


def mail_leerbedrijf(
    ronde: Ronde, organisatie: Organisatie, afdelingen: Counter[str], user: User, at: datetime
) -> None:
    """Tell a praktijkopleider how many students were offered a place in the house: one mail for all of them (R3.6)."""
    berichten.zet_klaar(
        soort="ronde_leerbedrijf",
        sleutel=f"ronde-leerbedrijf:{ronde.public_id}:{organisatie.public_id}:{user.pk}",
        at=at,
        sjabloon="ronde_leerbedrijf",
        context={
            "ronde": ronde,
            "organisatie": organisatie,
            "aantal": afdelingen.total(),
            "afdelingen": sorted(afdelingen.items()),
        },
        ontvanger=user,
        pad=reverse("plaatsingen:studenten"),
    )


def mail_school(ronde: Ronde, tel: Counter[bool], user: User, at: datetime) -> None:
    """Tell a coordinator how the round ended for the own students; `tel` counts placed (True) and not (False)."""
    berichten.zet_klaar(
        soort="ronde_school",
        sleutel=f"ronde-school:{ronde.public_id}:{user.pk}",
        at=at,
        sjabloon="ronde_school",
        context={"ronde": ronde, "geplaatst": tel[True], "niet_geplaatst": tel[False]},
        ontvanger=user,
        pad=reverse("matching:ronde", args=[ronde.public_id]),
    )
