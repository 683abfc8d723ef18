"""Supervision: the poule, dividing students, talks, groups, signals, training of werkbegeleiders."""

from begeleiding.models.gesprek import Gesprek, Gespreksafspraak, Gespreksritme, Vervolgstap
from begeleiding.models.groep import (
    Aanwezigheid,
    Bijeenkomst,
    Juniorcontact,
    Juniorkoppeling,
    Reeks,
    Reekslid,
    Spreekuurplek,
)
from begeleiding.models.poule import (
    Afwezigheid,
    Coach,
    Inzet,
    Mentor,
    Mentorkoppeling,
    Poulebegeleider,
    Poulenorm,
    Waarneming,
)
from begeleiding.models.scholing import Bekwaamheid, Deelname, Training
from begeleiding.models.signaal import (
    Signaal,
    Signaaldrempel,
    Signaalfeit,
    Signaalinzage,
    Signaalkring,
    Signaalregel,
)
from begeleiding.models.toewijzing import Toewijzing, Toewijzingsronde

__all__ = [
    "Aanwezigheid",
    "Afwezigheid",
    "Bekwaamheid",
    "Bijeenkomst",
    "Coach",
    "Deelname",
    "Gesprek",
    "Gespreksafspraak",
    "Gespreksritme",
    "Inzet",
    "Juniorcontact",
    "Juniorkoppeling",
    "Mentor",
    "Mentorkoppeling",
    "Poulebegeleider",
    "Poulenorm",
    "Reeks",
    "Reekslid",
    "Signaal",
    "Signaaldrempel",
    "Signaalfeit",
    "Signaalinzage",
    "Signaalkring",
    "Signaalregel",
    "Spreekuurplek",
    "Toewijzing",
    "Toewijzingsronde",
    "Training",
    "Vervolgstap",
    "Waarneming",
]
