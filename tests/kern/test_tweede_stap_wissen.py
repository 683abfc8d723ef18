"""A beheerder takes away the second step of somebody who lost it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from kern.services.tweede_stap import wis_tweede_stap
from tests.factories import NU, WACHTWOORD, StudentFactory, persoon

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def user():
    user = persoon("coordinator")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def beheerder(client):
    beheerder = persoon("beheerder")
    client.force_login(beheerder, backend=BACKEND)
    return beheerder


def url(user):
    return reverse("beheer:tweede_stap", args=[user.public_id])


def test_taking_away_ends_sessions_is_audited_and_mailed(client, user, beheerder):
    elders, ander = Client(), Client()
    elders.force_login(user, backend=BACKEND)
    ander.force_login(StudentFactory().user, backend=BACKEND)
    assert elders.get("/").status_code == 200
    pagina = client.get(reverse("beheer:persoon", args=[user.public_id])).text
    assert "Ingesteld: 1 app met codes" in pagina
    assert url(user) in pagina
    antwoord = client.post(url(user), {"reden": "Telefoon kwijt, teruggebeld."}, follow=True)
    assert "Niet ingesteld." in antwoord.text
    assert not Authenticator.objects.filter(user=user).exists()
    assert elders.get("/").status_code == 302
    assert ander.get("/").status_code == 200
    regel = AuditRegel.objects.get(actie="tweede stap gewist")
    assert (regel.by, regel.reden, regel.object_id) == (beheerder, "Telefoon kwijt, teruggebeld.", str(user.public_id))
    bericht = Bericht.objects.get(soort="tweede_stap_gewist")
    assert bericht.ontvanger == user
    assert "Telefoon kwijt" not in bericht.tekst
    assert "U bent overal uitgelogd" in bericht.tekst


def test_login_then_demands_a_new_second_step(client, settings, user, beheerder):
    client.post(url(user), {"reden": "Telefoon kwijt."})
    settings.MFA_VERPLICHT = True
    opnieuw = Client()
    opnieuw.post(reverse("account_login"), {"login": user.email, "password": WACHTWOORD})
    antwoord = opnieuw.get("/plaatsingen/")
    assert (antwoord.status_code, antwoord.url) == (302, reverse("mfa_index"))
    assert "Stel eerst inloggen in twee stappen in" in opnieuw.get(antwoord.url, follow=True).text


def test_reason_is_needed(client, user, beheerder):
    antwoord = client.post(url(user), {"reden": " "})
    assert antwoord.status_code == 422
    assert Authenticator.objects.filter(user=user).count() == 2
    assert not AuditRegel.objects.filter(actie="tweede stap gewist").exists()


def test_not_for_oneself(client, beheerder):
    TOTP.activate(beheerder, "JBSWY3DPEHPK3PXP")
    assert url(beheerder) not in client.get(reverse("beheer:persoon", args=[beheerder.public_id])).text
    assert "Vraag een andere beheerder" in client.get(url(beheerder)).text
    client.post(url(beheerder), {"reden": "Zelf."})
    assert Authenticator.objects.filter(user=beheerder).exists()


def test_nothing_to_take_away_is_said(client, beheerder):
    leeg = persoon("stagedocent")
    assert "Er is niets te wissen" in client.get(url(leeg)).text
    with pytest.raises(DomainError, match="geen tweede stap"):
        wis_tweede_stap(user=leeg, reden="x", by=beheerder, at=NU)


@pytest.mark.parametrize("rol", ["coordinator", "stagedocent", "praktijkopleider", "werkbegeleider", "student"])
def test_nobody_else_can(client, user, rol):
    wie = (
        StudentFactory().user
        if rol == "student"
        else persoon(rol, *([user.lidmaatschappen.get().organisatie] * (rol in {"coordinator", "stagedocent"})))
    )
    client.force_login(wie, backend=BACKEND)
    assert client.get(url(user)).status_code == 403
    assert client.post(url(user), {"reden": "x"}).status_code == 403
    with pytest.raises(GeenToegang):
        wis_tweede_stap(user=user, reden="x", by=wie, at=NU)
    assert Authenticator.objects.filter(user=user).count() == 2


def test_student_reads_je(client, beheerder):
    student = StudentFactory().user
    TOTP.activate(student, "JBSWY3DPEHPK3PXP")
    client.post(url(student), {"reden": "Telefoon kwijt."})
    assert "Je bent overal uitgelogd" in Bericht.objects.get(soort="tweede_stap_gewist").tekst
