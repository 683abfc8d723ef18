"""Read an import file: open it, find the header, turn cells into values, gather every error."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from basis.inlezen.csvbestand import lees_csv
from basis.inlezen.fout import Fout, Foutenlijst
from basis.inlezen.kolom import Kolom, Soort, normaliseer
from basis.inlezen.tabel import MAX_BYTES, MAX_RIJEN, BestandsFout, Tabel, stil, te_veel_rijen
from basis.inlezen.waarden import WaardeFout, cel_naar_tekst, lijkt_formule, maak_lezer
from basis.inlezen.xlsxbestand import lees_xlsx

Voortgang = Callable[[str, int, int], None]
Bron = str | Path | bytes | IO[bytes]
TIK = 2000


@dataclass(slots=True)
class Rij:
    """One read row: `nummer` as a spreadsheet counts, `waarden` by column name (every column of the specification)."""

    nummer: int
    waarden: dict[str, Any]

    def __getitem__(self, kolom: str) -> Any:
        return self.waarden[kolom]


@dataclass(slots=True)
class Inlezing:
    """What came out of a file: the good rows, the errors and the notices.

    `aanwezig` holds the names of the columns that the file has; a column it lacks reads as empty in every row.
    `gelezen` counts the rows under the header, good and wrong.
    """

    bestand: str
    rijen: list[Rij] = field(default_factory=list)
    fouten: Foutenlijst = field(default_factory=Foutenlijst)
    let_op: Foutenlijst = field(default_factory=Foutenlijst)
    aanwezig: frozenset[str] = frozenset()
    gelezen: int = 0

    def fout(self, rij: int | None, kolom: str, waarde: Any, wat: str, hoe: str = "") -> None:
        """Add an error."""
        self.fouten.voeg_toe(Fout(self.bestand, rij, kolom, str(waarde), wat, hoe))

    def melding(self, rij: int | None, kolom: str, waarde: Any, wat: str, hoe: str = "") -> None:
        """Add a notice: worth a look, no reason to refuse."""
        self.let_op.voeg_toe(Fout(self.bestand, rij, kolom, str(waarde), wat, hoe))


def lees(
    bron: Bron,
    kolommen: Sequence[Kolom],
    *,
    naam: str = "",
    max_rijen: int = MAX_RIJEN,
    voortgang: Voortgang | None = None,
) -> Inlezing:
    """Read a CSV or XLSX file against `kolommen` and return the rows with every error found.

    `bron` is a path, bytes or a binary file (an upload); `naam` is the file name in errors. Never raises for what is
    in the file: also a file that can't be opened comes back as an `Inlezing` with one error.
    `voortgang(step, done, total)` is called now and then; what it raises (a cancel) goes through.
    """
    inlezing = Inlezing(bestand=naam or bestandsnaam(bron))
    meld = voortgang or stil
    try:
        tabel = _open(bron, kolommen, max_rijen, meld)
        _lees_tabel(tabel, kolommen, inlezing, max_rijen, meld)
    except BestandsFout as fout:
        inlezing.rijen = []
        inlezing.fout(fout.rij, "", "", fout.wat, fout.hoe)
    return inlezing


def bestandsnaam(bron: Bron) -> str:
    """Return the last part of the file's name, or "bestand"."""
    naam = bron if isinstance(bron, str | Path) else getattr(bron, "name", None)
    return Path(naam).name if isinstance(naam, str | Path) else "bestand"


def lees_bytes(bron: Bron) -> bytes:
    """Return the content of `bron`; raises BestandsFout when it is too big or can't be opened."""
    if isinstance(bron, bytes):
        data = bron
    elif isinstance(bron, str | Path):
        try:
            with Path(bron).open("rb") as bestand:
                data = bestand.read(MAX_BYTES + 1)
        except OSError as fout:
            raise BestandsFout("Dit bestand is niet te openen.", f"Kijk of het pad klopt ({fout.strerror}).") from None
    else:
        bron.seek(0)
        data = bron.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BestandsFout(f"Dit bestand is groter dan {MAX_BYTES // 2**20} MB.", "Deel het op in kleinere bestanden.")
    return data


