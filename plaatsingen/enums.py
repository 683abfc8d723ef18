"""Choices of placements, and the one table of states."""

from dataclasses import dataclass

from django.db import models


class PlaatsingStatus(models.TextChoices):
    """States of a placement (R5.1)."""

    VOORGESTELD = "voorgesteld", "voorgesteld"
    AANGEBODEN = "aangeboden", "aangeboden"
    GEACCEPTEERD = "geaccepteerd", "geaccepteerd"
    ONDERTEKENING = "ondertekening", "overeenkomst in ondertekening"
    LOPEND = "lopend", "lopend"
    ONDERBROKEN = "onderbroken", "onderbroken"
    AFGEROND = "afgerond", "afgerond"
    GESTOPT = "gestopt", "vroegtijdig gestopt"
    GEANNULEERD = "geannuleerd", "geannuleerd"


class Wie(models.TextChoices):
    """Who may do a step of the table."""

    STUDENT = "student", "de student"
    COORDINATOR = "coordinator", "de coördinator"
    LEERBEDRIJF = "leerbedrijf", "het leerbedrijf"
    SYSTEEM = "systeem", "het systeem"


@dataclass(frozen=True, slots=True)
class Overgang:
    """One step of the table: who may do it, and when, in words of the page that shows the table."""

    wie: frozenset[str]
    wanneer: str


def _stap(wanneer: str, *wie: str) -> Overgang:
    return Overgang(frozenset(wie), wanneer)


S = PlaatsingStatus
# The one table of states (R5.1): what is not here is no step. The page `plaatsingen:statussen` shows it.
STAPPEN: dict[tuple[str, str], Overgang] = {
    (S.VOORGESTELD, S.AANGEBODEN): _stap(
        "De coördinator biedt de plek aan, of een ronde wordt gepubliceerd.", Wie.COORDINATOR, Wie.SYSTEEM
    ),
    (S.VOORGESTELD, S.GEANNULEERD): _stap("Het voorstel gaat niet door.", Wie.COORDINATOR),
    (S.AANGEBODEN, S.GEACCEPTEERD): _stap(
        "De student zegt ja. Is er een kennismaking? Dan zeggen student en leerbedrijf allebei ja.",
        Wie.STUDENT,
        Wie.LEERBEDRIJF,
    ),
    (S.AANGEBODEN, S.GEANNULEERD): _stap(
        "De student zegt nee, het leerbedrijf zegt nee na de kennismaking, of het aanbod wordt ingetrokken.",
        Wie.STUDENT,
        Wie.LEERBEDRIJF,
        Wie.COORDINATOR,
    ),
    (S.GEACCEPTEERD, S.ONDERTEKENING): _stap("De overeenkomst gaat naar iedereen die tekent.", Wie.COORDINATOR),
    (S.GEACCEPTEERD, S.LOPEND): _stap(
        "Vanaf de eerste dag; vanzelf in de nacht, of met de hand.", Wie.COORDINATOR, Wie.SYSTEEM
    ),
    (S.GEACCEPTEERD, S.GEANNULEERD): _stap("De stage gaat niet door, of de student kwam nooit.", Wie.COORDINATOR),
    (S.ONDERTEKENING, S.GEACCEPTEERD): _stap(
        "De overeenkomst wordt ingetrokken voordat iedereen heeft getekend.", Wie.COORDINATOR
    ),
    (S.ONDERTEKENING, S.LOPEND): _stap(
        "Vanaf de eerste dag, als de school niet eerst alle handtekeningen wil.", Wie.COORDINATOR, Wie.SYSTEEM
    ),
    (S.ONDERTEKENING, S.GEANNULEERD): _stap("De stage gaat niet door, of de student kwam nooit.", Wie.COORDINATOR),
    (S.LOPEND, S.ONDERBROKEN): _stap("Bij ziekte, verlof of een afgesproken pauze, met de reden.", Wie.COORDINATOR),
    (S.LOPEND, S.AFGEROND): _stap("Na de laatste dag, als alles binnen is.", Wie.COORDINATOR),
    (S.LOPEND, S.GESTOPT): _stap("De stage eindigt eerder, met de reden.", Wie.COORDINATOR),
    (S.ONDERBROKEN, S.LOPEND): _stap("De student is er weer.", Wie.COORDINATOR),
    (S.ONDERBROKEN, S.AFGEROND): _stap("Na de laatste dag, als alles binnen is.", Wie.COORDINATOR),
    (S.ONDERBROKEN, S.GESTOPT): _stap("De student komt niet terug, met de reden.", Wie.COORDINATOR),
}
OVERGANGEN: dict[str, frozenset[str]] = {
    van: frozenset(naar for begin, naar in STAPPEN if begin == van) for van in S.values
}
# States in which a placement takes a seat.
BEZET = frozenset({S.VOORGESTELD, S.AANGEBODEN, S.GEACCEPTEERD, S.ONDERTEKENING, S.LOPEND, S.ONDERBROKEN, S.AFGEROND})
# States that the student and the host may see.
ZICHTBAAR = frozenset(set(S.values) - {S.VOORGESTELD})
# States in which the stage is under way and reports are owed.
ACTIEF = frozenset({S.LOPEND, S.ONDERBROKEN})

