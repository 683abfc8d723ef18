"""Who may do what with the route (R8.4) and with EVC (R8.5), once they may see the student or the placement."""

from typing import Any

from evaluaties.enums import EvcStatus
from evaluaties.rules import (
    is_coordinator_van,
    is_praktijkopleider_van,
    is_stagebegeleider_van,
    is_stagedocent_van,
    is_student_van,
    is_werkbegeleider_van,
)
from plaatsingen.enums import ACTIEF, PlaatsingStatus

BEGELEIDT = ("stagedocent", "coordinator", "stagebegeleider", "werkbegeleider", "praktijkopleider")
SCHOOLROLLEN = ("stagedocent", "coordinator", "stagebegeleider")

# --- the route ---


def is_van_school(user: Any, plaatsing: Any) -> bool:
    """Stagedocent, coordinator of the school or stagebegeleider of this placement."""
    return (
        is_stagedocent_van(user, plaatsing)
        or is_coordinator_van(user, plaatsing)
        or is_stagebegeleider_van(user, plaatsing)
    )


def ziet_waarom(user: Any, plaatsing: Any) -> bool:
    """Why a student wants another route may be about home or health: for the student and school."""
    return is_student_van(user, plaatsing) or is_van_school(user, plaatsing)


def mag_route_kiezen(user: Any, plaatsing: Any) -> bool:
    """Only the student chooses, from the agreement to the end of the stage."""
    open_ = {*ACTIEF, PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING}
    return is_student_van(user, plaatsing) and plaatsing.status in open_


def mag_route_bespreken(user: Any, plaatsing: Any) -> bool:
    """Who steers: school, and who supervises at the leerbedrijf."""
    return (
        is_van_school(user, plaatsing)
        or is_werkbegeleider_van(user, plaatsing)
        or is_praktijkopleider_van(user, plaatsing)
    )


def mag_volgcijfers_zien(user: Any) -> bool:
    """Management: coordinators (own school, or the region) and administrators."""
    return user.heeft_rol("coordinator", "beheerder")


# --- EVC ---


def is_kandidaat(user: Any, traject: Any) -> bool:
    """Whether this is the own procedure."""
    return traject.student.user_id == user.pk


def coordineert(user: Any, student: Any) -> bool:
    """Whether the person coordinates for the school of the student; the region doesn't read what is in it."""
    return student.school_id in user.organisatie_ids_als("coordinator")


def is_docent(user: Any, student: Any) -> bool:
    """Whether the person is the stagedocent of the student."""
    return student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")


def is_assessor(user: Any, traject: Any) -> bool:
    """Whether the person judges this procedure, once it was handed in."""
    gekozen = traject.assessor_id == user.pk and user.heeft_rol("stagedocent", "coordinator")
    return gekozen and traject.status != EvcStatus.VERZAMELEN


def mag_evc_openen(user: Any, student: Any) -> bool:
    """The student begins, or school does it with the student."""
    return student.user_id == user.pk or is_docent(user, student) or coordineert(user, student)


def mag_evc_lezen(user: Any, traject: Any) -> bool:
    """The candidate, school and the assessor; who looks after the portal sees only that there is one (P8)."""
    student = traject.student
    school = is_docent(user, student) or coordineert(user, student)
    return is_kandidaat(user, traject) or school or is_assessor(user, traject)


def ziet_evc_woorden(user: Any, traject: Any) -> bool:
    """What a student is still collecting is the student's own; from handing in on whoever may read it."""
    return is_kandidaat(user, traject) or traject.status != EvcStatus.VERZAMELEN


def ziet_evc_oordeel(user: Any, traject: Any) -> bool:
    """A judgement is advice until the school decided: for the assessor and the coordinator alone."""
    klaar = traject.status == EvcStatus.BESLOTEN
    return (
        klaar or is_assessor(user, traject) or (coordineert(user, traject.student) and not is_kandidaat(user, traject))
    )


def mag_evc_invullen(user: Any, traject: Any) -> bool:
    """Only the candidate writes, before it is handed in."""
    return is_kandidaat(user, traject) and traject.bij_student


def mag_assessor_kiezen(user: Any, traject: Any) -> bool:
    """The coordinator of the school chooses who judges, until that is done."""
    return coordineert(user, traject.student) and traject.status in {
        EvcStatus.VERZAMELEN,
        EvcStatus.INGEDIEND,
        EvcStatus.GESPREK,
    }


def mag_evc_beoordelen(user: Any, traject: Any) -> bool:
    """The assessor, while it waits for a judgement."""
    return is_assessor(user, traject) and traject.bij_assessor


def mag_evc_besluiten(user: Any, traject: Any) -> bool:
    """The coordinator of the school, and never the one who judged: two people (D7)."""
    return (
        traject.status == EvcStatus.BEOORDEELD and coordineert(user, traject.student) and traject.assessor_id != user.pk
    )


def mag_evc_stoppen(user: Any, traject: Any) -> bool:
    """The candidate or the coordinator, as long as nothing was decided."""
    loopt = traject.status not in {EvcStatus.BESLOTEN, EvcStatus.GESTOPT}
    return loopt and (is_kandidaat(user, traject) or coordineert(user, traject.student))


def mag_evc_toepassen(user: Any, traject: Any) -> bool:
    """The coordinator lets a decision shorten a stage."""
    return traject.status == EvcStatus.BESLOTEN and coordineert(user, traject.student)


def mag_evc_lijst(user: Any) -> bool:
    """Whether the person has anything to do with EVC."""
    return user.heeft_rol("student", "stagedocent", "coordinator", "beheerder")
