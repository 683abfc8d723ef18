"""Taking the portfolio along: a zip with an index for people (HTML), for a spreadsheet (CSV) and for a next portal."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from basis.keuring import schone_naam
from basis.uitvoer import veilige_csv_tekst
from evaluaties.models import Bewijsversie, Handelingscertificaat, Leerdoel
from evaluaties.services.portfolio import met_versies
from kern.models import Bestand, Student, User
from kern.services.bestanden import bewaar_bestand, gooi_weg

SOORT = "portfolio"
BEWAAR = timedelta(days=settings.BEWAARTERMIJNEN["portfoliozips"])
IN_GEHEUGEN = 5 * 1024 * 1024
KOPPEN = ("stuk", "versie", "titel", "soort", "doelen", "gemaakt op", "bestand", "sha256")


def _pad(nummer: int, versie: Bewijsversie) -> str:
    naam = schone_naam(versie.bestand.naam)
    stam = slugify(versie.stuk.titel)[:40] or "stuk"
    return f"bewijs/{nummer:02d}-{stam}/versie-{versie.versie}-{naam}"


def _versies(student: Student) -> Iterator[tuple[int, Bewijsversie]]:
    stukken = met_versies(student.bewijsstukken.aanwezig().order_by("gemaakt_op", "pk"))
    for nummer, stuk in enumerate(stukken, start=1):
        for versie in stuk.versies.all():
            versie.stuk = stuk
            yield nummer, versie


def _regel(nummer: int, versie: Bewijsversie) -> dict[str, Any]:
    stuk = versie.stuk
    return {
        "stuk": nummer,
        "versie": versie.versie,
        "titel": stuk.titel,
        "soort": stuk.get_soort_display(),
        "doelen": ", ".join(doel.titel for doel in stuk.doelen.all()),
        "gemaakt op": versie.gemaakt_op.date().isoformat(),
        "tekst": versie.tekst,
        "bestand": _pad(nummer, versie) if versie.bestand else "",
        "sha256": versie.bestand.sha256 if versie.bestand else "",
    }


def _doel(doel: Leerdoel) -> dict[str, Any]:
    return {
        "doel": doel.titel,
        "waarom": doel.waarom,
        "aanpak": doel.aanpak,
        "werkproces": doel.werkproces,
        "klaar_voor": doel.klaar_voor,
        "behaald_op": doel.behaald_op,
        "gestopt_op": doel.gestopt_op,
        "terugblik": doel.terugblik,
        "stappen": [
            {"wat": stap.wat, "hulp_van": stap.hulp_van, "klaar_op": stap.voor_datum, "gedaan_op": stap.gedaan_op}
            for stap in doel.actiepunten.all()
        ],
    }


def gegevens_van(student: Student, at: datetime) -> dict[str, Any]:
    """Return everything the student takes along: who, goals with steps, pieces with versions, certified acts."""
    certificaten = Handelingscertificaat.objects.filter(student=student, ingetrokken_op__isnull=True)
    return {
        "student": {"naam": student.naam, "school": str(student.school), "opleiding": str(student.opleiding)},
        "gemaakt_op": at,
        "doelen": [_doel(doel) for doel in student.leerdoelen.prefetch_related("actiepunten")],
        "bewijs": [_regel(nummer, versie) for nummer, versie in _versies(student)],
        "handelingen": [
            {"handeling": str(rij.handeling), "afgegeven_op": rij.afgegeven_op, "geldig_tot": rij.geldig_tot}
            for rij in certificaten.select_related("handeling")
        ],
    }


def _csv(regels: list[dict[str, Any]]) -> str:
    uit = io.StringIO()
    schrijver = csv.writer(uit, lineterminator="\r\n")
    schrijver.writerow(KOPPEN)
    for regel in regels:
        waarden = [regel[kop] for kop in KOPPEN]
        schrijver.writerow([veilige_csv_tekst(cel) if isinstance(cel, str) else cel for cel in waarden])
    return "\ufeff" + uit.getvalue()


def pak_in(
    student: Student, *, at: datetime, uit: IO[bytes], meld: Callable[[int, str], None] = lambda _p, _s: None
) -> None:
    """Write the zip to `uit`; one file of the portfolio in memory at a time. `meld(percent, step)` tells how far."""
    gegevens = gegevens_van(student, at)
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as archief:
        archief.writestr("index.html", render_to_string("portfolio/index_zip.html", gegevens))
        archief.writestr("index.csv", _csv(gegevens["bewijs"]))
        archief.writestr("portfolio.json", json.dumps(gegevens, ensure_ascii=False, indent=2, default=str))
        versies = [(nummer, versie) for nummer, versie in _versies(student) if versie.bestand]
        for klaar, (nummer, versie) in enumerate(versies):
            meld(int(100 * klaar / len(versies)), f"Bestand {klaar + 1} van {len(versies)}")
            inhoud = _lees(versie.bestand)
            if inhoud is not None:
                archief.writestr(_pad(nummer, versie), inhoud)


def _lees(bestand: Bestand) -> bytes | None:
    """Return a file that is as it was when it came; None when the disk lost or changed it."""
    if not default_storage.exists(bestand.pad.name):
        return None
    with bestand.pad.open("rb") as bron:
        inhoud = bron.read()
    return inhoud if hashlib.sha256(inhoud).hexdigest() == bestand.sha256 else None


def ruim_zips_op(*, at: datetime) -> int:
    """Remove zips of more than a week old: a copy of a whole portfolio needn't lie about. Returns how many."""
    oud = list(Bestand.objects.filter(soort=SOORT, aangemaakt_op__lt=at - BEWAAR)[:500])
    with transaction.atomic():
        for bestand in oud:
            gooi_weg(bestand)
    return len(oud)


def bewaar_zip(
    student: Student, *, by: User, at: datetime, meld: Callable[[int, str], None] = lambda _p, _s: None
) -> Bestand:
    """Make the zip and keep it as a file."""
    with SpooledTemporaryFile(max_size=IN_GEHEUGEN) as uit:
        pak_in(student, at=at, uit=uit, meld=meld)
        uit.seek(0)
        naam = f"portfolio-{student.studentnummer}-{at:%Y-%m-%d}.zip"
        return bewaar_bestand(naam=naam, soort=SOORT, mime="application/zip", inhoud=File(uit), by=by, at=at)
