"""A talk behind the mailed link, on a phone whose connection and whose link come and go."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from begeleiding.models import Gesprek
from evaluaties.services import werkplek
from kern.enums import Linkdoel
from kern.services import toegangslinks
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NU = datetime(2026, 11, 23, 14, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(klok):
    klok.zet(NU.isoformat())
    return maak_kring()


def pad_voor(kring) -> str:
    return werkplek.maak_pad(user=kring.werkbegeleider, by=None, at=NU)


def bewaar(page, tekst: str) -> None:
    page.get_by_label("Wat gaat goed").fill(tekst)
    page.get_by_role("button", name="Gesprek bewaren").click()


def test_talk_waits_on_the_phone_until_there_is_a_connection_and_comes_once(kring, meekijken):
    pad = pad_voor(kring)
    b = meekijken(None, "telefoon")
    b.ga(f"{pad}gesprek/{kring.plaatsing.public_id}/")
    b.kijk()
    page = b.page
    page.context.set_offline(True)
    bewaar(page, "Troost een bewoner zonder haast.")
    expect(page.locator("[data-laterstatus]")).to_contain_text("bewaard op dit apparaat")
    page.goto("about:blank")
    page.context.set_offline(False)
    b.ga(pad)
    expect(page.get_by_text("is alsnog verstuurd")).to_be_visible()
    b.kijk()
    gesprek = Gesprek.objects.get()
    assert (gesprek.vastgelegd_door, gesprek.gaat_goed) == (kring.werkbegeleider, "Troost een bewoner zonder haast.")
    b.ga(f"{pad}gesprek/{kring.plaatsing.public_id}/")
    expect(page.get_by_label("Wat gaat goed")).to_have_value("")  # nothing comes back as a second talk
    expect(page.locator(".herstel")).to_have_count(0)
    assert Gesprek.objects.count() == 1


def test_talk_survives_a_link_that_ends_half_way_and_goes_with_the_next_one(kring, meekijken):
    pad = pad_voor(kring)
    b = meekijken(None, "telefoon")
    b.ga(f"{pad}gesprek/{kring.plaatsing.public_id}/")
    page = b.page
    toegangslinks.trek_in(doel=Linkdoel.BEGELEIDEN, object_id=kring.werkbegeleider.public_id, by=None, at=NU)
    bewaar(page, "Vroeg zelf om uitleg.")
    expect(page.locator("[data-laterstatus]")).to_contain_text("De link werkt niet meer")
    expect(page.get_by_role("link", name="Vraag een nieuwe link")).to_be_visible()
    b.kijk()
    assert not Gesprek.objects.exists()
    assert pad not in page.evaluate("JSON.stringify(localStorage)")  # the secret isn't kept on the device
    b.ga(pad_voor(kring))
    expect(page.get_by_text("is alsnog verstuurd")).to_be_visible()
    assert Gesprek.objects.get().gaat_goed == "Vroeg zelf om uitleg."


def test_talk_that_waits_goes_after_logging_in_as_well(kring, meekijken):
    b = meekijken(kring.werkbegeleider, "telefoon")
    b.ga(f"{pad_voor(kring)}gesprek/{kring.plaatsing.public_id}/")
    b.page.context.set_offline(True)
    bewaar(b.page, "Denkt mee.")
    expect(b.page.locator("[data-laterstatus]")).to_contain_text("bewaard op dit apparaat")
    b.page.goto("about:blank")
    b.page.context.set_offline(False)
    b.ga("/")
    expect(b.page.get_by_text("is alsnog verstuurd")).to_be_visible()
    assert Gesprek.objects.get().gaat_goed == "Denkt mee."
