"""Who may run a matching round (R4.3)."""

from collections.abc import Collection
from typing import Any

BEWERKBAAR = frozenset({"voorbereiding", "bevroren", "berekend"})


def mag_rondes_maken(user: Any) -> bool:
    """Coordinators and the bureau make rounds."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_ronde_beheren(user: Any, school_ids: Collection[int]) -> bool:
    """The bureau runs every round; a coordinator of schools runs a round of own schools only."""
    if user.is_beheerder or user.regio_coordinator:
        return True
    eigen = user.organisatie_ids_als("coordinator")
    return bool(school_ids) and set(school_ids) <= eigen


def is_bewerkbaar(ronde: Any) -> bool:
    """A round may change until it stands ready for publication."""
    return ronde.status in BEWERKBAAR
