"""Who has a role on a day: whom to ask, to tell, to escalate to."""

from collections.abc import Iterable
from datetime import date

from kern.enums import OrganisatieSoort, Rol
from kern.models import Lidmaatschap, User


def met_rol(op: date, rollen: Iterable[str], **waar: object) -> list[User]:
    """Return who has one of these roles on a day and may log in, each once, by name; `waar` narrows memberships."""
    leden = (
        Lidmaatschap.objects.geldig_op(op)
        .filter(rol__in=list(rollen), user__is_active=True, **waar)
        .select_related("user")
        .order_by("user__achternaam", "user_id")
    )
    return list({lid.user_id: lid.user for lid in leden}.values())


def bureau(*, op: date) -> list[User]:
    """Return the coordinators of the regional bureau."""
    return met_rol(op, [Rol.COORDINATOR], organisatie__soort=OrganisatieSoort.BUREAU)


def coordinatoren(school_id: int, *, op: date) -> list[User]:
    """Return the coordinators of a school."""
    return met_rol(op, [Rol.COORDINATOR], organisatie_id=school_id)
