"""The whole house as `make demo` starts it (web, worker, clock, own data folder), and browsers that watch it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.sjabloon import leg_klaar

ROOT = Path(__file__).resolve().parents[2]
WACHTWOORD = "demo-stagebureau"
AXE = Axe(ROOT.joinpath("tests/data/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8"))
AXE_OPTIES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
BREEDTES = {"bureau": (1280, 900), "telefoon": (360, 740)}


# One more student with a password: the one of the demo hands in everything in the main story.
SCHRIJVER = """
from django.contrib.auth.hashers import make_password
from kern.models import User
from plaatsingen.models import Plaatsing
lopend = Plaatsing.objects.filter(status="lopend").exclude(student__user__email="student@demo.test")
student = lopend.order_by("-begindatum", "pk").first().student
User.objects.filter(pk=student.user_id).update(
    email="student-schrijft@demo.test", password=make_password("demo-stagebureau")
)
"""


def vrije_poort() -> int:
    with socket.socket() as deur:
        deur.bind(("127.0.0.1", 0))
        return deur.getsockname()[1]


class Demo:
    """A running demo."""

    def __init__(self, var: Path) -> None:
        self.var, self.poort = var, vrije_poort()
        self.adres = f"http://127.0.0.1:{self.poort}"
        weg = ("DJANGO_", "PYTEST_", "STAGEBUREAU_", "DATABASE_URL", "BROKER_URL")
        self.env = {naam: waarde for naam, waarde in os.environ.items() if not naam.startswith(weg)}
        self.env |= {"STAGEBUREAU_VAR": str(var), "OUTBOX_SECONDEN": "1"}
        self.log = var.parent / "demo.log"
        self.start()

    def start(self) -> None:
        """Start it, the first time in an empty folder."""
        with self.log.open("wb") as log:
            self.proces = subprocess.Popen(
                [sys.executable, "-m", "stagebureau.starter", "--port", str(self.poort)],
                cwd=ROOT,
                env=self.env,
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wacht(self, seconden: int = 600) -> None:
        einde = time.monotonic() + seconden
        while time.monotonic() < einde:
            with suppress(OSError), urlopen(f"{self.adres}/health/", timeout=5) as antwoord:
                if antwoord.status == 200:
                    return
            assert self.proces.poll() is None, self.log.read_text()[-3000:]
            time.sleep(0.5)
        pytest.fail("the demo did not start: " + self.log.read_text()[-3000:])

    def wacht_op_woorden(self, log: Path, woorden: str, seconden: int = 60, keer: int = 1) -> str:
        """Wait until the words are in a log so many times; returns the log."""
        einde = time.monotonic() + seconden
        while (tekst := log.read_text()).count(woorden) < keer:
            assert time.monotonic() < einde, tekst[-3000:]
            time.sleep(0.2)
        return tekst

    def beheer(self, *woorden: str) -> str:
        env = {**self.env, "STAGEBUREAU_OMGEVING": "demo"}
        klaar = subprocess.run(
            [sys.executable, "manage.py", *woorden], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert klaar.returncode == 0, klaar.stderr[-3000:]
        return klaar.stdout

    def stop(self) -> None:
        self.proces.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.proces.wait(timeout=40)
        with suppress(ProcessLookupError):
            os.killpg(self.proces.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[Demo]:
    var = tmp_path_factory.mktemp("demo") / "var"
    var.mkdir(mode=0o700)
    leg_klaar(var / "stagebureau.sqlite3")  # from an empty folder it starts in test_starten
    huis = Demo(var)
    try:
        huis.wacht()
        huis.beheer("shell", "-c", SCHRIJVER)
        yield huis
    finally:
        huis.stop()


class Bezoeker:
    """Somebody at a browser, logged in or not, who notices what should not be there."""

    def __init__(self, page: Page, adres: str, naam: str) -> None:
        self.page, self.adres, self.naam = page, adres, naam
        self.klachten: list[str] = []
        self.gezien: set[str] = set()
        self.axe_kijkt = False
        page.on("console", self._console)
        page.on("pageerror", lambda fout: self.klachten.append(f"script: {fout}"))
        page.on("response", lambda a: a.status >= 500 and self.klachten.append(f"{a.status} {a.url}"))

    def _console(self, bericht: object) -> None:
        tekst = bericht.text
        if self.axe_kijkt:  # axe itself writes a style attribute, which the policy stops
            return
        if "Content Security Policy" in tekst or "Content-Security-Policy" in tekst:
            self.klachten.append(f"CSP: {tekst}")

    def ga(self, pad: str) -> None:
        self.page.goto(self.adres + pad)
        self.kijk()

    def klik(self, naam: str | re.Pattern, rol: str = "button", *, precies: bool = False) -> None:
        self.page.get_by_role(rol, name=naam, exact=precies).first.click()
        self.page.wait_for_load_state("load")

    def kijk(self) -> None:
        """Look at the page: axe finds nothing, nothing sticks out at the side."""
        pad = self.page.url.removeprefix(self.adres)
        if pad in self.gezien:
            return
        self.gezien.add(pad)
        # A message that is still fading in has no fair contrast yet.
        for _ in range(100):
            if not self.page.evaluate("document.getAnimations().some(a => a.playState === 'running')"):
                break
            self.page.wait_for_timeout(50)
        self.axe_kijkt = True
        uitslag = AXE.run(self.page, options=AXE_OPTIES)
        self.page.wait_for_timeout(50)
        self.axe_kijkt = False
        for fout in uitslag.response["violations"]:
            plekken = [" ".join(node["target"]) for node in fout["nodes"]][:3]
            self.klachten.append(f"axe {fout['id']} op {pad}: {plekken}")
        breedte = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if breedte[0] > breedte[1] + 1:
            self.klachten.append(f"{pad} is {breedte[0]} breed in een venster van {breedte[1]}")

    def log_in(self, account: str) -> "Bezoeker":
        self.ga("/account/login/")
        self.page.get_by_label("E-mailadres").first.fill(f"{account}@demo.test")
        self.page.get_by_label("Wachtwoord").first.fill(WACHTWOORD)
        self.page.get_by_role("button", name=re.compile("^(Inloggen|Aanmelden)$")).first.click()
        expect(self.page).not_to_have_url(re.compile("/login/"))
        self.kijk()
        return self

    def log_uit(self) -> None:
        self.page.context.clear_cookies()

    def in_orde(self) -> None:
        assert self.klachten == []


@pytest.fixture
def bezoek(demo: Demo, browser: Browser):
    """Make a visitor: bezoek("student", "telefoon") logs in at that width; js=False turns scripts off."""
    open_: list = []

    def maak(account: str | None, breedte: str = "bureau", *, js: bool = True) -> Bezoeker:
        b, h = BREEDTES[breedte]
        context = browser.new_context(
            viewport={"width": b, "height": h},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=js,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        open_.append(context)
        bezoeker = Bezoeker(context.new_page(), demo.adres, account or "anoniem")
        if not js:
            bezoeker.kijk = lambda: None
        return bezoeker.log_in(account) if account else bezoeker

    yield maak
    for context in open_:
        context.close()


class Klok:
    """The clock of the portal, moved by hand; it ticks on from where it was put."""

    def __init__(self) -> None:
        self._reis: time_machine.travel | None = None

    def zet(self, moment: str) -> None:
        """Put the clock at a local moment, such as 2026-10-02T07:05+02:00."""
        self.stop()
        self._reis = time_machine.travel(datetime.fromisoformat(moment), tick=True)
        self._reis.start()

    def stop(self) -> None:
        if self._reis is not None:
            self._reis.stop()
            self._reis = None


@pytest.fixture
def klok() -> Iterator[Klok]:
    wijzer = Klok()
    yield wijzer
    wijzer.stop()


@pytest.fixture
def meekijken(live_server, browser: Browser, klok: Klok):
    """Make a visitor of the portal in this process, where the clock can be moved; None: without an account."""
    open_: list = []

    def maak(user, breedte: str = "bureau") -> Bezoeker:
        b, h = BREEDTES[breedte]
        context = browser.new_context(
            viewport={"width": b, "height": h}, locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        open_.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            sleutel = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sleutel, "url": live_server.url}])
        return Bezoeker(context.new_page(), live_server.url, user.email if user else "anoniem")

    yield maak
    for context in open_:
        context.close()
