"""Whom to write to: praktijkopleiders of leerbedrijven, coordinators of schools and bureau."""

from collections.abc import Iterable
from datetime import date

from kern.enums import Rol
from kern.models import Lidmaatschap, User


def praktijkopleiders(*, organisatie_ids: Iterable[int], op: date) -> dict[int, list[User]]:
    """Return the praktijkopleiders who may log in on that day, per leerbedrijf. One query."""
    leden = (
        Lidmaatschap.objects.geldig_op(op)
        .filter(rol=Rol.PRAKTIJKOPLEIDER, organisatie_id__in=set(organisatie_ids), user__is_active=True)
        .select_related("user")
        .order_by("organisatie_id", "user_id", "pk")
    )
    gevonden: dict[int, dict[int, User]] = {}
    for lid in leden:
        gevonden.setdefault(lid.organisatie_id, {})[lid.user_id] = lid.user
    return {pk: list(mensen.values()) for pk, mensen in gevonden.items()}


def coordinatoren(*, op: date) -> list[User]:
    """Return every coordinator of the region who may log in on that day, of schools and bureau. One query."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.COORDINATOR, user__is_active=True)
    mensen = {lid.user_id: lid.user for lid in leden.select_related("user").order_by("user_id")}
    return list(mensen.values())
