"""How a first login goes is told where people are brought in, and it really goes so."""

import re

import pytest
from django.urls import reverse

from kern.models import Bericht
from tests.factories import UserFactory, persoon

pytestmark = pytest.mark.django_db
NIEUW = "een-heel-nieuw-wachtwoord"


def test_pages_tell_how_a_first_login_goes(client):
    client.force_login(persoon("beheerder"))
    for naam in ("imports:lijst", "beheer:uitnodigen"):
        assert "Wachtwoord vergeten?" in client.get(reverse(naam)).text.replace("&#x27;", "'")
    assert "kiest de persoon zelf een wachtwoord" in client.get(reverse("beheer:uitnodigen")).text


def test_somebody_from_a_file_gets_in_with_forgotten_password(client):
    user = UserFactory(password=None)
    assert not user.has_usable_password()
    client.post(reverse("account_reset_password"), {"email": user.email})
    adres = re.search(r"https?://[^/]+(/account/\S+)", Bericht.objects.get(ontvanger=user).tekst)[1]
    pagina = client.get(adres, follow=True)
    client.post(pagina.redirect_chain[-1][0], {"password1": NIEUW, "password2": NIEUW})
    user.refresh_from_db()
    assert user.check_password(NIEUW)
