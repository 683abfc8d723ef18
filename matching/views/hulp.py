"""What the pages of a round share."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from matching import rules
from matching.models import Ronde

METGEZELLEN = (
    "gekozen__gestart_door",
    "verdeling",
    "vorige",
    "aangemaakt_door",
    "klaargezet_door",
    "gepubliceerd_door",
    "gesloten_door",
)


def haal(request: HttpRequest, public_id: uuid.UUID) -> Ronde:
    """Return the round, with its schools; 404 for whoever may not see it."""
    rondes = (
        Ronde.objects.visible_to(request.user).select_related("schooljaar", *METGEZELLEN).prefetch_related("scholen")
    )
    return get_object_or_404(rondes, public_id=public_id)


def mag_beheren(request: HttpRequest, ronde: Ronde) -> bool:
    """Whether the person runs this round."""
    return rules.mag_ronde_beheren(request.user, {school.pk for school in ronde.scholen.all()})


def haal_beheerd(request: HttpRequest, public_id: uuid.UUID) -> Ronde:
    """Return the round for who runs it; 403 for who only takes part in it."""
    ronde = haal(request, public_id)
    if not mag_beheren(request, ronde):
        raise PermissionDenied
    return ronde


def versie_uit(request: HttpRequest) -> int | None:
    """Return which version of the round the page showed, as its form sends along; None when it doesn't."""
    tekst = request.POST.get("versie", "")
    return int(tekst) if tekst.isdecimal() and len(tekst) < 10 else None
