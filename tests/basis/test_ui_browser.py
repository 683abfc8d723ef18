"""What only a browser can show: contrast, policy, keys, focus, dialogs, and texts that are never lost."""

import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.urls("tests.basis.ui_paginas"),
]
AXE = Axe(ROOT.joinpath("tests/data/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8"))
# axe fetches style sheets by itself for one rule about rotation, and the policy forbids what it then does.
AXE_OPTIONS = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Server(ThreadingMixIn, WSGIServer):
    """Several requests at once, and every socket closed before the test session goes on."""


class Handler(WSGIRequestHandler):
    """Says nothing; lets go of connections that a browser opens in advance and never uses."""

    timeout = 5

    def handle(self):
        try:
            super().handle()
        except (TimeoutError, ConnectionError):
            self.close_connection = True

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def adres():
    """The address of a server without a database: the pages here need none."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fouten(page):
    """What the browser complained about: policy violations, script errors, missing files."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    return found


def schrijf(page, adres, stemming, tekst="Vandaag leerde ik rapporteren.", query=""):
    page.goto(f"{adres}/schrijven/{stemming}/{query}")
    page.get_by_label("Tekst").fill(tekst)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_gallery_is_accessible_and_keeps_the_policy(browser, adres, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="nl-NL")
    page = context.new_page()
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{adres}/galerij/")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    violations = AXE.run(page, options=AXE_OPTIONS).response["violations"]
    context.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []


def test_slash_goes_to_search_but_not_while_writing(page, adres, fouten):
    page.goto(f"{adres}/galerij/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Sneltoetsen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sneltoetsen")).to_be_hidden()
    schrijf(page, adres, "goed", "")
    page.get_by_label("Tekst").press("/")
    assert page.get_by_label("Tekst").input_value() == "/"
    assert fouten == []


def test_confirm_asks_in_a_dialog_with_focus_and_gives_it_back(page, adres):
    page.goto(f"{adres}/schrijven/goed/")
    page.get_by_role("link", name="Stoppen").click()
    expect(page.get_by_role("dialog", name="Stage stoppen?")).to_be_visible()
    page.get_by_role("button", name="Annuleren").click()
    expect(page.get_by_role("link", name="Stoppen")).to_be_focused()


def test_confirm_without_scripts_goes_to_the_page(browser, adres):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{adres}/schrijven/goed/")
    page.get_by_role("link", name="Stoppen").click()
    expect(page.get_by_role("heading", name="Klaar")).to_be_visible()
    context.close()


def test_swap_moves_the_focus_to_what_is_new_and_tells_it(page, adres, fouten):
    page.goto(f"{adres}/schrijven/goed/")
    page.get_by_role("button", name="Ververs").click()
    expect(page.locator("#vak")).to_be_focused()
    expect(page.locator("#aankondiging")).to_have_text("Ververst")
    assert fouten == []


def test_first_steps_show_one_at_a_time_and_stay_away_once_closed(page, adres):
    page.goto(f"{adres}/galerij/")
    expect(page.get_by_role("heading", name="Begin bij Vandaag")).to_be_visible()
    expect(page.get_by_role("heading", name="Zoek met /")).to_be_hidden()
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Zoek met /")).to_be_visible()
    page.get_by_role("button", name="Klaar", exact=True).click()
    page.reload()
    expect(page.get_by_role("heading", name="Zo werkt het")).to_be_hidden()


def test_autosave_tells_the_time_and_takes_the_new_version(page, adres, fouten):
    schrijf(page, adres, "goed")
    expect(page.locator("[data-opslagstatus]")).to_have_text("Opgeslagen om 14:32")
    assert page.locator("[name=versie]").input_value() == "2"
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert fouten == []


@pytest.mark.parametrize("stemming", ["uitgelogd", "stuk"])
def test_text_that_the_server_did_not_take_comes_back(page, adres, stemming):
    schrijf(page, adres, stemming)
    expect(page.locator("[data-opslagstatus]")).to_contain_text("op dit apparaat")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{adres}/schrijven/goed/")
    assert page.get_by_label("Tekst").input_value() == "Vandaag leerde ik rapporteren."
    expect(page.locator("[data-opslagstatus]")).to_have_text("Opgeslagen om 14:32")


def test_copy_and_newer_text_of_the_server_both_stay(page, adres):
    schrijf(page, adres, "stuk")
    expect(page.locator("[data-opslagstatus]")).to_contain_text("op dit apparaat")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{adres}/schrijven/goed/?begin=Elders+geschreven")
    assert page.get_by_label("Tekst").input_value() == "Elders geschreven"
    page.get_by_role("button", name="Zet terug").click()
    assert page.get_by_label("Tekst").input_value() == "Vandaag leerde ik rapporteren."


def test_text_put_back_can_be_undone(page, adres):
    schrijf(page, adres, "stuk")
    expect(page.locator("[data-opslagstatus]")).to_contain_text("op dit apparaat")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{adres}/schrijven/stuk/")
    page.get_by_role("button", name="Toch niet").click()
    assert page.get_by_label("Tekst").input_value() == ""


def test_conflict_is_told_and_nothing_is_overwritten(page, adres):
    schrijf(page, adres, "conflict")
    expect(page.locator("[data-opslagstatus]")).to_have_text("Iemand anders was eerder.")


def test_text_survives_a_submit_with_an_expired_login(page, adres):
    schrijf(page, adres, "stuk")
    page.get_by_role("button", name="Versturen").click()
    page.wait_for_url("**/account/login/**")
    page.goto(f"{adres}/schrijven/goed/")
    assert page.get_by_label("Tekst").input_value() == "Vandaag leerde ik rapporteren."


def test_expired_login_inside_htmx_goes_to_login_and_keeps_the_text(page, adres):
    schrijf(page, adres, "goed")
    page.get_by_role("button", name="Haal op").click()
    page.wait_for_url("**/account/login/?next=%2Fschrijven%2Fgoed%2F")
    page.goto(f"{adres}/schrijven/goed/")
    expect(page.get_by_text("Hij staat weer in het formulier")).to_be_visible()
    assert page.get_by_label("Tekst").input_value() == "Vandaag leerde ik rapporteren."


def test_leaving_with_changes_asks_first(page, adres):
    schrijf(page, adres, "stuk")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{adres}/klaar/")
    assert asked == ["beforeunload"]


def test_policy_of_the_tests_is_the_strict_one():
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
