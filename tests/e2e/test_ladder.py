"""One student who forgets reports, on a phone, and the coordinator who decides: the real screens, a moved clock."""

import re
from datetime import date as dag
from types import SimpleNamespace

import pytest
from django.utils import timezone

from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.veegronde import veeg
from kern.models import Bericht
from kern.services.berichten import verstuur_wachtende
from tests.factories import (
    AfdelingFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ONDERDELEN = ("leerdoel", "situatie", "beleving", "resultaat", "terugblik", "vooruitblik")


@pytest.fixture
def stage(klok):
    """A student with a placement from September to June, and who is concerned at school."""
    klok.zet("2026-08-31T09:00+02:00")
    school, bedrijf = OrganisatieFactory(school=True), OrganisatieFactory()
    docent = persoon("stagedocent", school)
    student = StudentFactory(school=school, stagedocent=docent)
    plaatsing = PlaatsingFactory(
        student=student,
        stageplaats=StageplaatsFactory(afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf))),
        werkbegeleider=persoon("werkbegeleider", bedrijf),
        stagebegeleider=persoon("stagebegeleider"),
        begindatum=dag(2026, 9, 1),
        einddatum=dag(2027, 6, 30),
        aangemaakt_op=timezone.now(),
    )
    return SimpleNamespace(
        school=school, plaatsing=plaatsing, student=student.user, coordinator=persoon("coordinator", school)
    )


@pytest.fixture
def naar(klok):
    """Go to a local moment; every quarter of an hour in between would do the same as one sweep there."""

    def ga(moment: str) -> None:
        klok.zet(moment)
        veeg(at=timezone.now())
        verstuur_wachtende(at=timezone.now())

    return ga


def events(soort: str) -> list[str]:
    return list(LadderEvent.objects.filter(soort=soort).order_by("volgnummer").values_list("plicht", flat=True))


def tekst(bezoeker) -> str:
    return " ".join(bezoeker.page.locator("main").inner_text().split())


def lever_in(student, plaatsing, plicht: str) -> None:
    """Write and hand in a report as a student does."""
    student.ga(f"/verslagen/schrijven/{plaatsing.public_id}/{plicht}/")
    for naam in ONDERDELEN:
        student.page.locator(f"textarea[name={naam}]").fill(f"Dit schreef ik over {naam}.")
    student.klik("Verslag nalezen en inleveren")
    student.kijk()
    student.klik(re.compile("^(Inleveren|Verslag inleveren)"))
    student.kijk()


def lever_opdracht_in(student, plaatsing, plicht: str) -> None:
    """Write and hand in the replacement assignment as a student does."""
    student.ga(f"/verslagen/opdracht/{plaatsing.public_id}/{plicht}/")
    student.page.locator("textarea[name=tekst]").fill("Ik keek terug op mijn week en schreef op wat ik leerde.")
    student.klik("Opdracht nalezen en inleveren")
    student.kijk()
    student.klik("Opdracht inleveren")
    assert "Je opdracht is binnen" in tekst(student)


def trede_nu(student, plaatsing) -> str:
    """Read the rung on which the picture of the ladder puts the student."""
    student.gezien.clear()
    student.ga(f"/verslagen/stand/{plaatsing.public_id}/")
    return " ".join(student.page.locator(".ladder [aria-current=step]").inner_text().split())


def besluit(coordinator, plaatsing, keuze: str, reden: str) -> None:
    """Decide about the proposal: look at the history, choose, say why."""
    coordinator.ga(f"/verslagen/voorstel/{plaatsing.public_id}/")
    assert "4e keer" in tekst(coordinator) or "Vierde keer" in tekst(coordinator)
    coordinator.page.get_by_label(keuze).check()
    coordinator.page.locator("textarea[name=reden]").fill(reden)
    if keuze == "Bevestigen":
        coordinator.page.get_by_label("Ik weet zeker").check()
    coordinator.klik("Besluit vastleggen")
    coordinator.kijk()


