"""Stage weeks and planned hours: plain dates and figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kern.models import Schoolvakantie
from plaatsingen.models import Onderbreking, Stagevorm
from plaatsingen.services.vormplan import plan_uren, stageweek
from plaatsingen.stageweken import Blok, blokfouten, laatste_dag, plan, stageweken, verwacht, weeknummer
from tests.factories import NU, PlaatsingFactory

FLEX = [Blok(1, 10, Decimal(8), 2), Blok(11, 20, Decimal(12), 3), Blok(21, 40, Decimal(16), 4)]
BEGIN = date(2026, 2, 2)  # a Monday


def _vrij(begin: date, dagen: int) -> frozenset[date]:
    return frozenset(begin + timedelta(days=n) for n in range(dagen))


def test_flexstage_adds_up_to_520_hours_in_40_weeks():
    assert blokfouten(FLEX, uren=520, weken=40, dagen="ma di") == []
    eind = laatste_dag(BEGIN, 40, "ma di", frozenset())
    weken = plan(BEGIN, eind, "ma di", frozenset(), 520, FLEX)
    assert len(weken) == 40
    assert sum(week.uren for week in weken) == 520
    assert [weken[n].uren for n in (0, 9, 10, 19, 20, 39)] == [8, 8, 12, 12, 16, 16]
    assert weken[0].uren_per_dag == 4


def test_weeks_of_a_holiday_are_skipped_and_the_count_goes_on():
    vrij = _vrij(date(2026, 2, 16), 7)
    weken = plan(BEGIN, date(2026, 3, 10), "ma di", vrij, 520, FLEX)
    assert [week.maandag for week in weken] == [
        date(2026, 2, 2),
        date(2026, 2, 9),
        date(2026, 2, 23),
        date(2026, 3, 2),
        date(2026, 3, 9),
    ]
    assert weeknummer(weken, date(2026, 2, 18)) == 2  # in the holiday: the week before
    assert weeknummer(weken, date(2026, 2, 23)) == 3
    assert weeknummer(weken, date(2026, 2, 1)) == 0


def test_a_week_with_one_public_holiday_counts_with_all_its_hours():
    # 6 April 2026 is Easter Monday.
    weken = plan(date(2026, 4, 6), date(2026, 4, 14), "ma di", frozenset(), 520, FLEX)
    assert [len(week.dagen) for week in weken] == [1, 2]
    assert [week.uren for week in weken] == [8, 8]


def test_expected_hours_count_the_days_that_have_passed():
    weken = plan(BEGIN, date(2026, 2, 10), "ma di", frozenset(), 520, FLEX)
    assert verwacht(weken, date(2026, 2, 1)) == 0
    assert verwacht(weken, date(2026, 2, 2)) == 4
    assert verwacht(weken, date(2026, 2, 3)) == 8
    assert verwacht(weken, date(2026, 2, 9)) == 12


def test_without_blocks_the_norm_is_spread_over_the_days():
    weken = plan(BEGIN, date(2026, 2, 10), "ma di", frozenset(), 100, ())
    assert sum(week.uren for week in weken) == 100
    assert weken[0].uren_per_dag == 25


def test_after_the_blocks_nothing_is_planned():
    weken = plan(BEGIN, date(2026, 2, 10), "ma", frozenset(), 8, [Blok(1, 1, Decimal(8))])
    assert [week.uren for week in weken] == [8, 0]


@pytest.mark.parametrize(
    ("blokken", "woord"),
    [
        ([Blok(1, 10, Decimal(8)), Blok(12, 40, Decimal(8))], "Week 11 zit in geen enkel blok"),
        ([Blok(1, 20, Decimal(8)), Blok(20, 40, Decimal(8))], "Week 20 zit in meer dan een blok"),
        ([Blok(1, 40, Decimal(8))], "samen 320 uur"),
        ([Blok(1, 39, Decimal(8))], "tot en met week 39"),
        ([Blok(1, 40, Decimal(30))], "past niet op 2 dagen"),
        ([], "tot en met week 0"),
    ],
)
def test_blocks_that_do_not_fit_are_named(blokken, woord):
    assert woord in " ".join(blokfouten(blokken, uren=520, weken=40, dagen="ma di"))


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
    st.sets(st.sampled_from(["ma", "di", "wo", "do", "vr"]), min_size=1),
    st.sets(st.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=40),
)
def test_the_last_day_holds_exactly_so_many_stage_weeks(begin, weken, dagen, vrij):
    codes = " ".join(dagen)
    eind = laatste_dag(begin, weken, codes, vrij)
    assert eind is not None
    gevonden = stageweken(begin, eind, codes, vrij)
    assert len(gevonden) == weken
    assert gevonden[-1][1][-1] == eind
    assert not {dag for _, rij in gevonden for dag in rij} & vrij


@pytest.mark.django_db
def test_plan_of_a_placement_leaves_out_holidays_and_pauses():
    vorm = Stagevorm.objects.get(code="flexstage")
    Schoolvakantie.objects.create(naam="herfst", begin=date(2026, 10, 10), eind=date(2026, 10, 18))
    plaatsing = PlaatsingFactory(vorm=vorm, uren_norm=520, begindatum=date(2026, 9, 7), einddatum=date(2027, 7, 2))
    assert stageweek(plaatsing, date(2026, 9, 6)) == 0
    assert stageweek(plaatsing, date(2026, 10, 6)) == 5
    assert stageweek(plaatsing, date(2026, 10, 19)) == 6
    Onderbreking.objects.create(
        plaatsing=plaatsing, reden="ziekte", van=date(2026, 9, 14), tot=date(2026, 9, 27), at=NU
    )
    assert stageweek(plaatsing, date(2026, 10, 19)) == 4
    assert [week.uren for week in plan_uren(plaatsing)][:12] == [8] * 10 + [12, 12]


@pytest.mark.django_db
def test_an_open_pause_stops_the_plan():
    plaatsing = PlaatsingFactory(begindatum=date(2026, 9, 7), einddatum=date(2026, 12, 18), uren_norm=100)
    Onderbreking.objects.create(plaatsing=plaatsing, reden="ziekte", van=date(2026, 9, 21), at=NU)
    assert [week.maandag for week in plan_uren(plaatsing)] == [date(2026, 9, 7), date(2026, 9, 14)]


@pytest.mark.django_db
def test_templates_of_the_region_add_up():
    for vorm in Stagevorm.objects.all():
        blokken = [Blok(b.van_week, b.tot_week, b.uren_per_week) for b in vorm.blokken.all()]
        assert blokfouten(blokken, uren=vorm.uren, weken=vorm.weken, dagen=vorm.dagen) == [], vorm.code
    assert Stagevorm.objects.count() >= 3
