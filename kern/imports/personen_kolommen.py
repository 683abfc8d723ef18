"""The columns of the import of people, apart for their length."""

from datetime import date
from decimal import Decimal

from basis.inlezen import Kolom, Soort
from kern.enums import PeriodeCode, Rol
from kern.kalender import DAGEN

KOLOMMEN = (
    Kolom(
        "rol",
        verplicht=True,
        soort=Soort.KEUZE,
        keuzes=Rol.choices,
        uitleg="De rol van deze persoon, zoals student of werkbegeleider.",
    ),
    Kolom(
        "email",
        verplicht=True,
        soort=Soort.EMAIL,
        ook=("e-mail", "e-mailadres", "mail"),
        uitleg="E-mailadres; hiermee logt de persoon in.",
    ),
    Kolom("voornaam", maximum=80, uitleg="Voornaam."),
    Kolom("tussenvoegsel", maximum=20, uitleg="Tussenvoegsel, zoals 'van der'."),
    Kolom("achternaam", maximum=120, uitleg="Achternaam."),
    Kolom("telefoon", maximum=30, uitleg="Telefoonnummer."),
    Kolom(
        "organisatie",
        verplicht=True,
        maximum=200,
        ook=("school", "leerbedrijf"),
        uitleg="Code of naam van de school of het leerbedrijf.",
    ),
    Kolom("afdeling", maximum=80, uitleg="Code van de afdeling (alleen bij een leerbedrijf)."),
    Kolom("van", soort=Soort.DATUM, uitleg="Eerste dag van de rol; leeg betekent vandaag."),
    Kolom("tot", soort=Soort.DATUM, uitleg="Laatste dag van de rol; leeg als er geen einde is."),
    Kolom(
        "studentnummer",
        maximum=20,
        patroon=r"[0-9A-Za-z._-]+",
        patroon_uitleg="Gebruik alleen letters en cijfers.",
        uitleg="Alleen bij een student, en dan verplicht.",
    ),
    Kolom("opleiding", maximum=10, ook=("crebo", "croho"), uitleg="Code van de opleiding (crebo of croho)."),
    Kolom("cluster", maximum=120, uitleg="Code of naam van het opleidingscluster."),
    Kolom("leerjaar", soort=Soort.GETAL, minimum=1, maximum=6, uitleg="Leerjaar, 1 tot en met 6."),
    Kolom("geboortedatum", soort=Soort.DATUM, minimum=date(1930, 1, 1), uitleg="Geboortedatum."),
    Kolom("stagedocent", soort=Soort.EMAIL, uitleg="E-mailadres van de stagedocent."),
    Kolom("postcode", soort=Soort.POSTCODE, uitleg="Postcode van de woning, zoals 9711 AB."),
    Kolom("woonplaats", maximum=100, uitleg="Woonplaats."),
    Kolom("lat", soort=Soort.DECIMAAL, minimum=Decimal(45), maximum=Decimal(60), uitleg="Breedtegraad, zoals 53,2194."),
    Kolom("lon", soort=Soort.DECIMAAL, minimum=Decimal(-5), maximum=Decimal(20), uitleg="Lengtegraad, zoals 6,5665."),
    Kolom("max_km", soort=Soort.GETAL, minimum=0, maximum=1000, uitleg="Hoogste reisafstand in km; leeg betekent 40."),
    Kolom("vog", soort=Soort.JA_NEE, uitleg="Heeft de student een VOG: ja of nee."),
    Kolom("voorrang", soort=Soort.GETAL, minimum=1, maximum=9, uitleg="1 tot en met 9; hoger gaat voor."),
    Kolom(
        "periodes", soort=Soort.LIJST, keuzes=PeriodeCode.choices, uitleg="Periodes met een spatie ertussen: 1 2 3 4 z."
    ),
    Kolom("dagen", soort=Soort.LIJST, keuzes=DAGEN, uitleg="Stagedagen met een spatie ertussen: ma di wo do vr za zo."),
)
VOORBEELD = {
    "rol": "student",
    "email": "noor.voorbeeldsma@school.example",
    "voornaam": "Noor",
    "achternaam": "Voorbeeldsma",
    "organisatie": "ROC-01",
    "studentnummer": "S001234",
    "opleiding": "25656",
    "cluster": "VZVP12-FT",
    "leerjaar": "2",
    "geboortedatum": "2007-03-14",
    "stagedocent": "docent@school.example",
    "postcode": "9711 AB",
    "woonplaats": "Groningen",
    "lat": "53.2194",
    "lon": "6.5665",
    "max_km": "40",
    "vog": "ja",
    "voorrang": "1",
    "periodes": "1 2 3 4",
    "dagen": "ma di",
}
