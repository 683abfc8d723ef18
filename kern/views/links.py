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


def met_link(doel: str, *, nieuw: str = "") -> Callable[[View], View]:
    """Decorate a view that is public for who has a link: `view(request, link, ...)` for a path with `<str:token>`.

    A link that is no good gives a page that says why (410); `nieuw` names the page where somebody asks for another.
    Templates extend links/basis.html.
    """

    def omhul(view: View) -> View:
        @wraps(view)
        def omhuld(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                link = zoek_link(token=token, doel=doel, at=begonnen_op(request))
            except DomainError as fout:
                antwoord = vervallen(request, fout, nieuw)
            else:
                antwoord = view(request, link, *args, **kwargs)
            return verhul(antwoord)

        return login_not_required(omhuld)

    return omhul


def vervallen(request: HttpRequest, fout: DomainError, nieuw: str = "") -> HttpResponse:
    """Say why a link is no good (410), with the text that was sent along: it stands nowhere else."""
    context = {"fout": fout, "nieuw": nieuw, "geschreven": _geschreven(request) if request.method == "POST" else []}
    return render(request, "links/vervallen.html", context, status=410)


def _geschreven(request: HttpRequest) -> list[str]:
    """Return what somebody wrote in words; codes, choices and numbers are one word."""
    teksten = [request.POST.get(naam, "").strip() for naam in request.POST]
    return [tekst for tekst in teksten if len(tekst.split()) > 1]


def verhul(antwoord: HttpResponse) -> HttpResponse:
    """Keep an answer to a secret address out of caches and search engines, and its address out of the next request.

    Not "no-referrer": browsers then hide where a form comes from, and the check against forged forms refuses it.
    """
    antwoord.headers["Referrer-Policy"] = "strict-origin"
    antwoord.headers["X-Robots-Tag"] = "noindex, nofollow"
    return niet_bewaren(antwoord)
