"""The verdict on one file."""

import re
from dataclasses import dataclass

from basis.keuring.archief import Archief
from basis.keuring.beeld import keur_beeld
from basis.keuring.fout import OPNIEUW, Afgewezen
from basis.keuring.kantoor import keur_docx, keur_odt, soort_van
from basis.keuring.namen import extensie_van, schone_naam
from basis.keuring.pdf import keur_pdf
from basis.keuring.sporen import weiger_dubbelganger, weiger_virus

MAX_BYTES = 10 * 1024 * 1024
MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "png": "image/png",
}
EXTENSIES = {"pdf": "pdf", "docx": "docx", "odt": "odt", "jpg": "jpg", "jpeg": "jpg", "png": "png"}
# The photo types by name too: a phone then offers its camera, and turns its own format into JPG.
ACCEPTEER = ".pdf,.docx,.odt,.jpg,.jpeg,.png,image/jpeg,image/png"
UITLEG = "Een PDF, Word-document (.docx), OpenDocument (.odt) of foto (JPG, PNG) van ten hoogste 10 MB."
NAAM_VAN = {
    "pdf": "een PDF",
    "docx": "een Word-document",
    "odt": "een OpenDocument",
    "jpg": "een JPG-foto",
    "png": "een PNG-foto",
}
SCHERMAFDRUK = "Stuur een schermafdruk van de foto."
AFDRUKKEN = "Maak er een PDF van: kies Afdrukken en dan 'Opslaan als PDF'."
ANDERE = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "een oud Office-bestand", "Bewaar het als .docx of als PDF."),
    (re.compile(rb"\{\\rtf"), "een RTF-bestand", "Bewaar het als .docx of als PDF."),
    (re.compile(rb"GIF8[79]a"), "een GIF", "Maak er een JPG of PNG van."),
    (re.compile(rb"(?s)....ftyp(?:hei|hev|mif|avi)"), "een foto in een ander formaat", SCHERMAFDRUK),
    (re.compile(rb"(?s)....ftyp"), "een filmpje", "Stuur een foto, of zet in je verslag wat er te zien is."),
    (re.compile(rb"MZ|\x7fELF|#!"), "een programma", "Stuur alleen documenten en foto's."),
    (re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<"), "een webpagina of tekening", AFDRUKKEN),
)


@dataclass(frozen=True, slots=True)
class Gekeurd:
    """A file that may be kept: its clean name, its type, and its bytes (of a photo: written anew)."""

    naam: str
    mime: str
    inhoud: bytes


def keur(naam: str, data: bytes) -> Gekeurd:
    """Return what may be kept of a file. Raises Afgewezen with what is wrong and how to mend it."""
    naam = schone_naam(naam)
    soort = EXTENSIES.get(extensie_van(naam), "")
    if not soort:
        raise Afgewezen("Dit soort bestand kan niet mee.", UITLEG)
    if not data:
        raise Afgewezen("Dit bestand is leeg.", OPNIEUW)
    if len(data) > MAX_BYTES:
        raise Afgewezen(
            "Dit bestand is groter dan 10 MB.", "Maak het kleiner, bijvoorbeeld door het als PDF te bewaren."
        )
    weiger_virus(data)
    archief = Archief(data) if data.startswith(b"PK\x03\x04") else None
    echt = _soort_van(data, archief)
    if echt != soort:
        raise _heet_anders(data, soort, echt)
    weiger_dubbelganger(data, is_pakket=archief is not None)
    return Gekeurd(naam=naam, mime=MIMES[soort], inhoud=_keur_inhoud(soort, data, archief))


def _soort_van(data: bytes, archief: Archief | None) -> str:
    if archief is not None:
        return soort_van(archief)
    begin = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
    return next((soort for teken, soort in begin.items() if data.startswith(teken)), "")


def _heet_anders(data: bytes, soort: str, echt: str) -> Afgewezen:
    if echt:
        return Afgewezen(
            f"Dit bestand heet .{soort}, maar het is {NAAM_VAN[echt]}.", f"Geef het een naam die eindigt op .{echt}."
        )
    for teken, wat, hoe in ANDERE:
        if teken.match(data):
            return Afgewezen(f"Dit bestand heet .{soort}, maar het is {wat}.", hoe)
    return Afgewezen(f"Dit bestand heet .{soort}, maar dat is het niet. Of het is beschadigd.", OPNIEUW)


def _keur_inhoud(soort: str, data: bytes, archief: Archief | None) -> bytes:
    if archief is not None:
        (keur_docx if soort == "docx" else keur_odt)(archief)
    elif soort == "pdf":
        keur_pdf(data)
    else:
        return keur_beeld(data, "JPEG" if soort == "jpg" else "PNG")
    return data
