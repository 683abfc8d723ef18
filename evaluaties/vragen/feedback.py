"""The first questions of 360 feedback, per role (R8.2). Later versions are written on screen.

A `code` is one subject: the same in every form, so that answers of several roles count together. `tekst` is said to
who answers ('u'), `kop` stands above the sum.
"""

ANTWOORDEN = (
    (1, "lukt nog niet"),
    (2, "lukt soms"),
    (3, "lukt meestal"),
    (4, "lukt goed"),
    (5, "een voorbeeld voor anderen"),
)
STERK, BETER = "sterk", "beter"
KOPPEN = {
    "afspraken": "Komt afspraken na",
    "samenwerken": "Werkt samen",
    "contact": "Maakt contact",
    "luisteren": "Luistert en vraagt door",
    "initiatief": "Pakt zelf dingen op",
    "feedback": "Doet iets met feedback",
    "veilig": "Werkt veilig en netjes",
    "uitleg": "Legt uit wat er gebeurt",
    STERK: "Wat gaat goed",
    BETER: "Wat kan beter",
}
_TEKSTEN = {
    "collega": {
        "afspraken": "De student komt op tijd en doet wat is afgesproken.",
        "samenwerken": "De student werkt goed samen in het team.",
        "contact": "De student maakt goed contact met cliënten en familie.",
        "luisteren": "De student luistert en vraagt door.",
        "initiatief": "De student ziet werk liggen en pakt het op.",
        "feedback": "De student doet iets met wat collega's zeggen.",
        "veilig": "De student werkt veilig en netjes.",
    },
    "client": {
        "contact": "De student is vriendelijk en maakt contact met mij.",
        "luisteren": "De student luistert naar mij.",
        "uitleg": "De student vertelt mij wat er gaat gebeuren.",
        "veilig": "Ik voel mij veilig bij de student.",
        "afspraken": "De student doet wat met mij is afgesproken.",
    },
    "medestudent": {
        "afspraken": "Mijn medestudent doet wat is afgesproken.",
        "samenwerken": "Mijn medestudent werkt goed samen.",
        "luisteren": "Mijn medestudent luistert en vraagt door.",
        "initiatief": "Mijn medestudent neemt zelf initiatief.",
        "feedback": "Mijn medestudent doet iets met feedback.",
    },
    "docent": {
        "afspraken": "De student komt afspraken na.",
        "samenwerken": "De student werkt goed samen.",
        "luisteren": "De student luistert en vraagt door.",
        "initiatief": "De student neemt de leiding over het eigen leren.",
        "feedback": "De student doet iets met feedback.",
    },
}
_OPEN = {STERK: "Wat gaat goed? Geef een voorbeeld.", BETER: "Wat kan beter? Geef een tip."}
# What the student answers about the own work, to lay beside the sum.
ZELF = {
    "afspraken": "Ik kom op tijd en doe wat is afgesproken.",
    "samenwerken": "Ik werk goed samen.",
    "contact": "Ik maak goed contact met cliënten en familie.",
    "luisteren": "Ik luister en vraag door.",
    "initiatief": "Ik zie werk liggen en pak het op.",
    "feedback": "Ik doe iets met feedback.",
    "veilig": "Ik werk veilig en netjes.",
    "uitleg": "Ik leg uit wat ik ga doen.",
}


def eerste_vragen(rol: str) -> list[dict[str, str]]:
    """Return the questions of the first version for a role, as Feedbackformulier keeps them."""
    scores = [
        {"code": code, "kop": KOPPEN[code], "tekst": tekst, "soort": "score"} for code, tekst in _TEKSTEN[rol].items()
    ]
    return scores + [
        {"code": code, "kop": KOPPEN[code], "tekst": tekst, "soort": "open"} for code, tekst in _OPEN.items()
    ]


ROLLEN = tuple(_TEKSTEN)