# How a state looks: the kinds of the status component.
STATUS_SOORT: dict[str, str] = {
    S.VOORGESTELD: "neutraal",
    S.AANGEBODEN: "let_op",
    S.GEACCEPTEERD: "wacht",
    S.ONDERTEKENING: "wacht",
    S.LOPEND: "loopt",
    S.ONDERBROKEN: "let_op",
    S.AFGEROND: "klaar",
    S.GESTOPT: "fout",
    S.GEANNULEERD: "neutraal",
}


class UrenSoort(models.TextChoices):
    """What a logged day was."""

    AANWEZIG = "aanwezig", "gewerkt"
    ZIEK = "ziek", "ziek"
    VERLOF = "verlof", "verlof"
    SCHOOL = "school", "schooldag"
    FEESTDAG = "feestdag", "feestdag of vakantie"
    VRIJ = "vrij", "geen dienst"


class UrenStand(models.TextChoices):
    """What the leerbedrijf says of a logged day that it hasn't confirmed (R5.4); `bevestigd_op` tells that it has."""

    INGEVULD = "ingevuld", "ingevuld"
    VRAAG = "vraag", "vraag van je werkbegeleider"
    AFGEWEZEN = "afgewezen", "klopt niet"


class GrensSoort(models.TextChoices):
    """What the portal warns about in a timetable and in hours (R5.4)."""

    DAG = "dag", "uren op een dag"
    WEEK = "week", "uren in een week"
    AVOND = "avond", "niet werken vanaf dit uur"
    OCHTEND = "ochtend", "niet werken voor dit uur"
    ZONDAG = "zondag", "niet op zondag"
    PAUZE = "pauze", "pauze van een half uur na meer dan zoveel uren"
    RUST = "rust", "uren rust tussen twee diensten"


class OvereenkomstSoort(models.TextChoices):
    """The agreement itself, or a small one that changes it."""

    POK = "pok", "praktijkovereenkomst"
    AANVULLING = "aanvulling", "aanvulling op de praktijkovereenkomst"


class OvereenkomstStatus(models.TextChoices):
    """Where an agreement stands."""

    CONCEPT = "concept", "concept"
    ONDERTEKENING = "ondertekening", "wordt ondertekend"
    GETEKEND = "getekend", "door iedereen getekend"
    VERVALLEN = "vervallen", "vervallen"


OVEREENKOMST_SOORT: dict[str, str] = {
    OvereenkomstStatus.CONCEPT: "neutraal",
    OvereenkomstStatus.ONDERTEKENING: "wacht",
    OvereenkomstStatus.GETEKEND: "klaar",
    OvereenkomstStatus.VERVALLEN: "neutraal",
}


class PartijRol(models.TextChoices):
    """Who signs an agreement (R5.2)."""

    STUDENT = "student", "student"
    OUDER = "ouder", "ouder of voogd"
    LEERBEDRIJF = "leerbedrijf", "leerbedrijf"
    SCHOOL = "school", "school"


class TekenWijze(models.TextChoices):
    """How a party signed."""

    PORTAAL = "portaal", "in het portaal"
    MAILLINK = "maillink", "via een link in de mail"
    PAPIER = "papier", "op papier"


