"""Columns of the downloads of a round."""

from collections.abc import Sequence

from basis.uitvoer import UitvoerKolom
from matching.enums import Reactie
from matching.models import Berekening

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
VERSCHIL = [
    UitvoerKolom("Soort", lambda rij: rij[0]),
    UitvoerKolom("Wie of wat", lambda rij: rij[1]),
    UitvoerKolom("Verandering", lambda rij: rij[2]),
]
DEELNEMENDE_STUDENTEN = [
    UitvoerKolom("Student", "naam"),
    UitvoerKolom("Studentnummer", "studentnummer"),
    UitvoerKolom("School", "school.naam"),
    UitvoerKolom("Cluster", "cluster.naam"),
    UitvoerKolom("Leerjaar", "leerjaar"),
]
DEELNEMENDE_PLAATSEN = [
    UitvoerKolom("Leerbedrijf", "leerbedrijf.naam"),
    UitvoerKolom("Locatie", "afdeling.locatie.naam"),
    UitvoerKolom("Afdeling", "afdeling.naam"),
    UitvoerKolom("Stageplaats", "naam"),
    UitvoerKolom("Plekken", "capaciteit"),
    UitvoerKolom("Laatst bevestigd op", "bevestigd_op"),
]
REACTIES = [
    *_STUDENT,
    UitvoerKolom("Leerbedrijf", lambda rij: rij.stageplaats.leerbedrijf.naam if rij.stageplaats else ""),
    UitvoerKolom("Stageplaats", lambda rij: rij.stageplaats.naam if rij.stageplaats else ""),
    UitvoerKolom("Antwoord", lambda rij: Reactie(rij.stand).label),
    UitvoerKolom("Bevestigd op", "plaatsing.bevestigd_op"),
]


def vergelijking(berekeningen: Sequence[Berekening]) -> list[UitvoerKolom]:
    """Return the columns of the comparison of variants: one per variant, called after it."""
    return [
        UitvoerKolom("Cijfer", "naam"),
        *(
            UitvoerKolom(rij.naam or f"Variant {nummer}", lambda regel, plek=nummer - 1: regel["cellen"][plek])
            for nummer, rij in enumerate(berekeningen, start=1)
        ),
    ]
