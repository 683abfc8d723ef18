"""Read CSV and XLSX files, say what is wrong with them, and import them all or nothing.

    registreer("vraag-aanbod", VraagAanbodImporteur)      # in AppConfig.ready()
    resultaat = importeer("vraag-aanbod", "bestand.csv", by=user, at=now, proef=True)
    resultaat.aantallen, resultaat.fouten.regels(), resultaat.voorbeeld()

`lees()` alone reads a file against a list of `Kolom` without any importer.
"""

from basis.inlezen.fout import Fout, Foutenlijst
from basis.inlezen.importeur import (
    Afgebroken,
    Importeur,
    RijFout,
    importeer,
    importeur_voor,
    registreer,
    soorten,
)
from basis.inlezen.kolom import Kolom, Soort, normaliseer
from basis.inlezen.lezer import Inlezing, Rij, Voortgang, lees, zoek_dubbele
from basis.inlezen.resultaat import ImportResultaat, RijPlan, Status, Wijziging, maak_plan
from basis.inlezen.tabel import BestandsFout

__all__ = [
    "Afgebroken",
    "BestandsFout",
    "Fout",
    "Foutenlijst",
    "ImportResultaat",
    "Importeur",
    "Inlezing",
    "Kolom",
    "Rij",
    "RijFout",
    "RijPlan",
    "Soort",
    "Status",
    "Voortgang",
    "Wijziging",
    "importeer",
    "importeur_voor",
    "lees",
    "maak_plan",
    "normaliseer",
    "registreer",
    "soorten",
    "zoek_dubbele",
]
