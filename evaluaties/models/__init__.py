"""Reports and the ladder, evaluations, goals and the BPV-boek."""

from evaluaties.models.beleid import Verslagbeleid, VervallenVrijedag
from evaluaties.models.boek import Boekexportregel, BpvBoek
from evaluaties.models.doel import (
    Actiepunt,
    Bewijsstuk,
    Bewijsversie,
    Doelverwijzing,
    Leerdoel,
    Portfoliodeling,
)
from evaluaties.models.evaluatie import Evaluatie, Evaluatieformulier, Invulling
from evaluaties.models.evc import Evconderdeel, Evctoepassing, Evctraject
from evaluaties.models.examen import Examen, Examengang, ExamenGo
from evaluaties.models.feedback360 import (
    Feedbackantwoord,
    Feedbackbeleid,
    Feedbackformulier,
    Feedbackronde,
    Feedbacktekst,
    Feedbackuitnodiging,
)
from evaluaties.models.feedbackconcept import Feedbackconcept
from evaluaties.models.handeling import Beheersing, Handeling, Handelingscertificaat
from evaluaties.models.opdracht import Bijlage, Opdracht
from evaluaties.models.resultaat import Bezwaar, Evaluatiehandtekening, Evaluatieresultaat
from evaluaties.models.verslag import Feedback, Inlevering, LadderEvent, Veegstand, Verslag, Verslagfeit
from evaluaties.models.volg import Routekeuze

__all__ = [
    "Actiepunt",
    "Beheersing",
    "Bewijsstuk",
    "Bewijsversie",
    "Bezwaar",
    "Bijlage",
    "Boekexportregel",
    "BpvBoek",
    "Doelverwijzing",
    "Evaluatie",
    "Evaluatieformulier",
    "Evaluatiehandtekening",
    "Evaluatieresultaat",
    "Evconderdeel",
    "Evctoepassing",
    "Evctraject",
    "Examen",
    "ExamenGo",
    "Examengang",
    "Feedback",
    "Feedbackantwoord",
    "Feedbackbeleid",
    "Feedbackconcept",
    "Feedbackformulier",
    "Feedbackronde",
    "Feedbacktekst",
    "Feedbackuitnodiging",
    "Handeling",
    "Handelingscertificaat",
    "Inlevering",
    "Invulling",
    "LadderEvent",
    "Leerdoel",
    "Opdracht",
    "Portfoliodeling",
    "Routekeuze",
    "Veegstand",
    "Verslag",
    "Verslagbeleid",
    "Verslagfeit",
    "VervallenVrijedag",
]
