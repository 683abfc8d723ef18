"""What vacatures and applications do when others tell something; in the sender's transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from kern.models import User
from kern.signals import erkenningen_gewijzigd
from vacatures.models import Stageplaats, Vacature
from vacatures.services import sollicitatie_einde, vacature_erkenning
from vacatures.signals import stageplaats_ingetrokken, vacature_gesloten


@receiver(vacature_gesloten)
def stop_sollicitaties(vacature: Vacature, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A withdrawn vacature ends its applications; a hidden one lets them stand still."""
    sollicitatie_einde.vacature_is_gesloten(vacature=vacature, by=by, at=at)


@receiver(erkenningen_gewijzigd)
def haal_vacatures_weg(organisaties: set[int], at: datetime, **kwargs: Any) -> None:
    """Students don't find what lost its recognition; after the change, so that nobody waits for locks in a circle."""
    transaction.on_commit(lambda: vacature_erkenning.neem_terug(at=at, huizen=organisaties), robust=True)


@receiver(stageplaats_ingetrokken)
def stop_sollicitaties_op_plaats(plaats: Stageplaats, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A withdrawn place ends the applications for it: nobody could be accepted any more."""
    sollicitatie_einde.plaats_is_ingetrokken(plaats=plaats, by=by, at=at)
