"""Demand and supply, measures against shortages, and the division of places over schools."""

from vraagaanbod.models.maatregel import Maatregel, Maatregelstap, Omzetting, Regiodoel, Scenario, Scenarioregel
from vraagaanbod.models.opgave import Belangstelling, Opgave, OpgaveQuerySet, Stagedagen, Stagevraag
from vraagaanbod.models.verdeling import Verdeeldaandeel, Verdeelplaats, Verdeling

__all__ = [
    "Belangstelling",
    "Maatregel",
    "Maatregelstap",
    "Omzetting",
    "Opgave",
    "OpgaveQuerySet",
    "Regiodoel",
    "Scenario",
    "Scenarioregel",
    "Stagedagen",
    "Stagevraag",
    "Verdeeldaandeel",
    "Verdeelplaats",
    "Verdeling",
]
