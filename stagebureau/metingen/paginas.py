"""Every page without a subject in its address, per role, through the whole stack but the network."""

import gzip
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from basis.errors import DomainError
from kern.models import User
from stagebureau.metingen.basis import Meting, samenvatting, stopwatch

KEREN = 21
OK = 200
NIET = (
    "account/",
    "beheer/django",
    "beheer/stijl",
    "agenda/",
    "health/",
    "privacy/",
    "toegankelijkheid/",
    "handleiding/",
)
ROLLEN = ("coordinator", "stagedocent", "praktijkopleider", "werkbegeleider", "stagebegeleider", "student", "beheerder")


def _eerste(rol: str) -> User | None:
    vast = User.objects.filter(email=f"{rol}@demo.test").first()
    return vast or User.objects.actief().filter(lidmaatschappen__rol=rol).order_by("pk").first()


def meet(_groottes: list[int]) -> Iterator[Meting]:
    """Yield per role and page: time (median and p95 of 21, after a warm-up), queries, gzipped size."""
    gevonden = False
    for rol in ROLLEN:
        user = _eerste(rol)
        if user is None:
            continue
        gevonden = True
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for url in adressen():
            antwoord = client.get(url)
            if antwoord.status_code == OK and antwoord.get("Content-Type", "").startswith("text/html"):
                yield _meet_pagina(client, rol, url)
    if not gevonden:
        msg = "Er staan geen mensen in de database. Maak eerst een regio met regio_maken."
        raise DomainError(msg)


def adressen() -> list[str]:
    """Return every address without a variable part, in order; not those of login, the admin and fixed texts."""
    gevonden = {"/" + route for route in _loop(get_resolver().url_patterns, "")}
    return sorted(url for url in gevonden if not url[1:].startswith(NIET))


def _loop(patronen: list, route: str) -> Iterator[str]:
    for patroon in patronen:
        pad = route + str(patroon.pattern).lstrip("^").rstrip("$")
        if isinstance(patroon, URLResolver):
            yield from _loop(patroon.url_patterns, pad)
        elif isinstance(patroon, URLPattern) and "<" not in pad and "(" not in pad:
            yield pad


def _meet_pagina(client: Client, rol: str, url: str) -> Meting:
    tijden = []
    for _ in range(KEREN):
        seconden, antwoord = stopwatch(lambda: client.get(url))
        tijden.append(seconden)
    with CaptureQueriesContext(connection) as vragen:
        client.get(url)
    grootte = len(gzip.compress(antwoord.content))
    return Meting(
        f"{rol} {url}",
        {
            "status": antwoord.status_code,
            **samenvatting(tijden),
            "queries": len(vragen),
            "kb_gzip": round(grootte / 1024, 1),
        },
    )
