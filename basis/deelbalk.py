"""One bar cut in parts, with the figure of each part in a legend: for a glance on top of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from basis.nederlands import format_number
from basis.svg import Tekening


@dataclass(frozen=True, slots=True)
class Deel:
    """One part: its name, how many, and a colour of basis.svg."""

    naam: str
    aantal: int
    kleur: str


def deelbalk(titel: str, delen: Sequence[Deel], *, breedte: int | None = None) -> SafeString:
    """Draw the parts in one bar from left to right; the figures stand below it, one line each, from zero up."""
    totaal = sum(deel.aantal for deel in delen)
    tekening = Tekening(34 + 22 * len(delen), breedte=breedte)
    tekening.balk(0, 0, 1, 20, "lijn")
    links = 0.0
    for deel in delen:
        lengte = deel.aantal / totaal if totaal else 0
        if lengte:
            tekening.balk(links, 0, lengte, 20, deel.kleur, straal=None)
        links += lengte
    tekening.legenda([f"{deel.naam}: {format_number(deel.aantal)}" for deel in delen], [d.kleur for d in delen], y=44)
    woorden = ", ".join(f"{deel.naam} {format_number(deel.aantal)}" for deel in delen)
    return tekening.klaar(titel, f"{woorden}." if totaal else "Er zijn nog geen cijfers.")
