"""Files with a report or a replacement assignment: add, take away, freeze at the hand-in (F1-F3)."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from basis.errors import DomainError
from basis.keuring import Gekeurd
from evaluaties.models import Bijlage, Opdracht, Verslag
from evaluaties.services import feiten
from kern.models import Bestand, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand, gooi_weg

SOORT = "bijlage"
MAX_AANTAL = 20
MAX_BYTES = 100 * 1024 * 1024
LOS_NA = timedelta(days=settings.BEWAARTERMIJNEN["losse_bijlagen"])
Tekst = Verslag | Opdracht


def nu_bij(bij: Tekst) -> QuerySet[Bijlage]:
    """Return the files that go with a text as it stands now."""
    return bij.bijlagen.filter(weg_op__isnull=True).select_related("bestand")


def als_regels(rijen: QuerySet[Bijlage]) -> list[dict[str, object]]:
    """Return files as a hand-in keeps them and as pages list them: id, naam, bytes, sha256."""
    return [
        {
            "id": str(rij.public_id),
            "naam": rij.bestand.naam,
            "bytes": rij.bestand.bytes,
            "sha256": rij.bestand.sha256,
        }
        for rij in rijen
    ]


def opname(bij: Tekst) -> dict[str, object]:
    """Return {"bijlagen": [...]} for the snapshot of a hand-in; empty when there are none."""
    regels = als_regels(nu_bij(bij))
    return {"bijlagen": regels} if regels else {}


def bevries(bij: Tekst, *, at: datetime) -> dict[str, object]:
    """Mark the files of a text as handed in at `at`, for good, and return `opname`. Call it in the hand-in."""
    nu_bij(bij).filter(ingeleverd_op__isnull=True).update(ingeleverd_op=at)
    return opname(bij)


def voeg_toe(bij: Tekst, gekeurd: Gekeurd, *, by: User, at: datetime) -> Bijlage:
    """Keep a file with a text that is locked and may be written to. The same file twice is one (C2).

    Raises DomainError when the placement has 20 files or 100 MB already. The caller's transaction is the only one.
    """
    feiten.vergrendel(bij.plaatsing_id)  # before counting: two phones at once
    sha256 = hashlib.sha256(gekeurd.inhoud).hexdigest()
    dubbel = nu_bij(bij).filter(bestand__sha256=sha256, bestand__naam=gekeurd.naam).first()
    if dubbel is not None:
        return dubbel
    _eis_ruimte(bij.plaatsing_id, len(gekeurd.inhoud))
    bestand = bewaar_bestand(naam=gekeurd.naam, soort=SOORT, mime=gekeurd.mime, inhoud=gekeurd.inhoud, by=by, at=at)
    sleutel = "verslag" if isinstance(bij, Verslag) else "opdracht"
    bijlage = Bijlage.objects.create(**{sleutel: bij}, bestand=bestand, toegevoegd_op=at)
    leg_vast(actie="bijlage toegevoegd", obj=bijlage, by=by, at=at, na={"bytes": bestand.bytes, "soort": bestand.mime})
    return bijlage


def _eis_ruimte(plaatsing_id: int, erbij: int) -> None:
    rijen = Bijlage.objects.filter(Q(verslag__plaatsing=plaatsing_id) | Q(opdracht__plaatsing=plaatsing_id))
    stand = rijen.aggregate(aantal=Count("pk"), bytes=Sum("bestand__bytes"))
    if stand["aantal"] >= MAX_AANTAL or (stand["bytes"] or 0) + erbij > MAX_BYTES:
        raise DomainError(
            f"Bij deze stage passen {MAX_AANTAL} bestanden, samen ten hoogste 100 MB. Er past geen bestand meer bij.",
            field="bijlage",
        )


def haal_weg(bij: Tekst, public_id: UUID, *, by: User, at: datetime) -> str:
    """Take a file away from a text that is locked and may be written to; returns its name, empty when it was gone.

    What was handed in before stays with that hand-in.
    """
    bijlage = nu_bij(bij).filter(public_id=public_id).first()
    if bijlage is None:
        return ""
    naam, bestand = bijlage.bestand.naam, bijlage.bestand
    leg_vast(actie="bijlage weggehaald", obj=bijlage, by=by, at=at)
    if bijlage.ingeleverd_op is not None:
        bijlage.weg_op = at
        bijlage.save(update_fields=["weg_op"])
        return naam
    bijlage.delete()
    gooi_weg(bestand)
    return naam


@transaction.atomic
def ruim_losse_op(*, at: datetime) -> int:
    """Remove kept files of more than a day old whose report or assignment is gone. Returns how many."""
    los = Bestand.objects.filter(soort=SOORT, bijlage__isnull=True, aangemaakt_op__lt=at - LOS_NA)
    rijen = list(los[:1000])
    for bestand in rijen:
        gooi_weg(bestand)
    return len(rijen)
