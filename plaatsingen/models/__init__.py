"""Placements: states, hosts, agreements, hours, and what happens around them."""

from plaatsingen.models.deel import Stagedeel
from plaatsingen.models.overeenkomst import Ondertekening, Overeenkomst, Overeenkomsttekst, Tekenbevoegdheid
from plaatsingen.models.plaatsing import Plaatsing, Statuswijziging
from plaatsingen.models.uren import Dienst, Roosterregel, Urendag
from plaatsingen.models.verloop import Beeindiging, Documentregel, Kennismaking, Onderbreking
from plaatsingen.models.vorm import Fasestap, Stagevorm, Vormblok, Vormfase

__all__ = [
    "Beeindiging",
    "Dienst",
    "Documentregel",
    "Fasestap",
    "Kennismaking",
    "Onderbreking",
    "Ondertekening",
    "Overeenkomst",
    "Overeenkomsttekst",
    "Plaatsing",
    "Roosterregel",
    "Stagedeel",
    "Stagevorm",
    "Statuswijziging",
    "Tekenbevoegdheid",
    "Urendag",
    "Vormblok",
    "Vormfase",
]
