"""A werkbegeleider on a phone between two shifts: one mailed link, and hours, a talk and an evaluation in one visit.

Two minutes are counted as what a thumb does, because a clock in a test tells more about the machine: each tap at most
two seconds, each field of text at most twenty.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from begeleiding.models import Gesprek
from enquetes.models import Antwoordblad, Deelnemer, Meting, Vragenlijst
from enquetes.services import deelnemen, metingen
from enquetes.services.sluiten import sluit
from evaluaties.services import evaluaties, werkplek
from kern.models import Bericht
from plaatsingen.models import Urendag
from tests.evaluaties.conftest import maak_kring
from tests.factories import PlaatsingFactory, persoon

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TIK, VELD, TWEE_MINUTEN = 2, 20, 120  # seconds
NU = "2026-11-23T14:00+01:00"
MAANDAG = date(2026, 11, 9)


class Duim:
    """Counts what a thumb does on a page."""

    def __init__(self, bezoeker) -> None:
        self.b, self.tikken, self.velden = bezoeker, 0, 0

    def tik(self, plek) -> None:
        plek.click()
        self.tikken += 1

    def schrijf(self, plek, tekst: str) -> None:
        plek.fill(tekst)
        self.velden += 1

    def klaar(self) -> None:
        """Each of the three jobs stays under two minutes."""
        assert self.tikken * TIK + self.velden * VELD < TWEE_MINUTEN, (self.tikken, self.velden)
        self.tikken = self.velden = 0


@pytest.fixture
def kring(klok):
    klok.zet(NU)
    kring = maak_kring(einddatum=date(2027, 1, 29))
    for week in (0, 1):
        for dag in (0, 1):
            datum = MAANDAG - timedelta(weeks=week) + timedelta(days=dag)
            Urendag.objects.create(
                plaatsing=kring.plaatsing, datum=datum, uren=Decimal(8), gepland=Decimal(8), soort="aanwezig",
                ingevoerd_op="2026-11-15T20:00+01:00",
            )  # fmt: skip
    return kring


def nu():
    from django.utils import timezone  # noqa: PLC0415 - the moved clock

    return timezone.now()


def test_hours_a_talk_and_an_evaluation_in_one_visit_by_mail_link(kring, meekijken):
    evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=kring.coordinator, at=nu()
    )
    bericht = Bericht.objects.get(soort="evaluatie_geopend", ontvanger=kring.werkbegeleider)
    b = meekijken(None, "telefoon")
    b.ga(re.search(r"http\S+?(/werkplek/\S+)", bericht.tekst)[1])
    duim, page = Duim(b), b.page

    duim.tik(page.get_by_role("button", name="Akkoord met de gekozen weken"))
    expect(page.get_by_text("2 weken zijn bevestigd.")).to_be_visible()
    duim.klaar()
    assert not Urendag.objects.filter(bevestigd_op=None).exists()

    duim.tik(page.get_by_role("link", name="Vastleggen"))
    b.kijk()
    duim.schrijf(page.get_by_label("Wat gaat goed"), "Het contact met bewoners.")
    duim.tik(page.get_by_role("button", name="Gesprek bewaren"))
    expect(page.get_by_text("is vastgelegd.")).to_be_visible()
    duim.klaar()
    gesprek = Gesprek.objects.get()
    assert gesprek.vastgelegd_door == kring.werkbegeleider
    assert (gesprek.soort, kring.student.naam in gesprek.aanwezig) == ("voortgang", True)  # it stood ready

    duim.tik(page.get_by_role("link", name="Invullen"))
    b.kijk()
    for groep in page.locator("fieldset:has(input[type=radio])").all():
        duim.tik(groep.locator("label", has_text="Voldoende").first)
    duim.tik(page.get_by_role("button", name="Evaluatie indienen"))
    expect(page.get_by_text("De evaluatie is ingediend.")).to_be_visible()
    duim.klaar()
    b.kijk()

    # The student isn't done, and there they are together: the talk begins, the result is written down and signed.
    duim.tik(page.get_by_role("link", name="Gesprek beginnen"))
    b.kijk()
    duim.tik(page.get_by_role("button", name="Het gesprek begint"))
    b.kijk()
    duim.schrijf(page.get_by_label("Wat spreken we af?"), "Elke week een half uur samen terugkijken.")
    duim.tik(page.get_by_role("button", name="Klaar om te tekenen"))
    duim.tik(page.get_by_role("button", name="Stuur mij de code"))
    code = re.search(r"\b(\d{6})\b", Bericht.objects.get(soort="toegangscode").tekst)[1]
    duim.schrijf(page.get_by_label("Code uit de mail"), code)
    b.kijk()
    duim.tik(page.get_by_role("button", name="Ondertekenen"))
    expect(page.get_by_text("Getekend. Dank u wel.")).to_be_visible()
    duim.klaar()
    b.kijk()
    b.in_orde()


def test_final_evaluation_with_reasons_stays_under_two_minutes(kring, meekijken):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="eind", voor_datum=None, by=kring.coordinator, at=nu()
    )
    b = meekijken(None, "telefoon")
    b.ga(f"{werkplek.maak_pad(user=kring.werkbegeleider, by=None, at=nu())}evaluatie/{evaluatie.public_id}/")
    duim, page = Duim(b), b.page
    for groep in page.locator("section:has(input[type=radio])").all():
        duim.tik(groep.locator("label", has_text="Voldoende").first)
        duim.tik(groep.get_by_role("button", name=re.compile("^Neem over: ")))
    duim.schrijf(page.get_by_label("Toelichting").first, "Ziet het zelf en belt mij op tijd.")
    b.kijk()
    duim.tik(page.get_by_role("button", name="Evaluatie indienen"))
    expect(page.get_by_text("De evaluatie is ingediend.")).to_be_visible()
    duim.klaar()
    b.in_orde()


def test_link_is_asked_for_and_works_with_the_keyboard_alone(kring, meekijken):
    b = meekijken(None)
    b.ga("/werkplek/")
    page = b.page
    page.get_by_label("Uw e-mailadres op het werk").focus()
    page.keyboard.type(kring.werkbegeleider.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kijk in uw mail")).to_be_visible()
    bericht = Bericht.objects.get(soort="werkplek_link")
    b.ga(re.search(r"http\S+?(/werkplek/\S+)", bericht.tekst)[1])
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Akkoord met de gekozen weken":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 weken zijn bevestigd.")).to_be_visible()
    b.in_orde()


def test_survey_is_answered_on_a_phone_and_below_the_threshold_shows_nothing(kring, meekijken):
    beheerder = persoon("beheerder")
    meting = metingen.maak_meting(
        vragenlijst=Vragenlijst.objects.get(soort="student", versie=1), naam="Najaar", van=date(2026, 11, 1),
        tot=date(2026, 12, 20), by=beheerder, at=nu(),
    )  # fmt: skip
    PlaatsingFactory.reset_sequence(500)
    laat = PlaatsingFactory(einddatum=date(2026, 11, 27), stageplaats=kring.plaatsing.stageplaats)
    deelnemen.volg(at=nu())
    student = meekijken(None, "telefoon")
    bericht = Bericht.objects.get(soort="enquete_vraag", ontvanger=laat.student.user)
    student.ga(re.search(r"http\S+?(/enquetes/\S+)", bericht.tekst)[1])
    for groep in student.page.locator("fieldset:has(input[type=radio])").all():
        groep.locator("label").first.click()
    student.page.get_by_label(re.compile("Wat is goed")).fill("KANARIE: het team.")
    student.klik("Versturen")
    expect(student.page.get_by_role("heading", name=re.compile("Bedankt"))).to_be_visible()
    student.in_orde()
    assert Antwoordblad.objects.count() == Deelnemer.objects.filter(ingevuld=True).count() == 1

    sluit(meting=meting, by=beheerder, at=nu())
    baas = meekijken(beheerder)
    baas.ga(f"/enquetes/{Meting.objects.get().public_id}/")
    expect(baas.page.get_by_text("Te weinig antwoorden")).to_be_visible()
    assert "KANARIE" not in baas.page.content()
    assert kring.bedrijf.naam not in baas.page.locator("main").inner_text()
    baas.in_orde()
    assert not Deelnemer.objects.exists()  # closing forgets who was asked


def test_link_that_is_over_says_what_to_do(kring, meekijken, klok):
    pad = werkplek.maak_pad(user=kring.werkbegeleider, by=None, at=nu())
    klok.zet("2026-12-20T14:00+01:00")
    b = meekijken(None, "telefoon")
    b.ga(pad)
    expect(b.page.get_by_role("heading", name="Deze link werkt niet")).to_be_visible()
    b.in_orde()
