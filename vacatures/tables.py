"""Columns of the download: those of the import file first, so that it can be read in again."""

from basis.uitvoer import UitvoerKolom

PLAATS_KOLOMMEN = [
    UitvoerKolom("code", "code"),
    UitvoerKolom("naam", "naam"),
    UitvoerKolom("afdeling", "afdeling.code"),
    UitvoerKolom("schooljaar", "schooljaar.naam"),
    UitvoerKolom("clusters", lambda rij: " ".join(cluster.code for cluster in rij.clusters.all())),
    UitvoerKolom("capaciteit", "capaciteit"),
    UitvoerKolom("periodes", "periodes"),
    UitvoerKolom("dagen", "dagen"),
    UitvoerKolom("min_leeftijd", "min_leeftijd"),
    UitvoerKolom("vog_vereist", "vog_vereist"),
    UitvoerKolom("begeleider_niveau", "begeleider_niveau"),
    UitvoerKolom("soort", "soort"),
    UitvoerKolom("scholen", lambda rij: " ".join(school.code for school in rij.scholen.all())),
    UitvoerKolom("toelichting", "toelichting"),
    UitvoerKolom("vaccinatie_gevraagd", "vaccinatie_gevraagd"),
    UitvoerKolom("overige_eisen", "overige_eisen"),
    UitvoerKolom("leerbedrijf_naam", "leerbedrijf.naam"),
    UitvoerKolom("locatie_naam", "afdeling.locatie.naam"),
    UitvoerKolom("afdeling_naam", "afdeling.naam"),
    UitvoerKolom("plaatsnaam", "afdeling.locatie.plaats"),
    UitvoerKolom("bezet", "bezetting.bezet"),
    UitvoerKolom("vrije_plekken", "bezetting.vrij"),
]
