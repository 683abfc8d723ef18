"""The table of states as a page, and dropout by reason and phase (R5.1, R10.3)."""

from datetime import date

import pytest
from django.urls import reverse

from plaatsingen import rules
from plaatsingen.enums import OVERGANGEN, STAPPEN, PlaatsingStatus, Uitvalfase, Wie
from plaatsingen.models import Beeindiging
from plaatsingen.services.uitval import fase_van, uitval
from tests.factories import NU, PlaatsingFactory, SchooljaarFactory, persoon

BEGIN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("laatste", "begonnen", "fase"),
    [
        (date(2026, 8, 20), False, Uitvalfase.VOORAF),
        (BEGIN, True, Uitvalfase.BEGIN),
        (date(2026, 10, 5), True, Uitvalfase.BEGIN),
        (date(2026, 10, 6), True, Uitvalfase.MIDDEN),
        (date(2027, 1, 18), True, Uitvalfase.MIDDEN),
        (date(2027, 1, 19), True, Uitvalfase.LAAT),
    ],
)
def test_phase_counts_weeks_of_the_stage(laatste, begonnen, fase):
    assert fase_van(BEGIN, laatste, begonnen=begonnen) == fase


def test_every_step_of_the_table_says_who_and_when():
    assert {(van, naar) for van in PlaatsingStatus for naar in OVERGANGEN[van]} == set(STAPPEN)
    assert all(stap.wie and stap.wie <= set(Wie) and stap.wanneer.endswith(".") for stap in STAPPEN.values())


@pytest.mark.django_db
@pytest.mark.parametrize("van", PlaatsingStatus.values)
@pytest.mark.parametrize("naar", PlaatsingStatus.values)
def test_who_may_do_a_step_is_what_the_table_says(van, naar):
    plaatsing = PlaatsingFactory(status=van)
    mensen = {
        Wie.STUDENT: plaatsing.student.user,
        Wie.COORDINATOR: persoon("coordinator", plaatsing.student.school),
        Wie.LEERBEDRIJF: persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf),
    }
    stap = STAPPEN.get((van, naar))
    for wie, user in mensen.items():
        assert rules.mag_overgang(user, plaatsing, naar) is (stap is not None and wie in stap.wie)
    assert not rules.mag_overgang(persoon("coordinator"), plaatsing, naar)


@pytest.mark.django_db
def test_page_of_states_shows_every_step(client):
    client.force_login(persoon("werkbegeleider"))
    pagina = client.get(reverse("plaatsingen:statussen")).content.decode()
    assert all(stap.wanneer in pagina for stap in STAPPEN.values())


def _stop(school, reden, status="gestopt", laatste=date(2026, 9, 20)):
    plaatsing = PlaatsingFactory(status=status, student__school=school)
    Beeindiging.objects.create(plaatsing=plaatsing, reden=reden, initiatief="student", laatste_dag=laatste, at=NU)
    return plaatsing


@pytest.mark.django_db
def test_dropout_is_counted_per_reason_and_phase_within_ones_own_school(client, django_assert_max_num_queries):
    lopend = PlaatsingFactory()
    school = lopend.student.school
    coordinator = persoon("coordinator", school)
    for reden in ("beroep", "beroep", "plek"):
        _stop(school, reden)
    _stop(school, "niet_gekomen", "geannuleerd")
    _stop(school, "kennismaking", "geannuleerd")
    _stop(PlaatsingFactory().student.school, "beroep")
    stand = uitval(user=coordinator, schooljaar=SchooljaarFactory())
    assert [(regel.reden, regel.per_fase) for regel in stand.regels] == [
        ("Dit beroep past niet", (0, 2, 0, 0)),
        ("Deze plek past niet", (0, 1, 0, 0)),
        ("Nooit begonnen", (1, 0, 0, 0)),
    ]
    assert (stand.totaal, stand.gestopt, stand.begonnen, stand.procent) == (4, 3, 4, 75.0)
    client.force_login(coordinator)
    url = reverse("cijfers:uitval") + "?schooljaar=2026/2027"
    with django_assert_max_num_queries(30):
        assert "Dit beroep past niet" in client.get(url).content.decode()
    csv = client.get(url + "&formaat=csv").content.decode("utf-8-sig")
    assert "Dit beroep past niet" in csv
    client.force_login(persoon("praktijkopleider"))
    assert client.get(url).status_code == 403
