"""Look an XLSX file over before a reader opens it.

A few hundred bytes can unpack to gigabytes, and one cell in the last column of the last row makes a reader reserve
memory for every cell before it (which ends the process). So everything is unpacked here first, with a count, and each
sheet's cells are looked at: where is the last one, which hold a formula, which an error.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from basis.inlezen.tabel import MAX_KOLOMMEN, BestandsFout, te_veel_rijen
from basis.ziplezen import Pakfout, pak_uit

MAX_UITGEPAKT = 320 * 1024 * 1024
MAX_DELEN = 2000
MAX_CELLEN = 6_000_000
HOE = "Open het bestand in uw spreadsheet en bewaar het opnieuw als .xlsx."
PAKFOUTEN = {
    "wachtwoord": ("Dit bestand is met een wachtwoord beveiligd.", "Haal het wachtwoord eraf."),
    "inpakwijze": ("Dit XLSX-bestand is op een onbekende manier ingepakt.", HOE),
    "beschadigd": ("Dit XLSX-bestand is beschadigd.", HOE),
}
_BLADMERK = re.compile(rb"<(?:[\w.-]+:)?sheetData")


@dataclass(slots=True)
class Blad:
    """What is known of one sheet: last row and column (from 1) with a value; formulas, errors (row, column from 0)."""

    laatste_rij: int = 0
    laatste_kolom: int = 0
    formules: set[tuple[int, int]] = field(default_factory=set)
    foutcellen: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Keuring:
    """The visible sheets in workbook order as (name, sheet)."""

    bladen: list[tuple[str, Blad]]


class _GeenBlad(Exception):
    """This part of the file is no worksheet."""


def keur_xlsx(data: bytes, *, max_rijen: int) -> Keuring:
    """Unpack all of `data` within limits and return what its sheets hold. Raises BestandsFout."""
    bladen: dict[str, Blad] = {}
    lijsten = {"xl/workbook.xml": bytearray(), "xl/_rels/workbook.xml.rels": bytearray()}
    over = MAX_UITGEPAKT
    for deel in _delen(data):
        lezer = _Bladlezer(max_rijen)
        for stuk in _pak_uit(data, deel):
            over -= len(stuk)
            if over < 0:
                raise BestandsFout("Dit bestand wordt uitgepakt veel te groot.", HOE)
            lezer.voer(stuk)
            if deel.filename in lijsten:
                lijsten[deel.filename] += stuk
        if lezer.sluit():
            bladen[deel.filename] = lezer.blad
    return Keuring(bladen=_zichtbare_bladen({naam: bytes(inhoud) for naam, inhoud in lijsten.items()}, bladen))


def _delen(data: bytes) -> list[zipfile.ZipInfo]:
    """Return the parts in the archive when together they look like a plain workbook."""
    try:
        delen = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BestandsFout("Dit XLSX-bestand is beschadigd.", HOE) from None
    namen = {deel.filename for deel in delen}
    if "mimetype" in namen and "content.xml" in namen:
        raise BestandsFout("Dit is een ODS-bestand.", "Bewaar het als .xlsx of als CSV UTF-8.")
    if "xl/workbook.xml" not in namen:
        raise BestandsFout("Dit is geen XLSX-bestand.", "Lever een CSV- of XLSX-bestand.")
    if "xl/vbaProject.bin" in namen:
        raise BestandsFout("In dit bestand zitten macro's.", "Bewaar het als gewoon .xlsx-bestand.")
    if len(namen) != len(delen) or len(delen) > MAX_DELEN:
        raise BestandsFout("Dit XLSX-bestand is vreemd opgebouwd.", HOE)
    return delen


def _pak_uit(data: bytes, deel: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what the part really holds. Raises BestandsFout."""
    try:
        yield from pak_uit(data, deel)
    except Pakfout as fout:
        raise BestandsFout(*PAKFOUTEN[fout.waarom]) from None


