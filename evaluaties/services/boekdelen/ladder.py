"""The history of the ladder of forgotten reports: the same rows as on the timeline of the screens (R6.8)."""

from typing import Any

from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, per_stage
from evaluaties.services.ladderregels import van_event, van_feit


def lees(bundel: Bundel) -> PerStage:
    """Return what happened, oldest first. Why somebody was excused may be about health: for student and school only."""
    redenen = bundel.lezer.leest_alles
    feiten = per_stage(
        Verslagfeit.objects.filter(plaatsing__in=bundel.ids).select_related("by").order_by("recorded_at", "pk")
    )
    events = per_stage(LadderEvent.objects.filter(plaatsing__in=bundel.ids).order_by("plaatsing_id", "volgnummer"))
    uit = {}
    for pk in {*feiten, *events}:
        rijen = [((feit.recorded_at, 0, feit.pk), van_feit(feit, toon_reden=redenen)) for feit in feiten.get(pk, [])]
        rijen += [((event.at, 1, event.volgnummer), van_event(event)) for event in events.get(pk, [])]
        uit[pk] = [_rij(rij) for _, rij in sorted(rijen, key=lambda paar: paar[0]) if rij is not None]
    return uit


def _rij(rij: dict[str, Any]) -> dict[str, Any]:
    return {
        "op": rij["moment"],
        "titel": rij["titel"],
        "tekst": rij["tekst"],
        "wie": rij.get("wie", ""),
        "soort": rij["soort"],
    }
