"""What matching does when a placement changes."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from kern.models import User
from matching.services.bezwaar import vervallen_bezwaar
from plaatsingen.models import Plaatsing
from plaatsingen.signals import plaatsing_beeindigd, plaatsing_bevestigd


@receiver([plaatsing_bevestigd, plaatsing_beeindigd], dispatch_uid="matching_bezwaar_vervalt")
def bezwaar_vervalt(sender: Any, *, plaatsing: Plaatsing, by: User | None, at: datetime, **_: Any) -> None:
    """Close an open objection when the offer is answered or taken back."""
    vervallen_bezwaar(plaatsing=plaatsing, by=by, at=at)