def _open(bron: Bron, kolommen: Sequence[Kolom], max_rijen: int, meld: Voortgang) -> Tabel:
    data = lees_bytes(bron)
    if not data:
        raise BestandsFout("Dit bestand is leeg.", "Kies een bestand met een kopregel en rijen.")

    def tik(rij: int) -> None:
        meld("openen", rij, 0)

    if data.startswith(b"PK\x03\x04"):
        return lees_xlsx(data, max_rijen=max_rijen, tik=tik)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BestandsFout("Dit bestand is met een wachtwoord beveiligd.", "Haal het wachtwoord eraf.")
        raise BestandsFout("Dit is een oud Excel-bestand (.xls).", "Bewaar het als .xlsx of als CSV UTF-8.")
    if data.startswith(b"%PDF"):
        raise BestandsFout("Dit is een PDF-bestand.", "Lever een CSV- of XLSX-bestand.")
    bekend = {naam for kolom in kolommen for naam in kolom.namen()}
    return lees_csv(data, bekende_namen=bekend, max_rijen=max_rijen, tik=tik)


def _lees_tabel(tabel: Tabel, kolommen: Sequence[Kolom], inlezing: Inlezing, max_rijen: int, meld: Voortgang) -> None:
    for tekst in tabel.let_op:
        inlezing.melding(None, "", "", tekst)
    kop_index = next((i for i, rij in enumerate(tabel.rijen) if not _is_leeg(rij)), None)
    if kop_index is None:
        raise BestandsFout("Dit bestand is leeg.", "Kies een bestand met een kopregel en rijen.")
    kop = [cel_naar_tekst(cel) for cel in tabel.rijen[kop_index]]
    while kop and not kop[-1]:
        kop.pop()
    plekken = _koppel_kolommen(kop, kop_index + 1, kolommen, inlezing)
    if inlezing.fouten:
        return
    inlezing.aanwezig = frozenset(kolom.naam for kolom, _ in plekken)
    _Rijlezer(tabel, kop, plekken, kolommen, inlezing).lees_alles(kop_index + 1, max_rijen, meld)
    if not inlezing.gelezen:
        hoe = "Vul het bestand of kies een ander."
        raise BestandsFout("Onder de kopregel staan geen rijen.", hoe, rij=kop_index + 1)


def _is_leeg(rij: Sequence[Any]) -> bool:
    return all(cel is None or cel == "" or (type(cel) is str and not cel.strip()) for cel in rij)


def _koppel_kolommen(
    kop: list[str], nummer: int, kolommen: Sequence[Kolom], inlezing: Inlezing
) -> list[tuple[Kolom, int]]:
    """Return (column, index) for the columns the header has; note what is missing, double or unknown."""
    bij_naam = {naam: kolom for kolom in kolommen for naam in kolom.namen()}
    gevonden: dict[str, int] = {}
    onbekend: list[str] = []
    for index, titel in enumerate(kop):
        if not titel:
            continue
        kolom = bij_naam.get(normaliseer(titel))
        if kolom is None:
            onbekend.append(titel)
        elif kolom.naam in gevonden:
            inlezing.fout(nummer, kolom.naam, titel, "Deze kolom staat er twee keer.", "Verwijder een van de twee.")
        else:
            gevonden[kolom.naam] = index
    ontbreekt = [kolom for kolom in kolommen if kolom.naam not in gevonden]
    _meld_onbekend(onbekend, ontbreekt, nummer, inlezing)
    for kolom in ontbreekt:
        if kolom.verplicht:
            hoe = f"Voeg een kolom met de kop {kolom.naam} toe. {kolom.uitleg}".strip()
            inlezing.fout(nummer, kolom.naam, "", "Deze kolom ontbreekt.", hoe)
    return [(kolom, gevonden[kolom.naam]) for kolom in kolommen if kolom.naam in gevonden]


def _meld_onbekend(onbekend: list[str], ontbreekt: list[Kolom], nummer: int, inlezing: Inlezing) -> None:
    """An unknown column is left out with a notice, unless it looks like a misspelt one: then data would get lost."""
    mogelijk = {naam: kolom for kolom in ontbreekt for naam in kolom.namen()}
    for titel in onbekend:
        buren = difflib.get_close_matches(normaliseer(titel), mogelijk, n=1, cutoff=0.8)
        if buren:
            hoe = f"Bedoelt u {mogelijk[buren[0]].naam}? Verander dan de kop van de kolom."
            inlezing.fout(nummer, titel, "", "Deze kolom is onbekend.", hoe)
        else:
            inlezing.melding(nummer, titel, "", "Deze kolom is onbekend en wordt niet gelezen.")


