"""PDF documents from templates: accessible (PDF/UA-1), with embedded fonts, and sealed off from the outside.

    pdf = maak_pdf("pdf/bpv_boek.html", {"document": Documentgegevens(titel="BPV-boek", ...), ...})

Short documents of our own making: `maak_pdf`. Anything long, or with much text of people: `maak_pdf_in_kind`.
"""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from basis.errors import DomainError

BASIS_STIJL = "pdf/basis.css"
APT_PAKKETTEN = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
TIK = 0.25


@dataclass(frozen=True, slots=True)
class Bijlage:
    """A file inside the PDF, for programs: its name, what it is in Dutch, and its text. Needs a PDF/A-3 variant."""

    naam: str
    omschrijving: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Documentgegevens:
    """What stands around every page (template variable `document`).

    `loopkop` is the running header (name and school year), `versie` and `hash` stand in the footer, `gemaakt` is an
    ISO moment for the metadata, `onderwerp` a line for it.
    """

    titel: str
    loopkop: str = ""
    versie: str = ""
    hash: str = ""
    gemaakt: str = ""
    onderwerp: str = ""
    auteur: str = "Stagebureau"


def inhoud_hash(gegevens: Any) -> str:
    """Return a short fingerprint (12 hex digits) of the data a document was made from, for its footer."""
    tekst = json.dumps(gegevens, sort_keys=True, cls=DjangoJSONEncoder, ensure_ascii=False)
    return hashlib.sha256(tekst.encode()).hexdigest()[:12]


def maak_pdf(
    template: str,
    context: Mapping[str, Any],
    variant: str = "pdf/ua-1",
    *,
    stijlen: Sequence[str] = (),
    bijlagen: Sequence[Bijlage] = (),
    kenmerk: str = "",
) -> bytes:
    """Render `template` and return it as PDF, in this process.

    `stijlen` are style sheets under static/pdf/ beside the basic one ("pdf/bpv-boek.css"). `kenmerk` names the document
    within this portal, readable in the trailer of the file. Raises DomainError when the server lacks the libraries.
    User text is safe as long as the template escapes it; files and addresses of the outside are never fetched.
    """
    return _opmaak().zet_om(
        render_to_string(template, aangevuld(context)),
        wortels=stijlmappen(),
        stijlen=(BASIS_STIJL, *stijlen),
        base_url=settings.SITE_URL,
        variant=variant,
        bijlagen=_als_lijst(bijlagen),
        kenmerk=kenmerk,
    )


def _als_lijst(bijlagen: Sequence[Bijlage]) -> list[list[str]]:
    return [[bijlage.naam, bijlage.omschrijving, bijlage.tekst] for bijlage in bijlagen]


