"""Several messages to one person in one mail; preferences per group; once a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from basis.errors import DomainError
from kern.enums import Mailgroep
from kern.models import AuditRegel, Bericht, Mailvoorkeur
from kern.services.berichten import registreer_controle, registreer_groep, verstuur_wachtende, zet_klaar
from kern.services.mailvoorkeuren import kies, volgende_bezorging
from tests.factories import AMSTERDAM, NU, StudentFactory, UserFactory, persoon

pytestmark = pytest.mark.django_db
registreer_groep(Mailgroep.GESPREKKEN, "test_gesprek")
ONWAAR: set[str] = set()
registreer_controle("test-onwaar")(lambda bericht, at: "weg" if bericht.sleutel in ONWAAR else None)


@pytest.fixture(autouse=True)
def _alles_waar():
    ONWAAR.clear()


def klaar(user, sleutel, **extra):
    velden = {
        "soort": "test_gesprek",
        "sjabloon": "gesprek_stap",
        "context": {"student": False},
        "pad": f"/{sleutel}/",
        "at": NU,
    }
    return zet_klaar(sleutel=sleutel, ontvanger=user, **{**velden, **extra})


def om(uur, dag=12, minuut=0):
    return datetime(2026, 10, dag, uur, minuut, tzinfo=AMSTERDAM)


def log_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# --- one mail ---


def test_what_waits_together_goes_in_one_mail():
    user = UserFactory()
    for sleutel in ("een", "twee", "drie"):
        klaar(user, sleutel, bundel="samen")
    assert verstuur_wachtende(at=NU) == {"verzonden": 1, "vervallen": 0, "uitgesteld": 0, "mislukt": 0}
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("vervolgstap voor u afgesproken") == 3
    delen = Bericht.objects.filter(soort="test_gesprek")
    assert {deel.status for deel in delen} == {"gebundeld"}
    assert {deel.onderdeel_van for deel in delen} == {Bericht.objects.get(soort="bundel")}
    assert verstuur_wachtende(at=NU + timedelta(days=2))["verzonden"] == 0


def test_one_alone_goes_as_it_is():
    klaar(UserFactory(), "een", bundel="samen")
    verstuur_wachtende(at=NU)
    assert mail.outbox[0].subject == "Er is een afspraak gemaakt"


def test_other_people_and_other_bundles_stay_apart():
    een, ander = UserFactory(), UserFactory()
    klaar(een, "a", bundel="samen")
    klaar(een, "b", bundel="iets-anders")
    klaar(ander, "c", bundel="samen")
    klaar(een, "d")
    assert verstuur_wachtende(at=NU)["verzonden"] == 4


def test_part_that_is_no_longer_true_is_left_out():
    user = UserFactory()
    for sleutel in ("een", "twee", "drie"):
        klaar(user, sleutel, bundel="samen", controle="test-onwaar")
    ONWAAR.add("twee")
    verstuur_wachtende(at=NU)
    assert mail.outbox[0].subject == "Er zijn 2 berichten voor u"
    assert Bericht.objects.get(sleutel="twee").status == "vervallen"


def test_check_that_breaks_keeps_only_its_own_part_behind():
    def stuk(bericht, at):
        raise ValueError(bericht.sleutel)

    registreer_controle("test-stuk")(stuk)
    user = UserFactory()
    klaar(user, "een", bundel="samen")
    klaar(user, "twee", bundel="samen", controle="test-stuk")
    klaar(user, "drie", bundel="samen")
    klaar(UserFactory(), "ander")
    assert verstuur_wachtende(at=NU) == {"verzonden": 2, "vervallen": 0, "uitgesteld": 1, "mislukt": 0}
    assert "2 berichten" in mail.outbox[0].subject
    assert Bericht.objects.get(sleutel="twee").status == "wacht"


def test_mail_goes_alone_when_combining_breaks(monkeypatch):
    monkeypatch.setattr("kern.services.bundels.reverse", lambda naam: 1 / 0)
    user = UserFactory()
    for sleutel in ("een", "twee"):
        klaar(user, sleutel, bundel="samen")
    assert verstuur_wachtende(at=NU)["verzonden"] == 2
    assert not Bericht.objects.filter(soort="bundel").exists()


def test_what_a_check_queued_is_gone_when_the_old_mail_does_not_lapse(monkeypatch):
    @registreer_controle("test-vervangt")
    def vervang(bericht, at):
        klaar(bericht.ontvanger, "nieuw", at=at)
        return "er is een nieuwe"

    klaar(UserFactory(), "oud", controle="test-vervangt")
    with monkeypatch.context() as tijdelijk:
        tijdelijk.setattr("kern.services.berichten._zet", lambda bericht, **velden: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            verstuur_wachtende(at=NU)
    assert set(Bericht.objects.values_list("sleutel", "status")) == {("oud", "wacht")}
    assert verstuur_wachtende(at=NU + timedelta(minutes=2)) == {
        "verzonden": 1, "vervallen": 1, "uitgesteld": 0, "mislukt": 0,
    }  # fmt: skip


def test_combined_mail_keeps_its_message_id_when_it_is_tried_again(settings):
    user = UserFactory()
    for sleutel in ("een", "twee"):
        klaar(user, sleutel, bundel="samen")
    settings.EMAIL_BACKEND = "tests.kern.postservers.Weg"
    assert verstuur_wachtende(at=NU)["uitgesteld"] == 1
    message_id = Bericht.objects.get(soort="bundel").message_id
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert verstuur_wachtende(at=NU + timedelta(minutes=2))["verzonden"] == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id
    assert Bericht.objects.filter(soort="bundel").count() == 1


def test_relay_that_died_after_combining_is_finished_by_the_next():
    user = UserFactory()
    for sleutel in ("een", "twee"):
        klaar(user, sleutel, bundel="samen", controle="test-onwaar")
    verstuur_wachtende(at=NU)
    Bericht.objects.filter(soort="bundel").update(
        status="wacht", verzonden_op=None, huur_tot=NU + timedelta(seconds=60)
    )
    assert verstuur_wachtende(at=NU + timedelta(seconds=30))["verzonden"] == 0
    assert verstuur_wachtende(at=NU + timedelta(seconds=61))["verzonden"] == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]


def test_bell_shows_the_parts_and_not_the_mail_that_carried_them():
    user = persoon("coordinator")
    for sleutel in ("een", "twee"):
        klaar(user, sleutel, bundel="samen")
    verstuur_wachtende(at=NU)
    antwoord = log_in(user).get(reverse("meldingen:lijst"))
    assert antwoord.context["meldingen_aantal"] == 2
    assert [rij.sleutel for rij, _ in antwoord.context["meldingen"]] == ["twee", "een"]
    assert "berichten voor u" not in antwoord.content.decode()


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_four_relays_at_once_send_each_part_in_one_mail_only():
    mensen = [UserFactory() for _ in range(5)]
    for user in mensen:
        for nummer in range(8):
            klaar(user, f"{user.pk}-{nummer}", bundel="samen")

    def doe(_):
        try:
            return verstuur_wachtende(at=NU)["verzonden"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        verzonden = sum(pool.map(doe, range(4)))
    verzonden += verstuur_wachtende(at=NU)["verzonden"]
    assert verzonden == len(mail.outbox) == 5
    assert sorted(post.to[0] for post in mail.outbox) == sorted(user.email for user in mensen)
    assert all(post.body.count("vervolgstap voor u afgesproken") == 8 for post in mail.outbox)


# --- preferences ---


def zet(user, wijze, groep="gesprekken"):
    Mailvoorkeur.objects.update_or_create(user=user, groep=groep, defaults={"wijze": wijze})


def test_portal_only_is_never_mailed_and_under_the_bell_at_once():
    user = persoon("coordinator")
    zet(user, "portaal")
    bericht = klaar(user, "een")
    antwoord = log_in(user).get(reverse("meldingen:lijst"))
    assert antwoord.context["meldingen_aantal"] == 1
    verstuur_wachtende(at=NU)
    bericht.refresh_from_db()
    assert (bericht.status, mail.outbox) == ("portaal", [])
    antwoord = log_in(user).get(reverse("meldingen:lijst"))
    assert antwoord.context["meldingen_aantal"] == 1


def test_kind_without_a_group_always_goes_at_once():
    user = UserFactory()
    for groep in Mailgroep.values:
        zet(user, "portaal", groep)
    klaar(user, "een", soort="verslag_herinnering")
    assert verstuur_wachtende(at=NU)["verzonden"] == 1


def test_daily_mail_comes_once_at_eight_with_everything():
    user = persoon("coordinator")
    zet(user, "dagelijks")
    for sleutel, at in (("een", om(10)), ("twee", om(15)), ("drie", om(7, 13))):
        klaar(user, sleutel, at=at)
        verstuur_wachtende(at=at)
    assert mail.outbox == []
    assert verstuur_wachtende(at=om(7, 13, 59))["verzonden"] == 0
    assert verstuur_wachtende(at=om(8, 13))["verzonden"] == 1
    assert mail.outbox[0].subject == "Er zijn 3 berichten voor u"
    assert "overzicht van vandaag" in mail.outbox[0].body
    for uur in (8, 9, 20):
        assert verstuur_wachtende(at=om(uur, 13, 1))["verzonden"] == 0


def test_daily_mail_with_one_message_is_that_message():
    user = persoon("coordinator")
    zet(user, "dagelijks")
    klaar(user, "een", at=om(10))
    verstuur_wachtende(at=om(10))
    verstuur_wachtende(at=om(8, 13))
    assert [post.subject for post in mail.outbox] == ["Er is een afspraak gemaakt"]


def test_relay_that_was_away_sends_the_daily_mail_later_and_once():
    user = persoon("coordinator")
    zet(user, "dagelijks")
    klaar(user, "een", at=om(10))
    verstuur_wachtende(at=om(10))
    klaar(user, "twee", at=om(11, 15))
    assert verstuur_wachtende(at=om(11, 15))["verzonden"] == 1
    assert verstuur_wachtende(at=om(8, 16))["verzonden"] == 1
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("geboren", "nu", "verwacht"),
    [
        ("2000-01-01", om(10, 16), om(8, 17)),
        ("2000-01-01", om(7, 16), om(8, 16)),
        ("2010-01-01", om(10, 16), om(8, 19)),
        ("2010-01-01", om(10, 13), om(8, 14)),
    ],
)
def test_daily_mail_of_minors_waits_for_a_working_day(geboren, nu, verwacht):
    student = StudentFactory(geboortedatum=datetime.fromisoformat(geboren).date())
    assert volgende_bezorging(student.user_id, nu) == verwacht


def test_daily_mail_keeps_to_eight_o_clock_when_the_clock_changes():
    assert volgende_bezorging(UserFactory().pk, om(20, 24)).astimezone(AMSTERDAM).hour == 8


def test_new_choice_holds_for_what_waits():
    user = persoon("coordinator")
    zet(user, "dagelijks")
    klaar(user, "een", at=om(10))
    verstuur_wachtende(at=om(10))
    kies(user=user, keuzes={"gesprekken": "direct"}, by=user, at=om(11))
    assert verstuur_wachtende(at=om(11))["verzonden"] == 1
    assert AuditRegel.objects.filter(actie="mailvoorkeuren gewijzigd").count() == 1


def test_choice_that_does_not_exist_is_refused():
    user = persoon("student")
    for keuzes in ({"taken": "direct"}, {"vooraf": "nooit"}, {"herinnering": "portaal"}):
        with pytest.raises(DomainError):
            kies(user=user, keuzes=keuzes, by=user, at=NU)


def test_blocked_person_gets_no_mail_any_more():
    user = UserFactory()
    bericht = klaar(user, "een")
    user.is_active = False
    user.save()
    assert verstuur_wachtende(at=NU)["vervallen"] == 1
    bericht.refresh_from_db()
    assert bericht.laatste_fout == "De ontvanger kan niet meer inloggen."


# --- the page ---


@pytest.mark.parametrize(
    ("rol", "ziet", "ziet_niet"), [("student", "vooraf", "taken"), ("coordinator", "taken", "vooraf")]
)
def test_page_shows_own_groups_and_keeps_the_choice(rol, ziet, ziet_niet):
    user = persoon(rol)
    client = log_in(user)
    antwoord = client.get(reverse("account:mailvoorkeuren"))
    velden = antwoord.context["form"].fields
    assert ziet in velden
    assert ziet_niet not in velden
    assert "Altijd meteen per mail" in antwoord.content.decode()
    assert not Mailvoorkeur.objects.exists()
    gegevens = dict.fromkeys(velden, "direct") | {"gesprekken": "dagelijks"}
    assert client.post(reverse("account:mailvoorkeuren"), gegevens).status_code == 302
    assert Mailvoorkeur.objects.get(user=user, groep="gesprekken").wijze == "dagelijks"
    assert client.post(reverse("account:mailvoorkeuren"), {**gegevens, "gesprekken": "nooit"}).status_code == 200
    assert Mailvoorkeur.objects.get(user=user, groep="gesprekken").wijze == "dagelijks"


def test_every_mail_to_a_person_links_to_the_preferences():
    bericht = klaar(persoon("coordinator"), "een")
    assert bericht.tekst.endswith("Mail instellen: http://127.0.0.1:8000/account/mail/\n")
    assert 'href="http://127.0.0.1:8000/account/mail/"' in bericht.html