def test_student_forgets_four_times_is_excused_once_rejected_and_confirmed(stage, naar, klok, meekijken):
    plaatsing, pad = stage.plaatsing, f"/plaatsingen/{stage.plaatsing.public_id}/"
    gasten = []

    def student():
        gasten.append(meekijken(stage.student, "telefoon"))
        return gasten[-1]

    def coordinator():
        gasten.append(meekijken(stage.coordinator))
        return gasten[-1]

    # Before the first date: the deadline stands on top.
    naar("2026-09-28T09:00+02:00")
    s = student()
    s.ga("/")
    assert "1 oktober" in tekst(s)
    s.ga(pad)
    assert "1 oktober" in tekst(s)

    # 1x: reminded on Friday, handed in on Monday evening, within the three days (Tuesday).
    naar("2026-10-02T07:15+02:00")
    assert events("MISS") == ["monthly:2026-09"]
    klok.zet("2026-10-05T21:30+02:00")
    s = student()
    assert "1" in trede_nu(s, plaatsing)
    assert "6 oktober" in tekst(s)
    lever_in(s, plaatsing, "monthly:2026-09")
    assert re.search(r"maandag 5 oktober.* om 21:3\d:\d\d", tekst(s))

    # 2x, and the excuse that undoes it: the coordinator sees beforehand what it changes.
    naar("2026-11-03T07:15+01:00")
    assert events("REPLACEMENT_ASSIGNED") == ["monthly:2026-10"]
    assert "2" in trede_nu(student(), plaatsing)
    c = coordinator()
    c.ga("/verslagen/treden/")
    assert stage.student.achternaam in tekst(c)
    c.ga(f"/verslagen/regelen/{plaatsing.public_id}/")
    c.page.locator("a[href='?wat=vrijstellen']").click()
    c.page.get_by_label("Welk verslag?").select_option("monthly:2026-10")
    c.page.get_by_label("Waarom").fill("Je was ziek en had dat gemeld.")
    c.klik("Bekijk wat dit verandert")
    c.kijk()
    vooraf = tekst(c)
    assert "telt niet meer als vergeten" in vooraf
    assert "vervangende opdracht" in vooraf.lower()
    c.klik("Vastleggen")
    naar("2026-11-03T07:30+01:00")
    assert events("MISS_UNDONE") == events("REPLACEMENT_WITHDRAWN") == ["monthly:2026-10"]
    assert "1" in trede_nu(student(), plaatsing)

    # 2x again, a month later; the replacement assignment is handed in on the phone.
    naar("2026-12-02T07:15+01:00")
    klok.zet("2026-12-03T20:00+01:00")
    s = student()
    assert "2" in trede_nu(s, plaatsing)
    lever_in(s, plaatsing, "monthly:2026-11")
    lever_opdracht_in(s, plaatsing, "monthly:2026-11")

    # 3x: the last chance, in words that help.
    naar("2027-01-05T07:15+01:00")
    s = student()
    assert "3" in trede_nu(s, plaatsing)
    s.ga("/")
    assert "december" in tekst(s)

    # 4x: a proposal. The student reads that a person decides; the coordinator rejects it.
    naar("2027-02-02T07:15+01:00")
    assert events("INSUFFICIENT_PROPOSED") == ["monthly:2027-01"]
    s = student()
    assert "4" in trede_nu(s, plaatsing)
    s.ga(f"/verslagen/voorstel/{plaatsing.public_id}/")
    assert "Er is nog geen besluit" in tekst(s)
    c = coordinator()
    c.ga("/")
    assert "Besluit" in tekst(c)
    besluit(c, plaatsing, "Afwijzen", "Er was veel aan de hand thuis. We spraken af dat het nu lukt.")
    s = student()
    s.ga(f"/verslagen/voorstel/{plaatsing.public_id}/")
    assert "Je stage gaat door" in tekst(s)

    # The next time it is proposed anew, and confirmed: a named person, a reason, and how to object.
    naar("2027-03-02T07:15+01:00")
    assert events("INSUFFICIENT_PROPOSED") == ["monthly:2027-01", "monthly:2027-02"]
    c = coordinator()
    besluit(c, plaatsing, "Bevestigen", "Ook na ons gesprek kwam er niets binnen.")
    s = student()
    s.ga(f"/verslagen/voorstel/{plaatsing.public_id}/")
    assert "Je stage is onvoldoende" in tekst(s)
    assert "bezwaar" in tekst(s)
    feit = Verslagfeit.objects.filter(soort="decision").last()
    assert (feit.by, feit.waarde, feit.reden) == (
        stage.coordinator,
        "confirm",
        "Ook na ons gesprek kwam er niets binnen.",
    )

    maanden = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
    assert events("MISS") == [f"monthly:{maand}" for maand in maanden]
    assert Bericht.objects.filter(ontvanger=stage.student, status="verzonden").count() >= 8
    assert not Bericht.objects.filter(status="mislukt").exists()
    for gast in gasten:
        gast.in_orde()
