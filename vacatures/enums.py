"""Choices of places."""

from django.db import models


class PlaatsSoort(models.TextChoices):
    """Kinds of placement (R5.9); the values are those of the matcher's instance folder."""

    REGULIER = "regulier", "regulier"
    STAGEGEZIN = "stagegezin", "stagegezin"
    GILDE = "gilde", "leerwerkgilde"
    ZIC = "zic", "zorginnovatiecentrum"
    ZOMER = "zomer", "zomerstage"
    BUITENREGIONAAL = "buitenregionaal", "buitenregionaal"
    INFORMELE_ZORG = "informele-zorg", "informele zorg"
