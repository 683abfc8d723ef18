"""A vacature under regie, from publishing to an accepted place: five people, each at a screen of their own."""

import re
from datetime import date

import pytest
from django.utils import timezone

from kern.services.berichten import verstuur_wachtende
from plaatsingen.models import Plaatsing
from tests.factories import (
    ErkenningFactory,
    OrganisatieFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)
from tests.vacatures.sollicitatie_hulp import maak_kalender
from vacatures.models import Sollicitatie, Vacature

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITEL = "Leer verzorgen op een kleine afdeling"


def tekst(bezoeker) -> str:
    return " ".join(bezoeker.page.locator("main").inner_text().split())


def vul(bezoeker, **velden: str) -> None:
    for naam, waarde in velden.items():
        bezoeker.page.locator(f"[name={naam}]").first.fill(waarde)


@pytest.fixture
def mensen(klok):
    """A house with a praktijkopleider, a school with a docent and a coordinator, a student; and another school."""
    klok.zet("2026-11-02T10:00+01:00")
    maak_kalender()
    school, huis = OrganisatieFactory(school=True), OrganisatieFactory(naam="Huis aan het Diep")
    student = StudentFactory(school=school, stagedocent=persoon("stagedocent", school), geboortedatum=date(2005, 3, 1))
    elders = StudentFactory(school=OrganisatieFactory(school=True))
    ErkenningFactory(organisatie=huis, opleiding=student.opleiding)
    StageplaatsFactory(afdeling__locatie__organisatie=huis, naam="Verzorging", capaciteit=1)
    return {
        "opleider": persoon("praktijkopleider", huis),
        "docent": student.stagedocent,
        "coordinator": persoon("coordinator", school),
        "student": student.user,
        "elders": elders.user,
    }


def publiceer(b, school: str) -> None:
    """Make the vacature in five steps, look at it as a student would, and publish it."""
    b.ga("/vacatures/beheer/")
    b.klik("Vacature maken", "link")
    b.page.locator("select[name=plaats]").select_option(index=1)
    b.klik("Beginnen")
    b.kijk()
    vul(
        b,
        titel=TITEL,
        doel="Je leert bewoners helpen met wassen en aankleden.",
        inhoud="Twaalf bewoners, een vast team.",
    )
    b.klik("Bewaren en verder")
    b.kijk()
    vul(b, taken="Je begint met kijken. Daarna help je mee.", begeleiding="Elke dag is er een vaste werkbegeleider.")
    b.klik("Bewaren en verder")
    b.kijk()
    vul(b, begindatum="2027-02-01", einddatum="2027-07-02", uren_per_week="16")
    for dag in ("ma", "di", "wo", "do", "vr"):
        vakje = b.page.locator(f"input[name=dagen][value={dag}]")
        if vakje.count():
            vakje.set_checked(dag in {"ma", "di"})
    b.klik("Bewaren en verder")
    b.kijk()
    vul(b, eisen="Je komt op tijd.")
    b.klik("Bewaren en verder")
    b.kijk()
    vul(b, hoe="Schrijf waarom je hier wilt leren.", verloopt_op="2026-12-15")
    b.page.locator("input[name=regie]").check()
    b.page.get_by_label(school).check()
    b.klik("Bewaren en verder")
    b.kijk()
    assert "Zo ziet een student" in tekst(b) or TITEL in tekst(b)
    b.klik("Vacature publiceren")
    b.kijk()


def solliciteer(b) -> None:
    """Find the vacature on a phone, write, read again and send."""
    b.ga("/vacatures/")
    assert TITEL in tekst(b), tekst(b)
    b.page.get_by_role("link", name=TITEL).first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    b.page.get_by_role("link", name=re.compile("Solliciteren|Sollicitatie schrijven")).first.click()
    b.page.wait_for_load_state("load")
    b.kijk()
    vul(b, motivatie="Ik wil leren hoe ik bewoners help.")
    b.klik("Nalezen en versturen")
    b.kijk()
    b.klik(re.compile("^Versturen"))
    b.kijk()


def test_vacature_under_regie_becomes_a_placement(mensen, klok, meekijken):
    school = mensen["docent"].lidmaatschappen.get().organisatie.naam
    opleider, student = meekijken(mensen["opleider"]), meekijken(mensen["student"], "telefoon")
    docent, coordinator = meekijken(mensen["docent"]), meekijken(mensen["coordinator"])
    elders = meekijken(mensen["elders"], "telefoon")

    publiceer(opleider, school)
    vacature = Vacature.objects.get()
    assert (vacature.status, vacature.regie) == ("gepubliceerd", True)
    elders.ga("/vacatures/")
    assert TITEL not in tekst(elders)
    assert elders.page.goto(f"{elders.adres}/vacatures/{vacature.public_id}/").status == 404

    solliciteer(student)
    sollicitatie = Sollicitatie.objects.get()
    pad = f"/sollicitaties/{sollicitatie.public_id}/"
    assert opleider.page.goto(opleider.adres + pad).status == 404

    docent.ga("/")
    assert "ollicitatie" in tekst(docent)
    docent.ga(f"{pad}teruggeven/")
    vul(docent, tekst="Schrijf erbij wat je al kunt.")
    docent.page.locator("main form button.btn-primary").first.click()
    docent.page.wait_for_load_state("load")
    docent.kijk()
    student.ga(pad)
    assert "Schrijf erbij wat je al kunt." in tekst(student)
    student.ga(f"/sollicitaties/nieuw/{vacature.public_id}/")
    vul(student, motivatie="Ik wil leren hoe ik bewoners help. Ik kan al koken en helpen met eten.")
    student.klik("Nalezen en versturen")
    student.klik(re.compile("^Versturen"))

    docent.gezien.clear()
    docent.ga(f"{pad}doorsturen/")
    vul(docent, tekst="Een rustige student die graag leert.")
    docent.page.locator("main form button.btn-primary").first.click()
    docent.page.wait_for_load_state("load")

    opleider.ga("/")
    assert "ollicitatie" in tekst(opleider)
    opleider.ga(pad)
    assert "Ik kan al koken" in tekst(opleider)
    assert "Schrijf erbij wat je al kunt." not in tekst(opleider)
    opleider.ga(f"{pad}aannemen/")
    opleider.page.locator("main form button.btn-primary").first.click()
    opleider.page.wait_for_load_state("load")
    opleider.kijk()

    plaatsing = Plaatsing.objects.get()
    assert plaatsing.status == "aangeboden"
    coordinator.ga(f"/plaatsingen/{plaatsing.public_id}/")
    assert "aangeboden" in tekst(coordinator)
    student.ga(f"/plaatsingen/{plaatsing.public_id}/")
    student.page.locator(".knoppen-groot a.btn-primary").first.click()
    student.page.wait_for_load_state("load")
    student.page.locator("main form .knoppen-groot button.btn-primary").first.click()
    student.page.wait_for_load_state("load")
    student.kijk()
    plaatsing.refresh_from_db()
    assert plaatsing.status == "geaccepteerd"
    verstuur_wachtende(at=timezone.now())
    for iemand in (opleider, student, docent, coordinator, elders):
        iemand.in_orde()
