"""What the pages of one evaluation share: the door to it, and how a refusal looks."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evaluaties.models import Evaluatie
from evaluaties.services import inzage


def geweigerd(request: HttpRequest, reden: str) -> HttpResponse:
    """Show who may know of it, but no more, why not (403)."""
    return render(request, "evaluaties/geen_toegang.html", {"reden": reden}, status=403)


def open_evaluatie(request: HttpRequest, public_id: UUID, route: str) -> Evaluatie:
    """Return an evaluation that this person may read, after the access line; 404 for strangers.

    Raises GeenToegang for who may know of it but not read it.
    """
    try:
        return inzage.open_evaluatie(request.user, public_id, timezone.now(), route)
    except Evaluatie.DoesNotExist:
        raise Http404 from None


def geldige_ids(ruw: list[str]) -> list[UUID]:
    """Return what can be a public id of what a form sent; the rest names nothing."""
    uit = []
    for waarde in ruw[:200]:
        with suppress(ValueError):
            uit.append(UUID(waarde))
    return uit
