"""Choices of the matching rounds."""

from django.db import models


class RondeStatus(models.TextChoices):
    """Life of a round, as far as it goes now; publication can't be undone."""

    VOORBEREIDING = "voorbereiding", "in voorbereiding"
    BEREKEND = "berekend", "voorstel berekend"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    GESLOTEN = "gesloten", "gesloten"


class PinSoort(models.TextChoices):
    """By hand: this student must, may never, or now sits on this place (contract, instance folder)."""

    VAST = "vast", "vastgezet"
    VERBODEN = "verboden", "niet toegestaan"
    HUIDIG = "huidig", "huidige plaats"


class Reden(models.TextChoices):
    """Why a student has no place."""

    GEEN_GESCHIKTE_PLAATS = "geen_geschikte_plaats", "geen geschikte plaats"
    TEKORT = "tekort", "te weinig plaatsen"
    VAST_CONFLICT = "vast_conflict", "vastgezette plaats kan niet"
