"""Who may do what, as tiny functions of (user, object)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def mag_beheren(user: Any) -> bool:
    """Whether the person administers the portal."""
    return bool(user.is_beheerder)


def alleen(regel: Callable[[Any], bool]) -> Callable:
    """Decorator for a view: refuse (403) whoever `regel` refuses."""

    def omhul(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def beschermd(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not regel(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return beschermd

    return omhul
