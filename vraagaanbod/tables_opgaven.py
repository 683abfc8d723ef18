"""Columns of the downloads of what schools and leerbedrijven say before a round."""

from basis.uitvoer import UitvoerKolom

NAAM_KOLOMMEN = [
    UitvoerKolom("cluster", "cluster.naam"),
    UitvoerKolom("prognose", "prognose"),
    UitvoerKolom("studenten", "studenten"),
    UitvoerKolom("op naam", "op_naam"),
]
ANTWOORD_KOLOMMEN = [
    UitvoerKolom("schooljaar", "schooljaar.naam"),
    UitvoerKolom("leerbedrijf", "organisatie.naam"),
    UitvoerKolom("cluster", "cluster.naam"),
    UitvoerKolom("antwoord", "get_antwoord_display"),
    UitvoerKolom("reden", "reden"),
    UitvoerKolom("geantwoord op", "op"),
]
