"""What the pages of a placement share."""

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plaatsingen.models import Plaatsing


def haal(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    """Return the placement with everybody concerned; 404 for whoever may not see it."""
    return get_object_or_404(Plaatsing.objects.visible_to(request.user).met_betrokkenen(), public_id=public_id)
