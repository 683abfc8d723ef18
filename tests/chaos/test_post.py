"""The relay against a mail server that refuses, puts off, hangs, drops or is away; and R9 through the front door."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evaluaties.services import veegronde
from kern.models import Bericht
from kern.services import berichten, postrij
from kern.services.berichten import WACHTTIJDEN, verstuur_wachtende
from kern.services.postrij import zet_tekst_klaar
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM, NU

pytestmark = pytest.mark.django_db

LASTIG = ("weiger", "later", "hang", "val")


@pytest.fixture
def echte_post(settings, postbus):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", postbus.poort, 1
    return postbus


def zet_klaar(naam):
    return zet_tekst_klaar(sleutel=naam, soort="test", onderwerp=naam, tekst=naam, at=NU, aan=f"{naam}@voorbeeld.test")


def test_mail_server_in_trouble_holds_up_nobody_else(echte_post):
    for naam in (*LASTIG, "goed"):  # oldest first: the good one stands at the end
        zet_klaar(naam)
    telling = verstuur_wachtende(at=NU)
    assert [aan for aan, _ in echte_post.ontvangen] == ["goed@voorbeeld.test"]
    assert telling == {"verzonden": 1, "vervallen": 0, "uitgesteld": 3, "mislukt": 1}
    # A mail server that says "never" is believed; all others are tried again, later and later.
    assert Bericht.objects.get(sleutel="weiger").status == "mislukt"
    at = NU
    for wacht in WACHTTIJDEN[:3]:
        for naam in LASTIG[1:]:
            bericht = Bericht.objects.get(sleutel=naam)
            assert bericht.status == "wacht"
            # Counted from when it was tried: a hanging server takes its second.
            assert at + wacht <= bericht.niet_voor <= at + wacht + timedelta(seconds=10)
            assert bericht.laatste_fout
        assert verstuur_wachtende(at=at)["uitgesteld"] == 0
        at += wacht + timedelta(seconds=10)
        verstuur_wachtende(at=at)


def test_mail_that_was_dropped_after_its_text_goes_again_as_the_same_mail(echte_post):
    bericht = zet_klaar("val")
    verstuur_wachtende(at=NU)
    echte_post.hersteld = True
    verstuur_wachtende(at=NU + timedelta(minutes=2))
    assert [mail["Message-ID"] for _, mail in echte_post.gezien] == [bericht.message_id] * 2
    bericht.refresh_from_db()
    assert (bericht.status, len(echte_post.ontvangen)) == ("verzonden", 1)


def test_mail_server_that_is_away_loses_nothing(echte_post):
    echte_post.stop()
    for nummer in range(5):
        zet_klaar(f"stil{nummer}")
    assert verstuur_wachtende(at=NU)["uitgesteld"] == 5
    echte_post.start()
    berichten.settings.EMAIL_PORT = echte_post.poort
    assert verstuur_wachtende(at=NU + timedelta(minutes=2))["verzonden"] == 5
    assert len(set(echte_post.message_ids())) == 5


def test_control_a_relay_that_stops_at_an_error_is_caught(echte_post, monkeypatch):
    """Positive control: without the net under one message, the next ones don't go."""

    def val_om(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(berichten, "_stel_uit", val_om)
    zet_klaar("weiger")
    zet_klaar("goed")
    with pytest.raises(RuntimeError):
        verstuur_wachtende(at=NU)
    assert echte_post.ontvangen == []


# --- R9: just before sending it is asked again whether it is still true ---

VEEG = datetime(2026, 10, 2, 7, tzinfo=AMSTERDAM)
PLICHT = "monthly:2026-09"


def lever_in_via_de_voordeur(kring, at):
    with time_machine.travel(at, tick=True):
        client = Client()
        client.force_login(kring.student, backend="allauth.account.auth_backends.AuthenticationBackend")
        schrijven, inleveren = (
            reverse(f"verslagen:{naam}", args=[kring.plaatsing.public_id, PLICHT])
            for naam in ("schrijven", "inleveren")
        )
        antwoord = client.post(schrijven, {**INHOUD, "versie": 0, "actie": "controleren"})
        assert antwoord.status_code == 302, antwoord.content.decode()[:2000]
        versie = kring.plaatsing.verslagen.get(plicht=PLICHT).versie
        return client.post(inleveren, {"versie": versie})


@pytest.fixture
def gemist(echte_post):
    """A report that was missed; the reminder waits in the outbox."""
    kring = maak_kring(aangemaakt_op=VEEG - timedelta(days=40))
    veegronde.veeg(at=VEEG)
    Bericht.objects.exclude(soort="verslag_herinnering").delete()
    assert kring.plaatsing.ladder_events.filter(soort="MISS").count() == 1
    return kring


def stuur_alles(at):
    for minuut in range(3):
        verstuur_wachtende(at=at + timedelta(minutes=minuut))


def test_report_between_sweep_and_dispatch_turns_the_demand_into_thanks(gemist, echte_post):
    antwoord = lever_in_via_de_voordeur(gemist, VEEG + timedelta(minutes=10))
    assert antwoord.url.endswith("/ontvangen/")
    assert echte_post.verbindingen == 0  # a page never waits for the mail server
    stuur_alles(VEEG + timedelta(minutes=11))
    soorten = dict(Bericht.objects.values_list("soort", "status"))
    assert soorten["verslag_herinnering"] == "vervallen"
    assert soorten["verslag_toch_binnen"] in ("verzonden", "gebundeld")
    assert "eerste keer" in " ".join(mail.as_string() for _, mail in echte_post.ontvangen)
    veegronde.veeg(at=VEEG + timedelta(minutes=15))
    assert list(gemist.plaatsing.ladder_events.values_list("soort", flat=True)) == ["MISS", "REMINDER"]  # it stands


def test_control_without_the_check_the_demand_goes_out(gemist, echte_post, monkeypatch):
    naam = Bericht.objects.get().controle
    monkeypatch.setitem(postrij._controles, naam, lambda bericht, at: None)
    lever_in_via_de_voordeur(gemist, VEEG + timedelta(minutes=10))
    stuur_alles(VEEG + timedelta(minutes=11))
    assert Bericht.objects.get(soort="verslag_herinnering").status in ("verzonden", "gebundeld")
