"""What the pages of one evaluation share: the door to it, and how a refusal looks."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from basis.errors import GeenToegang
from evaluaties.models import Evaluatie
from evaluaties.services import inzage

View = Callable[..., HttpResponse]


def geweigerd(request: HttpRequest, reden: str) -> HttpResponse:
    """Show who may know of it, but no more, why not (403)."""
    return render(request, "evaluaties/geen_toegang.html", {"reden": reden}, status=403)


def weigert(view: View) -> View:
    """Decorate a view of one evaluation: a GeenToegang becomes the page that says why (403)."""

    @wraps(view)
    def omhuld(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except GeenToegang as fout:
            return geweigerd(request, fout.message)

    return omhuld


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
