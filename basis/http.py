"""Small helpers for views: redirects that htmx understands, messages, pages of a list, caching."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from basis.errors import DomainError

PER_PAGINA = 25
ONGELDIG = 422  # a form or action that was understood and refused; htmx swaps its body


class BeginMiddleware:
    """Write down when a request began, before its body is read: a deadline counts that moment (betrouwbaarheid F3)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the moment and go on."""
        request.begonnen_op = timezone.now()
        return self.get_response(request)


def begonnen_op(request: HttpRequest) -> datetime:
    """Return when the request began (aware); a slow connection takes nothing from anybody's time."""
    return getattr(request, "begonnen_op", None) or timezone.now()


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of a page (a boosted link asks for all of it)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def naar_pagina(request: HttpRequest, doel: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send the browser to `doel` (URL, view name or object with get_absolute_url), also when htmx asks."""
    url = resolve_url(doel, *args, **kwargs)
    if request.headers.get("HX-Request") == "true":
        # A 302 would be followed by htmx itself, and the whole page put inside a part of this one.
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def veilige_next(request: HttpRequest, standaard: Any = "/") -> str:
    """Return the address in `next` (POST, then GET) when it lies on this site, else `standaard`."""
    doel = request.POST.get("next") or request.GET.get("next") or ""
    veilig = url_has_allowed_host_and_scheme(
        doel, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return doel if veilig else resolve_url(standaard)


def meld_fout(request: HttpRequest, fout: DomainError, form: BaseForm | None = None) -> None:
    """Show the message of `fout`: at its field or above the form when there is one, else as a message on the page."""
    if form is not None and form.is_bound:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
    else:
        messages.error(request, fout.message)


@contextmanager
def fouten_melden(request: HttpRequest, form: BaseForm | None = None) -> Iterator[list[DomainError]]:
    """Catch a DomainError inside the block and show it; the yielded list is empty when all went well.

    with fouten_melden(request, form) as fouten:
        rond_plaatsing_af(...)
    if not fouten:
        return naar_pagina(...)
    """
    fouten: list[DomainError] = []
    try:
        yield fouten
    except DomainError as fout:
        fouten.append(fout)
        meld_fout(request, fout, form)


def bladzijde(
    request: HttpRequest, rijen: QuerySet | Sequence, *, per_pagina: int = PER_PAGINA, parameter: str = "pagina"
) -> Page:
    """Return the page that `?pagina=` asks for (nonsense gives the nearest one).

    `page.paginator.count` is the total; it costs one query, the rows another.
    """
    return Paginator(rijen, per_pagina).get_page(request.GET.get(parameter))


def toon(
    request: HttpRequest, sjabloon: str, context: Mapping[str, Any], *, deel: str = "", status: int = 200
) -> HttpResponse:
    """Render the page, or only its partial `deel` when htmx asks; caches are told that the two differ."""
    antwoord = render(
        request, f"{sjabloon}#{deel}" if deel and is_htmx(request) else sjabloon, dict(context), status=status
    )
    patch_vary_headers(antwoord, ["HX-Request"])
    return antwoord


def niet_bewaren(antwoord: HttpResponse) -> HttpResponse:
    """Forbid every cache to keep `antwoord`; returns it."""
    antwoord.headers["Cache-Control"] = "no-store, private"
    return antwoord


def niet_bewaren_na_inloggen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that is public: what it shows to somebody who is logged in is kept by no cache."""

    @wraps(view)
    def omhuld(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        antwoord = view(request, *args, **kwargs)
        user = getattr(request, "user", None)
        return niet_bewaren(antwoord) if user is not None and user.is_authenticated else antwoord

    return omhuld
