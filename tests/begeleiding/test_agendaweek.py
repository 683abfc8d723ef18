"""The calendar and the route of visits open with the week that matters (R7.4)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.begeleiding.test_gesprekken import als
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM
from tests.factories.gesprekken import AfspraakFactory

# In the night of Sunday 25 October 2026 the clock goes back: that week begins at +02:00 and ends at +01:00.
ZATERDAG = datetime(2026, 10, 24, 0, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    return maak_kring()


def opent(kring, moment, pad="", naam="kalender"):
    with time_machine.travel(moment, tick=False):
        return als(kring.stagebegeleider).get(reverse(f"afspraken:{naam}") + pad)


def plan(kring, begin, **anders):
    return AfspraakFactory(plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider, begin=begin, **anders)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        pytest.param(ZATERDAG - timedelta(minutes=1), date(2026, 10, 19), id="Friday, last minute"),
        pytest.param(ZATERDAG, date(2026, 10, 26), id="Saturday, midnight"),
        pytest.param(datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1), date(2026, 10, 26), id="clock goes back"),
        pytest.param(datetime(2026, 10, 25, 23, 59, tzinfo=AMSTERDAM), date(2026, 10, 26), id="Sunday, last minute"),
        pytest.param(datetime(2026, 10, 26, 0, 0, tzinfo=AMSTERDAM), date(2026, 10, 26), id="Monday, midnight"),
        pytest.param(datetime(2026, 12, 27, 12, 0, tzinfo=AMSTERDAM), date(2026, 12, 28), id="over New Year"),
    ],
)
def test_in_a_weekend_the_coming_week_opens(kring, moment, week):
    assert opent(kring, moment).context["eerste"] == week
    assert opent(kring, moment, naam="route").context["maandag"] == week


def test_a_talk_still_to_come_this_weekend_keeps_the_week(kring):
    zondag = datetime(2026, 10, 25, 15, 0, tzinfo=AMSTERDAM)
    plan(kring, zondag)
    assert opent(kring, ZATERDAG).context["eerste"] == date(2026, 10, 19)
    assert opent(kring, zondag + timedelta(minutes=1)).context["eerste"] == date(2026, 10, 26)


def test_today_is_one_click_away_and_an_empty_week_names_the_next_talk(kring):
    plan(kring, datetime(2026, 11, 12, 10, 0, tzinfo=AMSTERDAM))
    plan(kring, datetime(2026, 11, 3, 10, 0, tzinfo=AMSTERDAM), status="afgezegd", reden="Ziek")
    antwoord = opent(kring, ZATERDAG)
    assert "volgende week" in antwoord.content.decode()
    assert antwoord.context["eerstvolgende"] == date(2026, 11, 12)
    assert opent(kring, ZATERDAG, antwoord.context["nu"]).context["eerste"] == date(2026, 10, 19)
    volgende = opent(kring, ZATERDAG, antwoord.context["eerstvolgende_adres"])
    assert volgende.context["eerste"] == date(2026, 11, 9)
    assert volgende.context["eerstvolgende"] is None
