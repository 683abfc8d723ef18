"""What holds for every request: idle time, the second login step for staff, headers."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from basis.http import naar_pagina
from kern.enums import STAFF_ROLLEN

Volgende = Callable[[HttpRequest], HttpResponse]

ACTIEF_COOKIE = "stagebureau_actief"
ALTIJD_VRIJ = ("/account/2fa/", "/account/logout/", "/account/reauthenticate/", "/static/", "/health/")


class SessieMiddleware:
    """Staff who do nothing for 30 minutes are logged out (betrouwbaarheid A4); 12 hours is the end for everybody.

    The moment of the last action lives in a signed cookie bound to the session, so that a GET writes nothing.
    """

    def __init__(self, get_response: Volgende) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check before the view, renew after it."""
        if request.user.is_authenticated and self._te_lang_stil(request):
            logout(request)
            messages.info(request, "U bent uitgelogd, omdat u een tijd niets deed. Log opnieuw in.")
        was_ingelogd = request.user.is_authenticated
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.set_signed_cookie(
                ACTIEF_COOKIE,
                f"{timezone.now().timestamp():.0f}",
                salt=request.session.session_key or "",
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        elif was_ingelogd:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            response.delete_cookie(ACTIEF_COOKIE)
        return response

    def _te_lang_stil(self, request: HttpRequest) -> bool:
        if not request.user.rollen & STAFF_ROLLEN:
            return False
        gezien = request.get_signed_cookie(ACTIEF_COOKIE, default=None, salt=request.session.session_key or "")
        laatst = float(gezien) if gezien else (request.user.last_login or timezone.now()).timestamp()
        return timezone.now().timestamp() - laatst > settings.SESSION_IDLE_SECONDS


class TweedeStapMiddleware:
    """Staff take a second login step before anything else (betrouwbaarheid A1), outside the demo.

    It asks for the step itself, not for a road that leads past it: a road that forgets the step ends here.
    """

    def __init__(self, get_response: Volgende) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send staff to the page where they set the second step up, or take it."""
        if (
            settings.MFA_VERPLICHT
            and request.user.is_authenticated
            and not request.path.startswith(ALTIJD_VRIJ)
            and request.user.rollen & STAFF_ROLLEN
        ):
            if not is_mfa_enabled(request.user):
                messages.warning(request, "Stel eerst inloggen in twee stappen in. Daarna kunt u verder.")
                return naar_pagina(request, "mfa_index")
            if not heeft_tweede_stap(request):
                verder = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
                return naar_pagina(request, f"{reverse('mfa_reauthenticate')}?{verder}")
        return self.get_response(request)


def heeft_tweede_stap(request: HttpRequest) -> bool:
    """Whether the second step was taken in this session, by whatever road it began."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class HuisMiddleware:
    """Pages of somebody who is logged in are never kept by a cache."""

    def __init__(self, get_response: Volgende) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that depend on who asks."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
