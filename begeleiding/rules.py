"""Who may do what with talks, once they may see the placement (403 when not). Pure: (user, object)."""

from datetime import datetime, timedelta
from typing import Any

from begeleiding.enums import Partij, StudentOordeel

TE_WIJZIGEN = timedelta(hours=24)
TE_HERSTELLEN = timedelta(days=14)  # after the student said that it isn't right


def is_student_van(user: Any, plaatsing: Any) -> bool:
    """Whether this is the student's own placement."""
    return plaatsing.student.user_id == user.pk


def is_werkbegeleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person is the first or the second werkbegeleider."""
    eigen = user.pk in {plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id}
    return eigen and user.heeft_rol("werkbegeleider")


def is_van_leerbedrijf(user: Any, plaatsing: Any) -> bool:
    """Whether the person is the werkbegeleider, or a praktijkopleider of the house."""
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    return is_werkbegeleider_van(user, plaatsing) or organisatie_id in user.organisatie_ids_als("praktijkopleider")


def is_van_school(user: Any, plaatsing: Any) -> bool:
    """Whether the person supervises from school or the pool: stagedocent, coordinator, stagebegeleider."""
    stagedocent = plaatsing.student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")
    stagebegeleider = plaatsing.begeleidt(user) and user.heeft_rol("stagebegeleider")
    coordinator = plaatsing.student.school_id in user.organisatie_ids_als("coordinator")
    return stagedocent or stagebegeleider or coordinator


def mag_gesprek_vastleggen(user: Any, plaatsing: Any) -> bool:
    """Who logs a talk: werkbegeleider, stagebegeleider, stagedocent, coordinator of the school (R7.4)."""
    return is_werkbegeleider_van(user, plaatsing) or is_van_school(user, plaatsing)


def mag_gesprek_lezen(user: Any, plaatsing: Any) -> bool:
    """Who reads what was said: the student, the leerbedrijf and school; a beheerder only sees that there was a talk."""
    return is_student_van(user, plaatsing) or is_van_leerbedrijf(user, plaatsing) or is_van_school(user, plaatsing)


def mag_gesprek_wijzigen(user: Any, gesprek: Any, at: datetime) -> bool:
    """The one who logged it mends mistakes within 24 hours, and what the student says isn't right within two weeks."""
    niet_goed = gesprek.oordeel_student == StudentOordeel.KLOPT_NIET and at - gesprek.oordeel_op <= TE_HERSTELLEN
    return gesprek.vastgelegd_door_id == user.pk and (niet_goed or at - gesprek.vastgelegd_op <= TE_WIJZIGEN)


def mag_stap_afvinken(user: Any, gesprek: Any, voor: str) -> bool:
    """Whose step it is ticks it off; who logged the talk and school may too."""
    plaatsing = gesprek.plaatsing
    eigen = {
        Partij.STUDENT: is_student_van(user, plaatsing),
        Partij.WERKBEGELEIDER: user.pk in {plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id},
        Partij.LEERBEDRIJF: is_van_leerbedrijf(user, plaatsing),
        Partij.SCHOOL: is_van_school(user, plaatsing),
    }[Partij(voor)]
    return eigen or gesprek.vastgelegd_door_id == user.pk or is_van_school(user, plaatsing)


def mag_oordelen(user: Any, gesprek: Any) -> bool:
    """Whether the student may say that the report of a talk is right or not: the own one, logged by somebody else."""
    return is_student_van(user, gesprek.plaatsing) and gesprek.vastgelegd_door_id != user.pk


def mag_afspraak_maken(user: Any, plaatsing: Any) -> bool:
    """Who logs talks plans them too."""
    return mag_gesprek_vastleggen(user, plaatsing)


def mag_afspraak_afzeggen(user: Any, afspraak: Any) -> bool:
    """Who plans may call off; the student too, with a reason, so that nobody comes for nothing."""
    return is_student_van(user, afspraak.plaatsing) or mag_afspraak_maken(user, afspraak.plaatsing)


def mag_afspraak_zien(user: Any, plaatsing: Any) -> bool:
    """Who sees when and where there is a talk: those who may read what is said."""
    return mag_gesprek_lezen(user, plaatsing)


def mag_ritme_zetten(user: Any) -> bool:
    """Who says how often there is a talk: coordinators (of their school, or of the region) and administrators."""
    return user.heeft_rol("coordinator", "beheerder")
