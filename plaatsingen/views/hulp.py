"""What the pages of a placement share."""

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet


def _met_verloop(request: HttpRequest) -> PlaatsingQuerySet:
    """Return the placements of this person with kennismaking, end and template in the same query."""
    rijen = Plaatsing.objects.visible_to(request.user).met_betrokkenen()
    return rijen.select_related("kennismaking", "beeindiging", "vorm")


def haal(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    """Return the placement with everybody concerned; 404 for whoever may not see it."""
    return get_object_or_404(_met_verloop(request), public_id=public_id)
