"""The review board of a round with the keyboard alone, and by dragging."""

import pytest
from playwright.sync_api import expect

from matching.models import Voorstel, Zet
from tests.factories import persoon
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bord():
    """A calculated round: one student has a place, two wait, one place is free."""
    ronde, studenten, plekken = maak_ronde(studenten=3, plaatsen=2)
    for student, achternaam in zip(studenten, ("Aap", "Beer", "Cavia"), strict=True):  # the list is in this order
        student.user.achternaam = achternaam
        student.user.save(update_fields=["achternaam"])
    bereken_met_hand(ronde, [(studenten[0], plekken[0])], zonder=studenten[1:])
    return ronde, studenten, plekken


def tab_tot(page, selector: str, *, meest: int = 80) -> None:
    """Press Tab until what has the focus fits the selector."""
    for _ in range(meest):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the focus never came to {selector}")


def test_placing_undoing_and_searching_with_the_keyboard_alone(bord, meekijken):
    ronde, (_, een, ander), (_, vrij) = bord
    b = meekijken(persoon("beheerder"))
    toetsen = b.page.keyboard
    b.ga(f"/matching/{ronde.public_id}/bord/")

    tab_tot(b.page, ".bord-links .bordrij-naam")
    toetsen.press("ArrowDown")
    expect(b.page.locator(".bord-links .bordrij-naam", has_text=ander.naam)).to_be_focused()
    toetsen.press("ArrowUp")
    toetsen.press("p")
    expect(b.page.locator("#rechts h2", has_text=een.naam)).to_be_focused()
    b.kijk()
    tab_tot(b.page, "#rechts .bordlijst .bordrij-naam")
    toetsen.press("Enter")
    expect(b.page.locator("#rechts h2", has_text="plaatsen")).to_be_focused()
    b.kijk()
    tab_tot(b.page, "#rechts button[data-toets=Enter]")
    toetsen.press("Enter")

    expect(b.page.locator("#aankondiging")).to_contain_text("1 student meer geplaatst")
    expect(b.page.locator(".bord-links .bordrij-naam", has_text=ander.naam)).to_be_focused()
    expect(b.page.locator(".bord-links .bordrij")).to_have_count(1)
    b.kijk()
    assert Voorstel.objects.get(student=een).stageplaats == vrij

    toetsen.press("u")
    expect(b.page.locator(".bord-links .bordrij")).to_have_count(2)
    assert Zet.objects.get().ongedaan_op is not None
    toetsen.press("o")
    expect(b.page.locator(".bord-links .bordrij")).to_have_count(1)

    toetsen.press("?")
    expect(b.page.get_by_role("dialog", name="Sneltoetsen op het bord")).to_be_visible()
    tab_tot(b.page, "[data-lettertoetsen]")
    toetsen.press("Space")
    toetsen.press("Escape")
    toetsen.press("/")
    expect(b.page.locator(".bord-links input[name=q]")).to_be_focused()
    tab_tot(b.page, ".bord-links .bordrij-naam")
    toetsen.press("u")  # switched off
    b.page.wait_for_timeout(500)
    assert Zet.objects.get().ongedaan_op is None
    b.in_orde()


def test_dragging_a_student_to_a_place_asks_first(bord, meekijken):
    ronde, (_, een, _), (_, vrij) = bord
    b = meekijken(persoon("beheerder"))
    b.ga(f"/matching/{ronde.public_id}/bord/")
    rij = b.page.locator(f".bord-links [data-student='{een.public_id}']")
    rij.drag_to(b.page.locator(f"#rechts [data-doel='{vrij.public_id}']"))
    expect(b.page.locator("#rechts h2")).to_contain_text(f"{een.naam} plaatsen")
    assert not Zet.objects.exists()
    b.klik("Hier plaatsen")
    expect(b.page.locator(".bord-links .bordrij")).to_have_count(1)
    assert Voorstel.objects.get(student=een).stageplaats == vrij
    b.in_orde()


def test_other_pages_of_the_board_on_a_phone(bord, meekijken):
    ronde, (zit, een, _), (vol, vrij) = bord
    b = meekijken(persoon("beheerder"), "telefoon")
    basis = f"/matching/{ronde.public_id}/bord/"
    for pad in (
        "",
        "?toon=alle",
        "plaatsen/",
        f"plaatsen/{vol.public_id}/",
        f"knelpunten/?vraag=plaats&wie={vol.code}",
        "kaart/",
        "geschiedenis/",
        f"student/{zit.public_id}/",
        f"student/{een.public_id}/?wat=ruil",
        f"student/{een.public_id}/plaats/{vrij.public_id}/",
    ):
        b.ga(basis + pad)
    b.in_orde()
