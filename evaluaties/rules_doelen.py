"""Goals and portfolio: who may do what, and what fits (R8.3, R8.9)."""

from typing import Any

MAX_BESTANDEN = 60
MAX_BYTES = 200 * 1024 * 1024
MAX_DAGEN = 90  # how long a portfolio may be shared with one person
MAX_DELINGEN = 20  # at the same time


def is_eigen(user: Any, student: Any) -> bool:
    """Whether these are the person's own goals; only the student writes, shows and takes away."""
    return student.user_id == user.pk


def mag_coach_kiezen(user: Any, student: Any) -> bool:
    """Who ties a coach to a student: coordinator of the school and stagedocent (R8.9)."""
    als_docent = student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")
    return als_docent or student.school_id in user.organisatie_ids_als("coordinator")


def mag_volgen(user: Any) -> bool:
    """Who can have students whose goals one follows; a coach may have any role."""
    return not user.heeft_rol("student")
