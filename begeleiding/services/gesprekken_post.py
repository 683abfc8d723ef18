"""Mails about talks that were held: steps, the question whether the report is right, and when it isn't."""

from datetime import datetime

from django.urls import reverse

from begeleiding.models import Gesprek
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, zet_klaar

NOG_VRAAG = "begeleiding.gesprek_nog_na_te_lezen"


def _pad(gesprek: Gesprek) -> str:
    return reverse("begeleiding:detail", args=[gesprek.public_id])


def vertel_gesprek(gesprek: Gesprek, eigenaren: set[User], by: User, at: datetime) -> None:
    """Mail who owns a step, without what it is; a student without one is asked whether the report is right."""
    student = gesprek.plaatsing.student.user
    for user in sorted(eigenaren, key=lambda mens: mens.pk):
        if user != by:
            zet_klaar(
                soort="gesprek_stap",
                sleutel=f"gesprek-stap:{gesprek.public_id}:{user.pk}",
                at=at,
                sjabloon="gesprek_stap",
                context={"student": user == student},
                ontvanger=user,
                pad=_pad(gesprek),
            )
    if student not in eigenaren and student != by:
        vraag_na_te_lezen(gesprek, at)


def vraag_na_te_lezen(gesprek: Gesprek, at: datetime) -> None:
    """Ask the student whether the report is right; again after it was mended."""
    zet_klaar(
        soort="gesprek_nalezen",
        sleutel=f"gesprek-nalezen:{gesprek.public_id}:{at:%Y%m%dT%H%M%S}",
        at=at,
        sjabloon="gesprek_nalezen",
        context={},
        ontvanger=gesprek.plaatsing.student.user,
        pad=_pad(gesprek),
        controle=NOG_VRAAG,
        controle_gegevens={"gesprek": str(gesprek.public_id)},
    )


@registreer_controle(NOG_VRAAG)
def gesprek_nog_na_te_lezen(bericht: Bericht, at: datetime) -> str | None:
    """The question doesn't go out once it was answered."""
    rijen = Gesprek.objects.filter(public_id=bericht.controle_gegevens["gesprek"], oordeel_student="")
    return None if rijen.exists() else "De student heeft al gezegd of het klopt."


def vertel_oordeel(gesprek: Gesprek, at: datetime) -> None:
    """Tell who logged the talk that the student sees it otherwise; what, stands in the portal."""
    if gesprek.vastgelegd_door is not None:
        zet_klaar(
            soort="gesprek_oordeel",
            sleutel=f"gesprek-oordeel:{gesprek.public_id}:{at:%Y%m%dT%H%M%S}",
            at=at,
            sjabloon="gesprek_oordeel",
            context={},
            ontvanger=gesprek.vastgelegd_door,
            pad=_pad(gesprek),
        )
