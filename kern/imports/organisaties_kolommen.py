"""The columns of the import of organisations, apart for their length."""

from decimal import Decimal

from basis.inlezen import Kolom, Soort
from kern.enums import OrganisatieSoort

MAX_PLEKKEN = 100_000
CODE = {"patroon": r"[0-9A-Za-z._-]+", "patroon_uitleg": "Gebruik alleen letters, cijfers, punt en streepje."}

KOLOMMEN = (
    Kolom(
        "soort",
        verplicht=True,
        soort=Soort.KEUZE,
        keuzes=OrganisatieSoort.choices,
        uitleg="school, leerbedrijf, welzijn of bureau.",
    ),
    Kolom(
        "code",
        verplicht=True,
        maximum=40,
        **CODE,
        uitleg="Vaste code van de organisatie, zoals BRIN of leerbedrijf-ID.",
    ),
    Kolom("naam", verplicht=True, maximum=200, ook=("organisatie",), uitleg="Naam van de organisatie."),
    Kolom("sector", maximum=80, uitleg="Bijvoorbeeld ouderenzorg."),
    Kolom(
        "website",
        maximum=200,
        patroon=r"https?://\S+",
        patroon_uitleg="Begin met https://.",
        uitleg="Adres van de website.",
    ),
    Kolom("telefoon", maximum=30, uitleg="Telefoonnummer."),
    Kolom(
        "capaciteit",
        soort=Soort.GETAL,
        minimum=0,
        maximum=MAX_PLEKKEN,
        uitleg="Hoogste aantal studenten tegelijk in de hele organisatie.",
    ),
    Kolom("locatie_code", maximum=60, **CODE, uitleg="Vaste code van de locatie."),
    Kolom("locatie", maximum=200, uitleg="Naam van de locatie."),
    Kolom("adres", maximum=200, uitleg="Straat en huisnummer."),
    Kolom("postcode", soort=Soort.POSTCODE, uitleg="Postcode, zoals 9711 AB."),
    Kolom("plaats", maximum=100, uitleg="Plaatsnaam."),
    Kolom("lat", soort=Soort.DECIMAAL, minimum=Decimal(45), maximum=Decimal(60), uitleg="Breedtegraad, zoals 53,2194."),
    Kolom("lon", soort=Soort.DECIMAAL, minimum=Decimal(-5), maximum=Decimal(20), uitleg="Lengtegraad, zoals 6,5665."),
    Kolom(
        "locatie_capaciteit",
        soort=Soort.GETAL,
        minimum=0,
        maximum=MAX_PLEKKEN,
        uitleg="Hoogste aantal studenten tegelijk op de locatie.",
    ),
    Kolom("afdeling_code", maximum=80, **CODE, uitleg="Vaste code van de afdeling."),
    Kolom("afdeling", maximum=200, uitleg="Naam van de afdeling."),
    Kolom(
        "afdeling_capaciteit",
        soort=Soort.GETAL,
        minimum=0,
        maximum=MAX_PLEKKEN,
        uitleg="Hoogste aantal studenten tegelijk op de afdeling.",
    ),
    Kolom(
        "erkend_voor",
        soort=Soort.LIJST,
        uitleg="Codes van de opleidingen waarvoor het leerbedrijf erkend is, met een spatie ertussen.",
    ),
    Kolom("erkend_van", soort=Soort.DATUM, uitleg="Eerste dag van de erkenning."),
    Kolom("erkend_tot", soort=Soort.DATUM, uitleg="Laatste dag van de erkenning; leeg als er geen einde is."),
)
VOORBEELD = {
    "soort": "leerbedrijf",
    "code": "LB0001",
    "naam": "Zorggroep Voorbeeld",
    "sector": "ouderenzorg",
    "capaciteit": "40",
    "locatie_code": "LB0001-1",
    "locatie": "De Linde",
    "adres": "Voorbeeldweg 1",
    "postcode": "9711 AB",
    "plaats": "Groningen",
    "lat": "53.2194",
    "lon": "6.5665",
    "afdeling_code": "LB0001-1-1",
    "afdeling": "Somatiek",
    "afdeling_capaciteit": "4",
    "erkend_voor": "25655 25656",
    "erkend_van": "2026-08-01",
    "erkend_tot": "2030-07-31",
}
