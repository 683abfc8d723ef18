"""Placements, their states and hours."""

from plaatsingen.models.plaatsing import Plaatsing, Statuswijziging, Urendag

__all__ = ["Plaatsing", "Statuswijziging", "Urendag"]