class DocumentSoort(models.TextChoices):
    """What may be asked before a stage starts (R5.3); of most only the status is kept."""

    OVEREENKOMST = "overeenkomst", "overeenkomst getekend"
    VOG = "vog", "VOG"
    IDENTITEIT = "identiteit", "identiteitsbewijs"
    VACCINATIE = "vaccinatie", "vaccinatie"
    INTRODUCTIE = "introductie", "introductiebrief"
    ONKOSTEN = "onkosten", "onkostenformulier"
    GEHEIMHOUDING = "geheimhouding", "geheimhoudingsverklaring"


class DocumentStatus(models.TextChoices):
    """Where a document stands."""

    NODIG = "nodig", "nog nodig"
    GEVRAAGD = "gevraagd", "aangevraagd"
    GEZIEN = "gezien", "gezien"
    NIET_NODIG = "niet_nodig", "niet nodig"


class Stopreden(models.TextChoices):
    """Why a stage ended early; counts in the dropout figures (R5.8)."""

    BEROEP = "beroep", "Dit beroep past niet"
    PLEK = "plek", "Deze plek past niet"
    BEGELEIDING = "begeleiding", "De begeleiding was niet goed genoeg"
    GEDRAG = "gedrag", "Afspraken niet nagekomen"
    GEZONDHEID = "gezondheid", "Gezondheid"
    PERSOONLIJK = "persoonlijk", "Persoonlijke omstandigheden"
    OPLEIDING = "opleiding", "Gestopt met de opleiding"
    LEERBEDRIJF = "leerbedrijf", "Het leerbedrijf kan niet meer begeleiden"
    ERKENNING = "erkenning", "Het leerbedrijf is niet meer erkend"
    NIET_GEKOMEN = "niet_gekomen", "Nooit begonnen"
    KENNISMAKING = "kennismaking", "Na de kennismaking toch niet"
    ANDERS = "anders", "Een andere reden"


# These tell of a stage that never was one: no dropout (R5.8, R10.3).
GEEN_UITVAL = frozenset({Stopreden.KENNISMAKING})


class Startregel(models.TextChoices):
    """What a school wants when something is missing on the first day (R5.3)."""

    WAARSCHUWEN = "waarschuwen", "De stage start; het blijft als waarschuwing staan"
    BLOKKEREN = "blokkeren", "De stage start pas als alles er is"


class Uitvalfase(models.TextChoices):
    """When in a stage it ended early (R10.3)."""

    VOORAF = "vooraf", "Voor de eerste dag"
    BEGIN = "begin", "In week 1 tot en met 5"
    MIDDEN = "midden", "In week 6 tot en met 20"
    LAAT = "laat", "Na week 20"


class Initiatief(models.TextChoices):
    """Who wanted to stop."""

    STUDENT = "student", "de student"
    SCHOOL = "school", "de school"
    LEERBEDRIJF = "leerbedrijf", "het leerbedrijf"
    SAMEN = "samen", "samen besloten"


class Onderbreekreden(models.TextChoices):
    """Why a stage is paused (R5.8)."""

    ZIEKTE = "ziekte", "Ziekte"
    ZWANGERSCHAP = "zwangerschap", "Zwangerschap of geboorte"
    PERSOONLIJK = "persoonlijk", "Persoonlijke omstandigheden"
    AFDELING = "afdeling", "De afdeling kan tijdelijk niet begeleiden"
    SCHOOL = "school", "De school vraagt een pauze"
    ANDERS = "anders", "Een andere reden"


class Antwoord(models.TextChoices):
    """What somebody says after the kennismaking (R4.8)."""

    JA = "ja", "ja"
    NEE = "nee", "nee"


class Gildestand(models.TextChoices):
    """The ladder of a leerwerkgilde (R5.11), lowest first."""

    LEERLING = "leerling", "leerling"
    GEZEL = "gezel", "gezel"
    MEESTER = "meester", "meester"


class Dagdeelkeuze(models.TextChoices):
    """Half a day of an orientation (R5.9)."""

    OCHTEND = "ochtend", "ochtend"
    MIDDAG = "middag", "middag"
