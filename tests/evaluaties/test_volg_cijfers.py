"""Who stops, first-years apart, and early signs that give nobody away (R8.4)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from begeleiding.models import Signaal
from evaluaties.services.volg_cijfers import stopcijfers
from evaluaties.services.volg_signalen import Teken, grens, mag_tonen, tekens
from plaatsingen.models import Beeindiging
from tests.factories import AMSTERDAM, NU, OrganisatieFactory, PlaatsingFactory, SchooljaarFactory, persoon

pytestmark = pytest.mark.django_db
OP = date(2027, 9, 1)  # the year 2026/2027 is over


@pytest.fixture
def school(db):
    return OrganisatieFactory(school=True)


def stage(school, *, leerjaar=1, stop=None, reden="beroep", signaal=None, **signaalvelden):
    """One ended stage; `stop`: its last day; `signaal`: so many days before the end."""
    plaatsing = PlaatsingFactory(
        student__school=school, student__leerjaar=leerjaar, status="gestopt" if stop else "afgerond"
    )
    if stop:
        Beeindiging.objects.create(plaatsing=plaatsing, reden=reden, initiatief="student", laatste_dag=stop, at=NU)
    if signaal is not None:
        dag = (stop or plaatsing.einddatum) - timedelta(days=signaal)
        velden = {"soort": "motivatie", "bron": "mens", "omschrijving": "KANARIE"} | signaalvelden
        moment = datetime(dag.year, dag.month, dag.day, 12, tzinfo=AMSTERDAM)
        Signaal.objects.create(student=plaatsing.student, plaatsing=plaatsing, gemeld_op=moment, **velden)
    return plaatsing


def test_first_years_stand_apart_by_year_phase_and_reason(school):
    jaar = SchooljaarFactory()
    stage(school, stop=date(2026, 9, 20))
    stage(school, stop=date(2026, 12, 1), reden="plek")
    stage(school, leerjaar=2, stop=date(2026, 12, 2))
    stage(school, leerjaar=2, stop=date(2026, 9, 10), reden="kennismaking")  # no dropout
    for leerjaar in (1, 2, 2):
        stage(school, leerjaar=leerjaar)
    stage(OrganisatieFactory(school=True), stop=date(2026, 9, 20))  # of another school
    stand = stopcijfers(user=persoon("coordinator", school), schooljaar=jaar, op=date(2026, 12, 31))
    assert (stand.gekozen.begonnen, stand.gekozen.gestopt) == ((3, 4), (2, 1))
    assert (stand.gekozen.procent(0), stand.gekozen.procent(1)) == (66.7, 25.0)
    assert [(rij.eerstejaars, rij.anderen) for rij in stand.fasen] == [(0, 0), (1, 0), (1, 1), (0, 0)]
    assert [(rij.naam, rij.totaal) for rij in stand.redenen] == [
        ("Dit beroep past niet", 2),
        ("Deze plek past niet", 1),
    ]
    assert {rij.naam: rij.totaal for rij in stand.maanden if rij.totaal} == {"sep": 1, "dec": 2}
    assert stand.niet_dit_beroep == 50.0


def test_year_of_study_is_that_of_then(school):
    jaar = SchooljaarFactory()
    stage(school, leerjaar=2, stop=date(2026, 9, 20))  # a year later in the second year
    weg = stage(school, leerjaar=1, stop=date(2026, 9, 20)).student
    weg.vertrokken_op = date(2026, 10, 1)
    weg.save(update_fields=["vertrokken_op"])
    stand = stopcijfers(user=persoon("coordinator", school), schooljaar=jaar, op=OP)
    assert stand.gekozen.gestopt == (2, 0)


def test_signs_are_counted_once_per_stage_and_only_when_early(school):
    for _ in range(6):
        stage(school, stop=date(2026, 12, 1), signaal=30)
        stage(school, stop=date(2026, 12, 1))
        stage(school)
    dubbel = stage(school, signaal=30, status="afgerond", afloop="vals", afgerond_op=NU)
    eerste = Signaal.objects.get(plaatsing=dubbel)
    Signaal.objects.create(
        student=dubbel.student, plaatsing=dubbel, soort="motivatie", bron="mens", gemeld_op=eerste.gemeld_op
    )
    stage(school, stop=date(2026, 12, 1), signaal=3)  # too late to be early
    stage(school, signaal=30, bron="melding")  # a safe report
    stage(school, signaal=30, vertrouwelijk=True)
    stage(school, signaal=30, soort="onveilig")
    uit = tekens(user=persoon("coordinator", school), op=OP)
    assert [(rij.naam, rij.met, rij.gestopt, rij.vals, rij.af) for rij in uit.regels] == [
        ("weinig motivatie", 7, 6, 1, 1)
    ]
    assert (uit.afgelopen, uit.gestopt, uit.gezien) == (23, 13, 46)


@pytest.mark.parametrize(
    ("met", "gestopt", "mag"),
    [
        (4, 2, False),  # too few with the sign
        (6, 6, False),  # all who stopped had it
        (5, 1, True),
        (8, 1, False),  # nearly all who went on had it
        (5, 0, True),
    ],
)
def test_line_is_hidden_when_somebody_can_be_told_apart(met, gestopt, mag):
    assert mag_tonen(Teken("x", met, gestopt), gestopt=6, rest=10) is mag


def test_nothing_changes_when_one_stage_ends(school):
    for _ in range(6):
        stage(school, stop=date(2026, 12, 1), signaal=30)
    wie = persoon("coordinator", school)
    voor = tekens(user=wie, op=date(2027, 1, 20))
    stage(school, stop=date(2027, 1, 5), signaal=30)
    assert tekens(user=wie, op=date(2027, 1, 20)) == voor
    assert (grens(date(2027, 1, 20)), grens(date(2027, 2, 1))) == (date(2026, 8, 1), date(2027, 2, 1))


def test_page_and_downloads_are_for_management(client, school, time_machine):
    time_machine.move_to(datetime(2027, 9, 1, 12, tzinfo=AMSTERDAM), tick=False)
    SchooljaarFactory()
    stage(school, stop=date(2026, 9, 20), signaal=10)
    adres = reverse("volg:cijfers")
    client.force_login(persoon("stagedocent", school))
    assert client.get(adres).status_code == 403
    client.force_login(persoon("coordinator", school))
    client.get(adres)

    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            pagina = client.get(adres, {"schooljaar": "2026/2027"})
        assert "Nog te weinig om te tonen" in pagina.content.decode()
        assert "KANARIE" not in pagina.content.decode()
        return len(vragen)

    een = tel()
    for _ in range(4):
        stage(school, leerjaar=2)
    assert tel() == een <= 30
    for wat in ("jaren", "fasen", "redenen", "maanden", "signalen"):
        bestand = client.get(adres, {"schooljaar": "2026/2027", "wat": wat, "formaat": "csv"})
        assert bestand.headers["Content-Type"].startswith("text/csv")
