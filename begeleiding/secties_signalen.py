"""Signals on the page of a placement: the way to give one, and to its circle those that are open. One query."""

from typing import Any

from django.http import HttpRequest

from begeleiding import rules_signalen as rules
from begeleiding.models import Signaal
from plaatsingen import rules as plaatsingregels
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie

AANTAL = 5


def registreer() -> None:
    """Add the section."""
    registreer_sectie("signalen", 45, sectie)


def sectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the way to tell that something is wrong; whoever isn't in a circle sees the same with and without."""
    user = request.user
    eigen = plaatsingregels.is_student_van(user, plaatsing)
    mag = rules.mag_signaal_geven(user, plaatsing)
    if not (eigen or mag) or not plaatsing.is_actief:
        return None
    rijen: list[Signaal] = []
    if not eigen and user.heeft_rol(*rules.SCHOOL):
        kring = Signaal.objects.van_kring(user).filter(student=plaatsing.student_id).open()
        rijen = list(kring.order_by("-gemeld_op", "-pk")[:AANTAL])
    return {
        "titel": "Is er iets?" if eigen else "Signalen",
        "sjabloon": "begeleiding/signalen/sectie.html",
        "context": {"signalen": rijen, "eigen": eigen},
    }
