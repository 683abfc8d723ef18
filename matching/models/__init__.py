"""Preferences, rounds, calculations and their proposals."""

from matching.models.ronde import Bevriezing, Pin, Ronde, RondeQuerySet
from matching.models.uitkomst import Berekening, Bezwaar, BezwaarQuerySet, Voorstel, VoorstelQuerySet, Zet
from matching.models.voorkeur import Voorkeur

__all__ = [
    "Berekening",
    "Bevriezing",
    "Bezwaar",
    "BezwaarQuerySet",
    "Pin",
    "Ronde",
    "RondeQuerySet",
    "Voorkeur",
    "Voorstel",
    "VoorstelQuerySet",
    "Zet",
]
