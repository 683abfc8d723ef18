"""The map of a round: students and places drawn as SVG, without tiles of others (it stands on its own).

The style sheet gives the drawing its shape. Above LOS_TOT points it is cut into cells with counts, so it stays light.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from basis.kaart import Naam, Vlak, maatstok, namen_op, procent
from basis.svg import KLEUR, LETTERS

__all__ = ["Lijn", "Naam", "Stip", "teken"]

LOS_TOT = 500
KOLOMMEN, RIJEN = 16, 12


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


def teken(stippen: Sequence[Stip], *, lijnen: Sequence[Lijn], namen: Sequence[Naam], titel: str) -> SafeString:
    """Draw the map; every mark differs by shape as well as by colour."""
    vlak = Vlak([(stip.lat, stip.lon) for stip in stippen])
    delen = [_lijn(vlak, lijn) for lijn in lijnen]
    delen += _cellen(vlak, stippen) if len(stippen) > LOS_TOT else [_stip(vlak, stip) for stip in stippen]
    delen += namen_op(vlak, namen)
    delen.append(maatstok(vlak))
    tel = Counter(stip.soort for stip in stippen)
    uitleg = f"{tel['open']} studenten zonder plaats, {tel['geplaatst']} met een plaats, {tel['plaats']} plaatsen."
    kop = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bord-kaart" role="img" width="100%" '
        f'font-family="{escape(LETTERS)}"><title>{escape(titel)}</title><desc>{escape(uitleg)}</desc>'
    )
    return mark_safe(f"{kop}{''.join(delen)}</svg>")  # noqa: S308 - every text and attribute is escaped


def _lijn(vlak: Vlak, lijn: Lijn) -> str:
    (x1, y1), (x2, y2) = vlak.plek(*lijn.van), vlak.plek(*lijn.naar)
    return (
        f'<line x1="{procent(x1)}" y1="{procent(y1)}" x2="{procent(x2)}" y2="{procent(y2)}" '
        f'stroke="{KLEUR["merk"]}" stroke-width="1.5"/>'
    )


def _stip(vlak: Vlak, stip: Stip) -> str:
    x, y = (procent(deel) for deel in vlak.plek(stip.lat, stip.lon))
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
            f'<rect class="gr-hitte-{stand}" x="{procent(x)}" y="{procent(y)}" width="{procent(1 / KOLOMMEN)}" '
            f'height="{procent(1 / RIJEN)}" fill="{KLEUR[f"hitte-{stand}"]}"/>'
        )
    midden, boven, onder = procent(x + 0.3 / KOLOMMEN), procent(y + 0.28 / RIJEN), procent(y + 0.72 / RIJEN)
    tekstplek = procent(x + 0.46 / KOLOMMEN)
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
