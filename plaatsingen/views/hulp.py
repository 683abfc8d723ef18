"""What the pages of a placement share."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from plaatsingen.secties import weten
from plaatsingen.services.begeleiderlast import lasten, waarschuwing


def _met_verloop(request: HttpRequest) -> PlaatsingQuerySet:
    """Return the placements of this person with kennismaking, end and template in the same query."""
    rijen = Plaatsing.objects.visible_to(request.user).met_betrokkenen()
    return rijen.select_related("kennismaking", "beeindiging", "vorm").annotate(**weten())


def haal(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    """Return the placement with everybody concerned; 404 for whoever may not see it."""
    return get_object_or_404(_met_verloop(request), public_id=public_id)


def waarschuw_voor_last(request: HttpRequest, plaatsing: Plaatsing) -> None:
    """Tell whoever chose a werkbegeleider that this one now has many students (R7.6)."""
    mensen = [wie for wie in (plaatsing.werkbegeleider, plaatsing.tweede_begeleider) if wie is not None]
    last = lasten([wie.pk for wie in mensen], vanaf=timezone.localdate()) if mensen else {}
    for wie in mensen:
        if zin := waarschuwing(wie.naam, last.get(wie.pk, 0)):
            messages.warning(request, zin)


def een_van(rijen: QuerySet[Any], public_id: str) -> Any:
    """Return the row that a form names by its public id; None when it is gone already, or never was among `rijen`."""
    try:
        return rijen.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return None
