"""The planner on the reference case, per region and week, and what a change would do."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from begeleiding.models import Poulenorm
from begeleiding.services.planner import WatAls, lees, maak_plan
from plaatsingen.models import Plaatsing
from tests.begeleiding.test_poule import adres, als
from tests.factories import (
    NU,
    AfdelingFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    persoon,
)
from tests.factories.poule import PoulebegeleiderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def bureau():
    return persoon("coordinator", OrganisatieFactory(bureau=True))


def plek(plaats="Groningen", soort="regulier", **punt):
    locatie = LocatieFactory(plaats=plaats, **punt)
    return StageplaatsFactory(afdeling=AfdelingFactory(locatie=locatie), soort=soort)


def veel(aantal, stageplaats):
    """So many stages without making so many people."""
    een = PlaatsingFactory(stageplaats=stageplaats)
    velden = {
        naam: getattr(een, naam) for naam in ("student", "stageplaats", "begindatum", "einddatum", "aangemaakt_op")
    }
    Plaatsing.objects.bulk_create(
        Plaatsing(**velden, periodes="1 2", dagen="ma di", status="lopend") for _ in range(aantal - 1)
    )


def test_ten_fte_serve_exactly_400_students_for_1_2_million(bureau):
    for _ in range(10):
        PoulebegeleiderFactory()
    veel(400, plek())
    week = maak_plan(lees(vanaf=NU.date(), aantal=1)).weken[0]
    assert (week.studenten, week.nodig, week.beschikbaar, week.tekort) == (400, 12_000, 12_000, 0)
    assert week.kosten == 1_200_000
    een_meer = maak_plan(lees(vanaf=NU.date(), aantal=1), WatAls(groei=1)).weken[0]
    assert (een_meer.studenten_tekort, een_meer.fte_tekort, een_meer.kosten_tekort) == (4, 0.1, 12_000)
    pagina = als(bureau).get(adres("planner")).content.decode()
    assert "1.200.000" in pagina


def test_sum_on_screen_starts_with_the_reference(bureau):
    uit = als(bureau).get(adres("rekenen"))
    assert "10 fte is genoeg voor 400 studenten" in uit.content.decode()
    assert (uit.context["uit"].kosten, uit.context["uit"].contact_uren) == (1_200_000, 200)
    anders = als(bureau).get(adres("rekenen"), {"fte": "12", "minuten": "20", "contactdeel": "40"})
    assert anders.context["uit"].studenten == 576


def test_two_fte_more_and_online_every_other_week_solve_a_shortage(bureau):
    Poulenorm.objects.create(geldig_van=date(2026, 8, 1), reis_minuten_per_bezoek=15, gemaakt_op=NU)
    for _ in range(2):
        PoulebegeleiderFactory()
    veel(100, plek())
    gegevens = lees(vanaf=NU.date(), aantal=1)
    assert maak_plan(gegevens).weken[0].tekort == 600
    assert maak_plan(gegevens, WatAls(fte_erbij=0.5)).weken[0].tekort == 0
    online = maak_plan(gegevens, WatAls(online=0.5)).weken[0]
    assert (online.nodig, online.tekort) == (2500, 100)  # 37.5 of 45 minutes for each student
    assert maak_plan(gegevens, WatAls(fte_erbij=-1)).weken[0].tekort == 1800
    pagina = als(bureau).get(adres("planner"), {"fte_erbij": "2", "online": "0.5"})
    assert "€ 480.000" in pagina.content.decode().replace("\xa0", " ")
    assert not Poulenorm.objects.exclude(geldig_van=date(2026, 8, 1)).exists()


def test_hours_elsewhere_cover_no_shortage_here(bureau):
    PoulebegeleiderFactory(werkgebied="Groningen")
    PoulebegeleiderFactory(lat=52.78, lon=6.9, max_km=20, fte="0.1")  # Emmen and around
    veel(10, plek("Groningen"))
    veel(10, plek("Emmen", lat=52.779, lon=6.907))
    week = maak_plan(lees(vanaf=NU.date(), aantal=1)).weken[0]
    assert {rij.gebied: (rij.nodig, rij.tekort) for rij in week.gebieden} == {
        "Emmen": (300, 180),
        "Groningen": (300, 0),
    }
    assert week.beschikbaar > week.nodig


def test_weeks_follow_stages_absence_course_and_kind(bureau):
    Poulenorm.objects.create(geldig_van=date(2026, 8, 1), minuten_per_soort={"stagegezin": 12}, gemaakt_op=NU)
    rij = PoulebegeleiderFactory(fte="0.5")
    PoulebegeleiderFactory(cursus="bezig", cursus_klaar_op=None)
    rij.afwezigheden.create(van=date(2026, 10, 19), tot=date(2026, 10, 25), reden="verlof", gemaakt_op=NU)
    PlaatsingFactory(stageplaats=plek(soort="stagegezin"), einddatum=date(2026, 10, 27))
    PlaatsingFactory(status="voorgesteld")  # nobody knows of it yet
    PlaatsingFactory(status="gestopt")
    weken = maak_plan(lees(vanaf=NU.date(), aantal=4)).weken
    assert [(week.nodig, week.beschikbaar) for week in weken] == [(12, 600), (12, 0), (12, 600), (0, 600)]
    assert [week.fte for week in weken] == [1.5] * 4


def test_planner_asks_as_much_with_many_rows_and_downloads_every_region(bureau):
    client, tellingen = als(bureau), []
    for aantal in (1, 6):
        for nummer in range(aantal):
            PoulebegeleiderFactory(werkgebied="Assen")
            PlaatsingFactory(stageplaats=plek(f"=Plaats {aantal}{nummer}"))
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(adres("planner")).status_code == 200
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30
    tekst = client.get(adres("planner"), {"formaat": "csv", "weken": "13"}).content.decode("utf-8-sig")
    rijen = list(csv.DictReader(io.StringIO(tekst)))
    assert len(rijen) == 7 * 13
    assert all(rij["Plaats"].startswith("'=") for rij in rijen)
    per_week = client.get(adres("planner"), {"formaat": "csv", "per": "week"}).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(per_week)))) == 26


def test_planner_without_anything_says_what_comes_next(bureau):
    assert "Nog niets om te plannen" in als(bureau).get(adres("planner")).content.decode()
    assert als(bureau).get(adres("planner"), {"fte_erbij": "kwatsch", "online": "9"}).status_code == 200


def test_a_school_sees_no_town_with_a_few_students_apart(bureau):
    PoulebegeleiderFactory()
    for plaats, aantal in (("Assen", 3), ("Haren", 1), ("Leek", 5), ("Groningen", 9)):
        veel(aantal, plek(plaats))
    alles = als(bureau).get(adres("planner"))
    assert {rij["naam"] for rij in alles.context["gebieden"]} == {"Assen", "Haren", "Leek", "Groningen"}
    school = als(persoon("coordinator"))
    pagina = school.get(adres("planner"))
    # Four together is still few: the next smallest goes along.
    assert {rij["naam"]: rij["studenten"] for rij in pagina.context["gebieden"]} == {
        "andere plaatsen": 9, "Groningen": 9,
    }  # fmt: skip
    assert pagina.context["eerste"].studenten == alles.context["eerste"].studenten == 18
    tekst = school.get(adres("planner"), {"formaat": "csv"}).content.decode("utf-8-sig")
    assert {rij["Plaats"] for rij in csv.DictReader(io.StringIO(tekst))} == {"andere plaatsen", "Groningen"}
