"""What the pages of the regional plan share: the school year, and the objects of an address."""

import uuid

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from kern.kalender import schooljaar as schooljaar_van
from kern.models import Organisatie, Schooljaar
from vraagaanbod.models import Maatregel, Scenario
from vraagaanbod.services.bord import kies_schooljaar


def gekozen_jaar(request: HttpRequest) -> Schooljaar | None:
    """Return the school year of the address, else the one the board shows; 404 for a year that isn't there."""
    naam = request.GET.get("schooljaar", "")
    jaar = kies_schooljaar(naam=naam, nu=schooljaar_van(timezone.localdate()))
    if jaar is None and naam:
        raise Http404
    return jaar


def jaarnamen() -> list[str]:
    """Return the names of all school years, the latest first."""
    return list(Schooljaar.objects.order_by("-begin").values_list("naam", flat=True))


def haal_maatregel(request: HttpRequest, public_id: uuid.UUID) -> Maatregel:
    """Return a measure; 404 for whoever doesn't see the plan."""
    rijen = Maatregel.objects.visible_to(request.user).select_related(
        "schooljaar", "van_cluster", "naar_cluster", "organisatie", "aangemaakt_door", "omzetting"
    )
    return get_object_or_404(rijen, public_id=public_id)


def haal_scenario(request: HttpRequest, public_id: uuid.UUID) -> Scenario:
    """Return a scenario; 404 for whoever doesn't see the plan."""
    rijen = Scenario.objects.visible_to(request.user).select_related("schooljaar", "door", "toegepast_door")
    return get_object_or_404(rijen.prefetch_related("regels"), public_id=public_id)


def scholen() -> list[Organisatie]:
    """Return the schools whose own part the board can show."""
    return list(Organisatie.objects.scholen())


def gekozen_school(request: HttpRequest, keuze: list[Organisatie]) -> Organisatie | None:
    """Return the school of the address, None for the whole region; 404 for one that isn't there."""
    gevraagd = request.GET.get("school", "")
    if not gevraagd:
        return None
    school = next((rij for rij in keuze if str(rij.public_id) == gevraagd), None)
    if school is None:
        raise Http404
    return school
