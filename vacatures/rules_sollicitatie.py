"""Who may do what with an application once they may see it (403 when not), and its words per reader. Plain Python."""

from typing import Any

from vacatures.enums import Afwijsreden, SollicitatieStatus

S = SollicitatieStatus
SCHRIJFBAAR = frozenset({S.CONCEPT, S.TERUG})
BIJ_LEERBEDRIJF = frozenset({S.BIJ_LEERBEDRIJF, S.UITGENODIGD})
# The words of the enum speak to the student; others read these.
WOORD_VOOR_ANDEREN: dict[str, str] = {
    S.BIJ_REGISSEUR: "bij de school",
    S.TERUG: "terug bij de student",
    S.UITGENODIGD: "uitgenodigd",
}
SOORT: dict[str, str] = {
    S.CONCEPT: "neutraal",
    S.BIJ_REGISSEUR: "wacht",
    S.TERUG: "let_op",
    S.BIJ_LEERBEDRIJF: "wacht",
    S.UITGENODIGD: "loopt",
    S.GEACCEPTEERD: "klaar",
    S.AFGEWEZEN_SCHOOL: "neutraal",
    S.AFGEWEZEN: "neutraal",
    S.INGETROKKEN: "neutraal",
    S.VERVALLEN: "neutraal",
}
# What the student reads: about the place, never about the person.
VRIENDELIJK: dict[str, str] = {
    Afwijsreden.GEEN_PLEK: "Er is geen plek meer vrij.",
    Afwijsreden.DAGEN: "Jouw dagen of periode passen niet bij deze plek.",
    Afwijsreden.NIVEAU: "De plek is voor een andere opleiding, een ander niveau of een ander leerjaar.",
    Afwijsreden.EISEN: "De plek vraagt iets dat je nu nog niet hebt.",
    Afwijsreden.MOTIVATIE: "Het leerbedrijf denkt dat een andere plek beter past bij wat je wilt leren.",
    Afwijsreden.BEGELEIDING: "Het leerbedrijf kan je nu niet goed begeleiden.",
    Afwijsreden.REISAFSTAND: "De reis naar deze plek is te ver.",
    Afwijsreden.ANDERS: "Het leerbedrijf koos een andere student.",
}


def woord(status: str, *, student: bool) -> str:
    """Return where the application stands, in words for the student or for anybody else."""
    return S(status).label if student else WOORD_VOOR_ANDEREN.get(status, S(status).label)


def is_student_van(user: Any, sollicitatie: Any) -> bool:
    """Whether this is the student's own application."""
    return sollicitatie.student.user_id == user.pk


def is_van_bureau(user: Any) -> bool:
    """Whether the person works for the region as a whole."""
    return user.is_beheerder or user.regio_coordinator


def mag_regisseren(user: Any, sollicitatie: Any) -> bool:
    """The regisseur, the stagedocent of the student, coordinators of the school, and the bureau (R4.2)."""
    student = sollicitatie.student
    if is_van_bureau(user) or student.school_id in user.organisatie_ids_als("coordinator"):
        return True
    return user.heeft_rol("stagedocent") and user.pk in {sollicitatie.regisseur_id, student.stagedocent_id}


def hoort_bij_leerbedrijf(user: Any, sollicitatie: Any) -> bool:
    """A praktijkopleider of the house, or the contact of the vacature as long as that person works there."""
    vacature = sollicitatie.vacature
    huis = vacature.stageplaats.afdeling.locatie.organisatie_id
    if huis in user.organisatie_ids_als("praktijkopleider"):
        return True
    return vacature.contact_id == user.pk and huis in user.organisatie_ids_als("werkbegeleider")


def mag_antwoorden(user: Any, sollicitatie: Any) -> bool:
    """Who accepts, invites and declines for the leerbedrijf; nobody does so for the own application."""
    return hoort_bij_leerbedrijf(user, sollicitatie) and not is_student_van(user, sollicitatie)


def mag_link_intrekken(user: Any, sollicitatie: Any) -> bool:
    """Who takes a mailed link back: who sent it on, the bureau, or the house whose answer it would be."""
    return mag_regisseren(user, sollicitatie) or hoort_bij_leerbedrijf(user, sollicitatie)


def mag_intrekken(user: Any, sollicitatie: Any) -> bool:
    """Only the student takes an application back."""
    return is_student_van(user, sollicitatie)


def ziet_schoolzaken(user: Any, sollicitatie: Any) -> bool:
    """Who reads what student and school say to each other."""
    return is_student_van(user, sollicitatie) or mag_regisseren(user, sollicitatie)


def is_regisseur(user: Any) -> bool:
    """Whether the person forwards applications at all."""
    return is_van_bureau(user) or user.heeft_rol("coordinator", "stagedocent")


def beoordeelt_voor_leerbedrijf(user: Any) -> bool:
    """Whether the person answers applications at all."""
    return user.heeft_rol("praktijkopleider", "werkbegeleider")
