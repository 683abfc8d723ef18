"""What the home page says about places that students found."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from basis.nederlands import count_noun
from basis.tellen import Deel, telt
from kern.models import User
from vacatures.enums import EigenPlekStatus
from vacatures.models import EigenPlek
from vacatures.models.eigenplek import BIJ_SCHOOL

S = EigenPlekStatus
TE_LANG = 2  # reminders after which it is urgent


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Tell the school what to check, and a student that the leerbedrijf doesn't answer. At most two queries."""
    if user.heeft_rol("student"):
        return (yield from _student(user))
    if not user.heeft_rol("coordinator", "stagedocent"):
        return []
    plekken = EigenPlek.objects.visible_to(user).filter(status__in=BIJ_SCHOOL).exclude(student__user=user)
    if user.heeft_rol("coordinator"):
        # What a stagedocent has is that person's work, until nobody does it.
        plekken = plekken.exclude(
            student__stagedocent__isnull=False, student__stagedocent__is_active=True, herinneringen__lt=TE_LANG
        ) | plekken.filter(student__stagedocent=user)
    aantal = (yield {"plekken": plekken})["plekken"]
    rijen = list(plekken.met_student().order_by("wacht_sinds", "pk")[:4]) if aantal else []
    if len(rijen) > 3:
        return [_rij(f"Kijk {count_noun(aantal, 'plek', 'plekken')} na die studenten zelf vonden", "", "", rijen)]
    return [
        _rij(
            f"Kijk de plek na die {rij.student.naam} zelf vond",
            f"{rij.organisatie_naam}, {rij.plaats}. {rij.get_status_display().capitalize()}.",
            reverse("eigenplek:detail", args=[rij.public_id]),
            [rij],
        )
        for rij in rijen
    ]


def _rij(titel: str, uitleg: str, url: str, rijen: list[EigenPlek], knop: str = "Nakijken") -> dict[str, Any]:
    laat = any(rij.herinneringen for rij in rijen)
    return {
        "titel": titel,
        "uitleg": uitleg,
        "url": url or f"{reverse('eigenplek:lijst')}?status=bij_school",
        "knop": knop,
        "voor": None,
        "ernst": "oranje" if laat else "gewoon",
    }


def _student(user: User) -> Deel[list[dict[str, Any]]]:
    stil = EigenPlek.objects.filter(student__user=user, status=S.VOORGESTELD, herinneringen__gte=TE_LANG)
    if not (yield {"stil": stil})["stil"]:
        return []
    return [
        _rij(
            f"{rij.organisatie_naam} antwoordt nog niet",
            "Bel even, of kijk of het e-mailadres klopt.",
            reverse("eigenplek:detail", args=[rij.public_id]),
            [rij],
            "Bekijken",
        )
        for rij in stil.order_by("pk")[:3]
    ]
