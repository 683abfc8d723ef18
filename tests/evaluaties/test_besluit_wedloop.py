"""Two coordinators decide in the same instant, on PostgreSQL: one decision, one mail. Without the lock it shows."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from basis.errors import DomainError
from evaluaties.models import Verslagfeit
from evaluaties.services import besluiten, feiten, regelen, veegronde
from evaluaties.services.regelen import Regeling, Voornemen
from kern.models import Bericht
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

pytestmark = [pytest.mark.pg, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NU = datetime(2027, 1, 6, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def kring():
    kring = maak_kring(aangemaakt_op=datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM))
    for maand, jaar in ((10, 2026), (11, 2026), (12, 2026), (1, 2027)):
        veegronde.veeg(at=datetime(jaar, maand, 6, 7, tzinfo=AMSTERDAM))
    return kring


def ren(lopers):
    """Start all at the same moment; returns what each gave back, errors by the name of their class."""
    streep = Barrier(len(lopers))

    def loop(loper):
        try:
            streep.wait(10)
            loper()
        except DomainError as fout:
            return type(fout).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(lopers)) as poel:
        return sorted(poel.map(loop, lopers))


def wie_eerst(kring):
    """Two people, two opinions."""
    tweede = persoon("coordinator", kring.school)
    paren = [(kring.coordinator, "reject"), (tweede, "confirm")]
    return ren(
        [
            lambda wie=wie, wat=wat: besluiten.besluit(
                plaatsing=Plaatsing.objects.get(), oordeel=wat, reden="Omdat.", by=wie, at=NU
            )
            for wie, wat in paren
        ]
    )


def test_one_of_two_coordinators_decides(kring):
    assert wie_eerst(kring) == ["", "DomainError"]
    assert Verslagfeit.objects.filter(soort="decision").count() == 1
    assert Bericht.objects.filter(soort="verslag_besluit").count() == 1


def test_control_without_the_lock_both_decide(kring, monkeypatch):
    wacht = Barrier(2)
    echt = besluiten.besluitstand

    def samen(plaatsing):
        stand = echt(plaatsing)
        wacht.wait(10)
        return stand

    monkeypatch.setattr(feiten, "vergrendel", lambda plaatsing_id: nullcontext())
    monkeypatch.setattr(besluiten, "besluitstand", samen)
    assert wie_eerst(kring) == ["", ""]
    assert Verslagfeit.objects.filter(soort="decision").count() == 2


def test_many_clicks_at_once_arrange_it_once(kring):
    voornemen = Voornemen(wat=Regeling.VRIJSTELLEN, plicht="monthly:2026-10", reden="Griep.")
    fouten = ren(
        [
            lambda: regelen.regel(plaatsing=Plaatsing.objects.get(), voornemen=voornemen, by=kring.coordinator, at=NU)
            for _ in range(6)
        ]
    )
    assert fouten == [""] * 6
    assert Verslagfeit.objects.filter(soort="excuse").count() == 1
