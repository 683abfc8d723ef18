"""A round over 3 schools and 600 students in the browser: from import files to a yes and an objection."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.regio600 import SCHOLEN, STUDENTEN, schrijf_regio

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAAM = "Proefronde drie scholen"
# The first two who were placed and the first who was not get a way in; so does the praktijkopleider of a host.
TOEGANG = """
from django.contrib.auth.hashers import make_password
from kern.models import User
from matching.models import Voorstel
van = Voorstel.objects.filter(berekening__ronde__naam="Proefronde drie scholen", student__user__email__startswith="e2e")
geplaatst = van.filter(plaatsing__isnull=False).order_by("student__studentnummer")
anderen = van.filter(stageplaats__isnull=True).order_by("student__studentnummer")
mensen = [geplaatst[0].student.user_id, geplaatst[1].student.user_id, anderen[0].student.user_id]
for nummer, pk in enumerate(mensen, start=1):
    User.objects.filter(pk=pk).update(email=f"ronde-{nummer}@demo.test", password=make_password("demo-stagebureau"))
User.objects.filter(email="opleider00@demo.test").update(password=make_password("demo-stagebureau"))
"""


def schooljaar_straks() -> str:
    """The school year after this one: all of it lies ahead, on whatever day this runs."""
    vandaag = datetime.now(ZoneInfo("Europe/Amsterdam"))
    begin = vandaag.year + (vandaag.month >= 8)
    return f"{begin}/{begin + 1}"


def tekst(bezoeker) -> str:
    return re.sub(r"\s+", " ", bezoeker.page.locator("main").inner_text())


def wacht_op_werk(bezoeker) -> None:
    expect(bezoeker.page.locator(".klus-klaar")).to_be_visible(timeout=240_000)
    bezoeker.kijk()


def naar_ronde(bezoeker) -> None:
    bezoeker.ga("/matching/")
    bezoeker.klik(NAAM, "link")
    bezoeker.kijk()


def stap_1_import(b, bestanden):
    for soort, bestand in bestanden.items():
        b.ga("/beheer/import/")
        b.page.get_by_label("Wat staat er in het bestand?").select_option(soort)
        b.page.set_input_files("input[type=file]", bestand)
        b.klik("Bestand bekijken")
        b.kijk()
        assert "Er is nog niets ingelezen" in tekst(b), tekst(b)[:500]
        b.klik("Inlezen")
        assert "Ingelezen op" in tekst(b), tekst(b)[:500]


def stap_2_prepare_and_freeze(b, schooljaar):
    b.ga("/matching/nieuw/")
    b.page.get_by_label("Naam van de ronde").fill(NAAM)
    b.page.locator("select[name=schooljaar]").select_option(label=schooljaar)
    for periode in "34":
        b.page.locator(f"input[name=periodes][value='{periode}']").check()
    for nummer in range(len(SCHOLEN)):
        b.page.get_by_label(f"Proefschool {nummer + 1}").check()
    jaar = int(schooljaar[5:])
    b.page.locator("input[name=begindatum]").fill(f"{jaar}-02-01")
    b.page.locator("input[name=einddatum]").fill(f"{jaar}-06-30")
    b.klik("Ronde bewaren")
    b.kijk()
    assert f"{STUDENTEN} studenten zoeken een plaats" in tekst(b)
    b.klik("Bevriezen")
    b.kijk()
    assert "evroren" in tekst(b)


def stap_3_calculate_and_compare(b):
    b.klik("Verdeling berekenen")
    wacht_op_werk(b)
    naar_ronde(b)
    b.klik("Varianten", "link")
    b.page.get_by_label("Hoeveel km verder mag het zijn?").fill("10")
    b.page.get_by_label("Naam van de variant").fill("Tien km verder")
    b.klik("Bereken deze variant")
    for _ in range(120):
        b.page.wait_for_timeout(1000)
        b.page.reload()
        if "Er wordt gerekend" not in tekst(b):
            break
    b.kijk()
    assert "Tien km verder" in tekst(b)
    b.klik(re.compile("^Kies deze.*Tien km verder"))
    b.kijk()
    assert "gekozen" in tekst(b)


def stap_4_nobody_sees_it_before(bezoek, demo):
    vreemd = bezoek("coordinator")
    vreemd.ga("/matching/")
    assert NAAM not in tekst(vreemd)
    uit = demo.beheer(
        "shell",
        "-c",
        "from plaatsingen.models import Plaatsing\n"
        "print('stand', Plaatsing.objects.filter(student__user__email__startswith='e2e').count())",
    )
    assert "stand 0" in uit


def stap_5_look_at_the_board_and_publish(b):
    naar_ronde(b)
    b.klik("Naar het bord", "link")
    b.kijk()
    assert "student" in tekst(b)
    naar_ronde(b)
    b.klik("Voorstel publiceren", "link")
    b.kijk()
    b.klik("Nu publiceren")
    if b.page.locator(".klus").count():
        wacht_op_werk(b)
    naar_ronde(b)
    assert "Gepubliceerd op" in tekst(b)


def stap_6_student_reads_why_and_confirms_on_a_phone(bezoek):
    b = bezoek("ronde-1", "telefoon")
    b.ga("/matching/voorkeuren/")
    assert f"Je plaats uit {NAAM}" in tekst(b)
    assert re.search(r"(Dit is je \w+ keus|Op de plaatsen van je lijst)", tekst(b))
    b.klik("Bekijk je stageplaats", "link")
    b.kijk()
    b.page.locator(".knoppen-groot a.btn-primary").click()
    b.page.wait_for_load_state("load")
    b.page.locator("main form .knoppen-groot button.btn-primary").click()
    b.page.wait_for_load_state("load")
    b.kijk()
    assert "geaccepteerd" in tekst(b)
    b.in_orde()


def stap_7_another_objects_and_the_coordinator_answers(bezoek, beheer):
    b = bezoek("ronde-2", "telefoon")
    b.ga("/plaatsingen/")
    b.page.locator("main a[href^='/plaatsingen/']").first.click()
    b.page.wait_for_load_state("load")
    b.klik("Bezwaar maken", "link", precies=True)
    b.kijk()
    b.page.locator("main textarea").first.fill("Ik kan hier op maandag niet op tijd komen. De eerste bus gaat te laat.")
    b.klik("Verstuur mijn bezwaar")
    b.kijk()
    b.in_orde()
    naar_ronde(beheer)
    beheer.klik("Antwoorden van studenten", "link")
    beheer.kijk()
    beheer.page.locator("section[aria-labelledby=bezwaren-titel] a").first.click()
    beheer.page.wait_for_load_state("load")
    beheer.kijk()
    assert "eerste bus" in tekst(beheer)


def stap_8_who_is_left_reads_why(bezoek):
    b = bezoek("ronde-3", "telefoon")
    b.ga("/matching/voorkeuren/")
    assert f"Nog geen plaats in {NAAM}" in tekst(b)
    b.in_orde()


def stap_9_host_takes_the_list_along(bezoek, tmp_path):
    b = bezoek("opleider00", "telefoon")
    b.ga("/plaatsingen/studenten/")
    assert "Proef" in tekst(b)
    for soort in ("PDF", "Excel", "CSV"):
        with b.page.expect_download() as gebeurtenis:
            b.page.get_by_role("link", name=soort, exact=True).click()
        bestand = tmp_path / gebeurtenis.value.suggested_filename
        gebeurtenis.value.save_as(bestand)
        assert bestand.stat().st_size > 100
    b.in_orde()


def test_round_of_600_students_from_import_to_confirmation(demo, bezoek, tmp_path):
    jaar = schooljaar_straks()
    b = bezoek("beheerder")
    stap_1_import(b, schrijf_regio(tmp_path, schooljaar=jaar))
    stap_2_prepare_and_freeze(b, jaar)
    stap_3_calculate_and_compare(b)
    stap_4_nobody_sees_it_before(bezoek, demo)
    stap_5_look_at_the_board_and_publish(b)
    demo.beheer("shell", "-c", TOEGANG)
    stap_6_student_reads_why_and_confirms_on_a_phone(bezoek)
    stap_7_another_objects_and_the_coordinator_answers(bezoek, b)
    stap_8_who_is_left_reads_why(bezoek)
    stap_9_host_takes_the_list_along(bezoek, tmp_path)
    b.in_orde()
