"""What applications add to the page of a vacature: apply, how busy it is, where the own application stands."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from vacatures import rules_sollicitatie as rules
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie, Vacature
from vacatures.secties import registreer_vacature_sectie
from vacatures.services import lezen
from vacatures.services.sollicitatie import waarom_niet_solliciteren
from vacatures.services.sollicitatie_drukte import drukte_van, rustiger

SJABLOON = "sollicitaties/_sectie.html"


def registreer() -> None:
    """Put the piece on the page; called from `AppConfig.ready()`."""
    registreer_vacature_sectie("solliciteren", solliciteren)


def solliciteren(request: HttpRequest, vacature: Vacature) -> dict[str, Any] | None:
    """Return what a student can do here, or how many applications there are for whoever answers or forwards."""
    student = lezen.student_van(request.user)
    if student is None:
        return _voor_anderen(request, vacature)
    eigen = Sollicitatie.objects.filter(vacature=vacature, student=student).exclude(
        status__in=[SollicitatieStatus.INGETROKKEN, SollicitatieStatus.VERVALLEN]
    )
    huidig = eigen.order_by("-begonnen_op", "-pk").first()
    at = timezone.now()
    reden = waarom_niet_solliciteren(student=student, vacature=vacature, at=at)
    if huidig is None and reden:
        return None
    drukte = drukte_van([vacature])[vacature.pk]
    anders = []
    if huidig is None and (drukte.druk or drukte.vol):
        anders = rustiger(vacature=vacature, student=student, user=request.user, drukte=drukte, at=at)
    context = {
        "huidig": huidig,
        "woord": rules.woord(huidig.status, student=True) if huidig else "",
        "soort": rules.SOORT[huidig.status] if huidig else "neutraal",
        "drukte": drukte,
        "anders": anders,
        "aantal": 0,
    }
    return {"sjabloon": SJABLOON, "context": context}


def _voor_anderen(request: HttpRequest, vacature: Vacature) -> dict[str, Any] | None:
    aantal = Sollicitatie.objects.visible_to(request.user).filter(vacature=vacature).count()
    if not aantal:
        return None
    context = {"huidig": None, "drukte": None, "anders": [], "aantal": aantal, "woord": "", "soort": "neutraal"}
    return {"sjabloon": SJABLOON, "context": context}
