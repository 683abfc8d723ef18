"""Progress to 80 % before 1 June: who counts when, the forecast, the goals, the pages."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from basis.errors import GeenToegang
from kern.models import Schooljaar
from plaatsingen.models import Statuswijziging
from plaatsingen.services.doelstand import doelstanden
from plaatsingen.services.voortgang import maak_voortgang
from plaatsingen.tables_voortgang import verloop
from plaatsingen.verloop import Lijn, Match, jaar_eerder, verwacht
from tests.factories import (
    NU,
    ClusterFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)
from tests.vraagaanbod.plan_hulp import bureau, cijfers, maatregel
from vraagaanbod.models import Opgave, Regiodoel
from vraagaanbod.services import doelen
from vraagaanbod.services.plan import maak_plan

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ADRES = "/cijfers/"


def dag(maand, dag_, jaar=2026):
    return date(jaar, maand, dag_)


def moment(op):
    return datetime(op.year, op.month, op.day, 12, tzinfo=AMSTERDAM)


def test_a_student_counts_once_and_no_longer_when_called_off():
    lijn = Lijn(
        [
            Match("a", dag(2, 1), dag(3, 1)),
            Match("a", dag(2, 20), dag(4, 1)),
            Match("a", dag(5, 1)),
            Match("b", dag(2, 10)),
            Match("c", dag(3, 3), dag(3, 3)),
        ]
    )
    assert [lijn.op(dag(maand, 15)) for maand in (1, 2, 3, 4, 5)] == [0, 2, 2, 1, 2]


def test_forecast_reads_last_year_in_two_ways():
    kans = verwacht(40, 50, 75)
    assert (kans.laag, kans.midden, kans.hoog) == (65, 67.5, 70)
    assert verwacht(90, 50, 90).hoog == 100
    assert verwacht(40, 80, 70).midden == 40
    assert jaar_eerder(date(2028, 2, 29)) == date(2027, 2, 28)


def plaats(jaar, student, op, *, weg=None):
    """Offer a place on a day, and call it off on another."""
    rij = PlaatsingFactory(
        student=student,
        stageplaats=StageplaatsFactory(schooljaar=jaar),
        status="geannuleerd" if weg else "geaccepteerd",
        aangemaakt_op=moment(op - timedelta(days=9)),
    )
    Statuswijziging.objects.create(plaatsing=rij, van="voorgesteld", naar="aangeboden", at=moment(op))
    if weg:
        Statuswijziging.objects.create(plaatsing=rij, van="aangeboden", naar="geannuleerd", at=moment(weg))
    return rij


@pytest.fixture
def jaar(db):
    vorig, _ = Schooljaar.objects.get_or_create(
        naam="2025/2026", defaults={"begin": date(2025, 8, 1), "eind": date(2026, 7, 31)}
    )
    cijfers(vorig, VZVP12_FT=(50, 40))
    return cijfers(VZVP12_FT=(40, 44))


def vul_vorig_jaar(aantallen):
    vorig = Schooljaar.objects.get(naam="2025/2026")
    for op, aantal in aantallen:
        for _ in range(aantal):
            plaats(vorig, StudentFactory(), op)


def test_share_of_the_demand_by_day(jaar):
    studenten = StudentFactory.create_batch(4)
    plaats(jaar, studenten[0], dag(2, 2))
    plaats(jaar, studenten[1], dag(3, 2), weg=dag(4, 2))
    plaats(jaar, studenten[2], dag(3, 5))
    PlaatsingFactory(student=studenten[3], stageplaats=StageplaatsFactory(schooljaar=jaar), status="voorgesteld")
    stand = maak_voortgang(schooljaar=jaar, op=dag(3, 10))
    assert stand.doeldag == dag(6, 1)
    deel = stand.deel("regio")
    assert (deel.vraag, deel.geplaatst, deel.procent, deel.te_gaan, deel.verwachting) == (40, 3, 7.5, 29, None)
    assert maak_voortgang(schooljaar=jaar, op=dag(4, 10)).deel("regio").geplaatst == 2
    assert [(rij.naam, rij.geplaatst) for rij in stand.per_cluster([ClusterFactory()])] == [
        ("3 VZ/VP 1e jaars/2e jaars fulltime", 3)
    ]


def test_forecast_comes_from_last_years_pace(jaar):
    vul_vorig_jaar([(dag(2, 1, 2025), 15), (dag(5, 1, 2025), 15)])
    for student in StudentFactory.create_batch(10):
        plaats(jaar, student, dag(2, 2))
    stand = maak_voortgang(schooljaar=jaar, op=dag(3, 1))
    kans = stand.deel("regio").verwachting
    # Last year 15 of 50 on this day and 30 on 1 June: 15 of the 35 without a place still got one, 30 points were added.
    assert (round(kans.laag, 1), round(kans.hoog, 1)) == (55.0, round(25 + 75 * 15 / 35, 1))
    regels = {rij["dag"]: rij for rij in verloop(stand, school=None, cluster=None)}
    assert regels[dag(6, 1)]["vorig jaar procent"] == 60
    assert regels[dag(6, 1)]["met een plek"] is None
    assert regels[dag(6, 1)]["verwacht procent"] == round(kans.midden, 1)
    assert maak_voortgang(schooljaar=jaar, op=dag(7, 1)).deel("regio").verwachting is None


def test_school_counts_its_own_students_against_its_own_demand(jaar):
    school = OrganisatieFactory(school=True)
    Opgave.objects.create(
        schooljaar=jaar, cluster=ClusterFactory(), soort="vraag", organisatie=school, aantal=4, op=moment(dag(1, 5))
    )
    plaats(jaar, StudentFactory(school=school), dag(2, 2))
    plaats(jaar, StudentFactory(), dag(2, 2))
    (deel,) = maak_voortgang(schooljaar=jaar, op=dag(3, 1)).per_school([school])
    assert (deel.vraag, deel.geplaatst, deel.procent) == (4, 1, 25)


def doel(jaar, **velden):
    return Regiodoel.objects.create(
        **{"schooljaar": jaar, "naam": "Doel", "streefwaarde": 10, "op": NU, "eenheid": "%"} | velden
    )


def test_goals_are_computed_or_kept_by_hand(jaar):
    for student in StudentFactory.create_batch(4):
        plaats(jaar, student, dag(2, 2))
    maatregel(jaar, naar_cluster=ClusterFactory(), plaatsen_naar=1, status="toegezegd")
    rijen = [
        doel(jaar, soort="geplaatst", streefwaarde=80, voor=dag(6, 1)),
        doel(jaar, soort="plekken_erbij", streefwaarde=10),
        doel(jaar, soort="tekort", streefwaarde=0, eenheid="plekken"),
        doel(jaar, soort="hand", streefwaarde=50, stand=25),
        doel(jaar, soort="hand", streefwaarde=50),
    ]
    voortgang = maak_voortgang(schooljaar=jaar, op=dag(3, 1))
    uit = doelstanden(doelen=rijen, voortgang=voortgang, plan=maak_plan(schooljaar=jaar))
    assert [rij.stand for rij in uit] == [10, 10, 0, 25, None]
    assert [rij.gehaald for rij in uit] == [False, True, True, False, False]
    assert [round(rij.deel) for rij in uit] == [12, 100, 100, 50, 0]
    assert uit[1].zin == "Nu 10%, doel 10%."


def test_page_shows_curve_parts_and_goals(client, jaar):
    plaats(jaar, StudentFactory(), dag(2, 2))
    doel(jaar, naam="Tien procent erbij", soort="plekken_erbij")
    client.force_login(persoon("stagedocent"))
    pagina = client.get(f"{ADRES}?schooljaar=2026/2027").content.decode()
    assert "1 van de 40 studenten" in pagina
    assert "<svg" in pagina
    assert "Tien procent erbij" in pagina
    assert "doeldag is geweest" in pagina
    assert "Doel toevoegen" not in pagina
    for deel, kop in (("", "vorig jaar procent"), ("clusters", "nog nodig voor 80 procent"), ("scholen", "naam")):
        tekst = client.get(f"{ADRES}?schooljaar=2026/2027&formaat=csv&deel={deel}").content.decode("utf-8-sig")
        assert kop in next(csv.reader(io.StringIO(tekst)))
    assert client.get(f"{ADRES}?schooljaar=2026/2027&cluster=VZVP12-FT").status_code == 200
    client.force_login(persoon("student"))
    assert client.get(ADRES).status_code == 403


def test_empty_page_says_what_comes_next(client, db):
    client.force_login(bureau())
    assert "Nog geen schooljaar" in client.get(ADRES).content.decode()
    Schooljaar.objects.create(naam="2026/2027", begin=date(2026, 8, 1), eind=date(2027, 7, 31))
    pagina = client.get(f"{ADRES}?schooljaar=2026/2027").content.decode()
    assert "Nog geen vraag bekend" in pagina
    assert "Nog geen doelen" in pagina


def test_goals_through_the_front_door(client, jaar):
    client.force_login(bureau())
    nieuw = f"{ADRES}doelen/nieuw/?schooljaar=2026/2027"
    data = {"naam": "Op tijd", "soort": "geplaatst", "streefwaarde": 80, "eenheid": "%"}
    assert client.post(nieuw, data).status_code == 422
    assert client.post(nieuw, data | {"voor": "2026-06-01"}).status_code == 302
    rij = Regiodoel.objects.get()
    adres = f"{ADRES}doelen/{rij.public_id}/"
    assert client.post(adres, data | {"voor": "2026-05-01"}).status_code == 302
    rij.refresh_from_db()
    assert rij.voor == dag(5, 1)
    client.force_login(persoon("coordinator"))
    for pad in (nieuw, adres, f"{adres}verwijderen/"):
        assert client.get(pad).status_code == 403
        assert client.post(pad).status_code == 403
    with pytest.raises(GeenToegang):
        doelen.verwijder(doel=rij, by=persoon("coordinator"), at=NU)
    client.force_login(bureau())
    assert client.get(f"{adres}verwijderen/").status_code == 200
    assert client.post(f"{adres}verwijderen/").status_code == 302
    assert not Regiodoel.objects.exists()


def test_page_costs_the_same_for_one_and_for_many(client, jaar, django_assert_max_num_queries):
    client.force_login(bureau())
    plaats(jaar, StudentFactory(), dag(2, 2))
    doel(jaar, soort="plekken_erbij")
    adres = f"{ADRES}?schooljaar=2026/2027"
    client.get(adres)
    with django_assert_max_num_queries(30) as een:
        client.get(adres)
    for student in StudentFactory.create_batch(5):
        plaats(jaar, student, dag(3, 2))
        doel(jaar, soort="geplaatst", voor=dag(6, 1))
    with django_assert_max_num_queries(30) as veel:
        client.get(adres)
    assert len(een) == len(veel)
