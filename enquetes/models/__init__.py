"""Questionnaires: versions, rounds, who was asked, and answers that are tied to no person."""

from enquetes.models.enquete import Antwoordblad, Deelnemer, Meting, Vragenlijst

__all__ = ["Antwoordblad", "Deelnemer", "Meting", "Vragenlijst"]