class _Rijlezer:
    """Reads the rows under the header of one table."""

    def __init__(
        self,
        tabel: Tabel,
        kop: list[str],
        plekken: list[tuple[Kolom, int]],
        kolommen: Sequence[Kolom],
        inlezing: Inlezing,
    ) -> None:
        self.tabel = tabel
        self.kop = kop
        self.inlezing = inlezing
        self.leeg = {kolom.naam: kolom.leeg for kolom in kolommen}
        self.lezers = [(kolom, index, maak_lezer(kolom), kolom.soort == Soort.TEKST) for kolom, index in plekken]
        self.bijzonder = {rij for rij, _ in tabel.formules} | {rij for rij, _ in tabel.foutcellen}

    def lees_alles(self, begin: int, max_rijen: int, meld: Voortgang) -> None:
        """Read every row from index `begin` on."""
        totaal = len(self.tabel.rijen)
        for i in range(begin, totaal):
            cellen, nummer = self.tabel.rijen[i], i + 1
            if i % TIK == 0:
                meld("lezen", i, totaal)
            if _is_leeg(cellen) and nummer not in self.bijzonder:
                continue
            self.inlezing.gelezen += 1
            if self.inlezing.gelezen > max_rijen:
                raise te_veel_rijen(max_rijen)
            waarden = self.lees_rij(cellen, nummer) if self.breedte_klopt(cellen, nummer) else None
            if waarden is not None:
                self.inlezing.rijen.append(Rij(nummer, waarden))

    def breedte_klopt(self, cellen: Sequence[Any], nummer: int) -> bool:
        """Tell whether the row fits under the header; a row that doesn't may have shifted, so it is an error."""
        breedte = len(self.kop)
        if len(cellen) < breedte and not self.tabel.korte_rijen_mogen:
            wat = f"Deze rij heeft {len(cellen)} velden, de kopregel {breedte}."
            self.inlezing.fout(nummer, "", "", wat, "Kijk of er een scheidingsteken ontbreekt.")
            return False
        if len(cellen) > breedte and not _is_leeg(cellen[breedte:]):
            te_veel = next(cel for cel in cellen[breedte:] if not _is_leeg([cel]))
            wat = "Rechts van de laatste kolom staat nog iets."
            hoe = "Haal het weg of geef het een kop. Zet tekst met een scheidingsteken tussen aanhalingstekens."
            self.inlezing.fout(nummer, "", te_veel, wat, hoe)
            return False
        return True

    def lees_rij(self, cellen: Sequence[Any], nummer: int) -> dict[str, Any] | None:
        """Return the values of a row, or None when one of them can't be read."""
        waarden = self.leeg.copy()
        goed = True
        bijzonder = nummer in self.bijzonder
        for kolom, index, lezer, is_tekst in self.lezers:
            cel = cellen[index] if index < len(cellen) else ""
            if bijzonder and not self.formule_mag((nummer, index), kolom.naam, cel):
                goed = False
                continue
            try:
                waarden[kolom.naam] = waarde = lezer(cel)
            except WaardeFout as fout:
                goed = False
                self.inlezing.fout(nummer, kolom.naam, "" if cel is None else cel, fout.wat, fout.hoe)
                continue
            if is_tekst and waarde and not waarde[0].isalnum() and lijkt_formule(waarde):
                wat = "Deze tekst lijkt op een formule; hij is gelezen als tekst."
                self.inlezing.melding(nummer, kolom.naam, waarde, wat)
        return waarden if goed else None

    def formule_mag(self, plek: tuple[int, int], kolom: str, cel: Any) -> bool:
        """Note a formula, refuse a cell whose value is an error or was never worked out. Tell whether to read on."""
        if plek in self.tabel.foutcellen:
            wat = "Deze cel heeft een formule zonder uitkomst, of een foutwaarde."
            self.inlezing.fout(plek[0], kolom, cel, wat, "Vul de waarde in plaats van de formule in.")
            return False
        if plek in self.tabel.formules:
            wat = "Deze cel bevat een formule; de uitkomst is gelezen."
            self.inlezing.melding(plek[0], kolom, cel_naar_tekst(cel), wat)
        return True


def zoek_dubbele(inlezing: Inlezing, sleutel: Sequence[str], rijen: Iterable[Rij] | None = None) -> None:
    """Add an error for every row whose `sleutel` columns equal those of an earlier row (texts: whatever the case)."""
    eerder: dict[tuple, int] = {}
    for rij in inlezing.rijen if rijen is None else rijen:
        waarden = tuple(rij.waarden[naam] for naam in sleutel)
        vergelijkbaar = tuple(waarde.casefold() if isinstance(waarde, str) else waarde for waarde in waarden)
        eerste = eerder.setdefault(vergelijkbaar, rij.nummer)
        if eerste != rij.nummer:
            wat = f"Dit staat ook op rij {eerste}."
            toon = " / ".join(cel_naar_tekst(waarde) for waarde in waarden)
            inlezing.fout(rij.nummer, " + ".join(sleutel), toon, wat, "Laat een van de twee rijen weg.")
