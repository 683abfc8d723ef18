"""Reminders of hours: when, to whom, once a week, and never when it is no longer true."""

from datetime import date, datetime, timedelta

import pytest

from kern.models import Bericht, Schoolvakantie
from kern.services.postrij import controleer
from plaatsingen.services import urenpost
from tests.factories import AMSTERDAM, PlaatsingFactory, StageplaatsFactory, persoon

pytestmark = pytest.mark.django_db

# Week 41 (5 to 11 October) is the one that was.
MAANDAG = datetime(2026, 10, 12, 9, tzinfo=AMSTERDAM)
DINSDAG = MAANDAG + timedelta(days=1)


@pytest.fixture
def plaatsing():
    plaatsing = PlaatsingFactory()
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


def dag(plaatsing, datum=date(2026, 10, 5), **meer):
    return plaatsing.urendagen.create(datum=datum, uren=8, ingevoerd_op=MAANDAG, **meer)


def test_student_who_forgot_a_week_hears_it_once(plaatsing):
    assert urenpost.herinner(at=MAANDAG) == {"studenten": 1, "begeleiders": 0}
    assert urenpost.herinner(at=DINSDAG) == {"studenten": 0, "begeleiders": 0}
    bericht = Bericht.objects.get()
    assert (bericht.ontvanger, "week 41" in bericht.tekst) == (plaatsing.student.user, True)
    assert bericht.pad.endswith("/uren/2026/41/")
    assert urenpost.herinner(at=MAANDAG + timedelta(weeks=1))["studenten"] == 1


@pytest.mark.parametrize(
    "moment",
    [MAANDAG.replace(hour=6), MAANDAG + timedelta(days=5), MAANDAG + timedelta(days=6)],
    ids=["early", "saturday", "sunday"],
)
def test_nobody_is_reminded_early_or_in_the_weekend(plaatsing, moment):
    assert urenpost.herinner(at=moment) == {"studenten": 0, "begeleiders": 0}


def test_week_without_planned_days_is_not_forgotten(plaatsing):
    Schoolvakantie.objects.create(naam="Herfst", begin=date(2026, 10, 5), eind=date(2026, 10, 9))
    assert urenpost.herinner(at=MAANDAG)["studenten"] == 0


@pytest.mark.parametrize("status", ["geaccepteerd", "onderbroken", "gestopt", "afgerond"])
def test_stage_that_does_not_run_is_not_reminded(status):
    PlaatsingFactory(status=status)
    assert urenpost.herinner(at=MAANDAG)["studenten"] == 0


def test_host_hears_on_tuesday_what_waits_in_one_mail(plaatsing):
    ander = PlaatsingFactory(stageplaats=plaatsing.stageplaats, werkbegeleider=plaatsing.werkbegeleider)
    dag(plaatsing)
    dag(ander)
    assert urenpost.herinner(at=MAANDAG)["begeleiders"] == 0
    assert urenpost.herinner(at=DINSDAG)["begeleiders"] == 1
    assert urenpost.herinner(at=DINSDAG + timedelta(days=1))["begeleiders"] == 0
    bericht = Bericht.objects.get(soort="uren_wachten")
    assert (bericht.ontvanger, "2 studenten" in bericht.tekst) == (plaatsing.werkbegeleider, True)


def test_both_begeleiders_hear_and_the_house_of_a_part(plaatsing):
    tweede = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.tweede_begeleider = tweede
    plaatsing.save()
    plaats = StageplaatsFactory()
    deel = plaatsing.delen.create(stageplaats=plaats, dagen="do", uren_norm=10, toegevoegd_op=MAANDAG)
    opleider = persoon("praktijkopleider", plaats.leerbedrijf)
    dag(plaatsing)
    dag(plaatsing, date(2026, 10, 8), deel=deel)
    urenpost.herinner(at=DINSDAG)
    mails = {rij.ontvanger: rij for rij in Bericht.objects.filter(soort="uren_wachten")}
    assert set(mails) == {plaatsing.werkbegeleider, tweede, opleider}
    assert [controleer(rij, DINSDAG) for rij in mails.values()] == [None] * 3


def test_without_werkbegeleider_the_house_hears(plaatsing):
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.werkbegeleider = None
    plaatsing.save()
    dag(plaatsing)
    urenpost.herinner(at=DINSDAG)
    assert Bericht.objects.get(soort="uren_wachten").ontvanger == opleider


def test_what_the_student_must_mend_does_not_wait_for_the_host(plaatsing):
    dag(plaatsing, stand="vraag", vraag="Klopt dit?")
    assert urenpost.herinner(at=DINSDAG)["begeleiders"] == 0


def test_mail_lapses_when_it_is_no_longer_true(plaatsing):
    urenpost.herinner(at=MAANDAG)
    vergeten = Bericht.objects.get(soort="uren_vergeten")
    assert controleer(vergeten, MAANDAG) is None
    rij = dag(plaatsing)
    assert controleer(vergeten, MAANDAG) == "De uren zijn al ingevuld."
    urenpost.herinner(at=DINSDAG)
    wachten = Bericht.objects.get(soort="uren_wachten")
    assert controleer(wachten, DINSDAG) is None
    rij.bevestigd_op = DINSDAG
    rij.save()
    assert controleer(wachten, DINSDAG) == "Alle uren zijn al bevestigd."


def test_reminding_many_takes_as_many_queries_as_few(plaatsing, django_assert_max_num_queries):
    for _ in range(6):
        PlaatsingFactory()
    with django_assert_max_num_queries(30):
        assert urenpost.herinner(at=DINSDAG)["studenten"] == 7
