"""The main pages per role, through the whole stack but the network."""

import gzip
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from basis.errors import DomainError
from kern.models import User
from stagebureau.metingen.basis import Meting, samenvatting, stopwatch
from stagebureau.navigatie import navigatie_voor

KEREN = 11
ROLLEN = ("coordinator", "stagedocent", "praktijkopleider", "werkbegeleider", "stagebegeleider", "student", "beheerder")


def _eerste(rol: str) -> User | None:
    vast = User.objects.filter(email=f"{rol}@demo.test").first()
    return vast or User.objects.actief().filter(lidmaatschappen__rol=rol).order_by("pk").first()


def meet(_groottes: list[int]) -> Iterator[Meting]:
    """Yield per role and page of the navigation: time (median of 11, after a warm-up), queries, gzipped size."""
    gevonden = False
    for rol in ROLLEN:
        user = _eerste(rol)
        if user is None:
            continue
        gevonden = True
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        adressen = [item["url"] for item in navigatie_voor(user, "/")]
        for url in adressen:
            yield _meet_pagina(client, rol, url)
    if not gevonden:
        msg = "Er staan geen mensen in de database. Maak eerst een regio met regio_maken."
        raise DomainError(msg)


def _meet_pagina(client: Client, rol: str, url: str) -> Meting:
    client.get(url)
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
