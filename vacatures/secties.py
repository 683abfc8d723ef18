"""What others add to the pages of a stageplaats and a vacature, without those pages knowing them.

In `AppConfig.ready()` of a higher app:

    from vacatures.secties import registreer_sectie
    registreer_sectie("voorkeur", functie)
    registreer_vacature_sectie("solliciteren", functie)
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from vacatures.models import Stageplaats, Vacature

# Gives {"sjabloon": template name, "context": dict} or None when this person has nothing to do here. `plaats` has its
# clusters prefetched and knows its `bezetting`.
SectieFunctie = Callable[[HttpRequest, Stageplaats], dict[str, Any] | None]

_secties: dict[str, SectieFunctie] = {}


def registreer_sectie(naam: str, functie: SectieFunctie) -> None:
    """Add a piece to the top of the page; the same `naam` replaces the former. The function only reads."""
    _secties[naam] = functie


def secties_voor(request: HttpRequest, plaats: Stageplaats) -> list[SafeString]:
    """Return the pieces that this person sees of this place, drawn, in order of their names."""
    vast = {"request": request, "user": request.user, "csrf_token": get_token(request), "plaats": plaats}
    gevonden = [functie(request, plaats) for _, functie in sorted(_secties.items())]
    return [render_to_string(s["sjabloon"], {**vast, **s.get("context", {})}) for s in gevonden if s is not None]


# --- the page of a vacature ---

VacatureSectie = Callable[[HttpRequest, Vacature], dict[str, Any] | None]

_vacature_secties: dict[str, VacatureSectie] = {}


def registreer_vacature_sectie(naam: str, functie: VacatureSectie) -> None:
    """Add a piece to the top of the page of a vacature; the same `naam` replaces the former. It only reads."""
    _vacature_secties[naam] = functie


def vacature_secties_voor(request: HttpRequest, vacature: Vacature) -> list[SafeString]:
    """Return the pieces that this person sees of this vacature, drawn, in order of their names."""
    vast = {"request": request, "user": request.user, "csrf_token": get_token(request), "vacature": vacature}
    gevonden = [functie(request, vacature) for _, functie in sorted(_vacature_secties.items())]
    return [render_to_string(s["sjabloon"], {**vast, **s.get("context", {})}) for s in gevonden if s is not None]
