"""Closed for maintenance: a page of its own, while monitors and static files go on."""

import pytest
from django.urls import reverse

from tests.factories import persoon


@pytest.fixture(autouse=True)
def bestand(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.ONDERHOUD = False
    return tmp_path / "onderhoud"


def test_file_closes_the_portal_without_a_query_and_opens_it_again(client, bestand):
    bestand.write_text("14:30 <uur>\n")
    for pad in ("/", "/plaatsingen/", reverse("account_login")):
        antwoord = client.get(pad)  # no database mark: a query would fail here
        assert antwoord.status_code == 503
        assert antwoord.headers["Retry-After"] == "300"
        assert "We zijn zo terug" in antwoord.text
        assert "14:30 &lt;uur&gt;" in antwoord.text
        assert "default-src 'none'" in antwoord.headers["Content-Security-Policy"]
    assert client.post("/plaatsingen/").status_code == 503


@pytest.mark.django_db
def test_after_the_file_is_gone_all_goes_on(client, bestand):
    client.force_login(persoon("beheerder"))
    bestand.touch()
    assert "We verwachten" not in client.get("/").text
    bestand.unlink()
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_switch_closes_too_and_monitors_go_on(client, settings, bestand):
    settings.ONDERHOUD = True
    assert client.get("/").status_code == 503
    assert client.get(reverse("health")).status_code == 200
    assert client.get("/static/bestaat-niet.css").status_code == 404
