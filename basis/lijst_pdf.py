"""A table as a PDF that one can print and take along: the same columns as the CSV and XLSX of `basis.uitvoer`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import long_date
from basis.pdf import Documentgegevens, maak_pdf_in_kind
from basis.uitvoer import UitvoerKolom, tekst_van

MAX_RIJEN = 500


def lijst_pdf(
    titel: str, kolommen: Sequence[UitvoerKolom], rijen: Iterable[Any], *, at: datetime, inleiding: str = ""
) -> bytes:
    """Return the table as an accessible PDF, lying down; `at` is when it was made.

    Raises DomainError above 500 rows, where a spreadsheet serves better, and when the PDF can't be made.
    """
    cellen = [[_tekst(kolom.lees(rij)) for kolom in kolommen] for rij in rijen]
    if len(cellen) > MAX_RIJEN:
        raise DomainError(
            f"Deze lijst heeft {len(cellen)} regels. Een PDF kan er {MAX_RIJEN} hebben. Kies Excel of CSV, of filter."
        )
    dag = long_date(timezone.localdate(at))
    context = {
        "document": Documentgegevens(titel=titel, loopkop=titel, versie=dag, gemaakt=at.isoformat()),
        "koppen": [kolom.kop for kolom in kolommen],
        "rijen": cellen,
        "inleiding": inleiding,
    }
    return maak_pdf_in_kind("pdf/lijst.html", context, stijlen=["pdf/lijst.css"])


def _tekst(waarde: Any) -> str:
    if isinstance(waarde, datetime):
        return f"{timezone.localtime(waarde):%d-%m-%Y %H:%M}"
    if isinstance(waarde, date):
        return f"{waarde:%d-%m-%Y}"
    return tekst_van(waarde)
