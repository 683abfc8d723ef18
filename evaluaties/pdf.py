"""Draw the BPV-boek, one or a whole group."""

import tempfile
import zipfile
from datetime import datetime
from typing import Any

from django.core.files import File
from django.utils import timezone

from basis.errors import DomainError
from basis.pdf import Documentgegevens, maak_pdf_in_kind
from evaluaties.models import BpvBoek
from evaluaties.services.boek import maak_boek, met_boek
from kern.models import Achtergrondtaak, Student, User
from kern.services.bestanden import bewaar_bestand
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import Voortgang, taaksoort

TAAKSOORT = "bpv-boeken"
RELATIES = ("user", "school", "opleiding", "cluster", "stagedocent")


def teken_boek(inhoud: dict[str, Any], versie: int, digest: str, at: datetime) -> bytes:
    """Return the tagged PDF (PDF/UA-1) of a book's data."""
    document = Documentgegevens(
        titel=f"BPV-boek van {inhoud['naam']}",
        loopkop=f"{inhoud['naam']} · {inhoud['schooljaar']}",
        versie=str(versie),
        hash=digest[:12],
        gemaakt=timezone.localtime(at).isoformat(timespec="seconds"),
        onderwerp="Beroepspraktijkvorming",
    )
    context = {
        "document": document,
        "boek": inhoud,
        "versie": versie,
        "hash": digest,
        "gemaakt": timezone.localtime(at),
    }
    return maak_pdf_in_kind("boek/boek.html", context, stijlen=["pdf/boek.css"])


def boek_van(student: Student, *, by: User | None, at: datetime) -> BpvBoek:
    """Return the book of `student` as it is now, drawn if something changed."""
    return maak_boek(student=student, by=by, at=at, teken=teken_boek)


def studenten_van_groep(gegevens: dict[str, Any], user: User) -> Any:
    """Return the students of a group that `user` may see and who have a book; `gegevens`: ids of school and cluster."""
    rijen = Student.objects.visible_to(user).filter(met_boek())
    if gegevens.get("school"):
        rijen = rijen.filter(school_id=gegevens["school"])
    if gegevens.get("cluster"):
        rijen = rijen.filter(cluster_id=gegevens["cluster"])
    return rijen.select_related(*RELATIES).distinct().order_by("studentnummer")


@taaksoort(TAAKSOORT)
def maak_groep(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Make the books of a group and put them in one zip; each book counts as a download of that student's data."""
    by, at = taak.aangevraagd_door, taak.aangevraagd_op
    if by is None or not by.is_active:
        msg = "Degene die dit vroeg, heeft geen toegang meer."
        raise DomainError(msg)
    studenten = list(studenten_van_groep(taak.gegevens, by))
    if not studenten:
        msg = "Deze groep heeft nog geen BPV-boeken."
        raise DomainError(msg)
    with tempfile.TemporaryFile() as kladje:
        with zipfile.ZipFile(kladje, "w", zipfile.ZIP_STORED) as archief:
            for nummer, student in enumerate(studenten):
                voortgang.meld(100 * nummer // len(studenten), f"boek {nummer + 1} van {len(studenten)}")
                boek = boek_van(student, by=by, at=at)
                leg_inzage_vast(
                    obj=boek,
                    student=student,
                    user=by,
                    at=at,
                    route="export van een groep",
                    uitkomst="gedownload",
                    reden=taak.gegevens.get("reden", ""),
                )
                with boek.bestand.pad.open("rb") as bron:
                    archief.writestr(boek.bestand.naam, bron.read())
        kladje.seek(0)
        taak.bestand = bewaar_bestand(
            naam=f"bpv-boeken-{at:%Y%m%d}.zip",
            soort="bpv-boeken",
            mime="application/zip",
            inhoud=File(kladje),
            by=by,
            at=at,
        )
    return {"tekst": f"{len(studenten)} BPV-boeken staan klaar.", "aantal": len(studenten)}
