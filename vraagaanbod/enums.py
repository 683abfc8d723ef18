"""Choices of demand and supply."""

from django.db import models


class OpgaveSoort(models.TextChoices):
    """What a figure counts."""

    VRAAG = "vraag", "vraag"
    AANBOD = "aanbod", "aanbod"
