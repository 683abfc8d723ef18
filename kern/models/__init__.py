"""People, organisations, programmes, calendar, logs, messages, long work."""

from kern.models.abstract import PublicIdModel
from kern.models.bericht import Agendasleutel, Bericht, Mailvoorkeur
from kern.models.gebruiker import User
from kern.models.onderwijs import (
    Opleiding,
    Opleidingscluster,
    Periode,
    Schooljaar,
    Schoolvakantie,
    Urennorm,
    Vrijedag,
    extra_vrije_dagen,
)
from kern.models.organisatie import Afdeling, Erkenning, Lidmaatschap, Locatie, Organisatie
from kern.models.student import Student
from kern.models.taak import Achtergrondtaak, Bestand
from kern.models.toegang import Toegangslink, Vertegenwoordiger
from kern.models.uitnodiging import Importbestand, Uitnodiging
from kern.models.verslaglegging import AuditKeten, AuditRegel, Hartslag, Inzageregel

__all__ = [
    "Achtergrondtaak",
    "Afdeling",
    "Agendasleutel",
    "AuditKeten",
    "AuditRegel",
    "Bericht",
    "Bestand",
    "Erkenning",
    "Hartslag",
    "Importbestand",
    "Inzageregel",
    "Lidmaatschap",
    "Locatie",
    "Mailvoorkeur",
    "Opleiding",
    "Opleidingscluster",
    "Organisatie",
    "Periode",
    "PublicIdModel",
    "Schooljaar",
    "Schoolvakantie",
    "Student",
    "Toegangslink",
    "Uitnodiging",
    "Urennorm",
    "User",
    "Vertegenwoordiger",
    "Vrijedag",
    "extra_vrije_dagen",
]
