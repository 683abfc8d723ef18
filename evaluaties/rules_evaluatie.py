"""Who may do what in the flow of an evaluation, once they may see it (R8.1)."""

from typing import Any

from evaluaties import rules
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus, TekenRol

WEKEN = ((EvaluatieMoment.WEEK10, (10, 11)), (EvaluatieMoment.WEEK20, (20, 21)))


def momenten_voor(fasen_vanaf: set[int]) -> list[EvaluatieMoment]:
    """Return the moments of a placement by the weeks in which the phases of its template begin (R5.5, R8.1).

    Phases at weeks 10 and 20 stand for flexstage: then these weeks come before the end, else the mid-term does.
    """
    weken = [moment for moment, vanaf in WEKEN if fasen_vanaf & set(vanaf)]
    return [*(weken if len(weken) == len(WEKEN) else [EvaluatieMoment.TUSSEN]), EvaluatieMoment.EIND]


def is_van_school(user: Any, plaatsing: Any) -> bool:
    """Whether the person speaks for the school of the student: its coordinator, or the stagedocent."""
    return rules.is_coordinator_van(user, plaatsing) or rules.is_stagedocent_van(user, plaatsing)


def mag_gesprek_leiden(user: Any, plaatsing: Any) -> bool:
    """Who begins the talk and writes down the joint result: the werkbegeleider and who reads for the school."""
    return rules.is_werkbegeleider_van(user, plaatsing) or rules.is_lezer_van(user, plaatsing)


def mag_onvoldoende_vaststellen(user: Any, plaatsing: Any) -> bool:
    """A person of the school decides that a stage is onvoldoende, never the portal and never the leerbedrijf (D7)."""
    return is_van_school(user, plaatsing)


def mag_heropenen(user: Any, plaatsing: Any) -> bool:
    """Who reopens what is fixed, with reasons."""
    return is_van_school(user, plaatsing)


def mag_tweede_kiezen(user: Any, plaatsing: Any) -> bool:
    """Who says that a second assessor signs along, and who."""
    return is_van_school(user, plaatsing)


def is_tweede_beoordelaar(user: Any, evaluatie: Any) -> bool:
    """Whether the person is the second assessor and still has to do with the placement."""
    return evaluatie.tweede_beoordelaar_id == user.pk and rules.mag_evaluatie_lezen(user, evaluatie.plaatsing)


def tweede_nodig(evaluatie: Any) -> bool:
    """Whether a second assessor signs: chosen by hand, or asked by the form at the end."""
    vraagt = evaluatie.formulier.tweede_beoordelaar and evaluatie.moment == EvaluatieMoment.EIND
    return bool(evaluatie.tweede_beoordelaar_id or vraagt)


def tekenrollen(evaluatie: Any) -> list[str]:
    """Return as what people sign this evaluation, in the order of the page."""
    rollen = [TekenRol.STUDENT, TekenRol.WERKBEGELEIDER, TekenRol.SCHOOL]
    return [rol.value for rol in ([*rollen, TekenRol.TWEEDE] if tweede_nodig(evaluatie) else rollen)]


def mag_tekenen_als(user: Any, evaluatie: Any) -> list[str]:
    """Return as what this person may sign; who is second assessor doesn't sign for the school as well."""
    plaatsing = evaluatie.plaatsing
    tweede = is_tweede_beoordelaar(user, evaluatie)
    mag = {
        TekenRol.STUDENT.value: rules.is_student_van(user, plaatsing),
        TekenRol.WERKBEGELEIDER.value: rules.is_werkbegeleider_van(user, plaatsing),
        TekenRol.SCHOOL.value: is_van_school(user, plaatsing) and not tweede,
        TekenRol.TWEEDE.value: tweede,
    }
    return [rol for rol in tekenrollen(evaluatie) if mag[rol]]


def mag_bezwaar_maken(user: Any, evaluatie: Any) -> bool:
    """The student may object to what is fixed."""
    return evaluatie.status == EvaluatieStatus.VAST and rules.is_student_van(user, evaluatie.plaatsing)


def mag_bezwaar_lezen(user: Any, plaatsing: Any) -> bool:
    """The student and the school; never the leerbedrijf (P7)."""
    return rules.is_student_van(user, plaatsing) or is_van_school(user, plaatsing)


def mag_bezwaar_behandelen(user: Any, plaatsing: Any) -> bool:
    """A coordinator of the school decides about an objection."""
    return rules.is_coordinator_van(user, plaatsing)


def mag_formulieren_zien(user: Any) -> bool:
    """Who sees the evaluation forms: staff of schools and a beheerder."""
    return user.ziet_hele_regio or user.heeft_rol("coordinator", "stagedocent")


def mag_formulieren_maken(user: Any) -> bool:
    """Who makes forms: a coordinator for the own school, a beheerder for every school."""
    return user.is_beheerder or user.heeft_rol("coordinator")


def mag_formulier_wijzigen(user: Any, formulier: Any) -> bool:
    """Whether this form is the person's to change: of the own school, or for all and the person administers."""
    if formulier.school_id is None:
        return user.ziet_hele_regio
    return user.is_beheerder or formulier.school_id in user.organisatie_ids_als("coordinator")
