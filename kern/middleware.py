"""What holds for every response."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HuisMiddleware:
    """Pages of somebody who is logged in are never kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that depend on who asks."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
