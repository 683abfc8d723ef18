"""People round one placement, and the same at another school."""

from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories import (
    AfdelingFactory,
    LeerdoelFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)

INHOUD = {
    "leerdoel": "Ik vraag door.",
    "situatie": "KANARIE-situatie bij de koffie.",
    "beleving": "KANARIE-beleving: ik schrok.",
    "resultaat": "Het lukte.",
    "terugblik": "Ik leerde wachten.",
    "vooruitblik": "Volgende keer vraag ik het eerder.",
    "delen_met_werkbegeleider": False,
}


def maak_kring(**plaatsing):
    """Make a placement with everybody concerned; returns a namespace of users with `plaatsing`."""
    school = OrganisatieFactory(school=True)
    bedrijf = OrganisatieFactory()
    plaats = StageplaatsFactory(afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf)))
    kring = SimpleNamespace(
        school=school,
        bedrijf=bedrijf,
        coordinator=persoon("coordinator", school),
        stagedocent=persoon("stagedocent", school),
        werkbegeleider=persoon("werkbegeleider", bedrijf),
        praktijkopleider=persoon("praktijkopleider", bedrijf),
        stagebegeleider=persoon("stagebegeleider"),
    )
    kring.leerling = StudentFactory(school=school, stagedocent=kring.stagedocent)
    kring.student = kring.leerling.user
    LeerdoelFactory(student=kring.leerling, titel="Doorvragen")
    kring.plaatsing = PlaatsingFactory(
        student=kring.leerling,
        stageplaats=plaats,
        werkbegeleider=kring.werkbegeleider,
        stagebegeleider=kring.stagebegeleider,
        **plaatsing,
    )
    return kring


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture
def ander(db):
    return maak_kring()


@pytest.fixture
def als():
    """`als(user)` gives a client that is logged in."""

    def maak(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return maak
