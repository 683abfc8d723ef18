"""Who may do what with programme templates and the steps of a student through them (R5.5)."""

from typing import Any

from plaatsingen.enums import OVERGANGEN, PlaatsingStatus
from plaatsingen.rules import is_begeleider_van, is_coordinator_van, is_student_van

DOCENT, WERKBEGELEIDER = "docent", "werkbegeleider"


def mag_vormen_zien(user: Any) -> bool:
    """Who works with placements at school or the bureau looks at the templates."""
    return user.heeft_rol("beheerder", "coordinator", "stagedocent")


def mag_vormen_beheren(user: Any) -> bool:
    """Templates are for the whole region: the beheerder and the coordinator of the region keep them."""
    return user.is_beheerder or user.regio_coordinator


def mag_vorm_kiezen(user: Any, plaatsing: Any) -> bool:
    """The coordinator gives a placement its template while it is open."""
    return is_coordinator_van(user, plaatsing) and bool(OVERGANGEN.get(plaatsing.status))


def mag_stap_voorstellen(user: Any, plaatsing: Any) -> bool:
    """The student says to be ready for the next phase, while the stage runs."""
    return is_student_van(user, plaatsing) and plaatsing.status == PlaatsingStatus.LOPEND


def stapkanten(user: Any, plaatsing: Any) -> tuple[str, ...]:
    """As whom this person answers a step: for school, for the leerbedrijf, or not at all.

    For school the stagedocent, or a coordinator of the school; for the leerbedrijf who supervises there.
    """
    student = plaatsing.student
    school = (student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")) or (
        student.school_id in user.organisatie_ids_als("coordinator")
    )
    kanten = ((DOCENT, school), (WERKBEGELEIDER, is_begeleider_van(user, plaatsing)))
    return tuple(kant for kant, ja in kanten if ja)


def stemt_voor(user: Any, stap: Any, kanten: tuple[str, ...]) -> str:
    """Return for which of these sides the person agrees now; "" for none: a step takes two people (R5.5).

    Who stands on both sides speaks for the leerbedrijf: for school a coordinator can agree as well.
    """
    if user.pk in {stap.docent_id, stap.werkbegeleider_id}:
        return ""
    return next((kant for kant in reversed(kanten) if getattr(stap, f"{kant}_op") is None), "")
