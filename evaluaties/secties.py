"""The sections with reports and evaluations on the page of a placement, and the ladder on its timeline (R6.8)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evaluaties import rules
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort, InvullingStatus
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.overzicht import verslagen_van
from evaluaties.tijdlijn import van_event, van_feit
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie, registreer_tijdlijn

NOG_NIET_BEGONNEN = frozenset(
    {
        PlaatsingStatus.VOORGESTELD,
        PlaatsingStatus.AANGEBODEN,
        PlaatsingStatus.GEACCEPTEERD,
        PlaatsingStatus.ONDERTEKENING,
    }
)


def registreer() -> None:
    """Add the sections and the rows of the timeline."""
    registreer_sectie("verslagen", 30, verslagen)
    registreer_sectie("evaluaties", 50, evaluaties)
    registreer_tijdlijn("verslagen", tijdlijn)


def verslagen(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the reports with their state words and the ladder; None before there is anything to hand in."""
    user = request.user
    if plaatsing.status in NOG_NIET_BEGONNEN:
        return None
    zichtbaar = met_registratie(Plaatsing.objects.visible_to(user)).met_betrokkenen().filter(pk=plaatsing.pk).first()
    if zichtbaar is None:
        return None
    stage = verslagen_van([zichtbaar], timezone.now())[0]
    if not stage.rijen:
        return None
    return {
        "titel": "Verslagen",
        "sjabloon": "verslagen/sectie.html",
        "context": {
            "stage": stage,
            "eigen": rules.is_student_van(user, zichtbaar),
            "leest": rules.is_lezer_van(user, zichtbaar),
            "deelt": rules.is_werkbegeleider_van(user, zichtbaar),
            "beheerder": user.is_beheerder,
            "beheert": rules.mag_ladder_beheren(user, zichtbaar),
            "ladder": _ladder(zichtbaar, toon_reden=_ziet_reden(user, zichtbaar)),
        },
    }


def _ziet_reden(user: Any, plaatsing: Plaatsing) -> bool:
    """Why somebody was excused may be about health: for the student and school only."""
    return rules.is_student_van(user, plaatsing) or rules.is_lezer_van(user, plaatsing)


def _ladder(plaatsing: Plaatsing, *, toon_reden: bool) -> list[dict[str, Any]]:
    events = [
        (event.at, 1, event.volgnummer, van_event(event))
        for event in LadderEvent.objects.filter(plaatsing=plaatsing).order_by("volgnummer")
    ]
    feiten = [
        (feit.recorded_at, 0, feit.pk, van_feit(feit, toon_reden=toon_reden))
        for feit in Verslagfeit.objects.filter(plaatsing=plaatsing).select_related("by")
    ]
    rijen: list[tuple[datetime, int, int, dict[str, Any] | None]] = sorted(
        [*events, *feiten], key=lambda rij: rij[:3], reverse=True
    )
    return [rij for *_, rij in rijen if rij is not None]


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return what came in and the misses that count, for the timeline of the placement."""
    gemist = LadderEvent.objects.filter(plaatsing=plaatsing, soort=regels.Type.MISS.value)
    binnen = Verslagfeit.objects.filter(plaatsing=plaatsing, soort=FeitSoort.SUBMISSION).select_related("by")
    rijen = [*(van_event(event) for event in gemist), *(van_feit(feit, toon_reden=False) for feit in binnen)]
    return [rij for rij in rijen if rij is not None]


def evaluaties(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the evaluations with who is ready, and the button that opens one."""
    user = request.user
    rijen = [
        {
            "evaluatie": evaluatie,
            "klaar": [rij.get_rol_display() for rij in evaluatie.invullingen.all() if _is_in(rij)],
            "invullen": _moet_invullen(user, plaatsing, evaluatie),
        }
        for evaluatie in plaatsing.evaluaties.prefetch_related("invullingen")
    ]
    openen = rules.mag_evaluatie_openen(user, plaatsing) and plaatsing.is_actief and len(rijen) < 2
    if not rijen and not openen:
        return None
    openen_url = reverse("evaluaties:openen", args=[plaatsing.public_id]) if openen else ""
    return {
        "titel": "Evaluaties",
        "sjabloon": "evaluaties/sectie.html",
        "context": {"rijen": rijen, "openen_url": openen_url, "mag_lezen": rules.mag_evaluatie_lezen(user, plaatsing)},
    }


def _is_in(invulling: Any) -> bool:
    return invulling.status == InvullingStatus.INGEDIEND


def _moet_invullen(user: Any, plaatsing: Plaatsing, evaluatie: Any) -> bool:
    rol = rules.invulrol(user, plaatsing)
    return rol is not None and not any(_is_in(rij) for rij in evaluatie.invullingen.all() if rij.rol == rol)
