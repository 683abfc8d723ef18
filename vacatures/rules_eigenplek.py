"""Who may do what with a place that a student found, once they may see it (403 when not). Plain Python."""

from typing import Any

from vacatures.enums import EigenPlekStatus

S = EigenPlekStatus
SOORT: dict[str, str] = {
    S.VOORGESTELD: "wacht",
    S.IN_CONTROLE: "loopt",
    S.ERKENNING: "let_op",
    S.GOEDGEKEURD: "klaar",
    S.AFGEWEZEN: "fout",
    S.INGETROKKEN: "neutraal",
}
WACHT_OP: dict[str, str] = {
    S.VOORGESTELD: "het leerbedrijf",
    S.IN_CONTROLE: "de school",
    S.ERKENNING: "de erkenning van het leerbedrijf",
}


def mag_voorstellen(user: Any) -> bool:
    """Whether the person proposes places at all: a student."""
    return user.heeft_rol("student")


def is_van_student(user: Any, plek: Any) -> bool:
    """Whether this student proposed the place."""
    return plek.student.user_id == user.pk


def mag_nakijken(user: Any, plek: Any) -> bool:
    """The stagedocent of the student, coordinators of the school, and the bureau; never the student."""
    if is_van_student(user, plek):
        return False
    student = plek.student
    if user.is_beheerder or user.regio_coordinator or student.school_id in user.organisatie_ids_als("coordinator"):
        return True
    return user.heeft_rol("stagedocent") and student.stagedocent_id == user.pk


def mag_erkenning_vastleggen(user: Any, plek: Any) -> bool:
    """Who writes down that SBB recognises a leerbedrijf: coordinators of the school, and the bureau."""
    school = user.organisatie_ids_als("coordinator")
    return user.is_beheerder or user.regio_coordinator or plek.student.school_id in school


def ziet_overzicht(user: Any) -> bool:
    """Whether the person has a list of these places at all."""
    return user.is_beheerder or user.regio_coordinator or user.heeft_rol("student", "coordinator", "stagedocent")
