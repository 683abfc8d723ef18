"""Making the certificates of a training: one PDF for each who was there, in the background (R7.8)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import long_date
from basis.pdf import Documentgegevens, inhoud_hash, maak_pdf_in_kind
from begeleiding.models import Bekwaamheid, Training
from begeleiding.services.bekwaamheden import SOORT
from begeleiding.services.scholing_post import vertel_certificaat
from kern.models import Achtergrondtaak
from kern.services.bestanden import bewaar_bestand, gooi_weg
from kern.services.taken import Voortgang


def certificaat_pdf(bekwaamheid: Bekwaamheid, *, at: datetime) -> bytes:
    """Return the certificate as an accessible PDF; `at` is when it was made."""
    training = bekwaamheid.deelname.training
    feiten = {
        "kenmerk": str(bekwaamheid.public_id),
        "naam": bekwaamheid.user.naam,
        "training": bekwaamheid.naam,
        "niveau": bekwaamheid.niveau,
        "behaald_op": bekwaamheid.behaald_op,
        "geldig_tot": bekwaamheid.geldig_tot,
        "aanbieder": training.aanbieder.naam,
    }
    context = feiten | {
        "document": Documentgegevens(
            titel=f"Certificaat {bekwaamheid.naam}",
            loopkop="Certificaat",
            versie=long_date(timezone.localdate(at)),
            hash=inhoud_hash(feiten),
            gemaakt=at.isoformat(),
            onderwerp=bekwaamheid.naam,
        ),
        "behaald": long_date(bekwaamheid.behaald_op),
        "geldig": long_date(bekwaamheid.geldig_tot) if bekwaamheid.geldig_tot else "",
        "uren": training.minuten / 60,
    }
    return maak_pdf_in_kind("pdf/certificaat.html", context, stijlen=["pdf/certificaat.css"])


def maak_certificaten(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Make what is still lacking of one training; a second run, or one after a crash, goes on where it was."""
    training = Training.objects.select_related("aanbieder").filter(pk=taak.gegevens.get("training")).first()
    if training is None:
        raise DomainError("Deze training is er niet meer.")
    open_ = Bekwaamheid.objects.filter(deelname__training=training, certificaat__isnull=True).order_by("pk")
    ids = list(open_.values_list("pk", flat=True))
    for nummer, pk in enumerate(ids):
        voortgang.meld(100 * nummer // len(ids), f"Certificaat {nummer + 1} van {len(ids)}")
        _maak(pk, taak.aangevraagd_op)
    return {"certificaten": len(ids)}


def _maak(pk: int, at: datetime) -> None:
    """Make one certificate outside a transaction, and keep it unless somebody else was first."""
    rij = Bekwaamheid.objects.select_related("user", "deelname__training__aanbieder").get(pk=pk)
    inhoud = certificaat_pdf(rij, at=at)
    bestand = bewaar_bestand(
        naam=f"certificaat-{rij.behaald_op:%Y-%m-%d}.pdf", soort=SOORT, mime="application/pdf", inhoud=inhoud,
        by=None, at=at,
    )  # fmt: skip
    with transaction.atomic():
        nog_niet = Bekwaamheid.objects.filter(pk=pk, certificaat__isnull=True)
        if nog_niet.update(certificaat=bestand):
            vertel_certificaat(rij, at)
        else:
            gooi_weg(bestand)
