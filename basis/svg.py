"""A small drawing board for charts: SVG that stays readable from 320 pixels to paper.

On a screen a chart is fluid: places along the width are percentages, so the marks stretch while letters and line widths
keep their size (a `viewBox` would shrink the letters on a phone). On paper (`breedte` given) places are plain numbers.
Colours are those of the light theme, written as attributes; the style sheet maps each to its theme token, which gives
the dark theme, while print and PDF need nothing. No style attributes, no scripts: it passes a strict CSP.
"""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

KLEUR = {
    "tekst": "#1c2330",
    "tekst-2": "#505967",
    "lijn": "#e5e0d7",
    "lijn-2": "#8b8579",
    "merk": "#0f5c63",
    "merk-licht": "#3f9aa0",
    "let-op": "#c98510",
    "fout": "#c4362e",
    "klaar": "#2f8a50",
    "wacht": "#6b84a0",
    "hitte-1": "#d8ecec",
    "hitte-2": "#a9d5d5",
    "hitte-3": "#6fb6b9",
    "hitte-4": "#0f5c63",
    "op-hitte": "#1c2330",
    "op-hitte-4": "#ffffff",
}
LETTERS = 'Source Sans 3, "DejaVu Sans", sans-serif'
SMALST = 250  # width of a chart on the narrowest screens, inside the margins of page and figure


def teken_breedte(tekst: str, grootte: float = 14) -> float:
    """Return about how wide `tekst` is in pixels, rather too wide than too narrow."""
    smal, breed = "iljtfrI.,:;'’|!()/ -", "mwMW%@…"
    delen = (0.32 if t in smal else 0.86 if t in breed else 0.64 if t.isupper() else 0.53 for t in tekst)
    return sum(delen) * grootte


def kort_af(tekst: str, pixels: float, grootte: float = 14) -> str:
    """Return `tekst`, cut off with … when it is wider than `pixels`."""
    if teken_breedte(tekst, grootte) <= pixels:
        return tekst
    while tekst and teken_breedte(f"{tekst}…", grootte) > pixels:
        tekst = tekst[:-1]
    return f"{tekst.rstrip()}…"


def mooie_stappen(maximum: float, aantal: int = 4) -> list[float]:
    """Return round values from 0 up to at least `maximum`, in about `aantal` steps of 1, 2, 2.5 or 5 times ten."""
    if maximum <= 0:
        return [0, 1]
    ruw = maximum / aantal
    macht = 10.0 ** math.floor(math.log10(ruw))
    heel = float(maximum).is_integer()  # counts get no half steps
    stap = next(f * macht for f in (1, 2, 2.5, 5, 10) if f * macht >= ruw * 0.999 and not (heel and (f * macht) % 1))
    return [i * stap for i in range(math.ceil(round(maximum / stap, 6)) + 1)]


