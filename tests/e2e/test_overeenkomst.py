"""An agreement of a minor: signed in three ways by four parties, amended, and checked by anybody."""

import re
from datetime import date

import pytest

from plaatsingen.models import Overeenkomst
from plaatsingen.tasks import rond_overeenkomsten_af
from tests.basis.keuring_goed import beeld
from tests.factories import WACHTWOORD
from tests.plaatsingen.overeenkomst_hulp import AFSPRAKEN, bevoegd, klare_plaatsing
from tests.plaatsingen.tekenwereld import code_uit_mail, token_uit_mail

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OUDER = "moeder@voorbeeld.test"


def tekst(bezoeker) -> str:
    return " ".join(bezoeker.page.locator("main").inner_text().split())


@pytest.fixture
def stage(klok):
    """A placement of a minor, ready to be agreed; who may sign for school and house is on record."""
    klok.zet("2026-10-12T10:00+02:00")
    plaatsing = klare_plaatsing(minderjarig=True)
    plaatsing.coordinator = bevoegd(plaatsing.student.school)
    plaatsing.opleider = bevoegd(plaatsing.stageplaats.leerbedrijf)
    return plaatsing


def teken_in_portaal(b, overeenkomst, rol: str) -> None:
    """Show again who one is, read, tick, sign."""
    partij = overeenkomst.partijen.get(rol=rol)
    pad = f"/plaatsingen/ondertekenen/{partij.public_id}/"
    b.ga(pad)
    if b.page.locator("input[name=akkoord]").count() == 0:
        b.page.locator("a[href*='reauthenticate']").first.click()
        b.page.wait_for_load_state("load")
        b.page.locator("input[name=password]").fill(WACHTWOORD)
        b.klik("Bevestigen")
        b.gezien.clear()
        b.ga(pad)
    b.page.locator("input[name=akkoord]").check()
    b.klik("Ondertekenen")
    b.kijk()
    partij.refresh_from_db()
    assert partij.wijze == "portaal"


def teken_met_link(b, overeenkomst) -> None:
    """Open the link of the mail, ask for the code, sign with name and code; the link is worth nothing after that."""
    token = token_uit_mail(OUDER)
    b.ga(f"/plaatsingen/teken/{token}/")
    assert "Praktijkovereenkomst" in tekst(b) or "anvulling" in tekst(b)
    b.klik("Stuur mij een code")
    b.gezien.clear()
    b.kijk()
    b.page.locator("input[name=naam]").fill("Geheime Moeder")
    b.page.locator("input[name=code]").fill(code_uit_mail())
    b.page.locator("input[name=akkoord]").check()
    b.klik("Ondertekenen")
    b.kijk()
    assert overeenkomst.partijen.get(rol="ouder").wijze == "maillink"
    b.page.goto(f"{b.adres}/plaatsingen/teken/{token}/")
    assert b.page.locator("input[name=code]").count() == 0


def teken_op_papier(b, overeenkomst) -> None:
    """Put the scan of the signed paper in."""
    b.ga(f"/plaatsingen/ondertekenen/van/{overeenkomst.public_id}/papier/")
    b.page.set_input_files(
        "input[name=scan]", {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": beeld("JPEG", (600, 800))}
    )
    b.page.locator(f"select[name=partij_{overeenkomst.partijen.get(rol='leerbedrijf').pk}]").select_option(index=1)
    b.klik("Scan bewaren")
    b.kijk()
    assert overeenkomst.partijen.get(rol="leerbedrijf").wijze == "papier"


def controleer(b, document: bytes) -> str:
    """Ask the public page about a document, without an account."""
    b.ga("/controleren/")
    b.page.set_input_files(
        "input[name=bestand]", {"name": "pok.pdf", "mimeType": "application/pdf", "buffer": document}
    )
    b.klik("Controleren")
    b.gezien.clear()
    b.kijk()
    return tekst(b)


def verzegeld(overeenkomst) -> bytes:
    """Do what the worker does after the last signature; returns the sealed document."""
    rond_overeenkomsten_af()
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "getekend"
    with overeenkomst.zegel_pdf.pad.open() as bron:
        return bron.read()


def test_signed_in_three_ways_amended_and_checked(stage, klok, meekijken):
    coordinator, opleider = meekijken(stage.coordinator), meekijken(stage.opleider)
    student, buiten = meekijken(stage.student.user, "telefoon"), meekijken(None, "telefoon")

    coordinator.ga(f"/plaatsingen/{stage.public_id}/overeenkomst/")
    coordinator.klik("Overeenkomst opstellen")
    coordinator.kijk()
    overeenkomst = Overeenkomst.objects.get()
    coordinator.ga(f"/plaatsingen/overeenkomsten/{overeenkomst.public_id}/bewerken/")
    for naam, waarde in AFSPRAKEN.items():
        coordinator.page.locator(f"textarea[name={naam}]").fill(waarde)
    coordinator.klik("Bewaren en bekijken")
    coordinator.gezien.clear()
    coordinator.kijk()
    coordinator.klik("Versturen om te tekenen", "link")
    coordinator.page.locator("dialog[open] button.btn-primary").click()
    coordinator.page.wait_for_load_state("load")
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "ondertekening"
    assert overeenkomst.partijen.count() == 4

    teken_in_portaal(student, overeenkomst, "student")
    teken_met_link(buiten, overeenkomst)
    teken_op_papier(opleider, overeenkomst)
    teken_in_portaal(coordinator, overeenkomst, "school")
    document = verzegeld(overeenkomst)

    uitslag = controleer(buiten, document)
    assert "4 van 4" in uitslag
    assert stage.student.user.achternaam not in uitslag
    assert "Geheime" not in uitslag
    veranderd = bytearray(document)
    veranderd[len(veranderd) // 2] ^= 1
    assert "4 van 4" not in controleer(buiten, bytes(veranderd))

    coordinator.ga(f"/plaatsingen/{stage.public_id}/aanvulling/")
    coordinator.page.locator("input[name=einddatum]").fill("2027-03-05")
    coordinator.page.locator("textarea[name=reden]").fill("De student heeft nog uren nodig.")
    coordinator.klik("Aanvulling opstellen")
    coordinator.kijk()
    aanvulling = Overeenkomst.objects.get(volgnummer=1)
    coordinator.klik("Versturen om te tekenen", "link")
    coordinator.page.locator("dialog[open] button.btn-primary").click()
    coordinator.page.wait_for_load_state("load")
    teken_in_portaal(student, aanvulling, "student")
    teken_met_link(buiten, aanvulling)
    teken_in_portaal(opleider, aanvulling, "leerbedrijf")
    teken_in_portaal(coordinator, aanvulling, "school")
    assert "4 van 4" in controleer(buiten, verzegeld(aanvulling))
    stage.refresh_from_db()
    assert stage.einddatum == date(2027, 3, 5)
    assert "4 van 4" in controleer(buiten, document)  # what was signed first is still what it was
    coordinator.gezien.clear()
    coordinator.ga(f"/plaatsingen/{stage.public_id}/")
    assert re.search("[Aa]anvulling", tekst(coordinator))
    for iemand in (coordinator, opleider, student, buiten):
        iemand.in_orde()
