"""The long work behind the import page: previews and imports of more than 2,000 rows."""

from django.utils import timezone

from basis.errors import DomainError
from basis.inlezen import Voortgang as Melder
from kern.models import Achtergrondtaak, Importbestand
from kern.services import imports
from kern.services.taken import Voortgang, taaksoort

# step -> (from %, to %, what it says)
STAPPEN = {
    "openen": (0, 10, "Bestand openen"),
    "lezen": (10, 50, "Rijen lezen"),
    "vergelijken": (50, 95, "Vergelijken met wat er al is"),
}


def melder(voortgang: Voortgang, *, schrijft: bool) -> Melder:
    """Return the progress callback of an import.

    Comparing and writing happen inside one transaction when the import writes: then nothing is told, for nobody could
    see it and a write of our own would only be rolled back.
    """

    def meld(stap: str, gedaan: int, totaal: int) -> None:
        if stap not in STAPPEN or (schrijft and stap == "vergelijken"):
            return
        begin, eind, tekst = STAPPEN[stap]
        deel = gedaan / totaal if totaal else 0
        voortgang.meld(round(begin + (eind - begin) * deel), tekst)

    return meld


def _upload(taak: Achtergrondtaak) -> Importbestand:
    upload = Importbestand.objects.select_related("bestand").filter(pk=taak.gegevens["importbestand"]).first()
    if upload is None:
        raise DomainError("Dit bestand is weggegooid.")
    return upload


@taaksoort(imports.TAAK_VOORBEELD)
def voorbeeld(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Make the preview of a big file."""
    upload = _upload(taak)
    if upload.bevestigd_op is not None:
        raise DomainError("Dit bestand is al verwerkt.")
    resultaat = imports.maak_voorbeeld(
        upload=upload, by=taak.aangevraagd_door, at=timezone.now(), voortgang=melder(voortgang, schrijft=False)
    )
    return resultaat.aantallen


@taaksoort(imports.TAAK_BEVESTIG)
def bevestig(taak: Achtergrondtaak, voortgang: Voortgang) -> dict:
    """Write a big file that somebody confirmed; a second run finds it written and does nothing."""
    upload = _upload(taak)
    if upload.bevestigd_op is not None:
        return upload.resultaat or {}
    resultaat = imports.bevestig(
        upload=upload, by=taak.aangevraagd_door, at=timezone.now(), voortgang=melder(voortgang, schrijft=True)
    )
    if not resultaat.geschreven:
        raise DomainError(
            "De gegevens zijn veranderd sinds het voorbeeld. Er is niets geschreven. Bekijk het voorbeeld opnieuw."
        )
    return resultaat.aantallen
