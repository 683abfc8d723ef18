"""The import page: keep an upload with its preview, confirm it once, throw it away."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError
from basis.inlezen import ImportResultaat, Voortgang, importeer, importeur_voor
from kern.models import Achtergrondtaak, Bestand, Importbestand, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from kern.services.taken import vraag_taak_aan

KLEIN_RIJEN = 2000
KLEIN_XLSX_BYTES = 120_000  # about 2,000 rows of ten columns
MAX_VOORBEELD = 1000
BEWAAR_DAGEN = settings.BEWAARTERMIJNEN["imports"]  # an upload that nobody confirms holds personal data, so it goes
XLSX = b"PK\x03\x04"
TAAK_VOORBEELD = "import-voorbeeld"
TAAK_BEVESTIG = "import-bevestigen"


def is_groot(data: bytes) -> bool:
    """Whether a file is too big to read within a web request."""
    return len(data) > KLEIN_XLSX_BYTES if data.startswith(XLSX) else data.count(b"\n") > KLEIN_RIJEN + 1


def bewaar_upload(*, soort: str, naam: str, data: bytes, by: User, at: datetime) -> Importbestand:
    """Keep an uploaded file; nothing is imported. Raises DomainError for an unknown soort."""
    importeur_voor(soort)
    ruim_oude_op(at=at)
    bestand = bewaar_bestand(naam=naam, soort="import", mime="application/octet-stream", inhoud=data, by=by, at=at)
    return Importbestand.objects.create(soort=soort, bestand=bestand, door=by, op=at)


def lees_upload(upload: Importbestand) -> bytes:
    """Return the bytes of an upload; DomainError when the file has been cleared away."""
    pad = upload.bestand.pad.name
    if not pad or not default_storage.exists(pad):
        raise DomainError("Dit bestand is er niet meer. Kies het opnieuw.")
    with default_storage.open(pad) as bestand:
        return bestand.read()


def maak_voorbeeld(
    *, upload: Importbestand, by: User | None, at: datetime, voortgang: Voortgang | None = None
) -> ImportResultaat:
    """Read the file, compare it with the database and keep the preview; writes nothing else."""
    resultaat = importeer(
        upload.soort,
        lees_upload(upload),
        by=by,
        at=at,
        proef=True,
        naam=upload.bestand.naam,
        opties={"importbestand": upload.pk},
        voortgang=voortgang,
    )
    upload.voorbeeld = als_voorbeeld(resultaat)
    Importbestand.objects.filter(pk=upload.pk, bevestigd_op=None).update(voorbeeld=upload.voorbeeld)
    return resultaat


def als_voorbeeld(resultaat: ImportResultaat) -> dict:
    """Return a preview as JSON: the counts, at most 1,000 rows (those that write first), the errors and the notices."""
    uit = resultaat.to_json(voorbeeld=MAX_VOORBEELD)
    uit.setdefault("voorbeeld", [])
    uit["plan_hash"] = resultaat.plan_hash
    uit["aantal_let_op"] = len(resultaat.let_op)
    return uit


def bevestig(
    *, upload: Importbestand, by: User | None, at: datetime, voortgang: Voortgang | None = None
) -> ImportResultaat:
    """Write the import, if the database is still as the preview saw it. Returns the result; look at `geschreven`.

    When something changed since, or the file now has errors, nothing is written and the new preview is kept. Raises
    DomainError when the upload was already handled.
    """
    if upload.bevestigd_op is not None:
        raise DomainError("Dit bestand is al verwerkt.")
    if upload.voorbeeld is None:
        raise DomainError("Van dit bestand is nog geen voorbeeld gemaakt.")
    data, gezien = lees_upload(upload), upload.voorbeeld["plan_hash"]
    try:
        resultaat = importeer(
            upload.soort,
            data,
            by=by,
            at=at,
            naam=upload.bestand.naam,
            opties={"importbestand": upload.pk},
            verwacht=gezien,
            voortgang=voortgang,
        )
    except DomainError:
        upload.refresh_from_db()
        if upload.bevestigd_op is not None:
            raise
        opnieuw = maak_voorbeeld(upload=upload, by=by, at=at)
        if opnieuw.plan_hash == gezien:
            raise
        return opnieuw
    if resultaat.fouten:
        upload.voorbeeld = als_voorbeeld(resultaat)
        Importbestand.objects.filter(pk=upload.pk).update(voorbeeld=upload.voorbeeld)
        return resultaat
    _sluit(upload, resultaat, by=by, at=at)
    return resultaat


@transaction.atomic
def _sluit(upload: Importbestand, resultaat: ImportResultaat, *, by: User | None, at: datetime) -> None:
    """Keep the counts; the rows and the file hold personal data and go."""
    upload.bevestigd_op = at
    upload.resultaat = {**resultaat.aantallen, "door": by.naam if by else "systeem"}
    upload.voorbeeld = None
    upload.save(update_fields=["bevestigd_op", "resultaat", "voorbeeld"])
    _wis_bestand(upload.bestand)


@transaction.atomic
def gooi_weg(*, upload: Importbestand, by: User, at: datetime) -> None:
    """Throw away an upload that was never confirmed. DomainError when it was."""
    rij = Importbestand.objects.select_for_update().get(pk=upload.pk)
    if rij.bevestigd_op is not None:
        raise DomainError("Dit bestand is al verwerkt. U kunt het niet meer weggooien.")
    leg_vast(actie="import weggegooid", obj=rij, by=by, at=at, na={"soort": rij.soort})
    bestand = upload.bestand
    rij.delete()
    _wis_bestand(bestand)
    bestand.delete()


def ruim_oude_op(*, at: datetime) -> int:
    """Remove uploads that waited a week for a yes, with their files; returns how many."""
    oud = list(
        Importbestand.objects.filter(bevestigd_op=None, op__lt=at - timedelta(days=BEWAAR_DAGEN)).select_related(
            "bestand"
        )[:50]
    )
    with transaction.atomic():
        for upload in oud:
            bestand = upload.bestand
            upload.delete()
            _wis_bestand(bestand)
            bestand.delete()
    return len(oud)


def _wis_bestand(bestand: Bestand) -> None:
    pad = bestand.pad.name
    if pad:
        transaction.on_commit(lambda: default_storage.delete(pad))


def vraag_voorbeeld_aan(*, upload: Importbestand, by: User, at: datetime) -> Achtergrondtaak:
    """Let the worker make the preview of a big file."""
    return _vraag_aan(TAAK_VOORBEELD, "Bestand bekijken", upload, by, at)


def vraag_bevestiging_aan(*, upload: Importbestand, by: User, at: datetime) -> Achtergrondtaak:
    """Let the worker write a big file."""
    return _vraag_aan(TAAK_BEVESTIG, "Bestand verwerken", upload, by, at)


def _vraag_aan(soort: str, titel: str, upload: Importbestand, by: User, at: datetime) -> Achtergrondtaak:
    return vraag_taak_aan(
        soort=soort,
        titel=f"{titel}: {importeur_voor(upload.soort).titel.lower()}",
        gegevens={"importbestand": upload.pk},
        by=by,
        at=at,
        terug_url=reverse("imports:detail", args=[upload.public_id]),
    )
