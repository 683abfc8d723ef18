"""The outbox: once per key, sent after commit, retried, given up, and not sent when no longer true."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kern.models import Bericht
from kern.services.berichten import (
    MAX_POGINGEN,
    probeer_opnieuw,
    registreer_controle,
    verstuur_wachtende,
    zet_tekst_klaar,
)
from tests.factories import NU, UserFactory, persoon

pytestmark = pytest.mark.django_db


class KapotteServer(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages):
        if any("kapot" in adres for bericht in messages for adres in bericht.to):
            msg = "550 onbekend adres"
            raise OSError(msg)
        return super().send_messages(messages)


def klaar(sleutel: str = "a", **extra: object) -> Bericht | None:
    velden = {"soort": "test", "onderwerp": "Onderwerp", "tekst": "Tekst", "at": NU, "aan": "iemand@voorbeeld.test"}
    return zet_tekst_klaar(sleutel=sleutel, **{**velden, **extra})


def test_same_key_is_queued_once():
    assert klaar("zelfde") is not None
    assert klaar("zelfde") is None
    assert Bericht.objects.count() == 1


def test_relay_sends_with_the_same_message_id():
    bericht = klaar()
    assert verstuur_wachtende(at=NU)["verzonden"] == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == bericht.message_id
    bericht.refresh_from_db()
    assert (bericht.status, bericht.verzonden_op) == ("verzonden", NU)


def test_second_relay_sends_nothing():
    klaar()
    verstuur_wachtende(at=NU)
    assert verstuur_wachtende(at=NU)["verzonden"] == 0
    assert len(mail.outbox) == 1


def test_leased_message_waits_until_the_lease_is_over():
    bericht = klaar()
    Bericht.objects.filter(pk=bericht.pk).update(huur_tot=NU + timedelta(seconds=30))
    assert verstuur_wachtende(at=NU)["verzonden"] == 0
    assert verstuur_wachtende(at=NU + timedelta(seconds=31))["verzonden"] == 1


def test_one_bad_address_holds_up_nobody(settings):
    settings.EMAIL_BACKEND = f"{__name__}.KapotteServer"
    klaar("a", aan="kapot@voorbeeld.test")
    klaar("b", aan="goed@voorbeeld.test")
    assert verstuur_wachtende(at=NU) == {"verzonden": 1, "vervallen": 0, "uitgesteld": 1, "mislukt": 0}
    assert Bericht.objects.get(sleutel="a").niet_voor == NU + timedelta(minutes=1)


def test_message_is_given_up_and_can_be_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.KapotteServer"
    bericht = klaar(aan="kapot@voorbeeld.test")
    at = NU
    for _ in range(MAX_POGINGEN + 1):
        verstuur_wachtende(at=at)
        at += timedelta(hours=7)
    bericht.refresh_from_db()
    assert bericht.status == "mislukt"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    probeer_opnieuw(bericht=bericht, by=persoon("beheerder"), at=at)
    assert verstuur_wachtende(at=at)["verzonden"] == 1


def test_message_that_is_no_longer_true_is_not_sent():
    registreer_controle("test-nooit")(lambda bericht, at: "niet meer waar")
    bericht = klaar(controle="test-nooit")
    assert verstuur_wachtende(at=NU)["vervallen"] == 1
    bericht.refresh_from_db()
    assert (bericht.status, bericht.laatste_fout, mail.outbox) == ("vervallen", "niet meer waar", [])


def test_login_link_is_wiped_after_sending_outside_the_demo(settings):
    settings.DEMO = False
    bericht = klaar(tekst="geheime link", gevoelig=True, ontvanger=UserFactory())
    verstuur_wachtende(at=NU)
    bericht.refresh_from_db()
    assert "geheime link" in mail.outbox[0].body
    assert "geheime link" not in bericht.tekst
