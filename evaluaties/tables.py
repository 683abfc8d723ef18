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


def treden_kolommen() -> list[UitvoerKolom]:
    """Columns of the list of rungs. Rows: Trederij."""
    return [
        UitvoerKolom("Student", "plaatsing.student.naam"),
        UitvoerKolom("Studentnummer", "plaatsing.student.studentnummer"),
        UitvoerKolom("School", "plaatsing.student.school.naam"),
        UitvoerKolom("Cluster", lambda rij: str(rij.plaatsing.student.cluster or "")),
        UitvoerKolom("Leerbedrijf", "plaatsing.stageplaats.afdeling.locatie.organisatie.naam"),
        UitvoerKolom("Stagebegeleider", lambda rij: getattr(rij.plaatsing.stagebegeleider, "naam", "")),
        UitvoerKolom("Trede", "trede"),
        UitvoerKolom("Keren vergeten", "stand.aantal"),
        UitvoerKolom("Stand", "woord"),
        UitvoerKolom("Nu gevraagd", lambda rij: rij.eerste.titel if rij.eerste else ""),
        UitvoerKolom("Uiterlijk", lambda rij: rij.eerste.tot if rij.eerste else None),
        UitvoerKolom("Laatste stap", "laatste_woord"),
        UitvoerKolom("Laatste stap op", lambda rij: rij.laatste.at if rij.laatste else None),
        UitvoerKolom("Op tijd gewaarschuwd", "gewaarschuwd"),
    ]


def evaluatie_kolommen() -> list[UitvoerKolom]:
    """Columns of the list of evaluations: where each stands, never what is in it."""
    return [
        UitvoerKolom("Student", "plaatsing.student.naam"),
        UitvoerKolom("Studentnummer", "plaatsing.student.studentnummer"),
        UitvoerKolom("School", "plaatsing.student.school.naam"),
        UitvoerKolom("Leerbedrijf", "plaatsing.stageplaats.afdeling.locatie.organisatie.naam"),
        UitvoerKolom("Werkbegeleider", lambda rij: getattr(rij.plaatsing.werkbegeleider, "naam", "")),
        UitvoerKolom("Moment", "get_moment_display"),
        UitvoerKolom("Stand", "get_status_display"),
        UitvoerKolom("Geopend op", "geopend_op"),
        UitvoerKolom("Invullen voor", "voor_datum"),
        UitvoerKolom("Student klaar", lambda rij: "ja" if rij.klaar_student else "nee"),
        UitvoerKolom("Werkbegeleider klaar", lambda rij: "ja" if rij.klaar_werkbegeleider else "nee"),
        UitvoerKolom("Ligt vast sinds", "vast_op"),
    ]
