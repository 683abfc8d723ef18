"""Which subjects a person sees on the left (desktop) and at the bottom (phone)."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from kern.models import User

IEDEREEN = frozenset(
    {
        "coordinator",
        "stagedocent",
        "werkbegeleider",
        "praktijkopleider",
        "stagebegeleider",
        "student",
        "beheerder",
    }
)
SCHOOL = frozenset({"coordinator", "stagedocent", "beheerder"})


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """One entry of the navigation."""

    label: str
    url_naam: str
    icoon: str
    rollen: frozenset[str]
    kort: str = ""


ONDERWERPEN = (
    Onderwerp("Vandaag", "vandaag", "vandaag", IEDEREEN | {"coordinator_iz"}),
    Onderwerp(
        "Vraag en aanbod",
        "vraagaanbod:bord",
        "vraag-aanbod",
        IEDEREEN - {"student", "werkbegeleider"} | {"coordinator_iz"},
        "Aanbod",
    ),
    Onderwerp("Cijfers", "cijfers:overzicht", "cijfers", IEDEREEN - {"student", "werkbegeleider"} | {"coordinator_iz"}),
    Onderwerp("Stageplaatsen", "vacatures:lijst", "stageplaats", IEDEREEN, "Plaatsen"),
    Onderwerp("Stagegezinnen", "stagegezin:lijst", "personen", SCHOOL),
    Onderwerp("Vacatures", "vacature:lijst", "vacature", SCHOOL | {"student"}),
    Onderwerp("Onze vacatures", "vacature:beheer", "vacature", frozenset({"praktijkopleider", "werkbegeleider"})),
    Onderwerp("Sollicitaties", "sollicitaties:lijst", "bericht", SCHOOL | {"student", "praktijkopleider"}),
    Onderwerp("Matching", "matching:lijst", "matching", frozenset({"coordinator", "beheerder"})),
    Onderwerp("Plaatsingen", "plaatsingen:lijst", "plaatsing", IEDEREEN, "Stage"),
    Onderwerp("Gesprekken", "begeleiding:lijst", "begeleiding", IEDEREEN - {"beheerder"}, "Gesprekken"),
    Onderwerp("Verslagen", "verslagen:lijst", "verslag", IEDEREEN, "Verslagen"),
    Onderwerp("Evaluaties", "evaluaties:lijst", "evaluatie", IEDEREEN - {"beheerder"}, "Evaluaties"),
    Onderwerp("Handelingen", "handelingen:lijst", "vink", IEDEREEN - {"beheerder"}, "Handelingen"),
    Onderwerp("Examens", "examens:overzicht", "vlag", IEDEREEN - {"beheerder"}, "Examens"),
    Onderwerp("BPV-boek", "boek:lijst", "boek", frozenset({"student", "coordinator", "beheerder"}), "Boek"),
    Onderwerp("Beheer", "beheer:start", "beheer", frozenset({"beheerder"})),
)
EIGEN_STAGE = "Mijn stage"  # a student has one, and calls it so
MOBIEL = {
    "student": ("vandaag", "verslagen:lijst", "plaatsingen:lijst", "begeleiding:lijst"),
    "werkbegeleider": ("vandaag", "plaatsingen:lijst", "begeleiding:lijst", "evaluaties:lijst"),
    "": ("vandaag", "plaatsingen:lijst", "verslagen:lijst", "matching:lijst"),
}


def navigatie_voor(user: User, pad: str) -> list[dict]:
    """Return the entries for `user`; `active` marks the subject that `pad` lies in."""
    items = []
    student = user.heeft_rol("student")
    for onderwerp in ONDERWERPEN:
        if not user.rollen & onderwerp.rollen:
            continue
        try:
            url = reverse(onderwerp.url_naam)
        except NoReverseMatch:
            continue
        actief = pad == "/" if url == "/" else pad.startswith(url)
        items.append(
            {
                "naam": onderwerp.url_naam,
                "label": EIGEN_STAGE if student and onderwerp.url_naam == "plaatsingen:lijst" else onderwerp.label,
                "kort": onderwerp.kort or onderwerp.label,
                "url": url,
                "icon": onderwerp.icoon,
                "active": actief,
                "badge": 0,
            }
        )
    return items


def mobiele_navigatie_voor(user: User, items: list[dict]) -> list[dict]:
    """Return at most four of `items` for the bar at the bottom of a phone."""
    keuze = next((MOBIEL[rol] for rol in ("student", "werkbegeleider") if user.heeft_rol(rol)), MOBIEL[""])
    per_naam = {item["naam"]: item for item in items}
    return [per_naam[naam] | {"label": per_naam[naam]["kort"]} for naam in keuze if naam in per_naam][:4]
