"""Long work on agreements: compose and send many at once, and all signed documents in one zip."""

import tempfile
import zipfile
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.models import Achtergrondtaak, User
from kern.services.bestanden import bewaar_bestand
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import Voortgang, taaksoort
from plaatsingen import rules_overeenkomst as rules
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.models.overeenkomst import OvereenkomstQuerySet
from plaatsingen.services.overeenkomst import stel_op, verstuur
from plaatsingen.services.overeenkomst_pdf import bestandsnaam

VERSTUREN, ARCHIEF = "overeenkomsten-versturen", "overeenkomsten-archief"
MAX_TEGELIJK = 200
GEEN_TOEGANG = "Degene die dit vroeg, heeft geen toegang meer."


def _aanvrager(taak: Achtergrondtaak) -> User:
    by = taak.aangevraagd_door
    if by is None or not by.is_active or not rules.mag_teksten_zien(by):
        raise DomainError(GEEN_TOEGANG)
    return by


@taaksoort(VERSTUREN)
def verstuur_veel(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Compose and send an agreement for each placement; what isn't complete stays a concept with what misses.

    Each is its own transaction and sending twice sends once, so a run that was killed can be run again.
    """
    by = _aanvrager(taak)
    gevraagd = taak.gegevens["plaatsingen"]
    plaatsingen = list(Plaatsing.objects.visible_to(by).filter(pk__in=gevraagd).met_betrokkenen().order_by("pk"))
    verstuurd, niet = 0, []
    for nummer, plaatsing in enumerate(plaatsingen):
        voortgang.meld(100 * nummer // len(plaatsingen), f"overeenkomst {nummer + 1} van {len(plaatsingen)}")
        try:
            concept = stel_op(
                plaatsing=plaatsing, by=by, at=timezone.now(), afspraken=taak.gegevens.get("afspraken", {})
            )
            verstuur(overeenkomst=concept, by=by, at=timezone.now())
            verstuurd += 1
        except DomainError as fout:
            niet.append(fout.message)
    tekst = f"{count_noun(verstuurd, 'overeenkomst is', 'overeenkomsten zijn')} verstuurd."
    if niet:
        tekst += f" {len(niet)} niet; die staan bij de concepten, met wat er nog ontbreekt."
    return {"tekst": tekst, "verstuurd": verstuurd, "niet": len(niet)}


def getekende(gegevens: dict[str, Any], user: User) -> OvereenkomstQuerySet:
    """Return the sealed agreements that `user` may download; `gegevens`: ids of school and leerbedrijf, or None."""
    rijen = Overeenkomst.objects.visible_to(user).filter(status=OvereenkomstStatus.GETEKEND, zegel_pdf__isnull=False)
    if gegevens.get("school"):
        rijen = rijen.filter(plaatsing__student__school_id=gegevens["school"])
    if gegevens.get("leerbedrijf"):
        rijen = rijen.filter(plaatsing__stageplaats__afdeling__locatie__organisatie_id=gegevens["leerbedrijf"])
    return rijen.select_related("zegel_pdf", "plaatsing__student__school").order_by("pk")


def _mag_nog(taak: Achtergrondtaak, user: User) -> bool:
    return taak.aangevraagd_door_id == user.pk and rules.mag_teksten_zien(user)


@taaksoort(ARCHIEF, mag_downloaden=_mag_nog)
def maak_archief(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Put the sealed documents in one zip; each counts as a download. Rights are those of the moment of running."""
    by = _aanvrager(taak)
    rijen = list(getekende(taak.gegevens, by))
    if not rijen:
        raise DomainError("Er zijn nog geen getekende overeenkomsten om te downloaden.")
    with tempfile.TemporaryFile() as kladje:
        with zipfile.ZipFile(kladje, "w", zipfile.ZIP_STORED) as archief:
            for nummer, rij in enumerate(rijen):
                voortgang.meld(100 * nummer // len(rijen), f"document {nummer + 1} van {len(rijen)}")
                with rij.zegel_pdf.pad.open("rb") as bron:
                    archief.writestr(f"{rij.plaatsing.student.school.code}/{bestandsnaam(rij)}", bron.read())
        kladje.seek(0)
        taak.bestand = _lever_af(taak, rijen, File(kladje))
    tekst = f"{count_noun(len(rijen), 'getekende overeenkomst staat', 'getekende overeenkomsten staan')} klaar."
    return {"tekst": tekst, "aantal": len(rijen)}


@transaction.atomic
def _lever_af(taak: Achtergrondtaak, rijen: list[Overeenkomst], archief: File) -> Any:
    """Keep the zip and write who got what; both or neither."""
    by, at = taak.aangevraagd_door, taak.aangevraagd_op
    for rij in rijen:
        leg_inzage_vast(
            obj=rij,
            student=rij.plaatsing.student,
            user=by,
            at=at,
            route="archief van overeenkomsten",
            uitkomst="gedownload",
        )
    naam = f"overeenkomsten-{timezone.localtime(at):%Y%m%d}.zip"
    return bewaar_bestand(naam=naam, soort="overeenkomsten", mime="application/zip", inhoud=archief, by=by, at=at)