class _Bladlezer:
    """Fed with a part of the file; finds out if it is a worksheet and how far its cells reach."""

    def __init__(self, max_rijen: int) -> None:
        self.blad = Blad()
        self._max_rijen = max_rijen
        self._rij = self._kolom = 0
        self._cel_fout = self._formule_mag = False
        self._lokaal: dict[str, str] = {}
        self._kolommen: dict[str, int] = {}
        self._bezig = True
        self._staart = b""
        self._is_blad = False
        self._lezer = expat.ParserCreate(namespace_separator=" ")
        self._lezer.StartElementHandler = self._begin
        self._lezer.StartDoctypeDeclHandler = self._doctype

    def voer(self, stuk: bytes) -> None:
        """Read the next piece."""
        if not self._bezig:
            # A reader may take a part for a sheet that doesn't call itself one; then its cells weren't counted.
            if _BLADMERK.search(self._staart + stuk):
                raise BestandsFout("Dit XLSX-bestand is vreemd opgebouwd.", HOE)
            self._staart = stuk[-64:]
            return
        try:
            self._lezer.Parse(stuk, False)
        except (_GeenBlad, expat.ExpatError):
            if self._is_blad:
                raise BestandsFout("Een werkblad in dit bestand is beschadigd.", HOE) from None
            self._bezig = False
            self.voer(stuk)

    def sluit(self) -> bool:
        """Tell whether the part was a worksheet."""
        if self._bezig and self._is_blad:
            try:
                self._lezer.Parse(b"", True)
            except expat.ExpatError:
                raise BestandsFout("Een werkblad in dit bestand is beschadigd.", HOE) from None
        self._lezer.StartElementHandler = self._lezer.StartDoctypeDeclHandler = None
        return self._is_blad

    def _doctype(self, *_: object) -> None:
        raise BestandsFout("Dit XLSX-bestand is vreemd opgebouwd.", HOE)

    def _begin(self, naam: str, kenmerken: dict[str, str]) -> None:
        # Called for every cell and value: hence the remembered local names and the order of the tests.
        soort = self._lokaal.get(naam) or self._lokaal.setdefault(naam, naam.rpartition(" ")[2])
        if soort == "c":
            self._kolom += 1
            if plek := kenmerken.get("r"):
                self._verplaats(plek)
            self._cel_fout = kenmerken.get("t") == "e"
            self._formule_mag = True
        elif soort in {"v", "is"}:
            self._formule_mag = False
            self._tel_cel()
            plek_nu = (self._rij, self._kolom - 1)
            if self._cel_fout:
                self.blad.foutcellen.add(plek_nu)
            elif self.blad.foutcellen:
                self.blad.foutcellen.discard(plek_nu)  # a formula that does have a value
        elif soort == "f" and self._formule_mag:  # elsewhere a sheet has elements of this name that are no cells
            self._formule_mag = False
            self._tel_cel()
            self.blad.formules.add((self._rij, self._kolom - 1))
            self.blad.foutcellen.add((self._rij, self._kolom - 1))  # until its value is met
        elif soort == "row":
            self._rij = _getal(kenmerken.get("r")) or self._rij + 1
            self._kolom = 0
        elif not self._is_blad:
            if soort != "worksheet":
                raise _GeenBlad
            self._is_blad = True
        else:
            self._formule_mag = False

    def _verplaats(self, plek: str) -> None:
        letters = plek.rstrip("0123456789")
        kolom = self._kolommen.get(letters) or self._kolommen.setdefault(letters, _kolomnummer(letters))
        rij = plek[len(letters) :]
        if not kolom or not rij or len(rij) > 7:
            raise BestandsFout("Een werkblad in dit bestand is beschadigd.", HOE)
        self._kolom, self._rij = kolom, int(rij)

    def _tel_cel(self) -> None:
        blad = self.blad
        if self._rij <= blad.laatste_rij and self._kolom <= blad.laatste_kolom:
            return
        blad.laatste_rij = max(blad.laatste_rij, self._rij)
        blad.laatste_kolom = max(blad.laatste_kolom, self._kolom)
        if blad.laatste_rij > self._max_rijen + 100:
            raise te_veel_rijen(self._max_rijen)
        if blad.laatste_kolom > MAX_KOLOMMEN or blad.laatste_rij * blad.laatste_kolom > MAX_CELLEN:
            raise BestandsFout(
                f"Dit bestand heeft te veel kolommen (meer dan {MAX_KOLOMMEN}, of te veel cellen bij elkaar).",
                "Verwijder wat er verloren naast of onder de tabel staat.",
            )


def _kolomnummer(letters: str) -> int:
    """Return the number of a column (A = 1), 0 when it is none."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return 0
    nummer = 0
    for letter in letters.upper():
        nummer = nummer * 26 + ord(letter) - 64
    return nummer


def _getal(tekst: str | None) -> int:
    return int(tekst) if tekst and tekst.isascii() and tekst.isdigit() and len(tekst) < 9 else 0


def _zichtbare_bladen(kleine: dict[str, bytes], bladen: dict[str, Blad]) -> list[tuple[str, Blad]]:
    """Return (name, sheet) of the visible sheets, in workbook order."""
    doelen: dict[str, str] = {}

    def relatie(naam: str, kenmerken: dict[str, str]) -> None:
        if naam.rpartition(" ")[2] == "Relationship":
            doelen[kenmerken.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", kenmerken.get("Target", "")))[1:]

    gevonden: list[tuple[str, Blad]] = []

    def blad(naam: str, kenmerken: dict[str, str]) -> None:
        if naam.rpartition(" ")[2] != "sheet" or kenmerken.get("state", "visible") != "visible":
            return
        sleutel = next((waarde for naam_, waarde in kenmerken.items() if naam_.endswith(" id")), "")
        if (pad := doelen.get(sleutel, "")) in bladen:
            gevonden.append((kenmerken.get("name", ""), bladen[pad]))

    try:
        for pad, functie in (("xl/_rels/workbook.xml.rels", relatie), ("xl/workbook.xml", blad)):
            lezer = expat.ParserCreate(namespace_separator=" ")
            lezer.StartElementHandler = functie
            lezer.Parse(kleine.get(pad, b""), True)
    except expat.ExpatError:
        raise BestandsFout("Dit XLSX-bestand is beschadigd.", HOE) from None
    return gevonden