class Tekening:
    """An SVG under construction. Fractions run from 0 (left) to 1 (right); `y` and sizes are pixels from the top."""

    def __init__(self, hoogte: float, *, breedte: int | None = None) -> None:
        self.hoogte = hoogte
        self.breedte = breedte
        self._delen: list[str] = []

    def plek(self, fractie: float) -> str:
        """Return a place (or length) along the width as an attribute value."""
        return (
            f"{fractie * 100:.3g}%" if self.breedte is None else f"{fractie * self.breedte:.2f}".rstrip("0").rstrip(".")
        )

    def element(self, naam: str, inhoud: str = "", **kenmerken: Any) -> None:
        """Add an element; underscores in attribute names become dashes, `inhoud` is text."""
        tekst = " ".join(
            f'{sleutel.rstrip("_").replace("_", "-")}="{escape(waarde)}"'
            for sleutel, waarde in kenmerken.items()
            if waarde is not None
        )
        self._delen.append(f"<{naam} {tekst}>{escape(inhoud)}</{naam}>" if inhoud else f"<{naam} {tekst}/>")

    def balk(
        self, x: float, y: float, lengte: float, dikte: float, kleur: str, *, straal: int | None = 2, **extra: Any
    ) -> None:
        """Add a bar from fraction `x`, `lengte` (a fraction) long."""
        self.element(
            "rect",
            class_=f"gr-{kleur}" if kleur.startswith(("hitte", "lijn")) else None,
            x=self.plek(x),
            y=_getal(y),
            width=self.plek(max(lengte, 0)),
            height=_getal(dikte),
            rx=straal,
            fill=KLEUR[kleur],
            **extra,
        )

    def lijn(self, x1: float, y1: float, x2: float, y2: float, kleur: str, *, dikte: float = 1, **extra: Any) -> None:
        """Add a line between two points."""
        self.element(
            "line",
            x1=self.plek(x1),
            y1=_getal(y1),
            x2=self.plek(x2),
            y2=_getal(y2),
            stroke=KLEUR[kleur],
            stroke_width=_getal(dikte),
            **extra,
        )

    def punt(self, x: float | None, y: float, kleur: str, vorm: int) -> None:
        """Add a mark; `vorm` 0 is a disc, 1 a square, 2 a ring: series differ by more than their colour.

        `x` None is the first place of a legend.
        """
        plek = "6" if x is None else self.plek(x)
        if vorm == 1:
            plaats = {"x": plek, "y": _getal(y), "width": 9, "height": 9, "transform": "translate(-4.5 -4.5)"}
            self.element("rect", **plaats, fill=KLEUR[kleur])
        elif vorm == 2:
            self.element("circle", cx=plek, cy=_getal(y), r=4, fill="#ffffff", stroke=KLEUR[kleur], stroke_width=2.5)
        else:
            self.element("circle", cx=plek, cy=_getal(y), r=4.5, fill=KLEUR[kleur])

    def tekst(
        self,
        x: float,
        y: float,
        tekst: str,
        *,
        dx: float = 0,
        anker: str = "start",
        kleur: str = "tekst",
        grootte: float = 14,
        vet: bool = False,
    ) -> None:
        """Add text with its baseline at `y`; `dx` moves it that many pixels to the right."""
        self.element(
            "text",
            tekst,
            class_=f"gr-{kleur}" if kleur.startswith("op-") else None,
            x=self.plek(x),
            y=_getal(y),
            dx=_getal(dx) if dx else None,
            text_anchor=None if anker == "start" else anker,
            fill=KLEUR[kleur],
            font_size=_getal(grootte),
            font_weight=600 if vet else None,
        )

    def legenda(self, namen: Sequence[str], kleuren: Sequence[str], *, y: float = 14, vormen: bool = False) -> None:
        """Add one line per series, from `y` down, 20 pixels each; with marks (`vormen`) or with squares."""
        for i, (naam, kleur) in enumerate(zip(namen, kleuren, strict=False)):
            hoogte = y + i * 20
            if vormen:
                self.punt(None, hoogte - 5, kleur, i % 3)
            else:
                self.element("rect", x=0, y=_getal(hoogte - 11), width=12, height=12, rx=2, fill=KLEUR[kleur])
            self.tekst(0, hoogte, naam, dx=20, kleur="tekst-2")

    def klaar(self, titel: str, omschrijving: str) -> SafeString:
        """Return the SVG, named by `titel` and described by `omschrijving`."""
        hoogte = _getal(self.hoogte)
        vast = f'width="{self.breedte}" height="{hoogte}" viewBox="0 0 {self.breedte} {hoogte}"'
        maat = vast if self.breedte else f'width="100%" height="{hoogte}"'
        kop = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="gr" role="img" {maat} font-family="{escape(LETTERS)}">'
            f'<title xmlns="http://www.w3.org/2000/svg">{escape(titel)}</title><desc>{escape(omschrijving)}</desc>'
        )
        return mark_safe(f"{kop}{''.join(self._delen)}</svg>")  # noqa: S308 - every text and attribute is escaped above


def _getal(waarde: float) -> str:
    return f"{waarde:.2f}".rstrip("0").rstrip(".")
