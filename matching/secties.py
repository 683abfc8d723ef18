"""What matching shows on pages of others: preferences on a stageplaats, objections on a placement."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from matching.models import Bezwaar, Voorstel
from matching.services import voorkeuren
from matching.services.bezwaar import waarom_geen_bezwaar
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.secties import heeft
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


def bezwaar(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the objection to this placement, or the way to make one; None where there is neither."""
    eigen = plaatsing.student.user_id == request.user.pk
    bezwaren = Bezwaar.objects.visible_to(request.user).filter(voorstel__plaatsing=plaatsing)
    laatste = bezwaren.order_by("-pk").first() if heeft(plaatsing, "heeft_bezwaar") else None
    wacht = laatste is not None and laatste.status != "ingetrokken"
    # Only who still has to say yes or no can object.
    voorstel = (
        None if wacht or not eigen or plaatsing.status != PlaatsingStatus.AANGEBODEN else _voorstel_van(plaatsing)
    )
    mag = voorstel is not None and not waarom_geen_bezwaar(voorstel, at=timezone.now())
    if laatste is None and not mag:
        return None
    ronde = voorstel.berekening.ronde if voorstel is not None else None
    context = {"ronde": ronde, "bezwaar": laatste, "mag": mag, "eigen": eigen}
    return {"titel": "Bezwaar", "sjabloon": "matching/_bezwaar.html", "context": context}


def _voorstel_van(plaatsing: Plaatsing) -> Voorstel | None:
    return Voorstel.objects.filter(plaatsing=plaatsing).select_related("berekening__ronde", "plaatsing").first()
