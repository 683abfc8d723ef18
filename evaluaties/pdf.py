"""Draw the BPV-boek, one or a whole group."""

import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.grafiek import MAANDEN, UrenStand, maandkolommen, uren_balken
from basis.pdf import Documentgegevens, maak_pdf_in_kind
from evaluaties.models import BpvBoek
from evaluaties.services.boek import Tekenaar, maak_boek, mag_boeken_maken, met_boek
from kern.models import Achtergrondtaak, Student, User
from kern.services.bestanden import bewaar_bestand
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import Geannuleerd, Voortgang, taaksoort

TAAKSOORT = "bpv-boeken"
RELATIES = ("user", "school", "opleiding", "cluster", "stagedocent")
HALF, HEEL = 300, 640  # widths of a chart on the page, in CSS pixels


def teken_boek(
    inhoud: dict[str, Any], versie: int, digest: str, at: datetime, *, annuleer: Callable[[], bool] | None = None
) -> bytes:
    """Return the tagged PDF (PDF/UA-1) of a book's data; `annuleer` is asked all the time and ends the drawing."""
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
        "stages": [stage | _beelden(stage["uren"]) for stage in inhoud["stages"]],
        "versie": versie,
        "hash": digest,
        "gemaakt": timezone.localtime(at),
    }
    return maak_pdf_in_kind("boek/boek.html", context, stijlen=["pdf/boek.css"], annuleer=annuleer)


def _beelden(uren: dict[str, Any]) -> dict[str, Any]:
    """Return the charts of the hours of one stage."""
    if not uren["maanden"]:
        return {"kolommen": "", "balken": ""}
    labels = [MAANDEN[rij["maand"].month - 1] for rij in uren["maanden"]]
    waarden = [float(rij["uren"]) for rij in uren["maanden"]]
    standen = [
        UrenStand(naam, float(aantal), float(uren["norm"]))
        for naam, aantal in (("Gewerkt", uren["totaal"]), ("Daarvan bevestigd", uren["bevestigd"]))
    ]
    return {
        "kolommen": maandkolommen("Gewerkte uren per maand", labels, [("uren", waarden)], breedte=HALF),
        "balken": uren_balken("Gewerkte en bevestigde uren naast de norm", standen, breedte=HEEL),
    }


def boek_van(student: Student, *, by: User | None, at: datetime, teken: Tekenaar = teken_boek) -> BpvBoek:
    """Return the book of `student` as it is now, drawn if something changed."""
    return maak_boek(student=student, by=by, at=at, teken=teken)


def studenten_van_groep(gegevens: dict[str, Any], user: User) -> Any:
    """Return the students of a group that `user` may see and who have a book; `gegevens`: ids of school and cluster."""
    rijen = Student.objects.visible_to(user).filter(met_boek())
    if gegevens.get("school"):
        rijen = rijen.filter(school_id=gegevens["school"])
    if gegevens.get("cluster"):
        rijen = rijen.filter(cluster_id=gegevens["cluster"])
    return rijen.select_related(*RELATIES).order_by("studentnummer")


def _mag_nog(taak: Achtergrondtaak, user: User) -> bool:
    return taak.aangevraagd_door_id == user.pk and mag_boeken_maken(user)


@taaksoort(TAAKSOORT, mag_downloaden=_mag_nog)
def maak_groep(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Make the books of a group and put them in one zip; each book counts as a download of that student's data.

    Rights are those of the moment of running. Stopped half-way there is no zip, and nobody counts as read.
    """
    by, at = taak.aangevraagd_door, taak.aangevraagd_op
    if by is None or not by.is_active or not mag_boeken_maken(by):
        raise DomainError("Degene die dit vroeg, heeft geen toegang meer.")
    studenten = list(studenten_van_groep(taak.gegevens, by))
    if not studenten:
        raise DomainError("Deze groep heeft nog geen BPV-boeken.")

    def teken(*args: Any) -> bytes:
        try:
            return teken_boek(*args, annuleer=voortgang.geannuleerd)
        except DomainError:
            if voortgang.geannuleerd():
                raise Geannuleerd from None
            raise

    boeken = []
    with tempfile.TemporaryFile() as kladje:
        with zipfile.ZipFile(kladje, "w", zipfile.ZIP_STORED) as archief:
            for nummer, student in enumerate(studenten):
                voortgang.meld(100 * nummer // len(studenten), f"boek {nummer + 1} van {len(studenten)}")
                boek = boek_van(student, by=by, at=at, teken=teken)
                with boek.bestand.pad.open("rb") as bron:
                    archief.writestr(boek.bestand.naam, bron.read())
                boeken.append((student, boek))
        kladje.seek(0)
        taak.bestand = _lever_af(taak, boeken, File(kladje))
    return {"tekst": f"{len(studenten)} BPV-boeken staan klaar.", "aantal": len(studenten)}


@transaction.atomic
def _lever_af(taak: Achtergrondtaak, boeken: list[tuple[Student, BpvBoek]], archief: File) -> Any:
    """Keep the zip and write who got which book; both or neither."""
    by, at = taak.aangevraagd_door, taak.aangevraagd_op
    for student, boek in boeken:
        leg_inzage_vast(
            obj=boek,
            student=student,
            user=by,
            at=at,
            route="export van een groep",
            uitkomst="gedownload",
            reden=taak.gegevens.get("reden", ""),
        )
    naam = f"bpv-boeken-{timezone.localtime(at):%Y%m%d}.zip"
    return bewaar_bestand(naam=naam, soort="bpv-boeken", mime="application/zip", inhoud=archief, by=by, at=at)
