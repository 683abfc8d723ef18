"""Reports and the ladder, evaluations, goals and the BPV-boek."""

from evaluaties.models.beleid import Verslagbeleid, VervallenVrijedag
from evaluaties.models.evaluatie import BpvBoek, Evaluatie, Evaluatieformulier, Invulling, Leerdoel
from evaluaties.models.examen import Examen, Examengang, ExamenGo
from evaluaties.models.feedbackconcept import Feedbackconcept
from evaluaties.models.handeling import Beheersing, Handeling, Handelingscertificaat
from evaluaties.models.opdracht import Bijlage, Opdracht
from evaluaties.models.verslag import Feedback, Inlevering, LadderEvent, Veegstand, Verslag, Verslagfeit

__all__ = [
    "Beheersing",
    "Bijlage",
    "BpvBoek",
    "Evaluatie",
    "Evaluatieformulier",
    "Examen",
    "ExamenGo",
    "Examengang",
    "Feedback",
    "Feedbackconcept",
    "Handeling",
    "Handelingscertificaat",
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
