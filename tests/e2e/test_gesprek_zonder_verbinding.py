"""Logging a talk on a phone where the connection comes and goes, and the other pages of talks looked at."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from begeleiding.models import Gesprek
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, GesprekFactory
from tests.factories.gesprekken import AfspraakFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NU = datetime(2026, 11, 23, 14, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(klok):
    klok.zet(NU.isoformat())
    return maak_kring()


def vul_in(b, tekst: str) -> None:
    b.page.get_by_label("voortgang", exact=True).check()
    b.page.get_by_label("Wat gaat goed").fill(tekst)


def test_offline_form_survives_a_lost_connection(kring, meekijken):
    b = meekijken(kring.werkbegeleider, "telefoon")
    pad = reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])
    b.ga(pad)
    page = b.page
    vul_in(b, "Troost een bewoner zonder haast.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gesprek bewaren").click()
    expect(page.locator("[data-laterstatus]")).to_contain_text("bewaard op dit apparaat")
    expect(page.get_by_label("Wat gaat goed")).to_be_disabled()
    assert not Gesprek.objects.exists()

    page.get_by_role("button", name="Nog iets veranderen").click()
    page.get_by_label("Wat gaat goed").fill("Troost een bewoner, zonder haast.")
    page.get_by_role("button", name="Gesprek bewaren").click()
    expect(page.locator("[data-laterstatus]")).to_contain_text("bewaard op dit apparaat")

    # The phone goes in a pocket, the page away; a day later there is a connection, on another page.
    page.goto("about:blank")
    page.context.set_offline(False)
    b.ga("/")
    bericht = page.get_by_role("status").filter(has_text="is alsnog verstuurd")
    expect(bericht).to_be_visible()
    b.kijk()
    gesprek = Gesprek.objects.get()
    assert gesprek.gaat_goed == "Troost een bewoner, zonder haast."
    bericht.get_by_role("link", name="Bekijken").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(kring.student.naam)
    assert urlsplit(page.url).path == reverse("begeleiding:detail", args=[gesprek.public_id])

    b.ga(pad)
    expect(page.get_by_label("Wat gaat goed")).to_have_value("")  # nothing comes back as a second talk
    assert Gesprek.objects.count() == 1


def test_form_waits_on_its_own_page_and_goes_when_the_connection_returns(kring, meekijken):
    b = meekijken(kring.stagebegeleider, "telefoon")
    b.ga(reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id]))
    vul_in(b, "Vroeg zelf om uitleg.")
    b.page.context.set_offline(True)
    b.page.get_by_role("button", name="Gesprek bewaren").click()
    expect(b.page.locator("[data-laterstatus]")).to_contain_text("bewaard op dit apparaat")
    b.page.context.set_offline(False)
    expect(b.page.get_by_text("is alsnog verstuurd")).to_be_visible()
    assert Gesprek.objects.get().gaat_goed == "Vroeg zelf om uitleg."


def test_what_the_server_refuses_is_shown_and_what_is_right_goes_on(kring, meekijken):
    b = meekijken(kring.werkbegeleider, "telefoon")
    b.ga(reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id]))
    vul_in(b, "Goed.")
    b.page.locator("input[name=stap1_wat]").fill("Een leerdoel kiezen")
    b.page.get_by_role("button", name="Gesprek bewaren").click()
    expect(b.page.get_by_text("Kies voor wie deze stap is.").first).to_be_visible()
    b.page.locator("select[name=stap1_voor]").select_option("student")
    b.page.get_by_role("button", name="Gesprek bewaren").click()
    expect(b.page).to_have_url(re.compile(r"/begeleiding/[0-9a-f-]{36}/$"))
    b.kijk()
    assert Gesprek.objects.get().vervolgstappen.get().eigenaar == kring.student


@pytest.mark.parametrize("breedte", ["telefoon", "bureau"])
def test_pages_of_talks_are_in_order(kring, meekijken, breedte):
    gesprek = GesprekFactory(plaatsing=kring.plaatsing, vastgelegd_door=kring.werkbegeleider)
    afspraak = AfspraakFactory(
        plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider, begin=NU + timedelta(days=1), plek="Hal"
    )
    b = meekijken(kring.stagebegeleider, breedte)
    paden = [reverse(f"afspraken:{naam}") for naam in ("kalender", "te_plannen", "route", "ritmes")]
    paden += [f"{paden[0]}?weergave=maand", f"{reverse('afspraken:dagroute')}?kies={kring.plaatsing.public_id}"]
    paden += [reverse(f"afspraken:{naam}", args=[afspraak.public_id]) for naam in ("detail", "wijzigen", "afzeggen")]
    for pad in paden:
        b.ga(pad)
        b.kijk()
    b.in_orde()
    student = meekijken(kring.student, breedte)
    student.ga(reverse("begeleiding:detail", args=[gesprek.public_id]))
    student.page.get_by_text("Nee, er klopt iets niet").click()
    student.kijk()
    student.page.get_by_label("Wat klopt er niet?").fill("Ik was er wel.")
    student.page.get_by_role("button", name="Vertellen wat er niet klopt").click()
    expect(student.page.get_by_text("Je begeleider krijgt bericht").first).to_be_visible()
    student.in_orde()