def maak_pdf_in_kind(
    template: str,
    context: Mapping[str, Any],
    variant: str = "pdf/ua-1",
    *,
    stijlen: Sequence[str] = (),
    seconden: int = 60,
    mib: int = 512,
    annuleer: Callable[[], bool] | None = None,
    bijlagen: Sequence[Bijlage] = (),
    kenmerk: str = "",
) -> bytes:
    """Do as `maak_pdf` in a child process that ends after `seconden` or beyond `mib` of memory (betrouwbaarheid F6).

    `annuleer` is asked four times a second; True kills the child. Raises DomainError in all these cases.
    The template is rendered here, so queries belong to the caller.
    """
    opdracht = {
        "html": render_to_string(template, aangevuld(context)),
        "wortels": [str(wortel) for wortel in stijlmappen()],
        "stijlen": [BASIS_STIJL, *stijlen],
        "base_url": settings.SITE_URL,
        "variant": variant,
        "bijlagen": _als_lijst(bijlagen),
        "kenmerk": kenmerk,
        "seconden": seconden,
        "mib": mib,
    }
    kind = subprocess.Popen(
        [sys.executable, "-m", "basis.pdf_kind"],
        cwd=settings.BASE_DIR,
        env=kale_omgeving(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with kind:
        try:
            uit, fouten = _wacht_op(kind, json.dumps(opdracht).encode(), time.monotonic() + seconden, annuleer)
        except BaseException:
            kind.kill()
            kind.communicate()
            raise
    return _uitkomst(kind.returncode, uit, fouten)


def kale_omgeving() -> dict[str, str]:
    """Return the environment of a child that draws: it has no business with passwords and keys."""
    return {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if naam in os.environ}


def _wacht_op(
    kind: subprocess.Popen, invoer: bytes, tot: float, annuleer: Callable[[], bool] | None
) -> tuple[bytes, bytes]:
    rest: bytes | None = invoer
    while True:
        try:
            return kind.communicate(rest, timeout=TIK)
        except subprocess.TimeoutExpired:
            rest = None
        if annuleer and annuleer():
            raise DomainError("Het maken van het document is gestopt.")
        if time.monotonic() > tot:
            raise DomainError("Het document duurt te lang om te maken. Maak het korter, of vraag de beheerder om hulp.")


def _uitkomst(code: int, uit: bytes, fouten: bytes) -> bytes:
    if code == 0 and uit.startswith(b"%PDF"):
        return uit
    raise fout_van(code, fouten)


def fout_van(code: int, fouten: bytes) -> DomainError:
    """Return what to say when a child ended with `code` (below 0: killed) and these last words."""
    laatste = fouten.decode(errors="replace").strip().rpartition("\n")[2]
    if code == 3 or b"MemoryError" in fouten or code < 0:
        return DomainError("Het document is te groot om te maken. Maak het korter, of vraag de beheerder om hulp.")
    if laatste.startswith("OSError"):
        return _bibliotheek_fout()
    fout = DomainError("Het document kon niet worden gemaakt. Probeer het opnieuw, of vraag de beheerder om hulp.")
    fout.__cause__ = RuntimeError(laatste)
    return fout


def _opmaak() -> ModuleType:
    """Return the module that needs WeasyPrint; raises DomainError when its libraries are missing."""
    try:
        from basis import pdf_opmaak  # noqa: PLC0415 - the site starts without the C libraries
    except OSError as fout:
        raise _bibliotheek_fout() from fout
    return pdf_opmaak


def _bibliotheek_fout() -> DomainError:
    return DomainError(
        "Op deze server kunnen nog geen PDF-documenten worden gemaakt. "
        f"De beheerder kan dit oplossen met: apt-get install {APT_PAKKETTEN}"
    )


def stijlmappen() -> list[Path]:
    """Return the folders in which style sheets, fonts and pictures of documents are looked for."""
    return [Path(map_) for map_ in settings.STATICFILES_DIRS]


def aangevuld(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context with what every document needs."""
    return {"document": Documentgegevens(titel="Document"), **context}


def beeld_url(data: bytes, *, zijde: int = 1200) -> str:
    """Return a picture as `data:` address for a PDF, made anew: no metadata, at most `zijde` pixels a side.

    Raises DomainError when it is no PNG or JPEG picture.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - only documents with pictures need it

    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as bron:
            if bron.width * bron.height > 25_000_000:
                raise DomainError("Deze foto is te groot. Kies een foto van ten hoogste 25 megapixel.")
            beeld = ImageOps.exif_transpose(bron).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DomainError("Dit is geen foto die wij kunnen lezen. Kies een JPG- of PNG-bestand.") from None
    beeld.thumbnail((zijde, zijde))
    uit = io.BytesIO()
    beeld.save(uit, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{base64.b64encode(uit.getvalue()).decode()}"


def pdf_response(pdf: bytes, naam: str, *, download: bool = True) -> HttpResponse:
    """Return the PDF as a response that no cache keeps; `naam` is the file name."""
    antwoord = HttpResponse(pdf, content_type="application/pdf")
    antwoord["Content-Disposition"] = content_disposition_header(as_attachment=download, filename=naam)
    antwoord["Cache-Control"] = "no-store, private"
    return antwoord
