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


def gekozen_momenten(ruw: list[str]) -> dict[UUID, str]:
    """Return {public id: moment} of what a form sent as "id:moment"; the rest names nothing."""
    uit = {}
    for waarde in ruw[:200]:
        public_id, _, moment = waarde.partition(":")
        with suppress(ValueError):
            uit[UUID(public_id)] = moment
    return uit
