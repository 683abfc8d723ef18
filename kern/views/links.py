"""What every page behind a mailed link shares: finding the link, and keeping its address to itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from basis.errors import DomainError
from basis.http import begonnen_op, niet_bewaren
from kern.services.toegangslinks import zoek_link

View = Callable[..., HttpResponse]


def met_link(doel: str) -> Callable[[View], View]:
    """Decorate a view that is public for who has a link: `view(request, link, ...)` for a path with `<str:token>`.

    A link that is no good gives a page that says why (410). Templates extend links/basis.html.
    """

    def omhul(view: View) -> View:
        @wraps(view)
        def omhuld(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                link = zoek_link(token=token, doel=doel, at=begonnen_op(request))
            except DomainError as fout:
                antwoord = render(request, "links/vervallen.html", {"fout": fout}, status=410)
            else:
                antwoord = view(request, link, *args, **kwargs)
            return verhul(antwoord)

        return login_not_required(omhuld)

    return omhul


def verhul(antwoord: HttpResponse) -> HttpResponse:
    """Keep an answer to a secret address out of caches and search engines, and its address out of the next request.

    Not "no-referrer": browsers then hide where a form comes from, and the check against forged forms refuses it.
    """
    antwoord.headers["Referrer-Policy"] = "strict-origin"
    antwoord.headers["X-Robots-Tag"] = "noindex, nofollow"
    return niet_bewaren(antwoord)
