"""What applications do when vacatures tell something; in the sender's transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from kern.models import User
from vacatures.models import Stageplaats, Vacature
from vacatures.services import sollicitatie_einde
from vacatures.signals import stageplaats_ingetrokken, vacature_gesloten


@receiver(vacature_gesloten)
def stop_sollicitaties(vacature: Vacature, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A withdrawn vacature ends its applications; a hidden one lets them stand still."""
    sollicitatie_einde.vacature_is_gesloten(vacature=vacature, by=by, at=at)


@receiver(stageplaats_ingetrokken)
def stop_sollicitaties_op_plaats(plaats: Stageplaats, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A withdrawn place ends the applications for it: nobody could be accepted any more."""
    sollicitatie_einde.plaats_is_ingetrokken(plaats=plaats, by=by, at=at)
