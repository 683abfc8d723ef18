"""Places, vacatures and applications."""

from vacatures.models.eigenplek import EigenPlek, EigenPlekStap
from vacatures.models.sollicitatie import Sollicitatie, Sollicitatiestap
from vacatures.models.stagegezin import Stagegezin, Stagegezinstap
from vacatures.models.stageplaats import (
    ZOEKWOORDEN,
    Plaatsbegeleider,
    Stageplaats,
    StageplaatsQuerySet,
    Weekcapaciteit,
)
from vacatures.models.vacature import Vacature, VacatureMelding, VacatureQuerySet, Vacatureversie, Zoekopdracht

__all__ = [
    "ZOEKWOORDEN",
    "EigenPlek",
    "EigenPlekStap",
    "Plaatsbegeleider",
    "Sollicitatie",
    "Sollicitatiestap",
    "Stagegezin",
    "Stagegezinstap",
    "Stageplaats",
    "StageplaatsQuerySet",
    "Vacature",
    "VacatureMelding",
    "VacatureQuerySet",
    "Vacatureversie",
    "Weekcapaciteit",
    "Zoekopdracht",
]
