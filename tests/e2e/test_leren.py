"""A student at night on a phone: feedback of colleagues, and what happens to the last day when something changes."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from evaluaties.models import Feedbackantwoord, Feedbackronde, Routekeuze
from kern.models import Bericht
from plaatsingen.models import Urendag
from tests.evaluaties.conftest import maak_kring

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NU = "2026-11-23T21:00+01:00"
MENSEN = (("Noor", "collega"), ("Sem", "collega"), ("Ada", "client"), ("Luc", "medestudent"))


@pytest.fixture
def kring(klok):
    klok.zet(NU)
    kring = maak_kring(begindatum=date(2026, 9, 7), einddatum=date(2027, 1, 29))
    kring.plaatsing.uren_norm = 256
    kring.plaatsing.save()
    for week in range(10):
        for dag in (0, 1):
            Urendag.objects.create(
                plaatsing=kring.plaatsing, datum=date(2026, 9, 7) + timedelta(weeks=week, days=dag), uren=Decimal(8),
                gepland=Decimal(8), soort="aanwezig", ingevoerd_op=NU,
            )  # fmt: skip
    return kring


def adres_uit(bericht) -> str:
    return re.search(r"http://\S+?(/feedback/\S+)", bericht.tekst)[1]


def test_feedback_of_four_people_by_personal_link_shows_only_the_sum(kring, meekijken):
    student = meekijken(kring.student, "telefoon")
    page = student.page
    student.ga(f"/feedback/nieuw/{kring.plaatsing.public_id}/")
    page.get_by_label("Waarvoor vraag je feedback?").fill("Tussenevaluatie")
    page.get_by_label(re.compile("Tot en met welke dag")).fill("2026-12-04")
    student.klik("Ronde openen")
    student.kijk()
    ronde = Feedbackronde.objects.get()
    for naam, rol in MENSEN:
        page.get_by_label("Naam", exact=True).fill(naam)
        page.get_by_label("E-mailadres").fill(f"{naam.lower()}@werk.test")
        page.get_by_label("Dit is mijn").select_option(rol)
        page.locator("form[action$='/uitnodigen/'] button").click()
        expect(page.get_by_text(naam).first).to_be_visible()
    for nummer, (naam, _) in enumerate(MENSEN):
        gever = meekijken(None, "telefoon")
        gever.ga(adres_uit(Bericht.objects.get(aan=f"{naam.lower()}@werk.test")))
        for groep in gever.page.locator("fieldset:has(input[type=radio])").all():
            groep.locator("label").nth(nummer % 2 + 2).click()
        gever.page.locator("textarea").first.fill(f"KANARIE {nummer}: neemt de tijd.")
        gever.klik("Feedback versturen")
        expect(gever.page.get_by_role("heading", level=1)).to_be_visible()
        gever.in_orde()
        page.reload()
        assert "KANARIE" not in page.content()
    assert Feedbackantwoord.objects.filter(ronde=ronde).count() == len(MENSEN)

    student.ga(f"/feedback/{ronde.public_id}/sluiten/")
    page.locator("main form[method=post] button").last.click()
    expect(page.get_by_text("4 mensen antwoordden")).to_be_visible()
    student.gezien.clear()
    student.kijk()
    student.in_orde()


def test_route_what_if_moves_the_last_day_with_sliders_and_keys_and_a_choice_is_told(kring, meekijken):
    b = meekijken(kring.student, "telefoon")
    b.ga(f"/route/{kring.plaatsing.public_id}/")
    page = b.page
    dag = page.locator("#uitkomst .uitkomst-dag")
    eerst = dag.inner_text()
    weg = page.get_by_label("Weken weg").last
    weg.focus()
    weg.fill("4")
    weg.press("Tab")
    expect(dag).not_to_have_text(eerst)
    expect(page.get_by_role("heading", name="Dan gebeurt dit")).to_be_visible()
    b.gezien.clear()
    b.kijk()
    page.get_by_label("Waarom kies je dit?").fill("Ik ga voor mijn moeder zorgen.")
    b.klik("Dit kies ik")
    expect(page.get_by_text(re.compile("begeleider", re.IGNORECASE)).first).to_be_visible()
    assert Routekeuze.objects.get().keuze
    b.in_orde()
    docent = meekijken(kring.stagedocent)
    docent.ga(f"/route/{kring.plaatsing.public_id}/")
    expect(docent.page.get_by_text("Ik ga voor mijn moeder zorgen.")).to_be_visible()
    docent.in_orde()
