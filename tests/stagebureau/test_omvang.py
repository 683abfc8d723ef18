"""A request that says it is far too large, or asks what no database can look for, is refused before it is read."""

from django.urls import reverse


def test_request_that_is_too_large_is_refused_in_words(client, settings):
    settings.AANVRAAG_MAX_BYTES = 1024 * 1024
    antwoord = client.post(reverse("account_login"), {"login": "x" * 1024 * 1024})  # no database mark
    assert antwoord.status_code == 413
    assert "niet groter zijn dan 1 MB" in antwoord.text
    assert "default-src 'none'" in antwoord.headers["Content-Security-Policy"]


def test_smaller_request_and_strange_length_go_on(client, db):
    assert client.post(reverse("account_login"), {"login": "x"}).status_code == 200
    assert client.get(reverse("account_login"), headers={"content-length": "veel"}).status_code == 200


def test_nul_sign_in_a_question_is_refused_in_words(client):
    antwoord = client.get(reverse("account_login"), {"next": "a\x00b"})  # no database mark
    assert antwoord.status_code == 400
    assert "Deze vraag klopt niet" in antwoord.text
