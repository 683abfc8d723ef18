"""The sections of the placement page that this app makes itself."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from plaatsingen import rules, secties
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import uren
from plaatsingen.services.normen import Normen
from plaatsingen.services.slot import DAGNAMEN
from plaatsingen.stap import week_url

MET_UREN = frozenset(
    {PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT}
)


def overzicht(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any]:
    """Where, when and on which days."""
    norm = Normen(op=timezone.localdate()).voor_opleiding(plaatsing.student.opleiding)
    dagen = [DAGNAMEN[dag] for dag in plaatsing.dagen.split() if dag in DAGNAMEN]
    return {
        "titel": "Overzicht",
        "sjabloon": "plaatsingen/secties/overzicht.html",
        "context": {
            "dagen": " en ".join([", ".join(dagen[:-1]), dagen[-1]]) if len(dagen) > 1 else "".join(dagen),
            "wettelijke_norm": norm,
            "eigen": rules.is_student_van(request.user, plaatsing),
        },
    }


def urensectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Hours against the norm, once the stage has begun."""
    if plaatsing.status not in MET_UREN:
        return None
    vandaag = timezone.localdate()
    return {
        "titel": "Uren",
        "sjabloon": "plaatsingen/secties/uren.html",
        "context": {
            "stand": uren.stand(plaatsing=plaatsing, op=vandaag),
            "eigen": rules.is_student_van(request.user, plaatsing),
            "mag_invullen": rules.mag_uren_invullen(request.user, plaatsing),
            "week_url": week_url(plaatsing, min(max(vandaag, plaatsing.begindatum), plaatsing.einddatum)),
        },
    }


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any]:
    """Every change of state, and what the other apps add."""
    rijen: list[dict[str, Any]] = [
        {
            "moment": wijziging.at,
            "titel": PlaatsingStatus(wijziging.naar).label.capitalize(),
            "tekst": wijziging.reden,
            "wie": wijziging.by.naam if wijziging.by else "het systeem",
            "soort": "klaar" if wijziging.naar in {PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.AFGEROND} else "loopt",
        }
        for wijziging in plaatsing.statuswijzigingen.select_related("by")
    ]
    rijen += secties.tijdlijn_voor(request, plaatsing)
    rijen.sort(key=lambda rij: rij["moment"].isoformat(), reverse=True)
    return {"titel": "Tijdlijn", "sjabloon": "plaatsingen/secties/tijdlijn.html", "context": {"rijen": rijen}}


def registreer() -> None:
    """Add these sections to the page."""
    secties.registreer_sectie("overzicht", 10, overzicht)
    secties.registreer_sectie("uren", 20, urensectie)
    secties.registreer_sectie("tijdlijn", 90, tijdlijn)
