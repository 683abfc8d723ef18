"""Take the pictures of the handbook and of README.md from a running demo.

Usage: make demo-leeg in one terminal; in another: .venv/bin/python scripts/beelden.py http://127.0.0.1:8000 [NAME ...]

Start with an empty demo: the script reads in the table of 2009/2010 and has the matching round calculated, as the
pictures show. With names, only those pictures are taken.
"""

import argparse
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
DOEL = ROOT / "docs" / "handleiding" / "beelden"
TABEL = ROOT / "stagebureau" / "demo" / "data" / "vraag_aanbod_2009_2010.csv"
WACHTWOORD = "demo-stagebureau"  # printed on the login page of the demo
KLEUREN = 64
BREED, TELEFOON = 1280, 360
ARGUMENTEN = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--hide-scrollbars"]


@dataclass(frozen=True, slots=True)
class Beeld:
    """One picture: its name, whose eyes, the address, the links to click from there, what to scroll to, its size."""

    naam: str
    account: str
    adres: str
    klik: tuple[str, ...] = ()
    naar: str = ""
    breedte: int = BREED
    hoogte: int = 860
    doe: Callable[[Page], None] | None = None  # what to do on that page before the picture


def telefoon(naam: str, account: str, adres: str, *klik: str, naar: str = "", hoogte: int = 740) -> Beeld:
    """Describe a picture at the width of a phone."""
    return Beeld(naam, account, adres, klik, naar, TELEFOON, hoogte)


def bekijk_bestand(page: Page) -> None:
    """Choose the table of 2009/2010 and ask what it would change."""
    page.set_input_files("input[type=file]", str(TABEL))
    page.click("main form .btn-primary")
    page.wait_for_selector("#rijen-kop")


def lees_in(page: Page) -> None:
    """Read the table in, if that was not done, and go to the figures."""
    bekijk_bestand(page)
    knop = page.locator("main form[action$='/bevestigen/'] .btn-primary")
    if knop.count():
        knop.click()
    page.goto("/vraag-aanbod/?schooljaar=2009/2010")


def bereken(page: Page) -> None:
    """Have the round calculated and wait for the proposal."""
    adres = page.url
    page.click("main form[action$='/berekenen/'] button")
    for _ in range(60):
        page.wait_for_timeout(2000)
        page.goto(adres)
        if page.locator("#uitslag-titel").count():
            return


EERSTE = "main table tbody th a"
RONDE = "main a:has-text('Voorjaarsronde')"
BEELDEN = (
    telefoon("inloggen", "", "/account/login/", hoogte=1080),
    Beeld("vacatures-zoeken", "student-zoekt", "/vacatures/?cluster=", hoogte=1000),
    Beeld("vacatures", "praktijkopleider", "/vacatures/beheer/", hoogte=900),
    Beeld("sollicitaties", "stagedocent", "/sollicitaties/", hoogte=900),
    Beeld("overeenkomsten", "coordinator", "/plaatsingen/overeenkomsten/", hoogte=900),
    Beeld("ondertekenen", "coordinator", "/plaatsingen/ondertekenen/", hoogte=800),
    Beeld("stagefonds", "praktijkopleider", "/plaatsingen/stagefonds/", hoogte=900),
    Beeld("bijzondere-stages", "coordinator", "/plaatsingen/soorten/", hoogte=800),
    Beeld("stagevormen", "beheerder", "/plaatsingen/stagevormen/flexstage/", hoogte=900),
    telefoon("uren-bevestigen", "werkbegeleider", "/plaatsingen/uren/"),
    telefoon("handelingen", "werkbegeleider", "/handelingen/", "main li:nth-child(2) a[href*='/stage/']"),
    Beeld("importeren", "beheerder", "/beheer/import/?soort=vraag-aanbod", doe=bekijk_bestand, hoogte=900),
    Beeld("vraag-en-aanbod", "beheerder", "/beheer/import/?soort=vraag-aanbod", doe=lees_in, hoogte=1280),
    Beeld("vandaag-coordinator", "coordinator", "/"),
    Beeld("weken", "coordinator", "/vraag-aanbod/weken/", hoogte=900),
    Beeld("stagedagen", "coordinator", "/vraag-aanbod/stagedagen/", hoogte=900),
    Beeld("verdeling", "beheerder", "/vraag-aanbod/verdeling/", (EERSTE,), hoogte=900),
    Beeld("maatregelen", "beheerder", "/vraag-aanbod/maatregelen/", hoogte=900),
    Beeld("scenario", "beheerder", "/vraag-aanbod/scenarios/", (EERSTE,), hoogte=1000),
    Beeld("cijfers", "coordinator", "/cijfers/", hoogte=1000),
    Beeld("matching-voorbereiden", "coordinator", "/matching/", (RONDE,)),
    Beeld("matching-voorstel", "coordinator", "/matching/", (RONDE,), doe=bereken, hoogte=900),
    Beeld("matching-varianten", "coordinator", "/matching/", (RONDE, "main a[href$='/varianten/']"), hoogte=900),
    Beeld("matching-bord", "coordinator", "/matching/", (RONDE, "main a[href$='/bord/']"), hoogte=900),
    Beeld("matching-kaart", "coordinator", "/matching/", (RONDE, "main a[href$='/bord/']", "main a[href*='/kaart/']")),
    Beeld("plaatsing", "coordinator", "/plaatsingen/?status=lopend", (EERSTE,), hoogte=900),
    Beeld("verslagen-overzicht", "coordinator", "/verslagen/"),
    Beeld("verslagen-treden", "coordinator", "/verslagen/treden/", hoogte=900),
    Beeld("verslagen-ladder", "coordinator", "/verslagen/treden/", (EERSTE, "main a[href*='/stand/']"), hoogte=900),
    Beeld("verslagen-voorstel", "coordinator", "/verslagen/treden/", ("main a[href*='/voorstel/']",), hoogte=900),
    Beeld("verslagen-cijfers", "coordinator", "/verslagen/cijfers/", hoogte=1100),
    Beeld("verslagregels", "coordinator", "/verslagen/beleid/", hoogte=800),
    Beeld("verslag-lezen", "stagebegeleider", "/verslagen/lezen/", ("main .btn-primary",), hoogte=900),
    Beeld("stageplaats", "praktijkopleider", "/stageplaatsen/", (EERSTE,), hoogte=900),
    Beeld("beheer", "beheerder", "/beheer/", hoogte=820),
    Beeld("bpv-boeken", "beheerder", "/bpv-boek/", hoogte=640),
    telefoon("vandaag-student", "student", "/"),
    telefoon("verslag-schrijven", "student", "/verslagen/", "main .knoppen-groot .btn-primary"),
    telefoon("waar-sta-ik", "student", "/verslagen/", "main a[href*='/stand/']", hoogte=1200),
    telefoon("uren-invullen", "student", "/plaatsingen/", EERSTE, "main a:has-text('Uren invullen')"),
    telefoon("onze-studenten", "praktijkopleider", "/plaatsingen/studenten/"),
    telefoon("voorkeuren", "student-zoekt", "/matching/voorkeuren/"),
    telefoon("vandaag-werkbegeleider", "werkbegeleider", "/"),
    telefoon("gesprek-vastleggen", "werkbegeleider", "/begeleiding/nieuw/", "main .taak-knop"),
    Beeld("poule", "beheerder", "/poule/", hoogte=900),
    Beeld("planner", "beheerder", "/poule/planner/", hoogte=1000),
    Beeld("mentoren", "praktijkopleider", "/poule/mentoren/", hoogte=800),
    Beeld("scholing", "praktijkopleider", "/scholing/", hoogte=800),
    Beeld("verdelen", "beheerder", "/verdelen/", (EERSTE,), hoogte=1000),
    Beeld("agenda", "stagebegeleider", "/afspraken/", hoogte=900),
    Beeld("bezoekroute", "stagebegeleider", "/afspraken/route/", hoogte=900),
    Beeld("signalen", "coordinator", "/signalen/", hoogte=900),
    Beeld("groepen", "stagedocent", "/groepen/", hoogte=800),
    telefoon("evaluatie-invullen", "werkbegeleider", "/evaluaties/", "main a[href*='/invullen/']"),
    Beeld("evaluatieformulieren", "coordinator", "/evaluatieformulieren/", hoogte=800),
    telefoon("route", "student", "/route/", hoogte=1200),
    telefoon("doelen", "student", "/doelen/"),
    Beeld("route-cijfers", "coordinator", "/route/cijfers/", hoogte=1000),
    Beeld("evc", "coordinator", "/evc/", hoogte=800),
    telefoon("feedback", "student", "/feedback/"),
    Beeld("enquete", "coordinator", "/enquetes/", ("main tbody tr:last-child th a",), hoogte=1000),
)


