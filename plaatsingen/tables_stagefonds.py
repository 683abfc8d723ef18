"""Columns of the downloads for the Stagefonds."""

from basis.uitvoer import UitvoerKolom

STAGEFONDS_KOLOMMEN = [
    UitvoerKolom("schooljaar", "schooljaar"),
    UitvoerKolom("code", "leerbedrijf__code"),
    UitvoerKolom("leerbedrijf", "leerbedrijf__naam"),
    UitvoerKolom("crebo", "opleiding__code"),
    UitvoerKolom("naam van de opleiding", "opleiding__naam"),
    UitvoerKolom("leerweg", "opleiding__leerweg"),
    UitvoerKolom("studenten", "aantal"),
    UitvoerKolom("uren", "uren"),
    UitvoerKolom("nog niet bevestigd", "wacht"),
    UitvoerKolom("fte", "fte"),
    UitvoerKolom("meer dan een vijfde plaats", "mee"),
    UitvoerKolom("studenten met hoogstens een vijfde van hun uren hier", "weinig"),
]
VERSCHIL_KOLOMMEN = [
    UitvoerKolom("verschil", "woord"),
    UitvoerKolom("leerbedrijf", "leerbedrijf"),
    UitvoerKolom("crebo", "crebo"),
    UitvoerKolom("uren in het portaal", "uren_hier"),
    UitvoerKolom("uren in de lijst", "uren_daar"),
    UitvoerKolom("fte in het portaal", "fte_hier"),
    UitvoerKolom("fte in de lijst", "fte_daar"),
]
