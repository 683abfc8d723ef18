"""The access log of confidential content: no line, no content (betrouwbaarheid D2)."""

from datetime import datetime

from django.db import models

from kern.enums import InzageUitkomst
from kern.models import Inzageregel, Student, User


def leg_inzage_vast(
    *,
    obj: models.Model,
    student: Student | None,
    user: User | None,
    at: datetime,
    route: str,
    uitkomst: str = InzageUitkomst.GETOOND,
    reden: str = "",
    rol: str = "",
) -> Inzageregel:
    """Write one line: who (and as what) opened, downloaded or was refused which record of which student, and when.

    Call it before showing the content. Holds no content. `user` is None for who came by a mailed link; `rol` says so.
    """
    return Inzageregel.objects.create(
        at=at,
        user=user,
        rol=rol or ", ".join(sorted(user.rollen if user else ())),
        object_soort=obj._meta.label,
        object_id=str(getattr(obj, "public_id", None) or obj.pk),
        student_id=student.pk if student else None,
        route=route,
        uitkomst=uitkomst,
        reden=reden,
    )
