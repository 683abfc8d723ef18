"""The way to the BPV-boek from the page of a placement."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evaluaties.services.boekinhoud import IN_BOEK
from evaluaties.services.boeklezer import Soort, lezer_van_plaatsing
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie


def registreer() -> None:
    """Add the section, after all others of evaluaties."""
    registreer_sectie("boek", 95, boek)


def boek(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return where this person makes the book; None for who gets none. Asks the database nothing."""
    if plaatsing.status not in IN_BOEK:
        return None
    lezer = lezer_van_plaatsing(request.user, plaatsing)
    if lezer is None:
        return None
    if lezer.soort == Soort.STUDENT:
        url = reverse("boek:lijst")
    else:
        url = reverse("boek:plaatsing", args=[plaatsing.public_id])
    return {"titel": "BPV-boek", "sjabloon": "boek/sectie.html", "context": {"boek_url": url, "boek_lezer": lezer}}
