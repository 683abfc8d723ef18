"""The map of a round: students and places drawn as SVG, without tiles of others (it stands on its own).

Places along both axes are percentages, so the marks and letters keep their size on every screen; the style sheet gives
the drawing its shape. Above LOS_TOT points the map is cut into cells that carry counts, so it stays light.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from basis.svg import KLEUR, LETTERS

LOS_TOT = 500
KOLOMMEN, RIJEN = 16, 12
VERHOUDING = 4 / 3  # width : height, as the style sheet says
RAND = 0.06
GRAAD_KM = 111.32


@dataclass(frozen=True, slots=True)
class Stip:
    """A student (`soort` open or geplaatst) or a place (`plaats`, with `vrij` free seats) on the map."""

    soort: str
    lat: float
    lon: float
    naam: str
    url: str = ""
    vrij: int = 0


@dataclass(frozen=True, slots=True)
class Lijn:
    """A line from a student to a place: latitudes and longitudes."""

    van: tuple[float, float]
    naar: tuple[float, float]


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


def teken(stippen: Sequence[Stip], *, lijnen: Sequence[Lijn], namen: Sequence[Naam], titel: str) -> SafeString:
    """Draw the map; every mark differs by shape as well as by colour."""
    vlak = Vlak([(stip.lat, stip.lon) for stip in stippen])
    delen = [_lijn(vlak, lijn) for lijn in lijnen]
    delen += _cellen(vlak, stippen) if len(stippen) > LOS_TOT else [_stip(vlak, stip) for stip in stippen]
    delen += _namen(vlak, namen)
    delen.append(_maat(vlak))
    tel = Counter(stip.soort for stip in stippen)
    uitleg = f"{tel['open']} studenten zonder plaats, {tel['geplaatst']} met een plaats, {tel['plaats']} plaatsen."
    kop = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bord-kaart" role="img" width="100%" '
        f'font-family="{escape(LETTERS)}"><title>{escape(titel)}</title><desc>{escape(uitleg)}</desc>'
    )
    return mark_safe(f"{kop}{''.join(delen)}</svg>")  # noqa: S308 - every text and attribute is escaped


def _procent(fractie: float) -> str:
    return f"{fractie * 100:.2f}%"


def _lijn(vlak: Vlak, lijn: Lijn) -> str:
    (x1, y1), (x2, y2) = vlak.plek(*lijn.van), vlak.plek(*lijn.naar)
    return (
        f'<line x1="{_procent(x1)}" y1="{_procent(y1)}" x2="{_procent(x2)}" y2="{_procent(y2)}" '
        f'stroke="{KLEUR["merk"]}" stroke-width="1.5"/>'
    )


def _stip(vlak: Vlak, stip: Stip) -> str:
    x, y = (_procent(deel) for deel in vlak.plek(stip.lat, stip.lon))
    if stip.soort == "plaats":
        vorm = _ring(x, y, 4 + min(8.0, 2 * math.sqrt(stip.vrij)), vol=stip.vrij > 0)
    else:
        vorm = _driehoek(x, y) if stip.soort == "open" else _blok(x, y)
    titel = f"<title>{escape(stip.naam)}</title>"
    return f"<g>{titel}{vorm}</g>"


def _ring(x: str, y: str, straal: float, *, vol: bool) -> str:
    vulling = KLEUR["merk-licht"] if vol else "#ffffff"
    lijn = KLEUR["merk"]
    return f'<circle cx="{x}" cy="{y}" r="{straal:.1f}" fill="{vulling}" stroke="{lijn}" stroke-width="1.5"/>'


def _driehoek(x: str, y: str, maat: float = 6) -> str:
    punten = f"M0 {-maat} L{maat} {maat} L{-maat} {maat} Z"
    return f'<svg x="{x}" y="{y}" overflow="visible"><path d="{punten}" fill="{KLEUR["fout"]}"/></svg>'


def _blok(x: str, y: str) -> str:
    vorm = f'<rect x="-3" y="-3" width="6" height="6" fill="{KLEUR["wacht"]}"/>'
    return f'<svg x="{x}" y="{y}" overflow="visible">{vorm}</svg>'


def _cellen(vlak: Vlak, stippen: Sequence[Stip]) -> list[str]:
    """Count per cell: students without a place (triangle), free seats (disc); placed students tint the cell."""
    tel: dict[tuple[int, int], Counter[str]] = {}
    for stip in stippen:
        x, y = vlak.plek(stip.lat, stip.lon)
        cel = min(int(x * KOLOMMEN), KOLOMMEN - 1), min(int(y * RIJEN), RIJEN - 1)
        per = tel.setdefault(cel, Counter())
        per[stip.soort] += 1
        per["vrij"] += stip.vrij
    meest = max((per["geplaatst"] for per in tel.values()), default=0) or 1
    return [_cel(cel, per, meest) for cel, per in sorted(tel.items())]


def _cel(cel: tuple[int, int], per: Counter[str], meest: int) -> str:
    x, y = cel[0] / KOLOMMEN, cel[1] / RIJEN
    delen = []
    if per["geplaatst"]:
        stand = 1 + min(2, round(2 * per["geplaatst"] / meest))
        delen.append(
            f'<rect class="gr-hitte-{stand}" x="{_procent(x)}" y="{_procent(y)}" width="{_procent(1 / KOLOMMEN)}" '
            f'height="{_procent(1 / RIJEN)}" fill="{KLEUR[f"hitte-{stand}"]}"/>'
        )
    midden, boven, onder = _procent(x + 0.3 / KOLOMMEN), _procent(y + 0.28 / RIJEN), _procent(y + 0.72 / RIJEN)
    tekstplek = _procent(x + 0.46 / KOLOMMEN)
    if per["open"]:
        delen += [_driehoek(midden, boven, 5), _getal(tekstplek, boven, per["open"])]
    if per["vrij"]:
        delen += [_ring(midden, onder, 4.5, vol=True), _getal(tekstplek, onder, per["vrij"])]
    titel = (
        f"{per['open']} studenten zonder plaats, {per['geplaatst']} met een plaats, {per['plaats']} plaatsen, "
        f"{per['vrij']} vrije plekken"
    )
    return f"<g><title>{escape(titel)}</title>{''.join(delen)}</g>"


def _getal(x: str, y: str, aantal: int) -> str:
    stijl = f'font-size="12" font-weight="600" class="gr-op-hitte" fill="{KLEUR["tekst"]}"'
    return f'<text x="{x}" y="{y}" dy="4" {stijl}>{aantal}</text>'


def _namen(vlak: Vlak, namen: Sequence[Naam]) -> list[str]:
    """Names that don't lie over one another, the first ones first."""
    gezet: list[tuple[float, float]] = []
    uit = []
    for naam in namen:
        x, y = vlak.plek(naam.lat, naam.lon)
        if any(abs(x - ander_x) < 0.2 and abs(y - ander_y) < 0.06 for ander_x, ander_y in gezet):
            continue
        gezet.append((x, y))
        kant = 'text-anchor="end" dx="-9"' if x > 0.75 else 'dx="9"'
        plek = f'x="{_procent(x)}" y="{_procent(y)}" dy="-9"'
        stijl = f'class="kaart-naam" font-size="13" fill="{KLEUR["tekst-2"]}"'
        uit.append(f"<text {plek} {kant} {stijl}>{escape(naam.tekst)}</text>")
    return uit


def _maat(vlak: Vlak) -> str:
    """A bar of a round number of kilometres, bottom left."""
    breed_km = vlak.breed * GRAAD_KM
    km = next((stap for stap in (50, 25, 10, 5, 2, 1) if stap <= breed_km / 4), 1)
    lang = _procent(0.02 + km / breed_km)
    return (
        f'<line x1="2%" y1="97%" x2="{lang}" y2="97%" stroke="{KLEUR["tekst"]}" stroke-width="2"/>'
        f'<text x="2%" y="97%" dy="-6" font-size="13" fill="{KLEUR["tekst"]}">{km} km</text>'
    )
