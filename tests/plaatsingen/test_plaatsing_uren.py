"""Hours: what a student may write, what the leerbedrijf confirms, and the arithmetic of the norm."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Schoolvakantie
from plaatsingen.services import uren, urenstand
from plaatsingen.services.normen import Normen
from plaatsingen.services.uren import Dag
from tests.factories import NU, OpleidingFactory, PlaatsingFactory, persoon

MAANDAG = date(2026, 10, 5)


def werkdag(dag=5, uren_=8, soort="aanwezig"):
    return Dag(date(2026, 10, dag), Decimal(str(uren_)), soort)


def vul(plaatsing, *dagen, maandag=MAANDAG):
    return uren.vul_week_in(plaatsing=plaatsing, maandag=maandag, dagen=list(dagen), by=plaatsing.student.user, at=NU)


@pytest.fixture
def plaatsing(db):
    return PlaatsingFactory(werkbegeleider=persoon("werkbegeleider"), uren_norm=100)


def test_week_is_written_changed_and_taken_away(plaatsing):
    assert vul(plaatsing, werkdag(5), werkdag(6, 4)) == 2
    assert vul(plaatsing, werkdag(5), werkdag(6, 4)) == 0
    assert vul(plaatsing, werkdag(5, 0), werkdag(6, 8, "ziek")) == 2
    assert list(plaatsing.urendagen.values_list("datum", "uren", "soort")) == [(date(2026, 10, 6), 0, "ziek")]
    assert AuditRegel.objects.filter(actie="uren ingevuld").count() == 2


@pytest.mark.parametrize(
    ("dag", "maandag", "tekst"),
    [
        (Dag(date(2026, 10, 13), Decimal(8), "aanwezig"), date(2026, 10, 12), "nog niet geweest"),
        (Dag(date(2026, 10, 12), Decimal(8), "aanwezig"), MAANDAG, "niet bij deze week"),
        (Dag(date(2026, 8, 31), Decimal(8), "aanwezig"), date(2026, 8, 31), "heb je geen stage"),
        (Dag(date(2026, 10, 5), Decimal(25), "aanwezig"), MAANDAG, "0 tot 24"),
    ],
)
def test_day_outside_the_rules_is_refused(plaatsing, dag, maandag, tekst):
    with pytest.raises(DomainError, match=tekst):
        vul(plaatsing, dag, maandag=maandag)
    assert not plaatsing.urendagen.exists()


def test_only_the_student_of_a_begun_stage_writes(plaatsing):
    with pytest.raises(GeenToegang):
        uren.vul_week_in(plaatsing=plaatsing, maandag=MAANDAG, dagen=[], by=plaatsing.werkbegeleider, at=NU)
    with pytest.raises(GeenToegang):
        vul(PlaatsingFactory(status="geaccepteerd"), werkdag())


def test_confirmed_day_is_locked_until_reopened(plaatsing):
    vul(plaatsing, werkdag(5), werkdag(6))
    begeleider = plaatsing.werkbegeleider
    assert uren.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=begeleider, at=NU) == 2
    assert uren.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=begeleider, at=NU) == 0
    assert vul(plaatsing, werkdag(5)) == 0
    with pytest.raises(DomainError, match="al bevestigd"):
        vul(plaatsing, werkdag(5, 4))
    assert uren.heropen_week(plaatsing=plaatsing, maandag=MAANDAG, by=begeleider, at=NU) == 2
    assert vul(plaatsing, werkdag(5, 4)) == 1


def test_stranger_does_not_confirm(plaatsing):
    vul(plaatsing, werkdag(5))
    for ander in (plaatsing.student.user, persoon("werkbegeleider"), persoon("praktijkopleider")):
        with pytest.raises(GeenToegang):
            uren.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=ander, at=NU)
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    assert uren.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=opleider, at=NU) == 1


def test_stand_counts_worked_hours_only(plaatsing):
    vul(plaatsing, werkdag(5), werkdag(6, 8, "ziek"), werkdag(7, 6, "school"))
    stand = uren.stand(plaatsing=plaatsing, op=NU.date())
    assert (stand.gemaakt, stand.bevestigd, stand.ziek_dagen, stand.over) == (8, 0, 1, 92)


def test_stand_skips_school_holidays(plaatsing):
    zonder = uren.stand(plaatsing=plaatsing, op=date(2026, 10, 31))
    Schoolvakantie.objects.create(naam="Herfst", begin=date(2026, 10, 17), eind=date(2026, 10, 25))
    met = uren.stand(plaatsing=plaatsing, op=date(2026, 10, 31))
    assert met.verwacht < zonder.verwacht


# --- pure arithmetic ---


def bereken(gemaakt, tot, norm=160, **extra):
    """A stage of 10 Mondays and Tuesdays: 20 stage days, 5 January to 9 March 2026."""
    gegevens = {"begin": date(2026, 1, 5), "eind": date(2026, 3, 10), "dagen": "ma di", "vrij": frozenset()} | extra
    return urenstand.bereken(
        norm=norm, gemaakt=Decimal(gemaakt), bevestigd=Decimal(0), ziek_dagen=0, tot=tot, **gegevens
    )


def test_expected_follows_the_stage_days():
    assert bereken(0, date(2026, 1, 4)).verwacht == 0
    assert bereken(0, date(2026, 1, 5)).verwacht == 8
    assert bereken(0, date(2026, 2, 3)).verwacht == 80
    assert bereken(0, date(2026, 12, 31)).verwacht == 160


def test_on_pace_the_norm_is_reached_on_the_last_day():
    stand = bereken(80, date(2026, 2, 3))
    assert (stand.bereikt_op, stand.op_tijd, stand.achter) == (date(2026, 3, 10), True, 0)


def test_slow_pace_reaches_the_norm_after_the_last_day():
    stand = bereken(40, date(2026, 2, 3))
    assert stand.bereikt_op > date(2026, 3, 10)
    assert (stand.op_tijd, stand.achter) == (False, 40)


def test_without_hours_or_norm_there_is_no_date():
    assert bereken(0, date(2026, 2, 3)).bereikt_op is None
    assert bereken(50, date(2026, 2, 3), norm=0).bereikt_op is None
    assert bereken(160, date(2026, 2, 3)).gehaald


@given(
    gemaakt=st.integers(0, 400),
    tot=st.dates(date(2025, 12, 1), date(2026, 6, 1)),
    norm=st.integers(0, 400),
    dagen=st.sets(st.sampled_from(["ma", "di", "wo", "do", "vr", "za", "zo"])).map(" ".join),
)
def test_arithmetic_holds_for_any_figures(gemaakt, tot, norm, dagen):
    stand = bereken(gemaakt, tot, norm=norm, dagen=dagen)
    assert stand.over == max(0, norm - gemaakt)
    assert 0 <= stand.verwacht <= norm
    if stand.bereikt_op is not None:
        assert stand.bereikt_op > tot or stand.bereikt_op >= date(2026, 1, 5)
    meer = bereken(gemaakt + 8, tot, norm=norm, dagen=dagen)
    if stand.bereikt_op and meer.bereikt_op:
        assert meer.bereikt_op <= stand.bereikt_op


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("leerweg", "jaren", "heel", "half_jaar"),
    [("bol", 1, 250, 125), ("bol", 2, 450, 112), ("bol", 3, 900, 150), ("bol", 4, 1350, 169), ("bbl", 3, 1830, 305)],
)
def test_norms_are_those_of_the_law(leerweg, jaren, heel, half_jaar):
    opleiding = OpleidingFactory(code=f"X{leerweg}{jaren}", leerweg=leerweg, jaren=jaren)
    normen = Normen(op=date(2026, 9, 1))
    assert normen.voor_opleiding(opleiding) == heel
    assert normen.voor_periodes(opleiding, ["3", "4"]) == half_jaar


@pytest.mark.django_db
def test_hbo_has_no_legal_norm():
    opleiding = OpleidingFactory(code="HBO", leerweg="voltijd", jaren=4)
    normen = Normen(op=date(2026, 9, 1))
    assert (normen.voor_opleiding(opleiding), normen.voor_periodes(opleiding, ["1"])) == (None, 0)
