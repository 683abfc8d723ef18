"""CSV files: which characters, which separator, which rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterable

from basis.inlezen.kolom import normaliseer
from basis.inlezen.tabel import BestandsFout, Tabel, Tik, stil, te_veel_rijen

SCHEIDINGSTEKENS = (";", ",", "\t", "|")
UTF8_HOE = "Kies in uw spreadsheet bij 'Opslaan als' voor 'CSV UTF-8', of lever een XLSX-bestand."
_STURING = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def lees_csv(data: bytes, *, bekende_namen: Iterable[str] = (), max_rijen: int, tik: Tik = stil) -> Tabel:
    """Return the table in `data`: UTF-8 (BOM or not) or UTF-16 with BOM; comma, semicolon, tab or bar.

    `bekende_namen` (normalised header names) decide between separators. `tik` is called now and then with the row.
    Raises BestandsFout.
    """
    tekst = decodeer(data)
    tekst, teken = _scheidingsteken(tekst, set(bekende_namen))
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=teken, strict=True)
    rijen: list[list[str]] = []
    try:
        for rij in lezer:
            rijen.append(rij)
            if len(rijen) > max_rijen + 100:
                raise te_veel_rijen(max_rijen)
            if len(rijen) % 5000 == 0:
                tik(len(rijen))
    except csv.Error as fout:
        if "field larger" in str(fout):
            wat, hoe = "Een cel is langer dan 131.072 tekens.", "Kijk of ergens een aanhalingsteken niet is gesloten."
        else:
            wat = "De aanhalingstekens kloppen niet."
            hoe = 'Zet een aanhalingsteken in een tekst dubbel ("") en sluit elke tekst af.'
        raise BestandsFout(wat, hoe, rij=len(rijen) + 1) from None
    return Tabel(rijen=rijen, korte_rijen_mogen=False)


def decodeer(data: bytes) -> str:
    """Return the text in `data`; raises BestandsFout when the characters aren't certain."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise BestandsFout("Dit bestand is opgeslagen als UTF-32.", UTF8_HOE)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            tekst = data.decode("utf-16")
        except UnicodeDecodeError:
            raise BestandsFout("Dit bestand zegt dat het UTF-16 is, maar dat klopt niet.", UTF8_HOE) from None
    else:
        tekst = _decodeer_utf8(data)
    if "\x00" in tekst:
        raise BestandsFout(
            "Hier staat een NUL-teken: dit is geen gewoon tekstbestand.",
            UTF8_HOE,
            rij=_regel(tekst, tekst.index("\x00")),
        )
    if len(_STURING.findall(tekst, 0, 4096)) > 8:
        raise BestandsFout("Dit is geen tekstbestand.", "Lever een CSV- of XLSX-bestand.")
    if not tekst.strip():
        raise BestandsFout("Dit bestand is leeg.", "Kies een bestand met een kopregel en rijen.")
    return tekst


def _decodeer_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fout:
        if data[:64].count(0) or data[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08\x00"}:
            raise BestandsFout("Dit is geen tekstbestand.", "Lever een CSV- of XLSX-bestand.") from None
        # Which code page was meant can't be known for certain, and a wrong guess spoils names: so no guess.
        rij = data.count(b"\n", 0, fout.start) + 1
        raise BestandsFout(
            "De letters in dit bestand zijn niet opgeslagen als UTF-8 (waarschijnlijk als Windows-1252).",
            UTF8_HOE,
            rij=rij,
        ) from None


def _regel(tekst: str, positie: int) -> int:
    return tekst.count("\n", 0, positie) + 1


def _scheidingsteken(tekst: str, bekend: set[str]) -> tuple[str, str]:
    """Return (text without a `sep=` line's meaning lost, separator).

    A first line `sep=;` says it (it stays, emptied, so that row numbers keep their count). Otherwise the separator
    that yields the most known header names wins, then the one that yields the most columns.
    """
    if gezegd := re.match(r"sep=([;,\t|])\r?\n", tekst):
        return tekst[gezegd.end() - 1 :], gezegd[1]

    def score(teken: str) -> tuple[int, int]:
        kop = _eerste_rij(tekst, teken)
        return sum(normaliseer(naam) in bekend for naam in kop), len(kop)

    return tekst, max(SCHEIDINGSTEKENS, key=score)


def _eerste_rij(tekst: str, teken: str) -> list[str]:
    try:
        for rij in csv.reader(io.StringIO(tekst[:65536], newline=""), delimiter=teken):
            if any(cel.strip() for cel in rij):
                return rij
    except csv.Error:
        pass
    return []
