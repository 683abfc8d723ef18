"""The main job from the regional table to the BPV-boek, as the roles do it, on a desk and on a phone.

One story on one running demo: each step stands on the one before.
"""

import json
import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
REGIO = ROOT / "stagebureau/demo/data/vraag_aanbod_2009_2010.csv"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def tekst(bezoeker) -> str:
    return re.sub(r"\s+", " ", bezoeker.page.locator("main").inner_text())


def wacht_op_werk(bezoeker) -> None:
    """Stay on the progress page until the work is done; it renews itself."""
    expect(bezoeker.page.locator(".klus-klaar")).to_be_visible(timeout=420_000)
    bezoeker.kijk()


def stap_1_beheerder_imports_the_real_regional_table(demo, bezoek):
    b = bezoek("beheerder")
    b.ga("/beheer/import/")
    b.page.get_by_label("Wat staat er in het bestand?").select_option("vraag-aanbod")
    b.page.set_input_files("input[type=file]", REGIO)
    b.klik("Bestand bekijken")
    b.kijk()
    assert "Er is nog niets ingelezen" in tekst(b)
    assert demo_jaar(demo) == ""
    b.klik("Inlezen")
    b.kijk()
    assert "Ingelezen op" in tekst(b)
    b.ga("/vraag-aanbod/?schooljaar=2009/2010")
    pagina = tekst(b)
    for figuur in ("5.041", "4.438", "673", "603", "70"):
        assert figuur in pagina, figuur
    uit = json.loads(demo.beheer("vraag_aanbod", "--schooljaar", "2009/2010", "--json"))
    assert uit["totaal"] == {
        "vraag": 5041, "aanbod": 4438, "saldo": -603, "tekort": 673, "overschot": 70,
        "clusters_met_tekort": 7, "clusters_met_overschot": 5,
    }  # fmt: skip
    assert len(uit["clusters"]) == 15
    b.in_orde()


def demo_jaar(demo) -> str:
    """Return what the command says of 2009/2010 before anything was imported."""
    try:
        return demo.beheer("vraag_aanbod", "--schooljaar", "2009/2010", "--json")
    except AssertionError:
        return ""


def stap_2_coordinator_runs_and_publishes_a_round(demo, bezoek):
    b = bezoek("coordinator")
    b.ga("/matching/")
    b.klik(re.compile("Voorjaarsronde ROC"), "link")
    b.kijk()
    b.klik("Verdeling berekenen")
    volg = b.page.get_by_role("link", name="Volg de voortgang")
    if volg.count():
        volg.click()
    wacht_op_werk(b)
    b.ga("/matching/")
    b.klik(re.compile("Voorjaarsronde ROC"), "link")
    b.kijk()
    assert "Niet geplaatst" in tekst(b)
    b.klik("Voorstel publiceren", "link")
    b.kijk()
    b.klik("Nu publiceren")
    b.kijk()
    assert "epubliceerd" in tekst(b)
    b.in_orde()


def stap_3_placed_student_gets_mail_and_confirms_on_a_phone(demo, bezoek):
    b = bezoek("student-zoekt", "telefoon")
    b.ga("/meldingen/")
    assert "stage" in tekst(b).lower()
    b.ga("/plaatsingen/")
    b.page.locator("main a[href^='/plaatsingen/']").first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    b.page.locator(".knoppen-groot a.btn-primary").click()
    b.page.wait_for_load_state("load")
    b.kijk()
    b.page.locator("main form .knoppen-groot button.btn-primary").click()
    b.page.wait_for_load_state("load")
    b.kijk()
    assert "geaccepteerd" in tekst(b)
    beheer = bezoek("beheerder")
    beheer.ga("/beheer/post/?q=student-zoekt")
    assert beheer.page.locator("main tbody tr").count() >= 1
    b.in_orde()
    beheer.in_orde()


LANG = "Ik hielp een bewoner die liever bleef liggen. Ik ging zitten en wachtte tot zij zelf begon te praten. "


def stap_4_student_writes_on_a_phone_and_the_supervisor_answers(demo, bezoek):
    b = bezoek("student", "telefoon")
    b.ga("/")
    b.page.get_by_role("link", name=re.compile("(schrijven|Verslag)")).first.click()
    b.page.wait_for_load_state("load")
    if "/schrijven/" not in b.page.url:
        b.page.locator("a[href*='/schrijven/']").first.click()
        b.page.wait_for_load_state("load")
    b.kijk()
    for naam in ("situatie", "beleving", "resultaat", "terugblik", "vooruitblik"):
        b.page.fill(f"textarea[name={naam}]", LANG * 2)
    expect(b.page.locator("[data-opslagstatus]")).to_contain_text("pgeslagen om", timeout=20_000)
    b.page.reload()
    assert b.page.input_value("textarea[name=situatie]").strip() == (LANG * 2).strip()
    b.klik("Verslag nalezen en inleveren")
    b.kijk()
    b.klik("Verslag inleveren")
    b.kijk()
    assert re.search(r"Ontvangen op .* om \d\d:\d\d:\d\d", tekst(b))
    b.klik("Verslag bekijken", "link")
    b.kijk()
    pad = b.page.url.removeprefix(demo.adres)
    b.in_orde()

    lezer = bezoek("stagebegeleider")
    lezer.ga("/verslagen/lezen/")
    lezer.ga(pad)
    lezer.page.fill("textarea[name=tekst]", "Mooi geschreven. Vertel volgende keer ook wat je voelde.")
    lezer.klik("Feedback geven")
    lezer.kijk()
    lezer.in_orde()
    b.ga("/")
    b.ga(pad + "?na")
    assert "Vertel volgende keer" in tekst(b)
    b.in_orde()
    vreemd = bezoek("coordinator-twee")
    assert vreemd.page.goto(demo.adres + pad).status == 404


