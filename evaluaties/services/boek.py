"""Keep an exported BPV-boek as it is: version, hash, who and when (R8.6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from basis.errors import DomainError
from evaluaties.models import BpvBoek
from evaluaties.services.boekinhoud import IN_BOEK, inhoud_hash, verzamel
from kern.models import Student, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen.models import Plaatsing

Tekenaar = Callable[[dict[str, Any], int, str, datetime], bytes]


def mag_boeken_maken(user: User) -> bool:
    """Whether the person exports books of others: coordinators (own school or region) and administrators."""
    return user.heeft_rol("coordinator", "beheerder")


def met_boek() -> Exists:
    """Return the condition on Student: there is a stage to make a book of."""
    return Exists(Plaatsing.objects.filter(student=OuterRef("pk"), status__in=IN_BOEK))


def maak_boek(*, student: Student, by: User | None, at: datetime, teken: Tekenaar) -> BpvBoek:
    """Return the book of `student` as it is now; a new version only when something changed since the last one.

    `teken(inhoud, versie, hash, at)` draws the PDF. Raises DomainError when there is no stage yet.
    """
    inhoud = verzamel(student)
    if not inhoud["stages"]:
        msg = f"{student.naam} heeft nog geen stage die is aangenomen. Er is dus nog geen BPV-boek."
        raise DomainError(msg)
    digest = inhoud_hash(inhoud)
    laatste = student.bpv_boeken.select_related("bestand").order_by("-versie").first()
    if laatste and laatste.inhoud_hash == digest:
        return laatste
    versie = (laatste.versie if laatste else 0) + 1
    # Drawing takes a second: outside the transaction, so that nobody waits for it.
    return _leg_vast(student, inhoud, digest, teken(inhoud, versie, digest, at), by=by, at=at)


@transaction.atomic
def _leg_vast(
    student: Student, inhoud: dict[str, Any], digest: str, pdf: bytes, *, by: User | None, at: datetime
) -> BpvBoek:
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    zelfde = student.bpv_boeken.filter(inhoud_hash=digest).order_by("-versie").first()
    nieuwste = student.bpv_boeken.aggregate(hoogste=Max("versie"))["hoogste"] or 0
    if zelfde and zelfde.versie == nieuwste:
        return zelfde
    bestand = bewaar_bestand(
        naam=f"bpv-boek-{student.studentnummer}-v{nieuwste + 1}.pdf",
        soort="bpv-boek",
        mime="application/pdf",
        inhoud=pdf,
        by=by,
        at=at,
    )
    boek = BpvBoek.objects.create(
        student=student,
        versie=nieuwste + 1,
        bestand=bestand,
        inhoud_hash=digest,
        gemaakt_op=at,
        gemaakt_door=by,
    )
    leg_vast(actie="BPV-boek gemaakt", obj=boek, by=by, at=at, na={"versie": boek.versie, "sha256": bestand.sha256})
    return boek
