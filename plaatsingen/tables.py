"""Columns of the downloads."""

from basis.uitvoer import UitvoerKolom

PLAATSING_KOLOMMEN = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Studentnummer", "student.studentnummer"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Opleiding", "student.opleiding.naam"),
    UitvoerKolom("Cluster", "student.cluster.naam"),
    UitvoerKolom("Leerjaar", "student.leerjaar"),
    UitvoerKolom("Leerbedrijf", "stageplaats.leerbedrijf.naam"),
    UitvoerKolom("Locatie", "stageplaats.afdeling.locatie.naam"),
    UitvoerKolom("Afdeling", "stageplaats.afdeling.naam"),
    UitvoerKolom("Stageplaats", "stageplaats.naam"),
    UitvoerKolom("Eerste dag", "begindatum"),
    UitvoerKolom("Laatste dag", "einddatum"),
    UitvoerKolom("Periodes", "periodes"),
    UitvoerKolom("Dagen", "dagen"),
    UitvoerKolom("Status", "get_status_display"),
    UitvoerKolom("Werkbegeleider", lambda rij: rij.werkbegeleider.naam if rij.werkbegeleider else ""),
    UitvoerKolom("Stagedocent", lambda rij: rij.student.stagedocent.naam if rij.student.stagedocent else ""),
    UitvoerKolom("Uren in totaal", "uren_norm"),
]

AANKOMEND_KOLOMMEN = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Leerbedrijf", "stageplaats.leerbedrijf.naam"),
    UitvoerKolom("Afdeling", "stageplaats.afdeling.naam"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Opleiding", "student.opleiding.naam"),
    UitvoerKolom("Leerjaar", "student.leerjaar"),
    UitvoerKolom("Eerste dag", "begindatum"),
    UitvoerKolom("Laatste dag", "einddatum"),
    UitvoerKolom("Dagen", "dagen"),
    UitvoerKolom("Jonger dan 18 op de eerste dag", lambda rij: rij.student.is_minderjarig(rij.begindatum)),
    UitvoerKolom("Stagedocent", lambda rij: rij.student.stagedocent.naam if rij.student.stagedocent else ""),
    UitvoerKolom(
        "Mail van de stagedocent", lambda rij: rij.student.stagedocent.email if rij.student.stagedocent else ""
    ),
    UitvoerKolom("Werkbegeleider", lambda rij: rij.werkbegeleider.naam if rij.werkbegeleider else ""),
    UitvoerKolom("Status", "get_status_display"),
]

# What fits on paper lying down.
AANKOMEND_OP_PAPIER = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Afdeling", lambda rij: f"{rij.stageplaats.leerbedrijf.naam}, {rij.stageplaats.afdeling.naam}"),
    UitvoerKolom("Opleiding", lambda rij: f"{rij.student.opleiding.letters}, jaar {rij.student.leerjaar}"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Eerste dag", "begindatum"),
    UitvoerKolom("Laatste dag", "einddatum"),
    UitvoerKolom("Dagen", "dagen"),
    UitvoerKolom("Onder de 18", lambda rij: rij.student.is_minderjarig(rij.begindatum)),
    UitvoerKolom("Stagedocent", lambda rij: rij.student.stagedocent.naam if rij.student.stagedocent else ""),
    UitvoerKolom("Status", "get_status_display"),
]
