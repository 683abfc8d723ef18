"""A flexstage from week 1 to 40 on the real screens with a moved clock: hours on a phone, steps, the end."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from plaatsingen.models import Stagevorm, Urendag
from plaatsingen.services.vormkeuze import tijd_van
from plaatsingen.services.vormplan import plan_uren
from plaatsingen.stap import week_url
from tests.factories import PlaatsingFactory, persoon

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEGIN = date(2026, 9, 7)


def tekst(bezoeker) -> str:
    return " ".join(bezoeker.page.locator("main").inner_text().split())


@pytest.fixture
def flex(klok):
    """A flexstage that begins in week 1, with a docent, a werkbegeleider and a coordinator."""
    klok.zet("2026-09-07T09:00+02:00")
    vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing = PlaatsingFactory(
        vorm=vorm, uren_norm=520, begindatum=BEGIN, einddatum=tijd_van(vorm, BEGIN).einddatum, dagen="ma di"
    )
    plaatsing.student.stagedocent = persoon("stagedocent", plaatsing.student.school)
    plaatsing.student.save()
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


@pytest.fixture
def naar_week(flex, klok):
    """Go to the evening of the last day of a week of the stage; returns that day."""

    def ga(nummer: int) -> date:
        dag = plan_uren(flex)[nummer - 1].dagen[-1]
        klok.zet(timezone.make_aware(datetime.combine(dag, time(20, 0))).isoformat())
        return dag

    return ga


def bevestig_week(student, flex, dag: date, *, ziek: bool = False) -> None:
    """Confirm the week that stands ready; at most one day is different."""
    student.gezien.clear()
    student.ga(week_url(flex, dag))
    if ziek:
        student.page.locator("label.keuzechip", has_text="Ziek").first.click()
    student.klik("Ja, zo was het")
    student.kijk()


def stel_voor(student, flex, woorden: str) -> None:
    student.gezien.clear()
    student.ga(f"/plaatsingen/{flex.public_id}/route/")
    student.page.locator("textarea[name=woorden]").fill(woorden)
    student.klik("Ik ben eraan toe")
    student.kijk()


def antwoord(b, flex, nog_niet: str = "") -> None:
    b.gezien.clear()
    b.ga(f"/plaatsingen/{flex.public_id}/route/")
    if nog_niet:
        b.page.locator("summary", has_text="Nog niet").click()
        b.page.locator("textarea[name=reden]").fill(nog_niet)
        b.klik("Nog niet zeggen")
    else:
        b.klik("Ik stem in")
    b.kijk()


def test_flexstage_from_week_1_to_40(flex, naar_week, meekijken):
    gasten = []

    def als(user, breedte="telefoon"):
        gasten.append(meekijken(user, breedte))
        return gasten[-1]

    # Week 1: two short days stand ready; one tap for the day that was different.
    dag = naar_week(1)
    student = als(flex.student.user)
    student.ga("/")
    bevestig_week(student, flex, dag, ziek=True)
    assert sorted(flex.urendagen.values_list("soort", "uren")) == [("aanwezig", 4), ("ziek", 0)]

    # The werkbegeleider asks about it, the student answers by sending it again, and then it is agreed in one tap.
    werk = als(flex.werkbegeleider)
    werk.ga("/plaatsingen/uren/")
    assert "iek" in tekst(werk)
    werk.page.locator("input[name=kies]").first.check()
    werk.klik("Akkoord met de gekozen weken")
    expect(werk.page.get_by_text("1 week is bevestigd.").first).to_be_visible(timeout=30_000)
    werk.gezien.clear()
    werk.kijk()
    assert not Urendag.objects.filter(bevestigd_op__isnull=True).exists()

    # Week 10: the student is ready, the werkbegeleider not yet; in week 12 everybody agrees.
    naar_week(10)
    student, werk = als(flex.student.user), als(flex.werkbegeleider)
    stel_voor(student, flex, "Ik ken de bewoners en de afdeling.")
    antwoord(werk, flex, "Oefen eerst met de tillift.")
    naar_week(12)
    student, werk, docent = als(flex.student.user), als(flex.werkbegeleider), als(flex.student.stagedocent, "bureau")
    student.ga(f"/plaatsingen/{flex.public_id}/route/")
    assert "Oefen eerst met de tillift." in tekst(student)
    stel_voor(student, flex, "De tillift lukt nu.")
    antwoord(docent, flex)
    antwoord(werk, flex)

    # Week 20: full participation, agreed the same day.
    naar_week(20)
    student, werk, docent = als(flex.student.user), als(flex.werkbegeleider), als(flex.student.stagedocent, "bureau")
    stel_voor(student, flex, "Ik wil alles meedoen.")
    antwoord(werk, flex)
    antwoord(docent, flex)

    # Week 40: the hours of the plan were made, the last week is confirmed on the phone, and the stage is closed.
    at = timezone.now()
    for week in plan_uren(flex)[1:39]:
        for stagedag in week.dagen:
            uren = week.uren / len(week.dagen)
            Urendag.objects.create(plaatsing=flex, datum=stagedag, uren=uren, ingevoerd_op=at, bevestigd_op=at)
    dag = naar_week(40)
    student = als(flex.student.user)
    bevestig_week(student, flex, dag)
    assert sum(flex.urendagen.values_list("uren", flat=True)) == 516  # 520 less the four hours of the day ill
    coordinator = als(persoon("coordinator", flex.student.school), "bureau")
    coordinator.ga(f"/plaatsingen/{flex.public_id}/status/afronden/")
    coordinator.page.locator("main form button.btn-primary").first.click()
    coordinator.page.wait_for_load_state("load")
    coordinator.kijk()
    flex.refresh_from_db()
    assert flex.status == "afgerond"
    for gast in gasten:
        gast.in_orde()