def stap_5_werkbegeleider_logs_a_talk_and_evaluates_on_a_phone(demo, bezoek):
    b = bezoek("werkbegeleider", "telefoon")
    b.ga("/begeleiding/nieuw/")
    b.page.locator("main a[href*='/begeleiding/nieuw/']").first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    b.page.fill("textarea[name=gaat_goed]", "Komt op tijd en helpt collega's.")
    b.page.fill("textarea[name=kan_beter]", "Mag vaker om hulp vragen.")
    b.klik("Gesprek bewaren")
    b.page.wait_for_url(re.compile(r"/begeleiding/[0-9a-f-]{36}/$"))  # sent by script, which waits for a connection
    b.kijk()
    assert "Komt op tijd" in tekst(b)
    b.ga("/evaluaties/")
    invullen = b.page.locator("main a[href*='/invullen/']")
    if not invullen.count():
        b.page.locator("a[href*='/evaluaties/openen/']").first.click()
        b.page.wait_for_load_state("load")
        if not b.page.locator("form select, form input[type=radio]").count():
            b.page.locator("main a[href*='/evaluaties/openen/']").first.click()
            b.page.wait_for_load_state("load")
        b.kijk()
        b.page.locator("main form button").first.click()
        b.page.wait_for_load_state("load")
        if "/invullen/" not in b.page.url:
            b.page.locator("main a[href*='/invullen/']").first.click()
    else:
        invullen.first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    for radio in b.page.locator("input[type=radio][value=voldoende]").all():
        radio.check()
    dicht = b.page.locator("main form details:not([open]) > summary")
    while dicht.count():  # each that opens leaves the list
        dicht.first.click()
    for veld in b.page.locator("main form textarea").all():
        veld.fill("Doet dit veilig en vraagt door. Gezien op 3 november.")
    b.klik("Evaluatie indienen")
    b.kijk()
    assert "invullen" not in b.page.url.rsplit("/", 2)[-2]
    b.in_orde()


def stap_6_beheerder_exports_one_book_and_a_group(demo, bezoek, tmp_path):
    b = bezoek("beheerder")
    b.ga("/bpv-boek/")
    b.page.locator("main a[href*='/bpv-boek/student/']").first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    b.page.fill("[name=reden]", "Dossier voor het diploma")
    with b.page.expect_download() as gebeurtenis:
        b.klik("Boek maken en downloaden")
    pdf = tmp_path / "boek.pdf"
    gebeurtenis.value.save_as(pdf)
    lezer = pypdf.PdfReader(pdf)
    assert lezer.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Inhoud" in "".join(pagina.extract_text() for pagina in lezer.pages[:3])

    b.ga("/bpv-boek/groep/")
    b.page.select_option("select[name=cluster]", label="2 HP 1e jaars parttime")
    b.page.fill("[name=reden]", "Inspectie van het schooljaar")
    b.klik("Boeken maken")
    wacht_op_werk(b)
    with b.page.expect_download() as gebeurtenis:
        b.klik("Downloaden", "link")
    zip_ = tmp_path / "boeken.zip"
    gebeurtenis.value.save_as(zip_)
    with zipfile.ZipFile(zip_) as archief:
        assert archief.testzip() is None
        namen = archief.namelist()
        assert {"index.csv", "sha256sum.txt"} < set(namen)
        assert sum(naam.endswith(".pdf") for naam in namen) == len(namen) - 2 > 0
    nummer = demo.beheer("bpv_boek", "--lijst").split()[0]
    demo.beheer("bpv_boek", nummer, "--uit", str(tmp_path / "uit.pdf"))
    assert pypdf.PdfReader(tmp_path / "uit.pdf").pages
    b.in_orde()


def test_main_job_from_table_to_book(demo, bezoek, tmp_path):
    stap_1_beheerder_imports_the_real_regional_table(demo, bezoek)
    stap_2_coordinator_runs_and_publishes_a_round(demo, bezoek)
    stap_3_placed_student_gets_mail_and_confirms_on_a_phone(demo, bezoek)
    stap_4_student_writes_on_a_phone_and_the_supervisor_answers(demo, bezoek)
    stap_5_werkbegeleider_logs_a_talk_and_evaluates_on_a_phone(demo, bezoek)
    stap_6_beheerder_exports_one_book_and_a_group(demo, bezoek, tmp_path)
