"""Who may do what with reports and evaluations, once they may see the placement (403 when not)."""

from typing import Any

from evaluaties.enums import InvulRol


def is_student_van(user: Any, plaatsing: Any) -> bool:
    """Whether this is the student's own placement."""
    return plaatsing.student.user_id == user.pk


def is_coordinator_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person coordinates for the school of the student; the region is not enough for confidential text."""
    return plaatsing.student.school_id in user.organisatie_ids_als("coordinator")


def is_stagedocent_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person is the stagedocent (SLB'er) of the student."""
    return plaatsing.student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")


def is_stagebegeleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person supervises this placement for the pool."""
    return plaatsing.begeleidt(user) and user.heeft_rol("stagebegeleider")


def is_werkbegeleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person supervises this student at work."""
    eigen = user.pk in {plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id}
    return eigen and user.heeft_rol("werkbegeleider")


def is_praktijkopleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person leads the training in the house of the placement."""
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    return organisatie_id in user.organisatie_ids_als("praktijkopleider")


def is_lezer_van(user: Any, plaatsing: Any) -> bool:
    """Who reads reports and gives feedback: stagebegeleider, stagedocent, coordinator of the school (R6.10)."""
    return (
        is_stagebegeleider_van(user, plaatsing)
        or is_stagedocent_van(user, plaatsing)
        or is_coordinator_van(user, plaatsing)
    )


def mag_verslag_lezen(user: Any, verslag: Any) -> bool:
    """Who may read the text: the student, the readers, and the werkbegeleider when the student shares it (P7)."""
    plaatsing = verslag.plaatsing
    gedeeld = verslag.delen_met_werkbegeleider and is_werkbegeleider_van(user, plaatsing)
    return is_student_van(user, plaatsing) or is_lezer_van(user, plaatsing) or gedeeld


def mag_feedback_geven(user: Any, verslag: Any) -> bool:
    """Readers answer; the werkbegeleider talks about it in person (R6.10)."""
    return is_lezer_van(user, verslag.plaatsing)


def mag_ladder_beheren(user: Any, plaatsing: Any) -> bool:
    """The coordinator of the school excuses, extends, pauses and decides (R6.6, R6.7)."""
    return is_coordinator_van(user, plaatsing)


def mag_evaluatie_openen(user: Any, plaatsing: Any) -> bool:
    """Who starts an evaluation: coordinator, stagedocent or werkbegeleider of this placement (R8.1)."""
    return (
        is_coordinator_van(user, plaatsing)
        or is_stagedocent_van(user, plaatsing)
        or is_werkbegeleider_van(user, plaatsing)
    )


def invulrol(user: Any, plaatsing: Any) -> str | None:
    """As whom this person fills in a form of this placement; None = does not."""
    if is_student_van(user, plaatsing):
        return InvulRol.STUDENT.value
    return InvulRol.WERKBEGELEIDER.value if is_werkbegeleider_van(user, plaatsing) else None


def mag_evaluatie_lezen(user: Any, plaatsing: Any) -> bool:
    """Who may read both sides once both are handed in: the two themselves, the readers and the praktijkopleider."""
    return (
        invulrol(user, plaatsing) is not None
        or is_lezer_van(user, plaatsing)
        or is_praktijkopleider_van(user, plaatsing)
    )


def mag_beleid_zien(user: Any) -> bool:
    """Who looks after the rules for reports: a beheerder, and the coordinator of a school."""
    return user.is_beheerder or bool(user.organisatie_ids_als("coordinator"))


def mag_beleid_vastleggen(user: Any, school: Any) -> bool:
    """Who records rules for a school: a beheerder for each and for all together (None), a coordinator for the own."""
    return user.is_beheerder or (school is not None and school.pk in user.organisatie_ids_als("coordinator"))
