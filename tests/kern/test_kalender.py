from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kern import kalender

jaren = st.integers(1995, 2080)


def paaszondag(jaar: int) -> date:
    """Easter by the anonymous Gregorian algorithm: a witness that shares nothing with the package."""
    a, b, c = jaar % 19, jaar // 100, jaar % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - (c % 4)) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(jaar, f // 31, f % 31 + 1)


@settings(deadline=None)  # a year is worked out once, and the first use loads the package
@given(jaren.filter(lambda jaar: jaar >= 2014))
def test_public_holidays_are_those_of_the_law_in_every_year(jaar):
    pasen = paaszondag(jaar)
    koningsdag = date(jaar, 4, 27)
    if koningsdag.weekday() == 6:
        koningsdag = date(jaar, 4, 26)

    feestdagen = {dag for dag in kalender.feestdagen(jaar) if dag.weekday() != 6}

    verwacht = {
        date(jaar, 1, 1),
        pasen - timedelta(days=2),
        pasen + timedelta(days=1),
        koningsdag,
        date(jaar, 5, 5),
        pasen + timedelta(days=39),
        pasen + timedelta(days=50),
        date(jaar, 12, 25),
        date(jaar, 12, 26),
    }
    assert feestdagen == {dag for dag in verwacht if dag.weekday() != 6}


@settings(deadline=None)
@example(2005)
@example(2016)
@given(jaren)
def test_liberation_day_is_free_in_every_year(jaar):
    assert not kalender.is_werkdag(date(jaar, 5, 5))


def test_kings_day_is_a_day_earlier_when_it_would_be_a_sunday():
    assert date(2025, 4, 26) in kalender.feestdagen(2025)
    assert date(2025, 4, 27) not in kalender.feestdagen(2025)


@pytest.mark.parametrize(
    "dag", [date(2026, 4, 30), date(2026, 12, 24), date(2026, 12, 31), date(2026, 5, 15), date(2026, 5, 4)]
)
def test_days_that_are_only_half_free_are_working_days(dag):
    assert kalender.is_werkdag(dag)


def test_extra_free_days_are_no_working_days():
    brugdag = date(2026, 5, 15)

    assert not kalender.is_werkdag(brugdag, {brugdag})
    assert kalender.volgende_werkdag(date(2026, 5, 14), {brugdag}) == date(2026, 5, 18)


@pytest.mark.parametrize(
    ("jaar", "maand", "verwacht"),
    [
        (2026, 10, date(2026, 10, 1)),
        (2026, 11, date(2026, 11, 2)),
        (2027, 1, date(2027, 1, 4)),
        (2026, 5, date(2026, 5, 1)),
        (2024, 4, date(2024, 4, 2)),  # Easter Monday
        (2025, 6, date(2025, 6, 2)),
        (2028, 1, date(2028, 1, 3)),
    ],
)
def test_first_working_day_of_a_month(jaar, maand, verwacht):
    assert kalender.eerste_werkdag(jaar, maand) == verwacht


@pytest.mark.parametrize(
    ("start", "dagen", "min_werkdagen", "verwacht"),
    [
        (date(2026, 10, 2), 3, 2, date(2026, 10, 6)),  # Friday: Monday is only one working day
        (date(2026, 10, 2), 3, 0, date(2026, 10, 5)),
        (date(2026, 10, 6), 3, 2, date(2026, 10, 9)),
        (date(2027, 1, 6), 3, 2, date(2027, 1, 11)),  # would end on Saturday
        (date(2026, 12, 31), 3, 2, date(2027, 1, 5)),
        (date(2026, 12, 24), 3, 2, date(2026, 12, 29)),
        (date(2027, 3, 25), 3, 2, date(2027, 3, 31)),  # Maundy Thursday
        (date(2026, 4, 28), 7, 0, date(2026, 5, 6)),
        (date(2026, 12, 11), 14, 0, date(2026, 12, 28)),
    ],
)
def test_a_term_ends_on_a_working_day_and_holds_enough_of_them(start, dagen, min_werkdagen, verwacht):
    assert kalender.termijn(start, dagen, min_werkdagen=min_werkdagen) == verwacht


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 30), st.integers(0, 5))
def test_a_term_is_the_shortest_that_the_law_allows(start, dagen, min_werkdagen):
    einde = kalender.termijn(start, dagen, min_werkdagen=min_werkdagen)

    def voldoet(dag):
        werkdagen = sum(kalender.is_werkdag(start + timedelta(days=n)) for n in range(1, (dag - start).days + 1))
        return kalender.is_werkdag(dag) and werkdagen >= min_werkdagen

    kandidaten = [start + timedelta(days=n) for n in range(dagen, (einde - start).days + 1)]
    assert [dag for dag in kandidaten if voldoet(dag)] == [einde]


