"""One student who forgets reports, on a phone, and the coordinator who decides: the real screens, a moved clock."""

import re
from datetime import datetime, timedelta
from datetime import date as dag
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

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
