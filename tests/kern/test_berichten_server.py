"""Mail servers that refuse, hang or disappear; relays that take too long; the page of dead letters."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kern.models import AuditRegel, Bericht
from kern.services import berichten
from kern.services.berichten import probeer_alle_opnieuw, registreer_controle, verstuur_wachtende, zet_tekst_klaar
from tests.factories import NU, UserFactory, persoon
from tests.kern import postservers

pytestmark = pytest.mark.django_db
SERVER = "tests.kern.postservers"


def klaar(sleutel="a", **extra):
    velden = {"soort": "test", "onderwerp": "Onderwerp", "tekst": "Tekst", "at": NU, "aan": "iemand@voorbeeld.test"}
    return zet_tekst_klaar(sleutel=sleutel, **{**velden, **extra})


def log_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_address_that_is_refused_for_good_is_given_up_at_once_with_the_reason(settings):
    settings.EMAIL_BACKEND = f"{SERVER}.Weigert"
    klaar("a", aan="onbekend@voorbeeld.test")
    klaar("b")
    assert verstuur_wachtende(at=NU) == {"verzonden": 1, "vervallen": 0, "uitgesteld": 0, "mislukt": 1}
    bericht = Bericht.objects.get(sleutel="a")
    assert (bericht.status, bericht.pogingen) == ("mislukt", 1)
    assert bericht.laatste_fout == (
        "De mailserver weigert dit adres. Controleer of het klopt. (550 5.1.1 User unknown)"
    )


@pytest.mark.parametrize(
    ("server", "aan", "reden"),
    [
        ("Weigert", "vol@voorbeeld.test", "neemt voor dit adres nu geen mail aan. (452"),
        ("Weg", "iemand@voorbeeld.test", "De mailserver is niet bereikbaar."),
        ("Traag", "iemand@voorbeeld.test", "De mailserver gaf op tijd geen antwoord."),
        ("Ontevreden", "iemand@voorbeeld.test", "De mailserver weigert de mail. (535"),
    ],
)
def test_what_may_pass_is_tried_again(settings, server, aan, reden):
    settings.EMAIL_BACKEND = f"{SERVER}.{server}"
    klaar(aan=aan)
    assert verstuur_wachtende(at=NU)["uitgesteld"] == 1
    bericht = Bericht.objects.get()
    assert bericht.niet_voor == NU + timedelta(minutes=1)
    assert reden in bericht.laatste_fout


def test_check_that_breaks_lets_nothing_out_and_holds_up_nobody():
    def kapot(bericht, at):
        raise RuntimeError

    registreer_controle("test-kapot")(kapot)
    klaar("a", controle="test-kapot")
    klaar("b")
    assert verstuur_wachtende(at=NU) == {"verzonden": 1, "vervallen": 0, "uitgesteld": 1, "mislukt": 0}
    assert [post.subject for post in mail.outbox] == ["Onderwerp"]


def test_lease_runs_from_the_time_that_went_by(settings, monkeypatch):
    """A slow round must not give later messages a lease that is over already."""
    settings.EMAIL_BACKEND = f"{SERVER}.Kijkt"
    postservers.Kijkt.huren.clear()
    tijden = iter([0.0, 0.0, 40.0, 41.0])
    monkeypatch.setattr(berichten, "monotonic", lambda: next(tijden))
    klaar("a")
    klaar("b")
    verstuur_wachtende(at=NU)
    assert postservers.Kijkt.huren == [NU + timedelta(seconds=60), NU + timedelta(seconds=100)]


def test_round_that_takes_long_leaves_the_rest_for_the_next(monkeypatch):
    tijden = iter([0.0, 0.0, 56.0])
    monkeypatch.setattr(berichten, "monotonic", lambda: next(tijden))
    klaar("a")
    klaar("b")
    assert verstuur_wachtende(at=NU)["verzonden"] == 1
    assert Bericht.objects.filter(status="wacht").count() == 1


def test_relay_that_lost_its_lease_says_so_and_keeps_what_is_true(monkeypatch, caplog):
    bericht = klaar()
    echt = berichten.EmailMultiAlternatives.send

    def traag(self, *args, **kwargs):
        Bericht.objects.filter(pk=bericht.pk).update(huur_tot=NU + timedelta(seconds=200))  # another relay took it
        return echt(self, *args, **kwargs)

    monkeypatch.setattr(berichten.EmailMultiAlternatives, "send", traag)
    verstuur_wachtende(at=NU)
    bericht.refresh_from_db()
    assert bericht.status == "verzonden"
    assert "langer dan de huur" in caplog.text
    assert verstuur_wachtende(at=NU + timedelta(hours=1))["verzonden"] == 0


def test_relay_that_lost_its_lease_and_failed_touches_nothing(monkeypatch, caplog):
    bericht = klaar()

    def kapot(self, *args, **kwargs):
        Bericht.objects.filter(pk=bericht.pk).update(huur_tot=NU + timedelta(seconds=200))
        raise TimeoutError

    monkeypatch.setattr(berichten.EmailMultiAlternatives, "send", kapot)
    verstuur_wachtende(at=NU)
    bericht.refresh_from_db()
    assert (bericht.status, bericht.huur_tot) == ("wacht", NU + timedelta(seconds=200))


def test_smtp_timeout_is_shorter_than_the_lease(settings):
    assert 0 < settings.EMAIL_TIMEOUT < berichten.HUUR.total_seconds()


# --- dead letters ---


def mislukt(sleutel, **extra):
    bericht = klaar(sleutel, **extra)
    Bericht.objects.filter(pk=bericht.pk).update(status="mislukt", pogingen=7, laatste_fout="De mailserver is weg.")
    return bericht


def test_dead_letters_are_listed_with_their_reason_and_tried_again_all_at_once():
    user = persoon("beheerder")
    for sleutel in ("a", "b"):
        mislukt(sleutel)
    klaar("c")
    client = log_in(user)
    antwoord = client.get(reverse("beheer:post"), {"status": "mislukt"})
    assert antwoord.context["pagina"].paginator.count == 2
    tekst = antwoord.content.decode()
    assert "De mailserver is weg." in tekst
    assert "Alle mislukte mail opnieuw proberen (2)" in tekst
    assert "Mail die niet aankwam: 2" in client.get(reverse("vandaag")).content.decode()
    assert client.post(reverse("beheer:post_alles_opnieuw")).status_code == 302
    assert not Bericht.objects.filter(status="mislukt").exists()
    assert verstuur_wachtende(at=NU + timedelta(days=400))["verzonden"] == 3
    assert AuditRegel.objects.filter(actie="bericht opnieuw aangeboden").count() == 2


def test_trying_again_uses_the_address_the_person_has_now():
    user = UserFactory(email="oud@voorbeeld.test")
    mislukt("a", ontvanger=user)
    user.email = "nieuw@voorbeeld.test"
    user.save()
    assert probeer_alle_opnieuw(by=persoon("beheerder"), at=NU) == 1
    verstuur_wachtende(at=NU)
    assert mail.outbox[0].to == ["nieuw@voorbeeld.test"]


@pytest.mark.parametrize("rol", ["student", "coordinator", "praktijkopleider"])
def test_only_administrators_try_again(rol):
    mislukt("a")
    assert log_in(persoon(rol)).post(reverse("beheer:post_alles_opnieuw")).status_code == 403
    assert Bericht.objects.filter(status="mislukt").count() == 1
