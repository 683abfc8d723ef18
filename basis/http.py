"""Small helpers for views."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def naar_pagina(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect the whole page to `url`, also when htmx asked for a part of it."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
