"""R8: the last good sweep is told, red after two hours; clocks that differ stop the sweep and are heard of."""

import logging
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.models import LadderEvent
from evaluaties.services import veegronde
from evaluaties.tasks import controleer_verslagen
from kern.models import Hartslag
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

pytestmark = pytest.mark.django_db
TWEE_UUR = timedelta(hours=2)
WAARSCHUWING = "langer dan twee uur niet goed gegaan"


@pytest.mark.parametrize(("geleden", "rood"), [(-timedelta(seconds=30), False), (timedelta(seconds=30), True)])
def test_health_and_administration_turn_red_after_two_hours(client, geleden, rood):
    Hartslag.objects.create(naam="verslagen", laatst_goed=timezone.now() - TWEE_UUR - geleden)
    gegevens = client.get("/health/").json()
    assert gegevens["veegronde_te_oud"] is rood
    assert (gegevens["status"] == "let op") is rood
    client.force_login(persoon("beheerder"))
    assert (WAARSCHUWING in client.get(reverse("beheer:start")).content.decode()) is rood


def test_sweep_that_never_ran_is_red_for_the_administrator(client):
    client.force_login(persoon("beheerder"))
    assert WAARSCHUWING in client.get(reverse("beheer:start")).content.decode()


def test_sweep_that_breaks_does_not_say_that_it_went_well(monkeypatch):
    toen = timezone.now() - timedelta(hours=3)
    Hartslag.objects.create(naam="verslagen", laatst_goed=toen)

    def breek(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(veegronde, "_aan_de_beurt", breek)
    with pytest.raises(ZeroDivisionError):
        controleer_verslagen()
    assert Hartslag.objects.get(naam="verslagen").laatst_goed == toen


@pytest.mark.pg
@pytest.mark.parametrize("seconden", [-3600, -121, 125, 86_400])
def test_clocks_that_differ_stop_the_sweep_with_an_alarm(caplog, seconden):
    maak_kring(aangemaakt_op=datetime(2026, 8, 20, tzinfo=AMSTERDAM))
    with (
        time_machine.travel(_klok_van_de_database() + timedelta(seconds=seconden), tick=True),
        caplog.at_level(logging.ERROR, logger="stagebureau.verslagen"),
        pytest.raises(DomainError, match="lopen niet gelijk"),
    ):
        controleer_verslagen()
    assert "klokken" in caplog.text
    assert not LadderEvent.objects.exists()
    assert not Hartslag.objects.filter(naam="verslagen").exists()


@pytest.mark.pg
def test_clocks_that_differ_a_little_stop_nothing():
    with time_machine.travel(_klok_van_de_database() + timedelta(seconds=100), tick=True):
        controleer_verslagen()
    assert Hartslag.objects.filter(naam="verslagen").exists()


def _klok_van_de_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
