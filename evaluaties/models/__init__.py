"""Reports and the ladder, evaluations, goals and the BPV-boek."""

from evaluaties.models.evaluatie import BpvBoek, Evaluatie, Evaluatieformulier, Invulling, Leerdoel
from evaluaties.models.verslag import Feedback, Inlevering, LadderEvent, Veegstand, Verslag, Verslagfeit

__all__ = [
    "BpvBoek",
    "Evaluatie",
    "Evaluatieformulier",
    "Feedback",
    "Inlevering",
    "Invulling",
    "LadderEvent",
    "Leerdoel",
    "Veegstand",
    "Verslag",
    "Verslagfeit",
]
