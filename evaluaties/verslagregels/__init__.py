"""Pure core of the ladder "1x-4x vergeten" (R6.1-R6.9): facts and an instant in, due dates and events out.

No Django here. The caller loads the facts (`Dossier`) and the events so far, calls `sweep`, and stores the events it
returns under their natural key. Rows T0-T12 and invariants I1-I10 of the specification are cited in place.
"""

from evaluaties.verslagregels.beleid import Beleid, Rekenwijze
from evaluaties.verslagregels.beleidslijn import Beleidslijn, Versie, VervallenVrijeDag
from evaluaties.verslagregels.beleidsverschil import Beleidsvergelijking, Gevolg, Verschil, beleidsverschil
from evaluaties.verslagregels.feiten import (
    Besluit,
    Dossier,
    EindeGewijzigd,
    Feit,
    Gesloten,
    Gesprek,
    Inlevering,
    Oordeel,
    OpdrachtIngeleverd,
    Pauze,
    Soort,
    Uitstel,
    Vrijstelling,
)
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis, Type, Wat
from evaluaties.verslagregels.ladder import Ladder, Staat
from evaluaties.verslagregels.overzicht import PlaatsingStand, TermijnStand, Toestand, VerslagStand, Vraag, stand
from evaluaties.verslagregels.replay import eindstand, naspelen, verschillen
from evaluaties.verslagregels.scenario import Scenario, ScenarioError, lees_bestand, lees_vector, schrijf_bestand
from evaluaties.verslagregels.termijnen import Verplichting, Waarom, verplichtingen
from evaluaties.verslagregels.vegen import effectief_moment, sweep, volgende_moment

__all__ = [
    "Beleid",
    "Beleidslijn",
    "Beleidsvergelijking",
    "Besluit",
    "Dossier",
    "EindeGewijzigd",
    "Feit",
    "Gebeurtenis",
    "Gesloten",
    "Gesprek",
    "Gevolg",
    "Inlevering",
    "Ladder",
    "Oordeel",
    "OpdrachtIngeleverd",
    "Pauze",
    "PlaatsingStand",
    "Rekenwijze",
    "Scenario",
    "ScenarioError",
    "Soort",
    "Staat",
    "TermijnStand",
    "Toestand",
    "Type",
    "Uitstel",
    "Verplichting",
    "Verschil",
    "Versie",
    "VerslagStand",
    "VervallenVrijeDag",
    "Vraag",
    "Vrijstelling",
    "Waarom",
    "Wat",
    "beleidsverschil",
    "effectief_moment",
    "eindstand",
    "lees_bestand",
    "lees_vector",
    "naspelen",
    "schrijf_bestand",
    "stand",
    "sweep",
    "verplichtingen",
    "verschillen",
    "volgende_moment",
]
