"""What the pages of this app share."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from basis.paginering import Bladwijzer
from evaluaties.services.dossiers import met_registratie
from plaatsingen.models import Plaatsing

PER_PAGINA = 50
Rij = TypeVar("Rij")


def pagina_van(request: HttpRequest, rijen: "QuerySet | list", lagen: Sequence[QuerySet] = ()) -> Page:
    """Return the page that ?pagina= asks for; a number that does not exist gives the nearest one (see Bladwijzer)."""
    return Bladwijzer(rijen, PER_PAGINA, lagen=lagen).get_page(request.GET.get("pagina"))


def nummers_uit(request: HttpRequest, veld: str) -> list[UUID]:
    """Return the public ids that were posted in a field; what is none of that is left out."""
    nummers = []
    for tekst in request.POST.getlist(veld):
        with suppress(ValueError):
            nummers.append(UUID(tekst))
    return nummers


def plaatsing_of_404(request: HttpRequest, public_id: UUID) -> Plaatsing:
    """Return a placement that this person may see, with the people concerned."""
    rijen = met_registratie(Plaatsing.objects.visible_to(request.user)).met_betrokkenen()
    plaatsing = rijen.filter(public_id=public_id).first()
    if plaatsing is None:
        raise Http404
    return plaatsing
