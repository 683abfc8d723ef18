"""What the lock-out counts by."""

from typing import Any

from django.http import HttpRequest


def gebruikersnaam(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the address somebody tries to log in with, in lower case; the lock-out counts per address."""
    gegevens = credentials or {}
    naam = gegevens.get("email") or gegevens.get("username") or ""
    if not naam and request is not None:
        naam = request.POST.get("login", "")
    return str(naam).strip().lower()
