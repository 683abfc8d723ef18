"""The section with talks on the page of a placement."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from begeleiding import rules
from begeleiding.models import Gesprek, Gespreksafspraak, Waarneming
from begeleiding.services.afwezigheid import nu_of_straks
from begeleiding.services.gesprekken import CONTACTMOMENTEN
from plaatsingen.models import Plaatsing
from plaatsingen.onthoud import eenmaal
from plaatsingen.secties import heeft, registreer_sectie, registreer_tijdlijn, registreer_weten

AANTAL = 5


def registreer() -> None:
    """Add the section and the rows of the timeline."""
    registreer_sectie("gesprekken", 40, sectie)
    registreer_sectie("waarneming", 12, waarneming)
    registreer_tijdlijn("gesprekken", tijdlijn)
    registreer_weten("heeft_afspraken", Gespreksafspraak.objects.gepland)
    registreer_weten("heeft_waarneming", lambda: Waarneming.objects.filter(beeindigd_op__isnull=True))


def _gesprekken(request: HttpRequest, plaatsing: Plaatsing) -> list[Gesprek]:
    """Return the talks with who recorded them and how many steps are open, newest first; read once for a page."""
    gesprekken = (
        Gesprek.objects.visible_to(request.user)
        .filter(plaatsing=plaatsing)
        .select_related("vastgelegd_door")
        .defer("gaat_goed", "kan_beter", "reactie_student")
        .annotate(stappen_open=Count("vervolgstappen", filter=Q(vervolgstappen__gedaan_op__isnull=True)))
        .order_by("-datum", "-pk")
    )
    return eenmaal(plaatsing, f"gesprekken {request.user.pk}", lambda: list(gesprekken))


def sectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any]:
    """Return the last talks with their open steps, what is planned, and the contact moments (Stagepact)."""
    rijen = _gesprekken(request, plaatsing)
    mag_lezen = rules.mag_gesprek_lezen(request.user, plaatsing)
    toon_gepland = mag_lezen and heeft(plaatsing, "heeft_afspraken")
    gepland = Gespreksafspraak.objects.filter(plaatsing=plaatsing).gepland().select_related("begeleider")
    contact = [rij.datum for rij in reversed(rijen) if rij.contactmoment]
    return {
        "titel": "Gesprekken",
        "sjabloon": "begeleiding/sectie.html",
        "context": {
            "gesprekken": rijen[:AANTAL],
            "meer": len(rijen) > AANTAL,
            "afspraken": list(gepland.order_by("begin", "pk")[:AANTAL]) if toon_gepland else [],
            "contact": contact,
            "contact_aantal": len(contact),
            "contact_doel": CONTACTMOMENTEN,
            "contact_nog": max(0, CONTACTMOMENTEN - len(contact)),
            "student": rules.is_student_van(request.user, plaatsing),
            "mag_lezen": mag_lezen,
            "mag_vastleggen": rules.mag_gesprek_vastleggen(request.user, plaatsing),
        },
    }


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return one row per talk."""
    return [
        {
            "moment": gesprek.datum,
            "titel": f"Gesprek: {gesprek.get_soort_display()}",
            "wie": gesprek.vastgelegd_door.naam if gesprek.vastgelegd_door else "",
            "soort": "klaar",
        }
        for gesprek in _gesprekken(request, plaatsing)
    ]


def waarneming(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return who covers for the stagebegeleider now or soon; None when nobody does."""
    if plaatsing.stagebegeleider_id is None or not heeft(plaatsing, "heeft_waarneming"):
        return None
    rijen = nu_of_straks(plaatsing, timezone.localdate())
    if not rijen:
        return None
    eigen = rules.is_student_van(request.user, plaatsing)
    return {
        "titel": "Waarneming",
        "sjabloon": "begeleiding/toewijzen/_waarneming.html",
        "context": {"waarnemingen": rijen, "eigen": eigen},
    }
