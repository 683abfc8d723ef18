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
    groep: str = ""


ONDERWERPEN = (
    Onderwerp("Vandaag", "vandaag", "vandaag", IEDEREEN | {"coordinator_iz"}),
    Onderwerp(
        "Vraag en aanbod",
        "vraagaanbod:bord",
        "vraag-aanbod",
        IEDEREEN - {"student", "werkbegeleider"} | {"coordinator_iz"},
        "Aanbod",
        groep="plekken",
    ),
    Onderwerp(
        "Cijfers",
        "cijfers:overzicht",
        "cijfers",
        IEDEREEN - {"student", "werkbegeleider"} | {"coordinator_iz"},
        groep="plekken",
    ),
    Onderwerp("Stageplaatsen", "vacatures:lijst", "stageplaats", IEDEREEN, "Plaatsen", groep="plekken"),
    Onderwerp("Stagegezinnen", "stagegezin:lijst", "personen", SCHOOL, groep="plekken"),
    Onderwerp("Vacatures", "vacature:lijst", "vacature", SCHOOL | {"student"}, groep="plekken"),
    Onderwerp(
        "Onze vacatures",
        "vacature:beheer",
        "vacature",
        frozenset({"praktijkopleider", "werkbegeleider"}),
        groep="plekken",
    ),
    Onderwerp(
        "Sollicitaties", "sollicitaties:lijst", "bericht", SCHOOL | {"student", "praktijkopleider"}, groep="plekken"
    ),
    Onderwerp("Matching", "matching:lijst", "matching", frozenset({"coordinator", "beheerder"}), groep="plekken"),
    Onderwerp("Plaatsingen", "plaatsingen:lijst", "plaatsing", IEDEREEN, "Stage", groep="stages"),
    Onderwerp(
        "Route",
        "volg:lijst",
        "route",
        frozenset({"student", "stagedocent", "stagebegeleider", "coordinator"}),
        groep="stages",
    ),
    Onderwerp("Gesprekken", "begeleiding:lijst", "begeleiding", IEDEREEN - {"beheerder"}, "Gesprekken", groep="stages"),
    Onderwerp(
        "Groepen",
        "groepen:lijst",
        "personen",
        frozenset({"student", "stagedocent", "stagebegeleider", "coordinator"}),
        groep="stages",
    ),
    Onderwerp(
        "Signalen",
        "signalen:bord",
        "vlag",
        frozenset({"stagedocent", "stagebegeleider", "coordinator"}),
        groep="stages",
    ),
    Onderwerp(
        "Begeleiderspoule",
        "poule:lijst",
        "begeleiding",
        frozenset({"coordinator", "beheerder", "stagebegeleider"}),
        "Poule",
        groep="stages",
    ),
    Onderwerp(
        "Trainingen", "scholing:lijst", "schild", frozenset({"werkbegeleider", "praktijkopleider"}), groep="stages"
    ),
    Onderwerp("Verslagen", "verslagen:lijst", "verslag", IEDEREEN, "Verslagen", groep="stages"),
    Onderwerp("Evaluaties", "evaluaties:lijst", "evaluatie", IEDEREEN - {"beheerder"}, "Evaluaties", groep="stages"),
    Onderwerp("Doelen", "doelen:lijst", "ster", IEDEREEN - {"beheerder"}, "Doelen", groep="stages"),
    Onderwerp("Handelingen", "handelingen:lijst", "vink", IEDEREEN - {"beheerder"}, "Handelingen", groep="stages"),
    Onderwerp("Examens", "examens:overzicht", "vlag", IEDEREEN - {"beheerder"}, "Examens", groep="stages"),
    Onderwerp(
        "BPV-boek", "boek:lijst", "boek", frozenset({"student", "coordinator", "beheerder"}), "Boek", groep="stages"
    ),
    Onderwerp("Beheer", "beheer:start", "beheer", frozenset({"beheerder"}), groep="portaal"),
)
GROEPEN = {"plekken": "Plekken", "stages": "Stages", "portaal": "Portaal"}
GROEPEN_STUDENT = {"plekken": "Stage zoeken", "stages": "Stage lopen"}
EIGEN_STAGE = "Mijn stage"  # a student has one, and calls it so
MOBIEL = {
    "student": ("vandaag", "verslagen:lijst", "plaatsingen:lijst", "begeleiding:lijst"),
    "werkbegeleider": ("vandaag", "plaatsingen:lijst", "begeleiding:lijst", "evaluaties:lijst"),
    "praktijkopleider": ("vandaag", "sollicitaties:lijst", "plaatsingen:lijst", "evaluaties:lijst"),
    "": ("vandaag", "plaatsingen:lijst", "verslagen:lijst", "matching:lijst", "begeleiding:lijst", "vraagaanbod:bord"),
}


def navigatie_voor(user: User, pad: str) -> list[dict]:
    """Return the entries for `user`; `active` marks the subject that `pad` lies in."""
    items = []
    student = user.heeft_rol("student")
    groepen = GROEPEN_STUDENT if student else GROEPEN
    vorige = ""
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
                "groep": groepen.get(onderwerp.groep, "") if onderwerp.groep != vorige else "",
            }
        )
        vorige = onderwerp.groep
    return items


def mobiele_navigatie_voor(user: User, items: list[dict]) -> list[dict]:
    """Return at most four of `items` for the bar at the bottom of a phone."""
    keuze = next(
        (MOBIEL[rol] for rol in ("student", "werkbegeleider", "praktijkopleider") if user.heeft_rol(rol)), MOBIEL[""]
    )
    per_naam = {item["naam"]: item for item in items}
    return [per_naam[naam] | {"label": per_naam[naam]["kort"]} for naam in keuze if naam in per_naam][:4]