@pytest.mark.parametrize(
    ("dag", "naam"),
    [
        (date(2009, 8, 1), "2009/2010"),
        (date(2010, 7, 31), "2009/2010"),
        (date(2010, 8, 1), "2010/2011"),
        (date(2010, 1, 1), "2009/2010"),
    ],
)
def test_school_year_runs_from_august_to_july(dag, naam):
    begin, einde = kalender.schooljaar_grenzen(naam)

    assert kalender.schooljaar(dag) == naam
    assert (kalender.begin_schooljaar(dag), kalender.einde_schooljaar(dag)) == (begin, einde)
    assert begin <= dag <= einde


@pytest.mark.parametrize(
    "naam", ["2009", "2009/2011", "2009-2010", "09/10", "2009/", "/2010", "vorig/jaar", "²009/2010"]
)
def test_a_wrong_name_of_a_school_year_is_refused_in_dutch(naam):
    with pytest.raises(ValueError, match="geen schooljaar"):
        kalender.schooljaar_grenzen(naam)


def test_iso_weeks_cross_the_year():
    assert kalender.iso_week(date(2027, 1, 1)) == (2026, 53)
    assert kalender.maandag_van_week(2026, 53) == date(2026, 12, 28)
    assert list(kalender.weken(date(2026, 12, 31), date(2027, 1, 4))) == [(2026, 53), (2027, 1)]
    assert list(kalender.weken(date(2026, 12, 31), date(2026, 12, 30))) == []


def test_weekday_codes_are_dutch():
    assert [kalender.dagcode(date(2026, 10, 5 + n)) for n in range(7)] == ["ma", "di", "wo", "do", "vr", "za", "zo"]


def test_edges_of_a_local_day_follow_summer_time():
    assert kalender.begin_van_dag(date(2026, 10, 1)) == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert kalender.einde_van_dag(date(2026, 12, 1)) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert kalender.begin_van_dag(date(2026, 10, 1)).tzinfo is UTC


@pytest.mark.parametrize(("dag", "uren"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)])
def test_a_local_day_has_as_many_hours_as_the_clock_gives_it(dag, uren):
    assert kalender.einde_van_dag(dag) - kalender.begin_van_dag(dag) == timedelta(hours=uren)


def test_seven_in_the_morning_is_another_instant_after_the_clock_change():
    assert kalender.lokaal_moment(date(2026, 10, 24), time(7)) == datetime(2026, 10, 24, 5, tzinfo=UTC)
    assert kalender.lokaal_moment(date(2026, 10, 25), time(7)) == datetime(2026, 10, 25, 6, tzinfo=UTC)


def test_local_day_of_an_instant():
    assert kalender.lokale_dag(datetime(2026, 10, 1, 21, 59, tzinfo=UTC)) == date(2026, 10, 1)
    assert kalender.lokale_dag(datetime(2026, 10, 1, 22, 0, tzinfo=UTC)) == date(2026, 10, 2)


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="tijdzone"):
        kalender.lokale_dag(datetime(2026, 10, 1))  # noqa: DTZ001