class Maker:
    """Logs in as each person once and takes the pictures."""

    def __init__(self, browser: Browser, basis: str) -> None:
        self._browser = browser
        self._basis = basis.rstrip("/")
        self._sessies: dict[str, dict] = {}

    @contextmanager
    def _pagina(self, beeld: Beeld) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._basis,
            viewport={"width": beeld.breedte, "height": beeld.hoogte},
            device_scale_factor=2 if beeld.breedte == TELEFOON else 1,
            storage_state=self._sessies.get(beeld.account),
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        if beeld.account and beeld.account not in self._sessies:
            page.goto("/account/login/")
            page.fill("input[name=login]:not([type=hidden])", f"{beeld.account}@demo.test")
            page.fill("input[name=password]:not([type=hidden])", WACHTWOORD)
            page.click("main form .btn-breed")
            page.wait_for_selector(".accountknop")
            self._sessies[beeld.account] = context.storage_state()
        yield page
        context.close()

    def maak(self, beeld: Beeld) -> Path:
        """Take one picture and write it small; returns where it stands."""
        with self._pagina(beeld) as page:
            page.goto(beeld.adres)
            for keuze in beeld.klik:
                page.locator(keuze).first.click()
                page.wait_for_load_state()
            if beeld.doe:
                beeld.doe(page)
            if beeld.naar:
                page.locator(beeld.naar).first.evaluate("el => el.scrollIntoView({block: 'start'})")
            page.evaluate("document.fonts.ready")
            return bewaar(page.screenshot(), beeld.naam)


def bewaar(png: bytes, naam: str) -> Path:
    """Write a picture with few colours, so that it stays small."""
    pad = DOEL / f"{naam}.png"
    with Image.open(io.BytesIO(png)) as bron:
        klein = bron.convert("RGB").quantize(KLEUREN, dither=Image.Dither.NONE)
        klein.save(pad, optimize=True)
    return pad


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adres", help="address of a running demo")
    parser.add_argument("namen", nargs="*", help="names of pictures; none = all")
    keuze = parser.parse_args()
    DOEL.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as spel:
        browser = spel.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTEN)
        maker = Maker(browser, keuze.adres)
        for beeld in BEELDEN:
            if not keuze.namen or beeld.naam in keuze.namen:
                pad = maker.maak(beeld)
                print(f"{pad.relative_to(ROOT)}  {pad.stat().st_size // 1024} kB")
        browser.close()
    shutil.copyfile(DOEL / "vraag-en-aanbod.png", ROOT / "docs" / "beeld.png")


if __name__ == "__main__":
    main()
