"""Secrets in addresses stay out of the log of requests."""

import secrets
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import reverse
from gunicorn.config import Config

from stagebureau.starter import children
from stagebureau.weblog import Weblog, zonder_geheim

VERSLAG = uuid.UUID(int=7, version=4)


@pytest.mark.parametrize(
    "adres",
    [
        reverse("agenda", args=["{}"]),
        reverse("account:uitnodiging", args=["{}"]),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1a", "key": "XX"}).replace("XX", "{}"),
    ],
)
def test_secret_addresses_are_masked(adres):
    geheim = secrets.token_urlsafe(32)
    for regel in (f"GET {adres} HTTP/1.1", f"GET {adres}?x=1 HTTP/1.1", adres):
        assert geheim not in zonder_geheim(regel.replace("%7B%7D", "{}").format(geheim))
        assert "***" in zonder_geheim(regel.replace("%7B%7D", "{}").format(geheim))


@pytest.mark.parametrize(
    "adres",
    [
        reverse("verslagen:schrijven", args=[VERSLAG, "tussenevaluatie:1"]),
        reverse("verslagen:detail", args=[VERSLAG]),
        "/static/vendor/source-sans-3-latin-600-normal.0123456789ab.woff2",
        "/handleiding/verslagen/?pagina=2",
    ],
)
def test_other_addresses_stay_readable(adres):
    assert zonder_geheim(f"GET {adres} HTTP/1.1") == f"GET {adres} HTTP/1.1"


def test_web_server_writes_masked_lines(tmp_path):
    geheim = secrets.token_urlsafe(32)
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/agenda/{geheim}.ics",
        "PATH_INFO": f"/agenda/{geheim}.ics",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://x.test/uitnodiging/{geheim}/",
    }
    antwoord = SimpleNamespace(status="200 OK", sent=1, headers=[])
    atomen = Weblog(Config()).atoms(antwoord, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    assert geheim not in str([atomen[naam] for naam in "rUf"])
    assert atomen["r"] == "GET /agenda/***.ics HTTP/1.1"
    start = (settings.BASE_DIR / "Dockerfile").read_text()
    assert "stagebureau.weblog.Weblog" in start
    assert "stagebureau.weblog.Weblog" in children(tmp_path, 1)[0].command
