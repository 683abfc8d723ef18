"""The second login step: a code works once, recovery codes are hashed away, and no road leads past it (A1)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kern.models import AuditRegel, Bericht
from kern.services.mensen import nodig_uit
from tests.factories import NU, WACHTWOORD, OrganisatieFactory, persoon

pytestmark = pytest.mark.django_db
GEHEIM = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def verplicht(settings):
    settings.MFA_VERPLICHT = True


@pytest.fixture
def user():
    user = persoon("coordinator")
    TOTP.activate(user, GEHEIM)
    return user


def code() -> str:
    return format_hotp_value(hotp_value(GEHEIM, next(iter(yield_hotp_counters_from_time()))))


def wachtwoord(client: Client, user, pad: str = "account_login"):
    return client.post(reverse(pad), {"login": user.email, "password": WACHTWOORD})


def stap_twee(client: Client, waarde: str):
    return client.post(reverse("mfa_authenticate"), {"code": waarde})


def is_binnen(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_password_and_code_open_the_door(client, user):
    wachtwoord(client, user)
    assert not is_binnen(client)
    sleutel = client.session.session_key
    assert stap_twee(client, code()).status_code == 302
    assert is_binnen(client)
    assert client.session.session_key != sleutel


def test_code_works_once(client, user):
    waarde = code()
    wachtwoord(client, user)
    stap_twee(client, waarde)
    assert is_binnen(client)
    tweede = Client()
    wachtwoord(tweede, user)
    stap_twee(tweede, waarde)
    assert not is_binnen(tweede)


def test_wrong_code_keeps_the_door_shut_and_guessing_is_limited(client, user):
    wachtwoord(client, user)
    for poging in range(6):
        stap_twee(client, f"{poging:06d}")
    stap_twee(client, code())
    assert not is_binnen(client)


def test_recovery_code_works_once(client, user):
    codes = RecoveryCodes.activate(user).get_unused_codes()
    wachtwoord(client, user)
    stap_twee(client, codes[0])
    assert is_binnen(client)
    tweede = Client()
    wachtwoord(tweede, user)
    stap_twee(tweede, codes[0])
    assert not is_binnen(tweede)
    stap_twee(tweede, codes[1])
    assert is_binnen(tweede)


def test_secrets_are_not_kept_as_they_are(user):
    codes = RecoveryCodes.activate(user).get_unused_codes()
    opgeslagen = " ".join(str(rij.data) for rij in Authenticator.objects.filter(user=user))
    assert GEHEIM not in opgeslagen
    assert not any(waarde in opgeslagen for waarde in codes)


def test_half_a_login_reaches_no_page(client, user):
    wachtwoord(client, user)
    for pad in ("/", "/plaatsingen/", "/account/", "/beheer/", "/account/password/change/", "/account/2fa/"):
        assert client.get(pad).status_code == 302, pad


def test_new_password_by_mail_does_not_skip_the_second_step(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    tekst = Bericht.objects.get(aan=user.email).tekst
    link = next(woord for woord in tekst.split() if "/password/reset/key/" in woord)
    formulier = client.get(link[link.index("/account") :], follow=True)
    nieuw = "vier-woorden-op-een-rij"
    client.post(formulier.redirect_chain[-1][0], {"password1": nieuw, "password2": nieuw})
    assert not is_binnen(client)
    user.refresh_from_db()
    assert user.check_password(nieuw)
    client.post(reverse("account_login"), {"login": user.email, "password": nieuw})
    assert not is_binnen(client)
    stap_twee(client, code())
    assert is_binnen(client)


@time_machine.travel(NU, tick=False)
def test_invited_person_sets_the_step_up_before_anything_else(client):
    nodig_uit(
        email="nieuw@voorbeeld.test",
        rol="coordinator",
        organisatie=OrganisatieFactory(school=True),
        by=persoon("beheerder"),
        at=NU,
    )
    pad = Bericht.objects.get(aan="nieuw@voorbeeld.test").pad
    client.post(pad, {"voornaam": "Zoë", "achternaam": "T", "wachtwoord": "vier-woorden-op-een-rij"})
    for adres in ("/", "/plaatsingen/", "/account/", "/verslagen/"):
        assert client.get(adres).url == reverse("mfa_index")


@time_machine.travel(NU, tick=False)
def test_invitation_of_somebody_known_goes_through_the_whole_login(client, user):
    nodig_uit(email=user.email, rol="stagedocent", organisatie=OrganisatieFactory(), by=persoon("beheerder"), at=NU)
    pad = Bericht.objects.filter(soort="uitnodiging").get().pad
    assert "Log eerst in" in client.get(pad).content.decode()
    wachtwoord(client, user)
    assert "Log eerst in" in client.post(pad).content.decode()
    assert user.lidmaatschappen.count() == 1


def test_session_that_came_by_another_road_still_asks_for_the_step(client, user):
    """Whatever made this session (an admin page, a new way in, a bug), the step is asked for."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    antwoord = client.get("/plaatsingen/")
    assert antwoord.url.startswith(reverse("mfa_reauthenticate"))
    client.post(antwoord.url, {"code": code()})
    assert client.get("/plaatsingen/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_counts_as_the_step_and_is_written_down_and_mailed(client):
    user = persoon("coordinator")
    wachtwoord(client, user)
    client.post(reverse("account_reauthenticate"), {"password": WACHTWOORD})  # allauth asks who is there once more
    pagina = client.get(reverse("mfa_activate_totp"))
    geheim = pagina.context["form"].secret
    waarde = format_hotp_value(hotp_value(geheim, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_activate_totp"), {"code": waarde})
    assert is_binnen(client)
    assert AuditRegel.objects.get(actie="tweede stap ingesteld").na == {"soort": "app met codes"}
    assert Bericht.objects.filter(aan=user.email, onderwerp="Inloggen in twee stappen staat aan").exists()


def test_step_cannot_be_taken_away_without_proving_who_one_is(client, user):
    with time_machine.travel(NU, tick=False) as klok:
        cache.clear()
        wachtwoord(client, user)
        stap_twee(client, code())
        for minuten in (10, 20):  # working on: the session stays alive, the proof gets old
            klok.move_to(NU + timedelta(minutes=minuten))
            assert is_binnen(client)
        antwoord = client.post(reverse("mfa_deactivate_totp"))
        assert "reauthenticate" in antwoord.url
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_student_may_do_without(client):
    from tests.factories import StudentFactory  # noqa: PLC0415 - only here

    student = StudentFactory().user
    wachtwoord(client, student)
    assert is_binnen(client)
