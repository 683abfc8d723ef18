"""Columns of the downloads."""

from basis.uitvoer import UitvoerKolom


def verslagen_kolommen() -> list[UitvoerKolom]:
    """Columns of the overview of reports: counts and words, never text. Rows: Plaatsingverslagen."""
    return [
        UitvoerKolom("Student", "plaatsing.student.naam"),
        UitvoerKolom("Studentnummer", "plaatsing.student.studentnummer"),
        UitvoerKolom("School", "plaatsing.student.school.naam"),
        UitvoerKolom("Leerbedrijf", "plaatsing.stageplaats.afdeling.locatie.organisatie.naam"),
        UitvoerKolom("Eerste dag", "plaatsing.begindatum"),
        UitvoerKolom("Laatste dag", "plaatsing.einddatum"),
        UitvoerKolom("Ingeleverd", "binnen"),
        UitvoerKolom("Vergeten", "stand.aantal"),
        UitvoerKolom("Voorstel onvoldoende", lambda rij: "ja" if rij.voorstel_open else ""),
        UitvoerKolom("Eerstvolgende verslag", lambda rij: rij.volgende.titel if rij.volgende else ""),
        UitvoerKolom("Uiterlijk", lambda rij: rij.volgende.tot if rij.volgende else None),
    ]
