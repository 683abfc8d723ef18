"""The broker gone or silent, the database gone: what people hand in is there or they are told that it isn't."""

import socket
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.models.signals import post_save, pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluaties.models import Inlevering, Verslagfeit
from evaluaties.services.schrijven import bewaar_concept
from kern.models import Achtergrondtaak, Bericht
from kern.services.berichten import verstuur_wachtende
from kern.services.postrij import zet_tekst_klaar
from kern.services.taken import herstel, vraag_taak_aan
from stagebureau.celery import app
from stagebureau.settings import base
from tests.evaluaties.conftest import INHOUD, maak_kring

GEDULD = timedelta(seconds=15)


@pytest.fixture
def kring():
    """A placement whose report of this month may be handed in today."""
    vandaag = timezone.localdate()
    kring = maak_kring(
        begindatum=vandaag - timedelta(days=60),
        einddatum=vandaag + timedelta(days=120),
        aangemaakt_op=timezone.now() - timedelta(days=90),
    )
    kring.plicht = f"monthly:{vandaag:%Y-%m}"
    at = timezone.now()
    velden = {"plaatsing": kring.plaatsing, "plicht": kring.plicht, "inhoud": INHOUD, "versie": 0}
    kring.versie = bewaar_concept(**velden, by=kring.student, at=at).versie
    kring.client = Client(raise_request_exception=False)
    kring.client.force_login(kring.student, backend="allauth.account.auth_backends.AuthenticationBackend")
    return kring


def lever_in(kring):
    pad = reverse("verslagen:inleveren", args=[kring.plaatsing.public_id, kring.plicht])
    return kring.client.post(pad, {"versie": kring.versie}, follow=True)


# --- the broker ---


@pytest.fixture
def dove_poort():
    """A server that lets one in and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["refuses", "silent"])
def zonder_broker(request, dove_poort):
    oud, opties = app.conf.broker_url, app.conf.broker_transport_options
    poort = 1 if request.param == "refuses" else dove_poort
    app.conf.broker_url = f"redis://127.0.0.1:{poort}/0"
    app.conf.broker_transport_options = base.BROKER_REDIS
    _vergeet_verbindingen()
    yield
    app.conf.broker_url, app.conf.broker_transport_options = oud, opties
    _vergeet_verbindingen()


def _vergeet_verbindingen():
    app.pool.force_close_all()
    app._pool = None
    app.amqp._producer_pool = None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_broker_that_is_gone_keeps_nobody_from_handing_in(kring, zonder_broker):
    begin = timezone.now()
    antwoord = lever_in(kring)
    assert antwoord.redirect_chain[-1][0].endswith("/ontvangen/")
    # What rings a bell at once: long work, and a login link.
    taak = vraag_taak_aan(soort="niets", titel="Werk", gegevens={}, by=kring.coordinator, at=begin)
    zet_tekst_klaar(
        sleutel="link", soort="test", onderwerp="link", tekst="link", at=begin, aan="a@voorbeeld.test", gevoelig=True
    )
    assert timezone.now() - begin < GEDULD
    assert Inlevering.objects.count() == 1
    wachtend = Bericht.objects.filter(status="wacht").count()
    assert wachtend >= 2
    # The broker is back: what stands in the database is done without anybody asking again.
    assert herstel(at=begin + timedelta(minutes=2)) == 1
    assert Achtergrondtaak.objects.get(pk=taak.pk).status == "aangevraagd"
    uitkomst = verstuur_wachtende(at=begin + timedelta(minutes=2))
    assert uitkomst["verzonden"] >= 1
    assert not Bericht.objects.filter(status="wacht").exists()


# --- the database ---


def verbreek(**_kwargs):
    """End this connection from another one, as a server does that stops."""
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as ander:
        ander.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("signaal", [pre_save, post_save], ids=["before the row", "after the row"])
def test_database_that_goes_away_gives_an_error_and_never_a_receipt_without_a_row(kring, signaal):
    signaal.connect(verbreek, sender=Inlevering)
    try:
        antwoord = lever_in(kring)
    finally:
        signaal.disconnect(verbreek, sender=Inlevering)
        connection.close()
    assert antwoord.status_code == 500
    tekst = antwoord.content.decode()
    assert "niet ontvangen" in tekst
    assert "opnieuw" in tekst
    assert not Inlevering.objects.exists()
    assert not Verslagfeit.objects.exists()
    # The next try finds the database back and hands in once.
    assert lever_in(kring).redirect_chain[-1][0].endswith("/ontvangen/")
    assert lever_in(kring).status_code == 200
    assert Inlevering.objects.count() == 1
