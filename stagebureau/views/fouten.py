"""Error pages; they need no database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def _pagina(request: HttpRequest, status: int, sjabloon: str, **context: object) -> HttpResponse:
    return render(request, f"fouten/{sjabloon}.html", context, status=status)


def fout_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request can't be read."""
    return _pagina(request, 400, "400")


def fout_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A rule says no."""
    return _pagina(request, 403, "403", reden=str(exception) if exception else "")


def fout_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not for you: the same page."""
    return _pagina(request, 404, "404")


def fout_500(request: HttpRequest) -> HttpResponse:
    """Our fault; drawn without the request, so that no query is done when the database itself is away."""
    return HttpResponse(render_to_string("fouten/500.html"), status=500)


def csrf_fout(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or the session is another one."""
    return _pagina(request, 403, "403_csrf")
