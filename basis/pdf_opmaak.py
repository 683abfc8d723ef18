"""HTML to PDF with WeasyPrint, sealed off from the network and the disk. Knows nothing of Django.

Imported lazily: WeasyPrint needs C libraries, and raises OSError at import when they are missing.
What a page may load: the style sheets, pictures and fonts of this product, by name (`static:pdf/basis.css`), and small
pictures that stand in the page itself (`data:image/png;base64,…`). Everything else is refused before it is looked at.
"""

import base64
import binascii
import io
import re
import threading
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # harfbuzz-subset is wanted, not needed; a system check tells
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

FAMILIE = "Source Sans 3"
LETTERS = {"Regular": (400, "normal"), "It": (400, "italic"), "Semibold": (600, "normal"), "Bold": (700, "normal")}
LETTERMAP = "vendor/source-sans-3-*/SourceSans3-{}.ttf"
TYPEN = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".ttf": "font/ttf"}
MAX_BEELD_BYTES = 4 * 1024 * 1024
MAX_BEELD_PIXELS = 25_000_000
_NAAM = re.compile(r"(pdf/[\w.-]+\.(css|svg|png)|vendor/source-sans-3-[\w.]+/[\w-]+\.ttf)")
_DATA = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/=\s]+)")
_slot = threading.Lock()  # Pango's font map is not made for two threads at once


class GeweigerdAdresError(ValueError):
    """The page asked for something it may not have; WeasyPrint leaves it out and goes on."""


class Ophaler(URLFetcher):
    """Gives only what `_NAAM` and `_DATA` allow; no address ever reaches the network or another folder."""

    def __init__(self, wortels: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.wortels = tuple(wortels)

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return the named file or picture. Raises GeweigerdAdresError for anything else."""
        if url.startswith("static:"):
            naam = url.removeprefix("static:")
            pad = vind_bestand(naam, self.wortels)
            return URLFetcherResponse(url, pad.read_bytes(), {"Content-Type": TYPEN[pad.suffix]})
        if gegevens := _DATA.fullmatch(url):
            soort, inhoud = gegevens.groups()
            return URLFetcherResponse("data:", _beeld(inhoud, soort), {"Content-Type": f"image/{soort}"})
        raise GeweigerdAdresError("address refused")


def vind_bestand(naam: str, wortels: Sequence[Path]) -> Path:
    """Return the static file `naam` under one of `wortels`; raises GeweigerdAdresError."""
    if not _NAAM.fullmatch(naam) or ".." in naam:
        raise GeweigerdAdresError("address refused")
    for wortel in wortels:
        pad = (wortel / naam).resolve()
        if pad.is_relative_to(wortel.resolve()) and pad.is_file():
            return pad
    raise GeweigerdAdresError("no such static file")


def _beeld(inhoud: str, soort: str) -> bytes:
    """Return the bytes of a picture that is what it says it is, and not too large."""
    try:
        data = base64.b64decode(inhoud, validate=False)
        if len(data) > MAX_BEELD_BYTES:
            raise GeweigerdAdresError("picture too large")
        with Image.open(io.BytesIO(data), formats=[soort.upper()]) as beeld:
            if beeld.width * beeld.height > MAX_BEELD_PIXELS:
                raise GeweigerdAdresError("picture too large")
    except (binascii.Error, OSError, ValueError, Image.DecompressionBombError) as fout:
        raise GeweigerdAdresError("no picture") from fout
    return data


def _letter_css(wortels: Sequence[Path]) -> str:
    """Return an @font-face rule for each cut of the font. Full TTFs: subsets miss letters, and unpacking takes time."""
    regels = []
    for snit, (gewicht, stijl) in LETTERS.items():
        for wortel in wortels:
            for pad in sorted(wortel.glob(LETTERMAP.format(snit)))[-1:]:
                bron = f"static:{pad.relative_to(wortel).as_posix()}"
                regels.append(
                    f'@font-face {{ font-family: "{FAMILIE}"; font-weight: {gewicht}; font-style: {stijl};'
                    f' src: url("{bron}") format("truetype"); }}'
                )
    return "\n".join(regels)


class _Zetterij:
    """What every document of one process shares: the fetcher, the fonts and the parsed style sheets."""

    def __init__(self, wortels: tuple[Path, ...]) -> None:
        self.wortels = wortels
        self.ophaler = Ophaler(wortels)
        self.letters = FontConfiguration()
        self._stijlen: dict[str, CSS] = {"": self._lees(_letter_css(wortels))}

    def _lees(self, css: str) -> CSS:
        return CSS(string=css, font_config=self.letters, url_fetcher=self.ophaler)

    def stijlen(self, namen: Sequence[str]) -> list[CSS]:
        """Return the parsed style sheets, fonts first."""
        for naam in namen:
            if naam not in self._stijlen:
                self._stijlen[naam] = self._lees(vind_bestand(naam, self.wortels).read_text(encoding="utf-8"))
        return [self._stijlen[naam] for naam in ("", *namen)]


@cache
def _zetterij(wortels: tuple[Path, ...]) -> _Zetterij:
    return _Zetterij(wortels)


def zet_om(
    html: str,
    *,
    wortels: Sequence[Path],
    stijlen: Sequence[str],
    base_url: str = "",
    variant: str = "pdf/ua-1",
    bijlagen: Sequence[Sequence[str]] = (),
    kenmerk: str = "",
) -> bytes:
    """Return `html` as a PDF, as `zet_om_geteld` does."""
    return zet_om_geteld(
        html,
        wortels=wortels,
        stijlen=stijlen,
        base_url=base_url,
        variant=variant,
        bijlagen=bijlagen,
        kenmerk=kenmerk,
    )[0]


def zet_om_geteld(
    html: str,
    *,
    wortels: Sequence[Path],
    stijlen: Sequence[str],
    base_url: str = "",
    variant: str = "pdf/ua-1",
    bijlagen: Sequence[Sequence[str]] = (),
    kenmerk: str = "",
) -> tuple[bytes, int]:
    """Return `html` as a PDF, and its number of pages.

    `wortels` are the static folders, `stijlen` names in them (`pdf/basis.css`). `base_url` only completes links that a
    reader may click. `bijlagen` are (name, description, text) of files that go inside, which only PDF/A-3 allows.
    `kenmerk` stands readable in the trailer, behind `stagebureau:`.
    """
    with _slot, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves closing its colour profile to Python
        zetterij = _zetterij(tuple(wortels))
        document = HTML(string=html, base_url=base_url or None, url_fetcher=zetterij.ophaler)
        opties = {
            "stylesheets": zetterij.stijlen(stijlen),
            "pdf_variant": variant or None,
            "attachments": [
                Attachment(string=tekst, name=naam, description=omschrijving, relationship="Data")
                for naam, omschrijving, tekst in bijlagen
            ],
        }
        if kenmerk:
            opties["pdf_identifier"] = f"stagebureau:{kenmerk}".encode()
        opgemaakt = document.render(font_config=zetterij.letters, **opties)
        return opgemaakt.write_pdf(**opties), len(opgemaakt.pages)
