"""Choices of demand and supply."""

from django.db import models


class OpgaveSoort(models.TextChoices):
    """What a figure counts."""

    VRAAG = "vraag", "vraag"
    AANBOD = "aanbod", "aanbod"


class Bereidheid(models.TextChoices):
    """Whether a leerbedrijf wants students of a cluster, before it offers concrete places."""

    BEREID = "bereid", "ja, graag"
    GEINTERESSEERD = "geinteresseerd", "misschien"
    NIET = "niet", "nee"


class MaatregelSoort(models.TextChoices):
    """Kinds of measure against a shortage (R3.3)."""

    OMZETTING = "omzetting", "omzetting van plaatsen"
    BUITENREGIONAAL = "buitenregionaal", "plaatsen buiten de regio"
    STAGEGEZIN = "stagegezin", "stagegezinnen"
    LEERWERKGILDE = "leerwerkgilde", "leerwerkgilde"
    ANDERE_SECTOR = "andere_sector", "andere sector"
    ZOMERWEKEN = "zomerweken", "zomerweken"
    INNOVATIECENTRUM = "innovatiecentrum", "zorginnovatiecentrum (ZIC)"
    EXTRA_BEGELEIDING = "extra_begeleiding", "extra begeleiding uit de poule"


class MaatregelStatus(models.TextChoices):
    """How far a measure is (R3.3)."""

    IDEE = "idee", "idee"
    TOEGEZEGD = "toegezegd", "toegezegd"
    UITGEVOERD = "uitgevoerd", "uitgevoerd"
    VERVALLEN = "vervallen", "vervallen"


class VerdelingStatus(models.TextChoices):
    """How far a division of places over schools is."""

    CONCEPT = "concept", "concept"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class DoelSoort(models.TextChoices):
    """How the progress of a goal of the region is measured (R3.5, R3.9)."""

    GEPLAATST = "geplaatst", "deel van de studenten met een plek"
    PLEKKEN_ERBIJ = "plekken_erbij", "meer plekken dan vorig jaar"
    TEKORT = "tekort", "tekort na maatregelen, hoogstens"
    HAND = "hand", "zelf bijhouden"
