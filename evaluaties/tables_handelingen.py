"""Columns of the downloads of certificates and exams."""

from basis.uitvoer import UitvoerKolom

CERTIFICAAT_KOLOMMEN = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Studentnummer", "student.studentnummer"),
    UitvoerKolom("Opleiding", "student.opleiding.naam"),
    UitvoerKolom("Leerjaar", "student.leerjaar"),
    UitvoerKolom("Code", "handeling.code"),
    UitvoerKolom("Handeling", "handeling.naam"),
    UitvoerKolom("Groep", "handeling.groep"),
    UitvoerKolom("Afgegeven op", "afgegeven_op"),
    UitvoerKolom("Geldig tot en met", "geldig_tot"),
    UitvoerKolom("Door", lambda rij: rij.door.naam if rij.door else ""),
    UitvoerKolom("Ingetrokken op", "ingetrokken_op"),
    UitvoerKolom("Reden", "intrekreden"),
]

EXAMEN_KOLOMMEN = [
    UitvoerKolom("Student", lambda rij: rij["plaatsing"].student.naam),
    UitvoerKolom("Studentnummer", lambda rij: rij["plaatsing"].student.studentnummer),
    UitvoerKolom("Leerbedrijf", lambda rij: rij["plaatsing"].stageplaats.leerbedrijf.naam),
    UitvoerKolom("Examen", lambda rij: rij["stand"].examen.naam),
    UitvoerKolom("Stand", lambda rij: rij["stand"].woord[0]),
    UitvoerKolom("GO van school", lambda rij: rij["stand"].school.at if rij["stand"].school_go else None),
    UitvoerKolom("GO van de stage", lambda rij: rij["stand"].stage.at if rij["stand"].stage_go else None),
    UitvoerKolom("Examendag", lambda rij: rij["stand"].gang.datum if rij["stand"].gang else None),
]
