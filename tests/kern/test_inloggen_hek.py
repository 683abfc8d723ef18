"""The fence round the login: guessing, sniffing out who exists, sessions, headers (A2-A5)."""

import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as instellingen
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from kern.models import Bericht
from tests.factories import NU, WACHTWOORD, StudentFactory, persoon

pytestmark = pytest.mark.django_db


def log_in(client, email: str, wachtwoord: str = WACHTWOORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": wachtwoord}, **extra)


def is_binnen(client) -> bool:
    return client.get("/").status_code == 200


# --- A2: guessing ---


def test_lock_holds_for_every_computer_and_spelling_and_ends_by_itself():
    user = persoon("coordinator")
    with time_machine.travel(NU, tick=False) as klok:
        for poging in range(5):
            log_in(Client(), user.email, "fout", headers={"x-forwarded-for": f"10.0.{poging}.1"})
        ander = Client(REMOTE_ADDR="192.0.2.77")
        assert log_in(ander, user.email.upper()).status_code == 429
        assert not is_binnen(ander)
        klok.shift(5 * 60 + 1)
        log_in(ander, user.email)
        assert is_binnen(ander)


def test_lock_of_one_person_does_not_touch_another(client):
    slachtoffer, ander = persoon("coordinator"), persoon("coordinator")
    for _ in range(6):
        log_in(Client(), slachtoffer.email, "fout")
    log_in(client, ander.email)
    assert is_binnen(client)


def test_locked_page_is_dutch_and_says_what_to_do(client):
    user = persoon("coordinator")
    for _ in range(6):
        antwoord = log_in(client, user.email, "fout")
    assert antwoord.status_code == 429
    assert "5 minuten" in antwoord.content.decode()


def test_many_addresses_from_one_computer_are_slowed_down_whatever_the_header_says(client):
    statussen = set()
    for nummer in range(70):
        kop = {"x-forwarded-for": f"10.1.{nummer}.9"}
        statussen.add(log_in(client, f"iemand{nummer}@voorbeeld.test", "fout", headers=kop).status_code)
    assert 429 in statussen


def test_admin_has_no_login_of_its_own(client):
    for adres in ("/beheer/django/", "/beheer/django/login/", "/beheer/django/login/?next=/beheer/django/"):
        assert client.get(adres, follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    user = persoon("beheerder")
    client.post("/beheer/django/login/", {"username": user.email, "password": WACHTWOORD})
    assert not is_binnen(client)


# --- A3: who exists ---


def kaal(antwoord, *adressen: str) -> tuple:
    """Return status, place and body of a response without what differs at every request."""
    tekst = antwoord.content.decode()
    for adres in adressen:
        tekst = tekst.replace(adres, "ADRES")
    tekst = re.sub(r'(name="csrfmiddlewaretoken" value|X-CSRFToken":)\s*"?=?"[^"]+"', "", tekst)
    tekst = re.sub(r'"X-CSRFToken": "[^"]+"', "", tekst)
    return antwoord.status_code, antwoord.headers.get("Location", ""), tekst


@pytest.mark.parametrize("geblokkeerd", [False, True])
def test_wrong_login_answers_the_same_for_known_and_unknown(geblokkeerd):
    user = persoon("coordinator")
    user.is_active = not geblokkeerd
    user.save()
    antwoorden = [kaal(log_in(Client(), email, "fout"), email) for email in (user.email, "niemand@voorbeeld.test")]
    assert antwoorden[0] == antwoorden[1]


def test_reset_answers_the_same_for_known_and_unknown_and_for_who_is_blocked():
    bekend, dicht = persoon("coordinator"), persoon("coordinator", is_active=False)
    antwoorden = []
    for email in (bekend.email, dicht.email, "niemand@voorbeeld.test"):
        client = Client()
        eerste = client.post(reverse("account_reset_password"), {"email": email})
        antwoorden.append((kaal(eerste, email), kaal(client.get(eerste.url), email)))
    assert antwoorden[0] == antwoorden[1] == antwoorden[2]


def test_closed_sign_up_answers_the_same():
    bekend = persoon("coordinator").email
    antwoorden = [
        kaal(Client().post(reverse("account_signup"), {"email": email, "password1": "x", "password2": "x"}), email)
        for email in (bekend, "niemand@voorbeeld.test")
    ]
    assert antwoorden[0] == antwoorden[1]


def test_password_is_hashed_for_nobody_too(settings, client):
    """The time of an answer comes from hashing; it happens for an unknown address as well."""
    gehasht = []

    class Teller(__import__("django.contrib.auth.hashers", fromlist=["x"]).MD5PasswordHasher):
        def encode(self, *args, **kwargs):
            gehasht.append(1)
            return super().encode(*args, **kwargs)

    import tests.kern as map_  # noqa: PLC0415 - a place for the class to be found

    map_.Teller = Teller
    settings.PASSWORD_HASHERS = ["tests.kern.Teller"]
    user = persoon("coordinator", password=make_password(WACHTWOORD))
    tellingen = []
    for email in (user.email, "niemand@voorbeeld.test"):
        gehasht.clear()
        log_in(Client(), email, "fout")
        tellingen.append(len(gehasht))
    assert tellingen[0] == tellingen[1] > 0


# --- A4: sessions ---


def test_login_gives_a_new_session_key(client):
    client.get(reverse("account_login"))
    voor = client.session.session_key
    log_in(client, persoon("coordinator").email)
    assert client.session.session_key != voor


def test_session_ends_after_twelve_hours(client):
    assert instellingen.SESSION_COOKIE_AGE == 12 * 3600
    with time_machine.travel(NU, tick=False) as klok:
        log_in(client, StudentFactory().user.email)
        assert is_binnen(client)
        klok.shift(12 * 3600 + 1)
        assert not is_binnen(client)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    log_in(client, persoon("coordinator").email)
    client.get("/")
    for naam in (instellingen.SESSION_COOKIE_NAME, "stagebureau_actief"):
        assert (client.cookies[naam]["httponly"], client.cookies[naam]["samesite"]) == (True, "Lax")


def test_changed_password_ends_the_other_sessions_and_is_mailed():
    user = persoon("coordinator")
    hier, daar = Client(), Client()
    for client in (hier, daar):
        log_in(client, user.email)
    nieuw = "vier-woorden-op-een-rij"
    hier.post(reverse("account_change_password"), {"oldpassword": WACHTWOORD, "password1": nieuw, "password2": nieuw})
    assert not is_binnen(daar)
    assert Bericht.objects.filter(aan=user.email, onderwerp="Uw wachtwoord is veranderd").exists()


def test_logout_asks_for_a_post_and_leaves_no_session(client):
    log_in(client, persoon("coordinator").email)
    client.get(reverse("account_logout"))
    assert is_binnen(client)
    client.post(reverse("account_logout"))
    assert not is_binnen(client)
    assert not Session.objects.filter(pk=client.session.session_key or "").exists()


def test_login_never_sends_anybody_to_another_site(client):
    user = persoon("coordinator")
    antwoord = client.post(
        reverse("account_login") + "?next=https://kwaad.test/",
        {"login": user.email, "password": WACHTWOORD, "next": "https://kwaad.test/"},
    )
    assert antwoord.url == "/"


# --- A5: headers ---

ADRESSEN = [
    "/",
    "/account/login/",
    "/bestaat-niet/",
    "/health/",
    "/privacy/",
    "/beheer/",
    "/account/",
    "/zoeken/?q=abc",
]


@pytest.mark.parametrize("adres", ADRESSEN)
@pytest.mark.parametrize("ingelogd", [False, True])
def test_every_response_has_the_safety_headers(client, adres, ingelogd):
    if ingelogd:
        client.force_login(StudentFactory().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    antwoord = client.get(adres)
    beleid = antwoord.headers["Content-Security-Policy"]
    for deel in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"):
        assert deel in beleid
    assert "unsafe" not in beleid
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
    assert antwoord.headers["Referrer-Policy"] == "same-origin"
    assert antwoord.headers["X-Frame-Options"] == "DENY"
    if ingelogd:
        assert "no-store" in antwoord.headers["Cache-Control"]


def test_pages_hold_no_inline_script_or_style(client):
    client.force_login(persoon("beheerder"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for adres in ("/", "/account/", "/beheer/", "/beheer/mensen/", "/beheer/log/", "/account/2fa/", "/handleiding/"):
        tekst = client.get(adres).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", tekst), adres
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", tekst), adres


# --- what allauth mails ---

SJABLONEN = sorted(
    str(pad.relative_to(instellingen.BASE_DIR / "templates")).removesuffix("_subject.txt")
    for pad in Path(instellingen.BASE_DIR, "templates").glob("*/email/*_subject.txt")
)


@pytest.mark.parametrize("sjabloon", SJABLONEN)
def test_mail_of_the_account_is_dutch_and_its_subject_names_nobody(sjabloon):
    context = {
        "email": "zoe@voorbeeld.test",
        "user": "Zoë",
        "password_reset_url": "https://x.test/reset/",
        "timestamp": NU,
        "ip": "192.0.2.1",
        "user_agent": "Firefox",
    }
    onderwerp = render_to_string(f"{sjabloon}_subject.txt", context).strip()
    tekst = render_to_string(f"{sjabloon}_message.txt", context)
    assert len(onderwerp) <= 60
    assert "\n" not in onderwerp
    assert not any(deel in onderwerp for deel in ("zoe@", "Zoë"))
    assert tekst.startswith("Hallo,")
    assert "Met vriendelijke groet,\nStagebureau" in tekst
    assert not re.search(r"\b(your|you|the|account has|Hello|192\.0|Firefox)\b", tekst)
    assert "&#" not in tekst


def test_every_mail_that_allauth_can_send_here_is_in_our_own_words():
    import allauth  # noqa: PLC0415 - only to find its folder

    niet_in_gebruik = {"login_code", "password_reset_code", "email_changed", "email_confirm", "email_deleted"}
    niet_in_gebruik |= {"email_confirmation", "email_confirmation_signup"}
    bron = Path(allauth.__file__).parent / "templates"
    van_allauth = {
        str(pad.relative_to(bron)).removesuffix("_subject.txt") for pad in bron.glob("*/email/*_subject.txt")
    }
    assert {naam for naam in van_allauth if naam.rsplit("/", 1)[-1] not in niet_in_gebruik} <= set(SJABLONEN)
