"""What higher apps add to the page of a placement, without this app knowing them.

In `AppConfig.ready()` of a higher app:

    from plaatsingen.secties import registreer_sectie, registreer_tijdlijn
    registreer_sectie("verslagen", 30, functie)
    registreer_tijdlijn("verslagen", functie)
    registreer_kop("verslagen", functie)

A `kop` is a short word on top of every page of a placement, such as the next deadline; pages show it with
`{% load stage %}` and `{% block onder_kop %}{% stagekop plaatsing %}{% endblock onder_kop %}`.

Order on the page: overzicht 10, overeenkomst 15, uren 20, verslagen 30, gesprekken 40, evaluaties 50, documenten 60,
tijdlijn 90 (10, 20 and 90 are made here).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from plaatsingen import rules
from plaatsingen.models import Plaatsing

# Gives {"titel": str, "sjabloon": template name, "context": dict} or None when this person has no such section.
SectieFunctie = Callable[[HttpRequest, Plaatsing], dict[str, Any] | None]
# Gives rows for the timeline: {"moment": date or aware datetime, "titel": str} and optionally "tekst", "wie",
# "soort" (klaar, let_op, fout, wacht, loopt, neutraal), "url", "toekomst": the keys of the tijdlijn component.
TijdlijnFunctie = Callable[[HttpRequest, Plaatsing], list[dict[str, Any]]]

# Gives {"sjabloon": template name, "context": dict} or None when there is nothing to tell this person here.
KopFunctie = Callable[[HttpRequest, Plaatsing], dict[str, Any] | None]

# What people of a second host see of a stage: their part of it, not what the first host and school keep (R5.9).
VOOR_TWEEDE_HUIS = frozenset({"overzicht", "verloop", "uren", "handelingen", "tijdlijn"})

_koppen: dict[str, KopFunctie] = {}
_weten: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {}
_secties: dict[str, tuple[int, SectieFunctie]] = {}
_tijdlijnen: dict[str, TijdlijnFunctie] = {}


@dataclass(frozen=True, slots=True)
class Sectie:
    """A section that is ready to be shown; `naam` is its anchor on the page."""

    naam: str
    titel: str
    html: str


def registreer_sectie(naam: str, volgorde: int, functie: SectieFunctie) -> None:
    """Add a section; the same `naam` replaces the former. The function only reads, and starts at visible_to(user)."""
    _secties[naam] = (volgorde, functie)


def registreer_tijdlijn(naam: str, functie: TijdlijnFunctie) -> None:
    """Add rows to the timeline of a placement; the same `naam` replaces the former."""
    _tijdlijnen[naam] = functie


def registreer_kop(naam: str, functie: KopFunctie) -> None:
    """Add a word on top of every page of a placement; the same `naam` replaces the former. It only reads."""
    _koppen[naam] = functie


def registreer_weten(naam: str, rijen: Callable[[], QuerySet[Any]], *, via: str = "plaatsing") -> None:
    """Let the page know with the placement whether it has any of these rows, as `naam`; `via` leads to the placement.

    A section with rows that few placements have asks `heeft` first, and then mostly nothing.
    """
    _weten[naam] = rijen, via


def weten() -> dict[str, Exists]:
    """Return what the query of a page takes along for its sections."""
    alle = ((naam, rijen().order_by(), via) for naam, (rijen, via) in _weten.items())
    return {naam: Exists(rijen.filter(**{via: OuterRef("pk")})) for naam, rijen, via in alle}


def heeft(plaatsing: Plaatsing, naam: str) -> bool:
    """Whether the placement may have rows of this name: yes too when its query took nothing along."""
    return plaatsing.__dict__.get(naam, True)


def kop_voor(request: HttpRequest, plaatsing: Plaatsing) -> SafeString:
    """Return what stands on top of the pages of this placement for this person, drawn; mostly nothing."""
    if rules.alleen_van_deel(request.user, plaatsing):
        return SafeString("")
    delen = [functie(request, plaatsing) for functie in _koppen.values()]
    vast = {"request": request, "user": request.user, "plaatsing": plaatsing}
    getekend = (render_to_string(deel["sjabloon"], {**vast, **deel["context"]}) for deel in delen if deel is not None)
    return SafeString("".join(getekend))


def secties_voor(request: HttpRequest, plaatsing: Plaatsing) -> list[Sectie]:
    """Return the sections that this person sees of this placement, in order, drawn.

    Their templates know `request`, `user`, `csrf_token` and `plaatsing` beside their own context; drawn without
    context processors, which would ask the database again for every section.
    """
    vast = {"request": request, "user": request.user, "csrf_token": get_token(request), "plaatsing": plaatsing}
    gevonden = []
    beperkt = rules.alleen_van_deel(request.user, plaatsing)
    for naam, (_, functie) in sorted(_secties.items(), key=lambda item: (item[1][0], item[0])):
        if beperkt and naam not in VOOR_TWEEDE_HUIS:
            continue
        sectie = functie(request, plaatsing)
        if sectie is not None:
            html = render_to_string(sectie["sjabloon"], {**vast, **sectie.get("context", {})})
            gevonden.append(Sectie(naam, sectie["titel"], html))
    return gevonden


def tijdlijn_voor(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return the rows that the apps add to the timeline, unordered."""
    if rules.alleen_van_deel(request.user, plaatsing):
        return []
    return [rij for functie in _tijdlijnen.values() for rij in functie(request, plaatsing)]
