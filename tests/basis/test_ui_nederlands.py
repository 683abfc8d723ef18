"""Dates and numbers in the words of a Dutch reader."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis import nederlands

VANDAAG = date(2026, 10, 30)


@pytest.mark.parametrize(
    ("dag", "tekst"),
    [
        (date(2026, 11, 2), "maandag 2 november"),
        (date(2027, 1, 30), "zaterdag 30 januari 2027"),
        (datetime(2026, 11, 1, 23, 30, tzinfo=UTC), "maandag 2 november"),
    ],
)
def test_long_date_names_the_year_only_when_it_is_another(dag, tekst):
    assert nederlands.long_date(dag, today=VANDAAG) == tekst


def test_long_date_without_today_names_the_year():
    assert nederlands.long_date(date(2026, 11, 2)) == "maandag 2 november 2026"


@pytest.mark.parametrize(
    ("dagen", "wanneer", "rest"),
    [
        (-40, "5 weken geleden", "5 weken te laat"),
        (-3, "3 dagen geleden", "3 dagen te laat"),
        (-2, "eergisteren", "2 dagen te laat"),
        (-1, "gisteren", "1 dag te laat"),
        (0, "vandaag", "vandaag"),
        (1, "morgen", "morgen"),
        (2, "overmorgen", "nog 2 dagen"),
        (13, "over 13 dagen", "nog 13 dagen"),
        (14, "over 2 weken", "nog 2 weken"),
        (100, "over 3 maanden", "nog 3 maanden"),
    ],
)
def test_distance_in_words(dagen, wanneer, rest):
    dag = VANDAAG + timedelta(days=dagen)
    assert nederlands.relative_day(dag, today=VANDAAG) == wanneer
    assert nederlands.time_left(dag, today=VANDAAG) == rest


@pytest.mark.parametrize(
    ("begin", "eind", "tekst"),
    [
        (date(2026, 11, 2), date(2026, 12, 4), "2 nov t/m 4 dec"),
        (date(2026, 11, 2), date(2027, 1, 30), "2 nov t/m 30 jan 2027"),
        (date(2026, 11, 2), None, "vanaf 2 nov"),
        (None, date(2026, 12, 4), "tot en met 4 dec"),
        (None, None, ""),
    ],
)
def test_period(begin, eind, tekst):
    assert nederlands.period(begin, eind, today=VANDAAG) == tekst


@pytest.mark.parametrize(
    ("getal", "tekst"),
    [(0, "0"), (4000, "4.000"), (7.5, "7,5"), (Decimal("1234.50"), "1.234,5"), (-603, "−603"), (2.0, "2")],
)
def test_number(getal, tekst):
    assert nederlands.format_number(getal) == tekst


@given(st.integers(-2000, 2000))
def test_time_left_says_too_late_for_the_past_only(dagen):
    text = nederlands.time_left(VANDAAG + timedelta(days=dagen), today=VANDAAG)
    assert text.endswith("te laat") == (dagen < 0)
