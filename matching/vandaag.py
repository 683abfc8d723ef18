"""What a person must do now about matching; the home page collects it (same rows as plaatsingen.vandaag)."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from kern.models import Student, User
from matching import rules
from matching.enums import RondeStatus
from matching.models import Ronde
from matching.services.voorkeuren import bevroren_door
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return what this person must do now. At most five queries."""
    rijen: list[dict[str, Any]] = []
    if user.heeft_rol("student"):
        rijen += _student(user)
    if rules.mag_rondes_maken(user):
        rijen += _rondes(user)
    return rijen


def _student(user: User) -> list[dict[str, Any]]:
    student = Student.objects.filter(user=user, vertrokken_op__isnull=True).first()
    if student is None or student.voorkeuren.exists() or bevroren_door(student) is not None:
        return []
    if Plaatsing.objects.filter(student=student, status__in=BEZET).exists():
        return []
    return [
        {
            "titel": "Geef je voorkeuren voor een stageplaats door",
            "uitleg": "Kies de plaatsen die je graag wilt, de leukste bovenaan. Zo telt je wens mee.",
            "url": reverse("matching:voorkeuren"),
            "knop": "Voorkeuren doorgeven",
            "voor": None,
            "ernst": "gewoon",
        }
    ]


def _rondes(user: User) -> list[dict[str, Any]]:
    rondes = (
        Ronde.objects.visible_to(user)
        .filter(status__in=[RondeStatus.VOORBEREIDING, RondeStatus.BEREKEND])
        .prefetch_related("scholen")
        .order_by("begindatum", "pk")
    )
    rijen = []
    for ronde in rondes[:5]:
        if not rules.mag_ronde_beheren(user, {school.pk for school in ronde.scholen.all()}):
            continue
        berekend = ronde.status == RondeStatus.BEREKEND
        rijen.append(
            {
                "titel": f"{ronde.naam}: {'bekijk het voorstel' if berekend else 'bereid de ronde voor'}",
                "uitleg": "Kijk het voorstel na en publiceer het."
                if berekend
                else "Kijk de lijst na en laat de verdeling berekenen.",
                "url": reverse("matching:ronde", args=[ronde.public_id]),
                "knop": "Voorstel bekijken" if berekend else "Ronde openen",
                "voor": ronde.begindatum,
                "ernst": "oranje" if berekend else "gewoon",
            }
        )
    return rijen
