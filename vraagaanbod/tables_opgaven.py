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
AANDEEL_KOLOMMEN = [
    UitvoerKolom("cluster", "cluster.naam"),
    UitvoerKolom("school", "school.naam"),
    UitvoerKolom("gevraagd", "vraag"),
    UitvoerKolom("recht", lambda rij: int(rij.recht)),
    UitvoerKolom("plekken", "plekken"),
    UitvoerKolom("verschil", lambda rij: rij.plekken - int(rij.recht)),
]
PLEK_KOLOMMEN = [
    UitvoerKolom("plaats", "stageplaats.code"),
    UitvoerKolom("naam", "stageplaats.naam"),
    UitvoerKolom("leerbedrijf", "stageplaats.leerbedrijf.naam"),
    UitvoerKolom("cluster", "cluster.naam"),
    UitvoerKolom("studenten tegelijk", "stageplaats.capaciteit"),
    UitvoerKolom("school", "school.naam"),
    UitvoerKolom("met de hand", "met_hand"),
]
