"""The core flows with scripts turned off."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_student_finds_places_and_ranks_without_scripts(demo, bezoek):
    b = bezoek("student-zoekt", js=False)
    b.ga("/stageplaatsen/")
    assert b.page.locator("main a[href^='/stageplaatsen/']").count() >= 1
    b.ga("/matching/voorkeuren/")
    assert "voorkeur" in b.page.locator("main").inner_text().lower()


def test_werkbegeleider_logs_a_talk_without_scripts(demo, bezoek):
    b = bezoek("werkbegeleider", "telefoon", js=False)
    b.ga("/begeleiding/nieuw/")
    b.page.locator("main a[href*='/begeleiding/nieuw/']").first.click()
    b.page.fill("textarea[name=gaat_goed]", "Zonder scripts vastgelegd.")
    b.klik("Gesprek bewaren")
    assert "Zonder scripts vastgelegd" in b.page.locator("main").inner_text()


def test_form_that_is_wrong_keeps_what_was_typed(demo, bezoek):
    b = bezoek("werkbegeleider", "telefoon", js=False)
    b.ga("/begeleiding/nieuw/")
    b.page.locator("main a[href*='/begeleiding/nieuw/']").first.click()
    b.page.fill("input[name=datum]", "2199-01-01")
    b.page.fill("textarea[name=gaat_goed]", "Dit mag niet weg.")
    b.klik("Gesprek bewaren")
    assert b.page.input_value("textarea[name=gaat_goed]") == "Dit mag niet weg."
    assert re.search("fout", b.page.locator("main").inner_text())


def test_login_that_ends_in_the_middle_of_a_text_loses_nothing(demo, bezoek):
    b = bezoek("student-schrijft", "telefoon")
    b.ga("/verslagen/")
    b.page.locator("a[href*='/schrijven/']").first.click()
    b.page.wait_for_load_state("load")
    pad = b.page.url
    b.page.fill("textarea[name=vooruitblik]", "Deze zin mag niet verdwijnen.")
    b.log_uit()
    b.page.fill("textarea[name=terugblik]", "En deze ook niet.")
    b.page.wait_for_timeout(5000)
    b.log_in("student-schrijft")
    b.page.goto(pad)
    expect(b.page.locator("textarea[name=terugblik]")).to_have_value("En deze ook niet.")
    expect(b.page.locator("textarea[name=vooruitblik]")).to_have_value("Deze zin mag niet verdwijnen.")
    b.in_orde()


def test_student_saves_a_report_without_scripts(demo, bezoek):
    b = bezoek("student-schrijft", "telefoon", js=False)
    b.ga("/verslagen/")
    b.page.locator("a[href*='/schrijven/']").first.click()
    for naam in ("leerdoel", "situatie", "beleving", "resultaat", "terugblik", "vooruitblik"):
        b.page.locator(f"textarea[name={naam}], input[name={naam}]").first.fill(f"Zonder scripts geschreven: {naam}.")
    b.klik("Bewaren", precies=True)
    assert "Zonder scripts geschreven" in b.page.content()
