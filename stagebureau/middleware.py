"""What comes before everything else: the portal closed for maintenance, requests that no page can answer."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

VRIJ = ("/health/", "/static/")
WACHT_SECONDEN = 300
LANGSTE_TEKST = 60


class OnderhoudMiddleware:
    """Answers 503 while ONDERHOUD is on, or while the file `onderhoud` stands in the folder of the portal (`var`).

    The file can be put there and taken away while the portal runs; what is in it ("14:30") is shown as the end.
    Draws without the request, so that nothing asks the database, which may be away just then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let only monitors and static files pass while the portal is closed."""
        tot = "" if request.path.startswith(VRIJ) else _dicht()
        if request.path.startswith(VRIJ) or tot is None:
            return self.get_response(request)
        pagina = render_to_string("fouten/onderhoud.html", {"tot": tot})
        headers = {"Retry-After": str(WACHT_SECONDEN), "Cache-Control": "no-store"}
        return HttpResponse(pagina, status=503, headers=headers)


class OmvangMiddleware:
    """Answers 413 to a request that says it is larger than AANVRAAG_MAX_BYTES, before anything of it is kept on disk.

    Only a server that hands on bodies without a stated length could let more through; gunicorn's are bounded by time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what is too large; a length that is no number is left to Django, which refuses it."""
        lengte = request.META.get("CONTENT_LENGTH") or "0"
        if not lengte.isdecimal() or int(lengte) <= settings.AANVRAAG_MAX_BYTES:
            return self.get_response(request)
        pagina = render_to_string("fouten/413.html", {"megabytes": settings.AANVRAAG_MAX_BYTES // 1024**2})
        return HttpResponse(pagina, status=413, headers={"Cache-Control": "no-store", "Connection": "close"})


class AdresMiddleware:
    """Answers 400 to an address with a NUL sign in its question: nobody types one, and PostgreSQL can't look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what no page can answer."""
        if "%00" not in request.META.get("QUERY_STRING", ""):
            return self.get_response(request)
        return HttpResponse(render_to_string("fouten/400.html"), status=400, headers={"Cache-Control": "no-store"})


def _dicht() -> str | None:
    """Return until when the portal is closed ("" = nobody said); None when it is open."""
    try:
        tekst = (Path(settings.VAR_DIR) / "onderhoud").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "" if settings.ONDERHOUD else None
    return tekst.strip()[:LANGSTE_TEKST]
