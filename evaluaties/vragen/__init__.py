"""The questions of each kind of report with their word help (R6.2, R6.10). Plain Python, Dutch for people.

Every kind keeps its answers in the same six columns (`Verslag.ONDERDELEN`); what is asked differs per kind.
"""

from evaluaties.enums import VerslagSoort
from evaluaties.vragen.delen import Opzet, Vraag
from evaluaties.vragen.kennismaking import KENNISMAKING
from evaluaties.vragen.maand import MAAND
from evaluaties.vragen.tussenevaluatie import TUSSENEVALUATIE

__all__ = ["Opzet", "Vraag", "delen_van", "labels", "opzet_van"]

OPZETTEN: dict[str, Opzet] = {
    VerslagSoort.MAAND: MAAND,
    VerslagSoort.KENNISMAKING: KENNISMAKING,
    VerslagSoort.TUSSENEVALUATIE: TUSSENEVALUATIE,
}


def opzet_van(soort: str) -> Opzet:
    """Return what a kind of report asks; the monthly reflection for a kind that has no questions of its own."""
    return OPZETTEN.get(soort, MAAND)


def labels(soort: str) -> dict[str, str]:
    """Return the question of each column, in order."""
    return {vraag.naam: vraag.label for vraag in opzet_van(soort).vragen}


def delen_van(soort: str, inhoud: dict[str, object]) -> list[tuple[str, str]]:
    """Return (question, answer) in order; `inhoud` maps column to answer."""
    return [(label, str(inhoud.get(naam, ""))) for naam, label in labels(soort).items()]
