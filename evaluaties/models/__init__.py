"""Reports and the ladder, evaluations, goals and the BPV-boek."""

from evaluaties.models.beleid import Verslagbeleid, VervallenVrijedag
from evaluaties.models.evaluatie import BpvBoek, Evaluatie, Evaluatieformulier, Invulling, Leerdoel
from evaluaties.models.feedbackconcept import Feedbackconcept
from evaluaties.models.opdracht import Bijlage, Opdracht
from evaluaties.models.verslag import Feedback, Inlevering, LadderEvent, Veegstand, Verslag, Verslagfeit

__all__ = [
    "Bijlage",
    "BpvBoek",
    "Evaluatie",
    "Evaluatieformulier",
    "Feedback",
    "Feedbackconcept",
    "Inlevering",
    "Invulling",
    "LadderEvent",
    "Leerdoel",
    "Opdracht",
    "Veegstand",
    "Verslag",
    "Verslagbeleid",
    "Verslagfeit",
    "VervallenVrijedag",
]
