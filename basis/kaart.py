"""What every drawn map has: a piece of the world in the right proportions, names of towns and a bar of kilometres.

Places along both axes are percentages, so marks and letters keep their size on every screen. No tiles of others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape

from basis.svg import KLEUR

VERHOUDING = 4 / 3  # width : height, as the style sheet says
RAND = 0.12  # the name above the northernmost mark fits inside
GRAAD_KM = 111.32


@dataclass(frozen=True, slots=True)
class Naam:
    """The name of a town, to find one's way."""

    tekst: str
    lat: float
    lon: float


class Vlak:
    """The piece of the world that is drawn, in the right proportions."""

    def __init__(self, punten: Sequence[tuple[float, float]]) -> None:
        lats = [lat for lat, _ in punten] or [52.0, 53.0]
        lons = [lon for _, lon in punten] or [5.0, 7.0]
        self.lat, self.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        self.krimp = max(0.05, math.cos(math.radians(self.lat)))
        breed = (max(lons) - min(lons)) * self.krimp
        hoog = max(lats) - min(lats)
        # At least a kilometre or two, so that one point gives a map as well.
        self.hoog = max(hoog, breed / VERHOUDING, 0.02) * (1 + 2 * RAND)
        self.breed = self.hoog * VERHOUDING

    def plek(self, lat: float, lon: float) -> tuple[float, float]:
        """Fractions from the left and from the top."""
        x = 0.5 + (lon - self.lon) * self.krimp / self.breed
        return min(max(x, 0.0), 1.0), min(max(0.5 - (lat - self.lat) / self.hoog, 0.0), 1.0)


def procent(fractie: float) -> str:
    """Return a fraction as SVG wants it."""
    return f"{fractie * 100:.2f}%"


def namen_op(vlak: Vlak, namen: Sequence[Naam]) -> list[str]:
    """Names that don't lie over one another, the first ones first."""
    gezet: list[tuple[float, float]] = []
    uit = []
    for naam in namen:
        x, y = vlak.plek(naam.lat, naam.lon)
        if any(abs(x - ander_x) < 0.2 and abs(y - ander_y) < 0.06 for ander_x, ander_y in gezet):
            continue
        gezet.append((x, y))
        kant = 'text-anchor="end" dx="-9"' if x > 0.75 else 'dx="9"'
        plek = f'x="{procent(x)}" y="{procent(y)}" dy="-9"'
        stijl = f'class="kaart-naam" font-size="13" fill="{KLEUR["tekst-2"]}"'
        uit.append(f"<text {plek} {kant} {stijl}>{escape(naam.tekst)}</text>")
    return uit


def maatstok(vlak: Vlak) -> str:
    """A bar of a round number of kilometres, bottom left."""
    breed_km = vlak.breed * GRAAD_KM
    km = next((stap for stap in (50, 25, 10, 5, 2, 1) if stap <= breed_km / 4), 1)
    lang = procent(0.02 + km / breed_km)
    return (
        f'<line x1="2%" y1="97%" x2="{lang}" y2="97%" stroke="{KLEUR["tekst"]}" stroke-width="2"/>'
        f'<text x="2%" y="97%" dy="-6" font-size="13" fill="{KLEUR["tekst"]}">{km} km</text>'
    )
