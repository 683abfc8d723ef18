# ruff: noqa: E501 - a table reads best with a row on a line
"""The guided tour of the demo: four steps per role, shown on the home page until somebody closes it."""

from django.urls import reverse

from kern.models import User

# role: (title, text, name of the address, words of the link)
STAPPEN: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "student": (
        ("Kijk wat er klaarstaat", "Bovenaan staat wat je nu moet doen en voor wanneer.", "vandaag", ""),
        ("Schrijf je verslag", "Je tekst wordt bewaard terwijl je schrijft.", "verslagen:lijst", "Naar mijn verslagen"),
        ("Bekijk je stage", "Hier staan je begeleiders, je uren en je gesprekken.", "plaatsingen:lijst", "Naar mijn stage"),
        ("Neem je boek mee", "Je BPV-boek is één PDF. Je mag het elke dag maken.", "boek:lijst", "Naar mijn boek"),
    ),
    "werkbegeleider": (
        ("Kijk wat er klaarstaat", "Bovenaan staat wat nu op u wacht.", "vandaag", ""),
        ("Leg een gesprek vast", "Dat kan op uw telefoon in twee minuten.", "begeleiding:kies", "Gesprek vastleggen"),
        ("Bevestig uren", "Met één klik per week.", "plaatsingen:uren_te_bevestigen", "Uren bevestigen"),
        ("Vul een evaluatie in", "De student vult hetzelfde in. Daarna ziet u elkaars antwoorden.", "evaluaties:lijst", "Naar de evaluaties"),
    ),
    "coordinator": (
        ("Zie het tekort", "Per cluster: hoeveel plekken er te weinig zijn.", "vraagaanbod:bord", "Naar vraag en aanbod"),
        ("Draai een ronde", "Bereken de verdeling, bekijk waarom, en publiceer.", "matching:lijst", "Naar matching"),
        ("Volg de verslagen", "Wie vaak iets vergeet, staat bovenaan.", "verslagen:lijst", "Naar de verslagen"),
        ("Vind elke student", "Eén pagina per plaatsing, met alles erop.", "plaatsingen:lijst", "Naar de plaatsingen"),
    ),
    "beheerder": (
        ("Lees gegevens in", "U ziet eerst wat er verandert.", "imports:lijst", "Naar importeren"),
        ("Bekijk het tekort", "Het schooljaar kiest u boven het bord.", "vraagaanbod:bord", "Naar vraag en aanbod"),
        ("Maak BPV-boeken", "Eén boek, of alle boeken van een groep.", "boek:lijst", "Naar de boeken"),
        ("Houd toezicht", "Lees de post, het logboek en wie wat inzag.", "beheer:start", "Naar beheer"),
    ),
    "stagebegeleider": (
        ("Lees verslagen", "De student die het langst wacht, staat bovenaan.", "verslagen:te_lezen", "Naar te lezen"),
        ("Leg een gesprek vast", "Ook de afspraken voor daarna.", "begeleiding:kies", "Gesprek vastleggen"),
        ("Bekijk uw studenten", "Eén pagina per plaatsing, met alles erop.", "plaatsingen:lijst", "Naar de plaatsingen"),
        ("Volg de evaluaties", "Zie wie nog moet invullen.", "evaluaties:lijst", "Naar de evaluaties"),
    ),
    "stagedocent": (
        ("Lees verslagen", "De student die het langst wacht, staat bovenaan.", "verslagen:te_lezen", "Naar te lezen"),
        ("Bekijk uw studenten", "Eén pagina per plaatsing, met alles erop.", "plaatsingen:lijst", "Naar de plaatsingen"),
        ("Leg een gesprek vast", "Ook de afspraken voor daarna.", "begeleiding:kies", "Gesprek vastleggen"),
        ("Zoek een stageplaats", "Filter op cluster, dag en vrije plekken.", "vacatures:lijst", "Naar de stageplaatsen"),
    ),
    "praktijkopleider": (
        ("Houd uw plekken actueel", "Eén klik: klopt dit nog?", "vacatures:lijst", "Naar de stageplaatsen"),
        ("Zie uw studenten", "Alle studenten in uw huis, met hun begeleiders.", "plaatsingen:lijst", "Naar de plaatsingen"),
        ("Geef cijfers op", "Hoeveel plekken biedt u per cluster?", "vraagaanbod:opgeven", "Cijfers opgeven"),
        ("Bevestig uren", "Met één klik per week.", "plaatsingen:uren_te_bevestigen", "Uren bevestigen"),
    ),
}  # fmt: skip
VOLGORDE = (
    "beheerder",
    "coordinator",
    "student",
    "werkbegeleider",
    "stagebegeleider",
    "stagedocent",
    "praktijkopleider",
)


def rondleiding_voor(user: User) -> tuple[str, list[dict[str, str]]]:
    """Return the key and the steps of the tour for the first role that has one; no steps when there is none."""
    rol = next((rol for rol in VOLGORDE if user.heeft_rol(rol)), "")
    stappen = [
        {"titel": titel, "tekst": tekst, "url": reverse(naam) if knop else "", "knop": knop}
        for titel, tekst, naam, knop in STAPPEN.get(rol, ())
    ]
    return rol, stappen
