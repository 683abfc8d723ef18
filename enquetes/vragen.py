"""The lists a region begins with: the student about the stage (R8.7), the leerbedrijf about the bureau (R8.8)."""

from typing import Any

SCHAAL, JA_NEE, KEUZE, OPEN = "schaal", "ja_nee", "keuze", "open"


def _vraag(code: str, tekst: str, soort: str, *keuzes: str, uitleg: str = "") -> dict[str, Any]:
    return {"code": code, "tekst": tekst, "soort": soort, "keuzes": list(keuzes), "uitleg": uitleg}


STUDENT = [
    _vraag("opleiding", "Deze opleiding past bij mij.", SCHAAL, uitleg="1 is helemaal niet, 5 is helemaal wel."),
    _vraag(
        "waarom_hier",
        "Waarom koos je deze stageplek?",
        KEUZE,
        "De doelgroep",
        "Dicht bij huis",
        "Ik hoorde er goeds over",
        "De plek kreeg ik",
        "Iets anders",
    ),
    _vraag(
        "uren",
        "Hoeveel uren werkte je meestal in een week?",
        KEUZE,
        "Minder dan 8",
        "8 tot 16",
        "16 tot 24",
        "24 tot 32",
        "Meer dan 32",
    ),
    _vraag("dag", "Hoe ziet een dag op je stage eruit?", OPEN, uitleg="Schrijf geen namen op."),
    _vraag("goed", "Wat is goed aan deze stage?", OPEN, uitleg="Schrijf geen namen op."),
    _vraag("moeilijk", "Wat vond je moeilijk?", OPEN, uitleg="Schrijf geen namen op."),
    _vraag("geleerd", "Ik heb op deze stage veel geleerd.", SCHAAL),
    _vraag("werkplek", "Ik kreeg goede begeleiding op de werkplek.", SCHAAL),
    _vraag("school", "Ik kreeg goede begeleiding van school of de stagebegeleider.", SCHAAL),
    _vraag("veilig", "Ik voelde me veilig op deze stage.", SCHAAL),
    _vraag("aanraden", "Zou je deze plek een andere student aanraden?", JA_NEE),
]
WERKVELD = [
    _vraag("bereik", "Het stagebureau is goed te bereiken.", SCHAAL, uitleg="1 is helemaal niet, 5 is helemaal wel."),
    _vraag("vraag_aanbod", "Het overleg over vraag en aanbod is duidelijk.", SCHAAL),
    _vraag("match", "De studenten passen bij onze plekken.", SCHAAL),
    _vraag("contact", "We hebben genoeg contact met de school of de stagebegeleider.", SCHAAL),
    _vraag("portaal", "Het portaal kost ons weinig tijd.", SCHAAL),
    _vraag(
        "meer",
        "Wilt u volgend jaar meer studenten begeleiden?",
        KEUZE,
        "Ja",
        "Evenveel",
        "Minder",
        "Dat weet ik nog niet",
    ),
    _vraag("nodig", "Wat hebt u nodig om meer studenten te begeleiden?", OPEN, uitleg="Schrijf geen namen op."),
    _vraag("beter", "Wat kan het stagebureau beter doen?", OPEN, uitleg="Schrijf geen namen op."),
]
LIJSTEN = (("student", "Jouw mening over je stage", STUDENT), ("werkveld", "Uw mening over het stagebureau", WERKVELD))
