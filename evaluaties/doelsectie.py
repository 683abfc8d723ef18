"""Goals on the page of a placement: what the student works on, with the way to portfolio and 360 feedback (R8.3)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evaluaties import rules
from evaluaties.models import Leerdoel
from evaluaties.secties import NOG_NIET_BEGONNEN
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie

AANTAL = 5
VOORBIJ = frozenset({PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT, PlaatsingStatus.GEANNULEERD})


def registreer() -> None:
    """Add the section."""
    registreer_sectie("doelen", 45, doelen)


def doelen(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the open goals for the student and who supervises; not for the bureau, which only follows placements."""
    user = request.user
    eigen = rules.is_student_van(user, plaatsing)
    school = rules.is_coordinator_van(user, plaatsing) or rules.is_stagedocent_van(user, plaatsing)
    bedrijf = rules.is_werkbegeleider_van(user, plaatsing) or rules.is_praktijkopleider_van(user, plaatsing)
    stage = bedrijf or rules.is_stagebegeleider_van(user, plaatsing)  # they follow the student until the last day
    if not eigen and not school and (not stage or plaatsing.status in VOORBIJ):
        return None
    if plaatsing.status in {PlaatsingStatus.VOORGESTELD, PlaatsingStatus.GEANNULEERD}:
        return None
    rijen = list(Leerdoel.objects.lopend().filter(student=plaatsing.student_id)[: AANTAL + 1])
    student_url = reverse("doelen:student", args=[plaatsing.student.public_id])
    return {
        "titel": "Doelen",
        "sjabloon": "doelen/sectie.html",
        "context": {
            "doelen": rijen[:AANTAL],
            "meer": len(rijen) > AANTAL,
            "eigen": eigen,
            "url": reverse("doelen:lijst") if eigen else student_url,
            "feedback_url": reverse("feedback:lijst") if plaatsing.status not in NOG_NIET_BEGONNEN else "",
        },
    }
