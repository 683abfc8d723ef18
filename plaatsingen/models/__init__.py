"""Placements: states, hosts, agreements, hours, and what happens around them."""

from plaatsingen.models.deel import Stagedeel
from plaatsingen.models.overeenkomst import Ondertekening, Overeenkomst, Overeenkomsttekst, Tekenbevoegdheid
from plaatsingen.models.plaatsing import Plaatsing, Statuswijziging
from plaatsingen.models.soorten import (
    Afdelingsles,
    Buitenverblijf,
    Dagdeel,
    Gildeafspraak,
    Gildetrede,
    Leerkoppel,
    Lesaanwezigheid,
    Zomerdocent,
    Zomervergoeding,
)
from plaatsingen.models.stagefonds import Stagefondsnorm, Stagefondsregel
from plaatsingen.models.uren import Dienst, Roosterregel, Urendag, Urengrens
from plaatsingen.models.verloop import Beeindiging, Documentregel, Kennismaking, Onderbreking, Verloopinstelling
from plaatsingen.models.vorm import Fasestap, Stagevorm, Vormblok, Vormfase

__all__ = [
    "Afdelingsles",
    "Beeindiging",
    "Buitenverblijf",
    "Dagdeel",
    "Dienst",
    "Documentregel",
    "Fasestap",
    "Gildeafspraak",
    "Gildetrede",
    "Kennismaking",
    "Leerkoppel",
    "Lesaanwezigheid",
    "Onderbreking",
    "Ondertekening",
    "Overeenkomst",
    "Overeenkomsttekst",
    "Plaatsing",
    "Roosterregel",
    "Stagedeel",
    "Stagefondsnorm",
    "Stagefondsregel",
    "Stagevorm",
    "Statuswijziging",
    "Tekenbevoegdheid",
    "Urendag",
    "Urengrens",
    "Verloopinstelling",
    "Vormblok",
    "Vormfase",
    "Zomerdocent",
    "Zomervergoeding",
]
