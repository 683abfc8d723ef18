"""Weeks by clusters: what counts when, and the summer apart (R5.13)."""

import csv
import io
from datetime import date
from random import Random

import pytest

from kern.models import Periode, Schoolvakantie
from tests.factories import OrganisatieFactory, PlaatsingFactory, StageplaatsFactory, StudentFactory, persoon
from tests.vraagaanbod.plan_hulp import bureau, cijfers, cluster
from vraagaanbod.models import Opgave
from vraagaanbod.services.schoolbord import VERHOUDING, maak_schoolbord
from vraagaanbod.services.weekbord import maak_weekbord
from vraagaanbod.weken import Plek, Tijdvak, capaciteit_per_periode, verdeel, weken_van

PERIODES = (
    ("1", date(2026, 8, 24), date(2026, 11, 8)),
    ("2", date(2026, 11, 9), date(2027, 1, 24)),
    ("3", date(2027, 1, 25), date(2027, 4, 18)),
    ("4", date(2027, 4, 19), date(2027, 7, 4)),
    ("z", date(2027, 7, 5), date(2027, 7, 31)),
)
ADRES = "/vraag-aanbod/weken/"


def test_weeks_run_from_the_first_lesson_to_the_end_of_the_year():
    vakken = [Tijdvak(*rij) for rij in PERIODES]
    weken = weken_van(date(2026, 8, 1), date(2027, 7, 31), vakken, [(date(2026, 10, 12), date(2026, 10, 18))])
    assert (weken[0].nummer, weken[0].periode, weken[0].maandag) == (35, "1", date(2026, 8, 24))
    assert [week.nummer for week in weken if week.vakantie] == [42]
    assert sum(week.is_zomer for week in weken) == 4
    assert len({week.maandag for week in weken}) == len(weken)


def test_seats_are_divided_without_losing_one():
    kans = Random(5)
    for _ in range(300):
        aantal, gewichten = kans.randint(0, 500), dict(enumerate(kans.choices(range(400), k=kans.randint(1, 6))))
        uit = verdeel(aantal, gewichten)
        assert sum(uit.values()) == aantal
        if som := sum(gewichten.values()):
            assert all(abs(uit[sleutel] - aantal * deel / som) < 1 for sleutel, deel in gewichten.items())
    assert verdeel(5, {"a": 0, "b": 0}) == {"a": 3, "b": 2}


def test_a_place_for_two_clusters_counts_once():
    plekken = [Plek(frozenset("AB"), frozenset("12"), 9), Plek(frozenset("A"), frozenset("1"), 2)]
    uit = capaciteit_per_periode(plekken, {"1": {"A": 20, "B": 10}, "2": {"A": 0, "B": 4}}, "AB")
    assert uit == {"1": {"A": 8, "B": 3}, "2": {"A": 0, "B": 9}}


@pytest.fixture
def jaar(db):
    jaar = cijfers(HP1_PT=(40, 20), ZH1_PT=(10, 12))
    Periode.objects.bulk_create([Periode(schooljaar=jaar, code=c, begin=b, eind=e) for c, b, e in PERIODES])
    Schoolvakantie.objects.create(naam="Kerst", begin=date(2026, 12, 21), eind=date(2027, 1, 3))
    return jaar


def cellen(bord, code):
    rij = next(rij for rij in bord.rijen if rij.cluster.code == code)
    return {week.nummer: cel for week, cel in zip(bord.weken, rij.cellen, strict=True)}, rij


def test_hospital_takes_more_students_in_the_summer(jaar):
    hp1 = cluster("HP1-PT")
    StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=56)
    StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=30, periodes="z", soort="zomer")
    Opgave.objects.create(
        schooljaar=jaar, cluster=hp1, soort="vraag", aantal=35, periode="z", op=jaar.begin.strftime("%Y-%m-%dT12:00Z")
    )
    hokken, rij = cellen(maak_weekbord(schooljaar=jaar), "HP1-PT")
    assert (hokken[40].vraag, hokken[40].capaciteit, hokken[40].saldo) == (40, 56, 16)
    assert (hokken[28].vraag, hokken[28].capaciteit, hokken[28].saldo) == (35, 30, -5)
    assert not rij.uit_cijfers
    assert rij.ergste == 5


