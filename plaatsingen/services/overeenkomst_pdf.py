"""The document of an agreement: PDF/A-3a and PDF/UA-1 with its data inside; with the signature sheet once complete."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from basis.modeltekst import naar_html
from basis.pdf import Documentgegevens
from basis.pdfa import kenmerk_van, maak_pdfa
from plaatsingen.enums import PartijRol
from plaatsingen.models import Ondertekening, Overeenkomst
from plaatsingen.services.partijen import wie_is

VOORVOEGSEL = "overeenkomst:"


def kort_kenmerk(tekst_hash: str) -> str:
    """Return the beginning of a hash as people can copy it: four groups of four."""
    return " ".join(tekst_hash[plek : plek + 4] for plek in range(0, 16, 4))


def bestandsnaam(overeenkomst: Overeenkomst) -> str:
    """Return the name of the file; the number of the student, not the name, for names travel along with files."""
    soort = slugify(overeenkomst.naam)[:60]
    return f"{soort}-{slugify(overeenkomst.plaatsing.student.studentnummer)}-v{overeenkomst.versie}.pdf"


def overeenkomst_id_van(pdf: bytes) -> UUID | None:
    """Return which agreement a file says it is; it may be lying."""
    soort, _, rest = kenmerk_van(pdf).partition(":")
    try:
        return UUID(rest) if f"{soort}:" == VOORVOEGSEL else None
    except ValueError:
        return None


def teken(
    *,
    overeenkomst: Overeenkomst,
    gegevens: Mapping[str, Any],
    tekst: str,
    tekst_hash: str,
    at: datetime,
    partijen: Sequence[Ondertekening] = (),
    annuleer: Callable[[], bool] | None = None,
) -> bytes:
    """Return the agreement as PDF, in a child process; `partijen` that all signed give the signature sheet.

    The same text gives the same words, with the sheet or without. Raises DomainError when it can't be made.
    """
    student = overeenkomst.plaatsing.student
    titel = overeenkomst.naam.capitalize()
    document = Documentgegevens(
        titel=titel,
        loopkop=f"{titel} · {student.naam}",
        versie=str(overeenkomst.versie),
        hash=kort_kenmerk(tekst_hash),
        gemaakt=timezone.localtime(at).isoformat(timespec="seconds"),
        onderwerp=f"{titel}, {gegevens['school']['naam']}",
    )
    blad = [_handtekening(partij) for partij in partijen]
    inhoud = {
        "soort": overeenkomst.soort,
        "nummer": overeenkomst.volgnummer,
        "versie": overeenkomst.versie,
        "tekst_sha256": tekst_hash,
        "tekst": tekst,
        "gegevens": gegevens,
    }
    context = {
        "document": document,
        "overeenkomst": overeenkomst,
        "inhoud": naar_html(tekst),
        "tekst_hash": tekst_hash,
        "partijen": blad,
    }
    return maak_pdfa(
        "pdf/overeenkomst.html",
        context,
        kenmerk=f"{VOORVOEGSEL}{overeenkomst.public_id}",
        gegevens=inhoud | ({"ondertekeningen": blad} if blad else {}),
        stijlen=["pdf/overeenkomst.css"],
        annuleer=annuleer,
    )


def _handtekening(partij: Ondertekening) -> dict[str, Any]:
    """Return one line of the signature sheet. A parent has no name here: the leerbedrijf reads it too (P7)."""
    ouder = partij.rol == PartijRol.OUDER
    moment = timezone.localtime(partij.getekend_op) if partij.getekend_op else None
    return {
        "partij": wie_is(partij),
        "rol": partij.rol,
        "door": "een ouder of voogd, bij de school bekend" if ouder else partij.getekend_door,
        "namens": "" if ouder else partij.namens,
        "wijze": partij.get_wijze_display(),
        "moment": moment.isoformat(timespec="seconds") if moment else "",
        "dag": f"{moment:%d-%m-%Y}" if moment else "",
        "tijd": f"{moment:%H:%M}" if moment else "",
        "papier_datum": partij.papier_datum.isoformat() if partij.papier_datum else "",
        "scan_sha256": partij.scan.sha256 if partij.scan else "",
        "tekst_sha256": partij.tekst_hash,
    }
