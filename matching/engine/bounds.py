"""What is proven of each goal, in numbers for people and machines (samenvatting.json, `ondergrenzen`)."""

from __future__ import annotations

from typing import Any

from .options import HUIDIG, KM, VOORRANG

# A gap that is larger than any sum of costs: nothing is known of this goal.
UNKNOWN_GAP = 1 << 60
_MOST = (VOORRANG, HUIDIG)
_NAMES = {
    VOORRANG: "voorrang",
    "omzettingskosten": "omzettingskosten",
    "rang_som": "rang",
    "eerlijkheid": "eerlijkheid",
    HUIDIG: "huidige plaats",
    KM: "km",
}

Bound = dict[str, Any]


def bounds_of(goals: tuple[str, ...], values: dict[str, Any], gaps: list[int]) -> dict[str, Bound]:
    """Per goal the proven bound (`grens`), how far the value lies from it (`verschil`), and that in per cent of it.

    All in the unit of the goal. Goals are strictly ordered, so after the first goal with a gap nothing is known: None.
    `gaps` are in whole units (km: tenths), one per goal; a last one for the tie-break is left out.
    """
    found: dict[str, Bound] = {}
    for goal, gap in zip(goals, gaps, strict=False):
        if gap >= UNKNOWN_GAP:
            found[goal] = {"grens": None, "verschil": None, "procent": None}
            continue
        unit = 10 if goal == KM else 1
        value = round(values[goal] * unit)
        bound = value + gap if goal in _MOST else value - gap
        found[goal] = {
            "grens": bound / unit if unit > 1 else bound,
            "verschil": gap / unit if unit > 1 else gap,
            "procent": _per_cent(gap, bound),
        }
    return found


def _per_cent(gap: int, bound: int) -> float | None:
    if not gap:
        return 0.0
    return round(100 * gap / abs(bound), 6) if bound else None


def gap_sentence(bounds: dict[str, Bound], gaps: list[int]) -> str:
    """Dutch sentence on what isn't proven."""
    parts = []
    for goal, bound in bounds.items():
        if bound["verschil"] is None:
            parts.append(f"{_NAMES[goal]} onbekend")
        elif bound["verschil"]:
            share = f", {bound['procent']} %" if bound["procent"] is not None else ""
            parts.append(f"{_NAMES[goal]} hooguit {bound['verschil']} ({bound['grens']} is de grens{share})")
    if not parts and gaps[-1]:
        return "De zoektijd was op; alle doelen zijn bewezen, maar bij gelijke stand kan er een andere indeling zijn."
    return f"De zoektijd was op; er is nog een verschil mogelijk: {'; '.join(parts)}."