def test_cluster_without_places_shows_the_stated_supply_and_nothing_in_the_summer(jaar):
    hokken, rij = cellen(maak_weekbord(schooljaar=jaar), "HP1-PT")
    assert rij.uit_cijfers
    assert (hokken[40].saldo, hokken[28].is_leeg) == (-20, True)


def test_placements_are_counted_in_their_weeks(jaar):
    hp1 = cluster("HP1-PT")
    plaats = StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=5)
    student = StudentFactory(cluster=hp1)
    PlaatsingFactory(
        stageplaats=plaats, student=student, begindatum=date(2026, 9, 2), einddatum=date(2026, 9, 11), status="lopend"
    )
    PlaatsingFactory(stageplaats=plaats, student__cluster=hp1, status="geannuleerd")
    hokken, _ = cellen(maak_weekbord(schooljaar=jaar), "HP1-PT")
    assert [week for week, cel in hokken.items() if cel.geplaatst] == [36, 37]


def test_part_of_a_school(jaar, client):
    school, ander = OrganisatieFactory(school=True), OrganisatieFactory(school=True)
    hp1 = cluster("HP1-PT")
    for wie, aantal in ((school, 30), (ander, 10)):
        Opgave.objects.create(
            schooljaar=jaar, cluster=hp1, soort="vraag", organisatie=wie, aantal=aantal, op="2026-09-01T12:00Z"
        )
    bord, herkomst = maak_schoolbord(schooljaar=jaar, school=school)
    assert [(rij.vraag, rij.aanbod, rij.tekort) for rij in bord.rijen] == [(30, 15, 15)]
    assert herkomst == VERHOUDING
    StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=4)
    StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=3, scholen=[ander])
    hokken, _ = cellen(maak_weekbord(schooljaar=jaar, school=school), "HP1-PT")
    assert (hokken[40].vraag, hokken[40].capaciteit) == (30, 4)
    client.force_login(bureau())
    pagina = client.get(f"/vraag-aanbod/?school={school.public_id}").content.decode()
    assert f"Dit is het deel van {school}" in pagina
    bestand = client.get(f"/vraag-aanbod/?school={school.public_id}&formaat=csv").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(bestand)))["aandeel in het aanbod"] == "15"
    assert client.get("/vraag-aanbod/?school=00000000-0000-4000-8000-000000000000").status_code == 404


def test_page_and_download(jaar, client):
    client.force_login(persoon("stagedocent"))
    pagina = client.get(ADRES).content.decode()
    assert "−20" in pagina
    assert "Zomer" in pagina
    assert "schoolvakantie" in pagina
    regels = list(csv.DictReader(io.StringIO(client.get(f"{ADRES}?formaat=csv").content.decode("utf-8-sig"))))
    assert len(regels) == 2 * 49
    assert {rij["saldo"] for rij in regels if rij["cluster"].startswith("2 HP 1e")} == {"-20", "0"}
    client.force_login(persoon("student"))
    assert client.get(ADRES).status_code == 403


def test_page_without_a_year_says_what_comes_next(client, db):
    client.force_login(bureau())
    assert "Nog geen cijfers" in client.get(ADRES).content.decode()


def test_page_costs_the_same_for_one_and_for_many(jaar, client, django_assert_max_num_queries):
    client.force_login(bureau())
    StageplaatsFactory(schooljaar=jaar, clusters=[cluster("HP1-PT")])
    client.get(ADRES)
    with django_assert_max_num_queries(18) as een:
        client.get(ADRES)
    for code in ("ZH1-PT", "HP1-PT", "HP2-PT", "VP34-FT"):
        PlaatsingFactory(stageplaats=StageplaatsFactory(schooljaar=jaar, clusters=[cluster(code)]))
    with django_assert_max_num_queries(18) as veel:
        client.get(ADRES)
    assert len(een) == len(veel)
