"""Tables as CSV and XLSX, safe to open in a spreadsheet (betrouwbaarheid F4).

kolommen = [UitvoerKolom("Naam", "persoon.naam"), UitvoerKolom("Uren", lambda rij: rij.uren)]
return tabel_response(request, "uren", kolommen, queryset.iterator(chunk_size=2000))
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from basis.errors import DomainError

FORMATEN = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "csv-excel": "text/csv; charset=utf-8",
}
MAX_CEL = 32_767  # what a spreadsheet cell can hold
MAX_RIJEN_XLSX = 1_048_575
_FORMULETEKENS = "=+-@\u2212"  # and whatever NFKC turns into one of these
_BESTURING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ONZICHTBAAR = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_NA_SCHEIDING = re.compile(r"([,;|\t\n\"][^\S\n]*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫\u2212])")


@dataclass(frozen=True, slots=True)
class UitvoerKolom:
    """One column of an export: its Dutch header and where the value comes from.

    `waarde` is a function of the row, or a dotted path ("persoon.naam") through attributes, keys and methods without
    arguments. `breedte` is the width in XLSX in characters (0 = after the first rows).
    """

    kop: str
    waarde: str | Callable[[Any], Any]
    breedte: int = 0

    def lees(self, rij: Any) -> Any:
        """Return the value of this column in `rij`."""
        if callable(self.waarde):
            return self.waarde(rij)
        for deel in self.waarde.split("."):
            if rij is None:
                return None
            rij = rij[deel] if isinstance(rij, Mapping) else getattr(rij, deel)
            if callable(rij) and not isinstance(rij, Model):
                rij = rij()
        return rij


def veilige_tekst(tekst: str) -> str:
    """Return `tekst` so that no spreadsheet takes it for a formula: a `'` goes before it when it looks like one.

    Looks through leading spaces and invisible characters, and at full-width forms. Control characters are dropped,
    line ends become a newline.
    """
    tekst = _BESTURING.sub("", tekst.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{tekst}" if _gevaarlijk(tekst) else tekst


def _gevaarlijk(tekst: str) -> bool:
    if tekst[:1] in {"\t", "\n"}:
        return True
    for teken in tekst:
        if teken.isalnum():
            return False
        if teken in _FORMULETEKENS or unicodedata.normalize("NFKC", teken)[:1] in {"=", "+", "-", "@"}:
            return True
        if unicodedata.category(teken) not in _ONZICHTBAAR:
            return False
    return False


def veilige_csv_tekst(tekst: str) -> str:
    """Return `tekst` as `veilige_tekst` does, also safe for a program that cuts the line at another separator."""
    return _NA_SCHEIDING.sub(r"\1'", veilige_tekst(tekst))


def tekst_van(waarde: Any) -> str:
    """Return a value that is no number or date as text: None is "", True is "ja", lists are joined with commas."""
    if waarde is None:
        return ""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, list | tuple | set | frozenset):
        return ", ".join(tekst_van(deel) for deel in waarde)
    return str(waarde)


def _is_getal(waarde: Any) -> bool:
    return isinstance(waarde, int | float | Decimal) and not isinstance(waarde, bool)


def csv_regels(
    kolommen: Sequence[UitvoerKolom], rijen: Iterable[Any], *, scheiding: str = ",", kommagetal: bool = False
) -> Iterator[str]:
    """Yield the lines of a CSV file, header first (no BOM). Dates are ISO.

    `kommagetal` writes decimals with a comma, as a Dutch spreadsheet expects beside semicolons.
    """
    buffer = io.StringIO()
    schrijver = csv.writer(buffer, delimiter=scheiding, lineterminator="\r\n")
    zet = partial(_csv_cel, kommagetal=kommagetal)
    for rij in chain([[kolom.kop for kolom in kolommen]], ([kolom.lees(rij) for kolom in kolommen] for rij in rijen)):
        schrijver.writerow([zet(waarde) for waarde in rij])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _csv_cel(waarde: Any, *, kommagetal: bool) -> Any:
    if waarde is None:
        return ""
    if _is_getal(waarde):
        tekst = f"{waarde:f}" if isinstance(waarde, Decimal) else str(waarde)
        return tekst.replace(".", ",") if kommagetal else tekst
    if isinstance(waarde, datetime):
        return timezone.localtime(waarde).isoformat(timespec="minutes") if timezone.is_aware(waarde) else str(waarde)
    if isinstance(waarde, date | time):
        return waarde.isoformat()
    return veilige_csv_tekst(tekst_van(waarde))


def schrijf_csv(
    bestand: IO[bytes], kolommen: Sequence[UitvoerKolom], rijen: Iterable[Any], *, excel: bool = False
) -> None:
    """Write a CSV file (UTF-8 with BOM) to `bestand`; `excel` = semicolons and decimal commas for a Dutch Excel."""
    bestand.write(b"\xef\xbb\xbf")
    for regel in csv_regels(kolommen, rijen, scheiding=";" if excel else ",", kommagetal=excel):
        bestand.write(regel.encode())


def schrijf_xlsx(
    bestand: IO[bytes], kolommen: Sequence[UitvoerKolom], rijen: Iterable[Any], *, titel: str = "Overzicht"
) -> None:
    """Write an XLSX file to `bestand` row by row, in constant memory. Raises DomainError when there are too many rows.

    Numbers and dates keep their type; texts are always text cells.
    """
    boek = xlsxwriter.Workbook(bestand, {"constant_memory": True, "default_date_format": "dd-mm-yyyy"})
    boek.set_properties({"title": titel, "author": "Stagebureau"})
    blad = boek.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", titel)[:31].strip() or "Overzicht")
    opmaak = {
        "kop": boek.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "datum": boek.add_format({"num_format": "dd-mm-yyyy"}),
        "moment": boek.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
        "tekst": boek.add_format({"valign": "top"}),
    }
    iterator = iter(rijen)
    eerste = [[kolom.lees(rij) for kolom in kolommen] for rij in islice(iterator, 100)]
    for index, kolom in enumerate(kolommen):
        langste = max((len(tekst_van(rij[index])) for rij in eerste), default=0)
        blad.set_column(index, index, kolom.breedte or min(60, max(len(kolom.kop), langste, 8) + 2))
        blad.write_string(0, index, veilige_tekst(kolom.kop), opmaak["kop"])
    blad.freeze_panes(1, 0)
    nummer = 0
    for nummer, rij in enumerate(chain(eerste, ([k.lees(rij) for k in kolommen] for rij in iterator)), start=1):
        if nummer > MAX_RIJEN_XLSX:
            raise DomainError("Dit overzicht is te groot voor XLSX. Kies CSV.")
        for index, waarde in enumerate(rij):
            _xlsx_cel(blad, nummer, index, waarde, opmaak)
    if kolommen:
        blad.autofilter(0, 0, max(nummer, 1), len(kolommen) - 1)
    boek.close()


def _xlsx_cel(blad: Any, rij: int, kolom: int, waarde: Any, opmaak: dict[str, Any]) -> None:
    if waarde is None or waarde == "":
        return
    if _is_getal(waarde):
        if abs(waarde) < 10**15 and waarde == waarde:  # noqa: PLR0124 - not a number
            blad.write_number(rij, kolom, waarde)
        else:
            blad.write_string(rij, kolom, veilige_tekst(str(waarde)))
    elif isinstance(waarde, datetime):
        moment = timezone.localtime(waarde).replace(tzinfo=None) if timezone.is_aware(waarde) else waarde
        blad.write_datetime(rij, kolom, moment, opmaak["moment"])
    elif isinstance(waarde, date):
        blad.write_datetime(rij, kolom, waarde, opmaak["datum"])
    else:
        tekst = veilige_tekst(_duur(waarde) if isinstance(waarde, time | timedelta) else tekst_van(waarde))
        if len(tekst) > MAX_CEL:
            tekst = f"{tekst[: MAX_CEL - 20]} … (afgekapt)"
        blad.write_string(rij, kolom, tekst, opmaak["tekst"])


def _duur(waarde: time | timedelta) -> str:
    return waarde.isoformat(timespec="minutes") if isinstance(waarde, time) else str(waarde)


def bestandsnaam(naam: str, extensie: str, *, op: date | None = None) -> str:
    """Return a safe file name such as `uren-per-student-2026-11-02.csv`, at most 100 characters before the dot."""
    stam = slugify(naam)[:80].strip("-") or "overzicht"
    return f"{stam}{f'-{op:%Y-%m-%d}' if op else ''}.{extensie}"


def tabel_response(
    request: HttpRequest,
    naam: str,
    kolommen: Sequence[UitvoerKolom | tuple[str, str | Callable[[Any], Any]]],
    rijen: Iterable[Any],
    *,
    op: date | None = None,
) -> HttpResponse:
    """Return the rows as a download; `?formaat=` chooses xlsx (default), csv, or csv-excel (semicolons).

    `naam` becomes the title and the file name, `op` (a date) is added to the latter. The response is never cached.
    Raises DomainError for an unknown format.
    """
    formaat = request.GET.get("formaat", "xlsx")
    if formaat not in FORMATEN:
        raise DomainError(f"Dit formaat bestaat niet. Kies uit: {', '.join(FORMATEN)}.", field="formaat")
    velden = [kolom if isinstance(kolom, UitvoerKolom) else UitvoerKolom(*kolom) for kolom in kolommen]
    bestand = io.BytesIO()
    if formaat == "xlsx":
        schrijf_xlsx(bestand, velden, rijen, titel=naam)
    else:
        schrijf_csv(bestand, velden, rijen, excel=formaat == "csv-excel")
    antwoord = HttpResponse(bestand.getvalue(), content_type=FORMATEN[formaat])
    kop = content_disposition_header(as_attachment=True, filename=bestandsnaam(naam, formaat.partition("-")[0], op=op))
    antwoord["Content-Disposition"] = kop
    antwoord["Cache-Control"] = "no-store"
    return antwoord


__all__ = [
    "FORMATEN",
    "UitvoerKolom",
    "bestandsnaam",
    "csv_regels",
    "schrijf_csv",
    "schrijf_xlsx",
    "tabel_response",
    "veilige_csv_tekst",
    "veilige_tekst",
]
