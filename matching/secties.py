"""What matching shows on pages of others: a student puts a stageplaats on the own list from its page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from matching.services import voorkeuren
from vacatures.models import Stageplaats
from vacatures.services import lezen


def voorkeur(request: HttpRequest, plaats: Stageplaats) -> dict[str, Any] | None:
    """Return the button 'Zet bij mijn voorkeuren', or why there is none; None for who is no student."""
    student = lezen.student_van(request.user)
    if student is None:
        return None
    vandaag = timezone.localdate()
    rangen = list(student.voorkeuren.order_by("rang", "pk").values_list("stageplaats_id", flat=True))
    open_ = voorkeuren.open_plaatsen(student, op=vandaag).filter(pk=plaats.pk).exists()
    return {
        "sjabloon": "matching/_voorkeur.html",
        "context": {
            "bevroren": voorkeuren.bevroren_door(student),
            "plek": rangen.index(plaats.pk) + 1 if plaats.pk in rangen else 0,
            "past": open_ and not lezen.past(student, plaats, op=vandaag),
            "lijst_vol": len(rangen) >= voorkeuren.MAXIMUM,
            "maximum": voorkeuren.MAXIMUM,
            "plaats_vol": not plaats.bezetting.heeft_plek,
        },
    }
