"""Who may do what with the regional plan: measures, scenarios, goals; and how far a measure may go at once."""

from typing import Any

from vraagaanbod.enums import MaatregelStatus as S
from vraagaanbod.rules import mag_bord_zien, voor_iedereen

mag_plan_zien = mag_bord_zien
mag_plan_bewerken = voor_iedereen

# From which state to which; each step carries a reason.
OVERGANGEN: dict[str, tuple[str, ...]] = {
    S.IDEE: (S.TOEGEZEGD, S.VERVALLEN),
    # To itself: only the day it holds from changes, or whether the figures hold its places by now.
    S.TOEGEZEGD: (S.UITGEVOERD, S.TOEGEZEGD, S.IDEE, S.VERVALLEN),
    S.UITGEVOERD: (S.UITGEVOERD, S.TOEGEZEGD, S.VERVALLEN),
    S.VERVALLEN: (S.IDEE,),
}
# What counts in "na maatregelen": it has been promised, or done.
AFGESPROKEN = frozenset({S.TOEGEZEGD, S.UITGEVOERD})


def mag_idee_voorstellen(user: Any) -> bool:
    """Whether the person may write down an idea: the bureau, and coordinators of schools."""
    return mag_plan_bewerken(user) or user.heeft_rol("coordinator")


def mag_maatregel_wijzigen(user: Any, maatregel: Any) -> bool:
    """Whether the person may change the measure: the bureau; a coordinator the own idea as long as it is one."""
    if mag_plan_bewerken(user):
        return True
    eigen = maatregel.aangemaakt_door_id == user.pk
    return eigen and maatregel.status == S.IDEE and user.heeft_rol("coordinator")


def is_afgesproken(status: str) -> bool:
    """Whether a measure in this state counts."""
    return status in AFGESPROKEN
