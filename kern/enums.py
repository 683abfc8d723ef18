"""Choices of the people and organisations app."""

from django.db import models


class Rol(models.TextChoices):
    """What a person does at an organisation (domein.md, section 1)."""

    COORDINATOR = "coordinator", "coördinator"
    STAGEDOCENT = "stagedocent", "stagedocent"
    WERKBEGELEIDER = "werkbegeleider", "werkbegeleider"
    PRAKTIJKOPLEIDER = "praktijkopleider", "praktijkopleider"
    STAGEBEGELEIDER = "stagebegeleider", "stagebegeleider"
    STUDENT = "student", "student"
    COORDINATOR_IZ = "coordinator_iz", "coördinator informele zorg"
    BEHEERDER = "beheerder", "beheerder"


STAFF_ROLLEN = frozenset(
    {
        Rol.COORDINATOR,
        Rol.STAGEDOCENT,
        Rol.PRAKTIJKOPLEIDER,
        Rol.WERKBEGELEIDER,
        Rol.STAGEBEGELEIDER,
        Rol.COORDINATOR_IZ,
        Rol.BEHEERDER,
    }
)


class OrganisatieSoort(models.TextChoices):
    """Kinds of organisation."""

    SCHOOL = "school", "school"
    LEERBEDRIJF = "leerbedrijf", "leerbedrijf"
    WELZIJN = "welzijn", "welzijnsorganisatie"
    BUREAU = "bureau", "bureau"
    STAGEGEZIN = "stagegezin", "stagegezin"


class Leerweg(models.TextChoices):
    """How a programme is followed (mbo and hbo)."""

    BOL = "bol", "BOL"
    BBL = "bbl", "BBL"
    VOLTIJD = "voltijd", "hbo voltijd"
    DEELTIJD = "deeltijd", "hbo deeltijd"
    DUAAL = "duaal", "hbo duaal"


class Intensiteit(models.TextChoices):
    """Full-time or part-time stage within an opleidingscluster."""

    FULLTIME = "fulltime", "fulltime"
    PARTTIME = "parttime", "parttime"


class PeriodeCode(models.TextChoices):
    """Periods of a school year: 1-4 and the summer."""

    P1 = "1", "periode 1"
    P2 = "2", "periode 2"
    P3 = "3", "periode 3"
    P4 = "4", "periode 4"
    ZOMER = "z", "zomer"


class BerichtStatus(models.TextChoices):
    """Where a message in the outbox stands."""

    WACHT = "wacht", "wacht op verzending"
    VERZONDEN = "verzonden", "verzonden"
    VERVALLEN = "vervallen", "niet meer nodig"
    MISLUKT = "mislukt", "mislukt"
    GEBUNDELD = "gebundeld", "samen in één mail"
    PORTAAL = "portaal", "alleen in het portaal"


class Mailgroep(models.TextChoices):
    """Kinds of mail about which a person may choose; what is in none of them always goes by mail, at once."""

    VOORAF = "vooraf", "Waarschuwing voordat een verslag nodig is"
    ONTVANGST = "ontvangst", "Bewijs dat iets ontvangen is"
    FEEDBACK = "feedback", "Feedback op een verslag of opdracht"
    GESPREKKEN = "gesprekken", "Stagegesprekken en afspraken"
    EVALUATIES = "evaluaties", "Evaluaties"
    PLAATSINGEN = "plaatsingen", "Stages en verdeling van plaatsen"
    VACATURES = "vacatures", "Vacatures en sollicitaties"
    UREN = "uren", "Uren en documenten"
    TAKEN = "taken", "Taken voor begeleiders en coördinatoren"


class Mailwijze(models.TextChoices):
    """How a person wants the mails of a group."""

    DIRECT = "direct", "Meteen"
    DAGELIJKS = "dagelijks", "Eén keer per dag, samen in één mail"
    PORTAAL = "portaal", "Alleen in het portaal"


class TaakStatus(models.TextChoices):
    """Where a piece of long work stands."""

    AANGEVRAAGD = "aangevraagd", "staat in de rij"
    BEZIG = "bezig", "bezig"
    KLAAR = "klaar", "klaar"
    MISLUKT = "mislukt", "mislukt"
    GEANNULEERD = "geannuleerd", "geannuleerd"


class InzageUitkomst(models.TextChoices):
    """What came of an attempt to open something confidential."""

    GETOOND = "getoond", "getoond"
    GEDOWNLOAD = "gedownload", "gedownload"
    GEWEIGERD = "geweigerd", "geweigerd"


class Linkdoel(models.TextChoices):
    """The one thing a mailed link without an account is good for."""

    SOLLICITATIE = "sollicitatie", "antwoord geven op een sollicitatie"
    ONDERTEKENING = "ondertekening", "een overeenkomst lezen en ondertekenen"
    EIGEN_PLEK = "eigen_plek", "gegevens van een zelf gevonden plek bevestigen"
    BEGELEIDEN = "begeleiden", "een student op de werkplek begeleiden"
    FEEDBACK = "feedback", "feedback geven aan een student"
    PORTFOLIO = "portfolio", "een gedeeld portfolio bekijken"
    ENQUETE = "enquete", "een vragenlijst invullen"
