"""Keep an exported BPV-boek as it is: for whom, version, hash, who made it and when (R8.6)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from basis.errors import DomainError
from evaluaties.models import BpvBoek
from evaluaties.services.boekinhoud import IN_BOEK, inhoud_hash, verzamel
from evaluaties.services.boeklezer import ZELF, Lezer, Soort
from kern.models import Student, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen.models import Plaatsing

POGINGEN = 3
# (data, version, hash, moment) to the PDF and its number of pages.
Tekenwijze = Callable[[dict[str, Any], int, str, datetime], tuple[bytes, int]]


class Ingehaald(DomainError):
    """Another book of this student was kept while this one was drawn: its pages carry a version that is taken."""

    def __init__(self) -> None:
        super().__init__("Er werd tegelijk een ander boek van deze student gemaakt. Probeer het opnieuw.")


def mag_boeken_maken(user: User) -> bool:
    """Whether the person exports books of others: coordinators (own school or region) and administrators."""
    return user.heeft_rol("coordinator", "beheerder")


def met_boek() -> Exists:
    """Return the condition on Student: there is a stage to make a book of."""
    return Exists(Plaatsing.objects.filter(student=OuterRef("pk"), status__in=IN_BOEK))


@dataclass(frozen=True, slots=True)
class Ontwerp:
    """A book about to be drawn: its data and hash, the version it would get, and the book that is the same already."""

    student: Student
    lezer: Lezer
    inhoud: dict[str, Any]
    digest: str
    versie: int
    zelfde: BpvBoek | None


def ontwerp(student: Student, lezer: Lezer = ZELF) -> Ontwerp:
    """Read what the book of `student` for `lezer` is now. Raises DomainError when there is nothing to put in it."""
    inhoud = verzamel(student, lezer)
    if not inhoud["stages"] and not inhoud.get("evc"):
        msg = f"{student.naam} heeft nog geen stage die is aangenomen. Er is dus nog geen BPV-boek."
        raise DomainError(msg)
    digest = inhoud_hash(inhoud)
    return Ontwerp(student, lezer, inhoud, digest, _hoogste(student) + 1, _zelfde(student, lezer, digest))


def _hoogste(student: Student) -> int:
    return student.bpv_boeken.aggregate(hoogste=Max("versie"))["hoogste"] or 0


def _zelfde(student: Student, lezer: Lezer, digest: str) -> BpvBoek | None:
    """Return the last book of this reader when it holds exactly this."""
    eerder = student.bpv_boeken.filter(lezer=lezer.soort.value, bereik=lezer.bereik).select_related("bestand")
    laatste = eerder.order_by("-versie").first()
    return laatste if laatste and laatste.inhoud_hash == digest else None


def maak_boek(*, student: Student, by: User | None, at: datetime, teken: Tekenwijze, lezer: Lezer = ZELF) -> BpvBoek:
    """Return the book of `student` for `lezer` as it is now; a new version only when something changed.

    Raises DomainError when there is no stage yet.
    """
    for _ in range(POGINGEN):
        nu = ontwerp(student, lezer)
        if nu.zelfde:
            return nu.zelfde
        # Drawing takes seconds: outside the transaction, so that nobody waits for it.
        pdf, paginas = teken(nu.inhoud, nu.versie, nu.digest, at)
        with suppress(Ingehaald):
            return leg_boek_vast(ontwerp=nu, pdf=pdf, paginas=paginas, by=by, at=at)
    raise Ingehaald


@transaction.atomic
def leg_boek_vast(*, ontwerp: Ontwerp, pdf: bytes, paginas: int, by: User | None, at: datetime) -> BpvBoek:
    """Keep a drawn book; when somebody else was first with the same one, return that.

    Raises Ingehaald when somebody was first with another one: the pages must carry the version that is kept.
    """
    student, lezer = ontwerp.student, ontwerp.lezer
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if zelfde := _zelfde(student, lezer, ontwerp.digest):
        return zelfde
    versie = _hoogste(student) + 1
    if versie != ontwerp.versie:
        raise Ingehaald
    bestand = bewaar_bestand(
        naam=f"bpv-boek-{student.studentnummer}{_achtervoegsel(lezer)}-v{versie}.pdf",
        soort="bpv-boek",
        mime="application/pdf",
        inhoud=pdf,
        by=by,
        at=at,
    )
    boek = BpvBoek.objects.create(
        student=student,
        versie=versie,
        bestand=bestand,
        inhoud_hash=ontwerp.digest,
        sha256=bestand.sha256,
        gemaakt_op=at,
        gemaakt_door=by,
        definitief=not ontwerp.inhoud.get("concept"),
        lezer=lezer.soort.value,
        bereik=lezer.bereik,
        paginas=paginas,
    )
    na = {"versie": versie, "sha256": bestand.sha256, "lezer": boek.lezer, "definitief": boek.definitief}
    leg_vast(actie="BPV-boek gemaakt", obj=boek, by=by, at=at, na=na)
    return boek


def _achtervoegsel(lezer: Lezer) -> str:
    """Tell books for others apart by name; those of the student and of school carry none."""
    return "" if lezer.soort in {Soort.STUDENT, Soort.SCHOOL} else f"-{lezer.soort.value}"
