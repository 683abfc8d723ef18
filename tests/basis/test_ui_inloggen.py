"""The pages around logging in: our look, our words, one heading, nothing left in English."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from tests.factories import WACHTWOORD, UserFactory

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(
    r"\b(?:password|sign in|sign up|email address|authenticator app|recovery code|confirm|remove)\b", re.IGNORECASE
)


def words(html):
    html = re.sub(r"<script.*?</script>|<svg.*?</svg>|<head>.*?</head>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("Google Authenticator", "").strip()


def check(response, heading, status=200):
    html = response.content.decode()
    assert response.status_code == status
    assert re.findall(r"<h1>(.*?)</h1>", html) == [heading]
    assert ENGLISH.findall(words(html)) == []


@pytest.fixture
def binnen(client):
    """Somebody who has just shown the password, so that sensitive pages open."""
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.email, "password": WACHTWOORD})
    client.post(reverse("account_reauthenticate"), {"password": WACHTWOORD})
    return user


@pytest.mark.parametrize(
    ("naam", "kop"),
    [
        ("account_login", "Inloggen"),
        ("account_reset_password", "Wachtwoord vergeten"),
        ("account_reset_password_done", "Kijk in de mail"),
        ("account_reset_password_from_key_done", "Wachtwoord veranderd"),
        ("account_signup", "Een account krijgen"),
        ("account_inactive", "Dit account staat uit"),
        ("socialaccount_login_cancelled", "Inloggen gestopt"),
    ],
)
def test_entrance_page(client, naam, kop):
    check(client.get(reverse(naam)), kop)


def test_used_reset_link_tells_what_to_do(client):
    check(client.get(reverse("account_reset_password_from_key", args=["x", "y-z"])), "Deze link werkt niet meer")


@pytest.mark.parametrize(
    ("naam", "kop"),
    [
        ("account_logout", "Uitloggen"),
        ("account_change_password", "Wachtwoord veranderen"),
        ("account_reauthenticate", "Nog een keer bevestigen"),
        ("mfa_index", "Inloggen beveiligen"),
        ("mfa_activate_totp", "App instellen"),
        ("mfa_list_webauthn", "Toegangssleutels"),
        ("mfa_add_webauthn", "Toegangssleutel toevoegen"),
        ("socialaccount_connections", "Schoolaccounts"),
    ],
)
def test_page_about_the_own_login(client, binnen, naam, kop):
    check(client.get(reverse(naam)), kop)


@pytest.mark.parametrize(
    ("naam", "kop"),
    [
        ("mfa_index", "Inloggen beveiligen"),
        ("mfa_deactivate_totp", "App uitzetten"),
        ("mfa_view_recovery_codes", "Herstelcodes"),
        ("mfa_generate_recovery_codes", "Herstelcodes maken"),
    ],
)
def test_page_with_a_second_step(client, binnen, naam, kop):
    TOTP.activate(binnen, generate_totp_secret())
    RecoveryCodes.activate(binnen)
    check(client.get(reverse(naam)), kop)


def test_school_account_that_fails(client, binnen):
    check(client.get(reverse("socialaccount_login_error")), "Inloggen lukte niet", status=401)


def test_second_step_of_logging_in(client):
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    response = client.post(reverse("account_login"), {"login": user.email, "password": WACHTWOORD}, follow=True)
    check(response, "Inloggen, stap 2")


def test_names_and_removal_of_a_key(client, binnen):
    key = Authenticator.objects.create(
        user=binnen, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop", "credential": {}}
    )
    check(client.get(reverse("mfa_edit_webauthn", args=[key.pk])), "Naam van de sleutel")
    check(client.get(reverse("mfa_remove_webauthn", args=[key.pk])), "Sleutel weghalen")


def test_wrong_password_is_told_above_the_form(client):
    response = client.post(reverse("account_login"), {"login": "wie@voorbeeld.test", "password": "fout"})
    html = response.content.decode()
    assert "Er is 1 fout" in html
    assert html.index("Er is 1 fout") < html.index('name="login"')


def test_demo_accounts_have_one_button_each(client, settings):
    settings.DEMO = True
    html = client.get(reverse("account_login")).content.decode()
    assert html.count('class="demoknop"') >= 8
    assert "coordinator@demo.test" in html


def test_no_demo_accounts_outside_the_demo(client, settings):
    settings.DEMO = False
    assert "demo.test" not in client.get(reverse("account_login")).content.decode()


def test_logging_in_says_nothing_and_logging_out_says_so(client):
    user = UserFactory()
    inside = client.post(reverse("account_login"), {"login": user.email, "password": WACHTWOORD}, follow=True)
    assert list(inside.context["messages"]) == []
    outside = client.post(reverse("account_logout"), follow=True)
    assert [str(message) for message in outside.context["messages"]] == ["Het uitloggen is gelukt."]
