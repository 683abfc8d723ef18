"""What happens below and changes talks: a stage that ends has no more talks to come."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from begeleiding.services.afspraken import zeg_alles_af
from plaatsingen.models import Plaatsing
from plaatsingen.signals import plaatsing_beeindigd


@receiver(plaatsing_beeindigd, dispatch_uid="begeleiding_afspraken_vervallen")
def zeg_gesprekken_af(*, plaatsing: Plaatsing, at: datetime, **_: Any) -> None:
    """Call off the talks that were still planned."""
    zeg_alles_af(plaatsing=plaatsing, reden="De stage is voorbij.", at=at)
