"""Who may do what with handelingen and exams (R5.6, R5.7), once they may see the student or the placement."""

from datetime import date
from typing import Any

from evaluaties.enums import GoKant
from evaluaties.rules import is_coordinator_van, is_lezer_van, is_stagedocent_van, is_student_van
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.rules import delen_van, is_begeleider_van
from plaatsingen.rules_vorm import DOCENT, WERKBEGELEIDER, stapkanten


def mag_certificeren(user: Any) -> bool:
    """School certifies: stagedocent and coordinator."""
    return user.heeft_rol("stagedocent", "coordinator")


def mag_student_certificeren(user: Any, student: Any) -> bool:
    """The stagedocent of the student, or a coordinator of the school; the region doesn't certify."""
    docent = student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")
    return docent or student.school_id in user.organisatie_ids_als("coordinator")


def ziet_boekje(user: Any, student: Any) -> bool:
    """The booklet itself: the student and the school."""
    return student.user_id == user.pk or mag_student_certificeren(user, student)


def begeleidt_nu(user: Any, plaatsing: Any, op: date) -> bool:
    """A leerbedrijf of a stage under way, also that of a part: after the last day there is nothing more to look up."""
    loopt = plaatsing.status in ACTIEF and op <= plaatsing.einddatum
    return loopt and (is_begeleider_van(user, plaatsing) or bool(delen_van(user, plaatsing)))


def ziet_handelingen(user: Any, plaatsing: Any, op: date) -> bool:
    """What a student may and may not do on this stage: the student, readers, the host during the stage."""
    return is_student_van(user, plaatsing) or is_lezer_van(user, plaatsing) or begeleidt_nu(user, plaatsing, op)


def mag_niveau_voorstellen(user: Any, plaatsing: Any) -> bool:
    """The student says how independently an act goes, while the stage runs."""
    return is_student_van(user, plaatsing) and plaatsing.status == PlaatsingStatus.LOPEND


def mag_niveau_bevestigen(user: Any, plaatsing: Any, op: date) -> bool:
    """The leerbedrijf confirms, during the stage."""
    return begeleidt_nu(user, plaatsing, op)


def ziet_examens(user: Any, plaatsing: Any) -> bool:
    """The student, the readers of school, and who supervises at the leerbedrijf."""
    return is_student_van(user, plaatsing) or is_lezer_van(user, plaatsing) or bool(gokanten(user, plaatsing))


def gokanten(user: Any, plaatsing: Any) -> tuple[str, ...]:
    """For which side this person gives a GO: school, stage, or none."""
    namens = {DOCENT: GoKant.SCHOOL.value, WERKBEGELEIDER: GoKant.STAGE.value}
    return tuple(namens[kant] for kant in stapkanten(user, plaatsing))


def mag_examen_regelen(user: Any, plaatsing: Any) -> bool:
    """School plans the day and records the result."""
    return is_stagedocent_van(user, plaatsing) or is_coordinator_van(user, plaatsing)


def mag_examen_aanvragen(user: Any, plaatsing: Any) -> bool:
    """The student or the school says that an exam comes in sight, while the stage is under way."""
    return plaatsing.status in ACTIEF and (is_student_van(user, plaatsing) or mag_examen_regelen(user, plaatsing))
