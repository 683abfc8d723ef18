"""Columns of the downloads of a round."""

from basis.uitvoer import UitvoerKolom

_STUDENT = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Studentnummer", "student.studentnummer"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Cluster", "student.cluster.naam"),
]
GEPLAATST = [
    *_STUDENT,
    UitvoerKolom("Leerbedrijf", "stageplaats.leerbedrijf.naam"),
    UitvoerKolom("Locatie", "stageplaats.afdeling.locatie.naam"),
    UitvoerKolom("Afdeling", "stageplaats.afdeling.naam"),
    UitvoerKolom("Stageplaats", "stageplaats.naam"),
    UitvoerKolom("Voorkeur", "rang"),
    UitvoerKolom("Kilometers", "km"),
    UitvoerKolom("Omzetting", "omzetting"),
    UitvoerKolom("Waarom", "toelichting"),
]
NIET_GEPLAATST = [
    *_STUDENT,
    UitvoerKolom("Reden", "get_reden_display"),
    UitvoerKolom("Uitleg", "toelichting"),
]
KNELPUNTEN = [
    UitvoerKolom("Soort", "soort"),
    UitvoerKolom("Waar", "naam"),
    UitvoerKolom("Studenten tegengehouden", "studenten_tegengehouden"),
    UitvoerKolom("Winst bij een plaats meer", "winst"),
]
