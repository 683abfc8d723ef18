"""Columns of the download of applications; no phone number and no motivation goes along."""

from basis.uitvoer import UitvoerKolom
from vacatures.rules_sollicitatie import woord

SOLLICITATIE_KOLOMMEN = [
    UitvoerKolom("student", "student.naam"),
    UitvoerKolom("e-mail", "student.user.email"),
    UitvoerKolom("school", "student.school.naam"),
    UitvoerKolom("opleiding", "student.opleiding.naam"),
    UitvoerKolom("leerjaar", "student.leerjaar"),
    UitvoerKolom("vacature", "vacature.titel"),
    UitvoerKolom("leerbedrijf", "vacature.leerbedrijf.naam"),
    UitvoerKolom("afdeling", "vacature.stageplaats.afdeling.naam"),
    UitvoerKolom("status", lambda rij: woord(rij.status, student=False)),
    UitvoerKolom("verstuurd op", "verstuurd_op"),
    UitvoerKolom("bij het leerbedrijf sinds", "bereikte_leerbedrijf_op"),
    UitvoerKolom("wacht sinds", "wacht_sinds"),
    UitvoerKolom("herinneringen", "herinneringen"),
    UitvoerKolom("gesprek op", "uitgenodigd_voor"),
    UitvoerKolom("reden", "get_afwijsreden_display"),
]
