"""The timetable: what is planned on a day, who may write it, and what the portal warns about."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Schoolvakantie
from plaatsingen.models import Dienst, Onderbreking, Stagedeel, Stagevorm, Urengrens
from plaatsingen.services import roosterschrijven as schrijven
from plaatsingen.services import roostertijd
from plaatsingen.services.rooster import rooster_van
from plaatsingen.services.roosterschrijven import Regel, Weekdienst
from plaatsingen.services.urengrenzen import Grenzen
from tests.factories import NU, PlaatsingFactory, StageplaatsFactory, StudentFactory, persoon

MAANDAG = date(2026, 10, 5)
DINSDAG = date(2026, 10, 6)
VROEG = Regel(0, time(7, 30), time(16), 30)
KLOK = st.integers(0, 1439).map(lambda minuut: time(minuut // 60, minuut % 60))
NACHT = (time(22, 45), time(7, 15))


@pytest.fixture
def plaatsing(db):
    return PlaatsingFactory(werkbegeleider=persoon("werkbegeleider"))


def patroon(plaatsing, *regels, vanaf=date(2026, 9, 1), by=None):
    schrijven.zet_patroon(
        plaatsing=plaatsing, geldig_van=vanaf, regels=list(regels), by=by or plaatsing.werkbegeleider, at=NU
    )


def week(plaatsing, *dagen, by=None):
    return schrijven.zet_week(plaatsing=plaatsing, dagen=list(dagen), by=by or plaatsing.werkbegeleider, at=NU)


# --- hours of a shift ---


@pytest.mark.parametrize(
    ("datum", "begin", "eind", "pauze", "uren"),
    [
        (MAANDAG, time(7, 30), time(16), 30, "8"),
        (MAANDAG, *NACHT, 30, "8"),
        (MAANDAG, time(16), time(0), 0, "8"),
        # The clock goes back: this night lasts an hour longer; in spring an hour shorter.
        (date(2026, 10, 24), *NACHT, 30, "9"),
        (date(2027, 3, 27), *NACHT, 30, "7"),
    ],
)
def test_shift_lasts_as_long_as_it_does(datum, begin, eind, pauze, uren):
    assert roostertijd.duur(datum, begin, eind, pauze) == Decimal(uren)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(datum=st.dates(date(2024, 1, 1), date(2028, 1, 1)), begin=KLOK, eind=KLOK, pauze=st.integers(0, 180))
def test_shift_is_never_negative_nor_longer_than_a_day(datum, begin, eind, pauze):
    assert 0 <= roostertijd.duur(datum, begin, eind, pauze) <= 25


@pytest.mark.parametrize(
    ("begin", "eind", "pauze", "tekst"),
    [
        (time(7), None, 0, "allebei"),
        (time(7), time(7), 0, "hetzelfde"),
        (time(7), time(15), 999, "pauze"),
        (time(7), time(8), 60, "langer dan de dienst"),
    ],
)
def test_odd_times_are_refused(plaatsing, begin, eind, pauze, tekst):
    assert tekst in roostertijd.fout_in_tijden(begin, eind, pauze)
    with pytest.raises(DomainError, match=tekst):
        week(plaatsing, Weekdienst(MAANDAG, begin, eind, pauze))
    assert not Dienst.objects.exists()


# --- what is planned ---


def test_without_timetable_the_stage_days_count_a_whole_day(plaatsing):
    rooster = rooster_van(plaatsing)
    assert rooster.uren_in_week(MAANDAG) == 16
    assert rooster.op(DINSDAG).bron == "standaard"
    assert rooster.op(date(2026, 10, 7)) is None


def test_template_gives_the_hours_of_its_block(plaatsing):
    plaatsing.vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing.einddatum, plaatsing.uren_norm = date(2027, 7, 16), 520
    plaatsing.save()
    rooster = rooster_van(plaatsing)
    # Week 1 to 10: 8 hours a week over two days; from week 11: 12 hours.
    assert rooster.uren_in_week(MAANDAG) == 8
    assert rooster.op(DINSDAG).uren == 4
    assert rooster.uren_in_week(date(2026, 11, 23)) == 12


@pytest.mark.django_db
def test_orientation_counts_a_dagdeel():
    assert rooster_van(PlaatsingFactory(stageplaats__soort="orientatie")).op(MAANDAG).uren == 4


def test_later_pattern_takes_over(plaatsing):
    patroon(plaatsing, VROEG)
    patroon(plaatsing, Regel(1, time(14), time(22, 30), 30), vanaf=date(2026, 10, 12))
    rooster = rooster_van(plaatsing)
    assert [dag.plan.begin if dag.plan else None for dag in rooster.week(MAANDAG)[:2]] == [time(7, 30), None]
    assert [dag.plan.begin if dag.plan else None for dag in rooster.week(date(2026, 10, 12))[:2]] == [None, time(14)]


def test_free_days_have_no_shift_unless_one_was_planned(plaatsing):
    patroon(plaatsing, VROEG, Regel(4, time(7, 30), time(16), 30))
    Schoolvakantie.objects.create(naam="Herfstvakantie", begin=MAANDAG, eind=date(2026, 10, 9))
    rooster = rooster_van(plaatsing)
    assert (rooster.op(MAANDAG), rooster.vrij_om(MAANDAG)) == (None, "Herfstvakantie")
    assert "kerst" in rooster.vrij_om(date(2026, 12, 25))
    week(plaatsing, Weekdienst(MAANDAG, time(8), time(12)))
    assert rooster_van(plaatsing).op(MAANDAG).uren == 4


def test_pause_has_no_shifts(plaatsing):
    Onderbreking.objects.create(plaatsing=plaatsing, reden="ziekte", van=MAANDAG, at=NU)
    rooster = rooster_van(plaatsing)
    assert rooster.uren_in_week(MAANDAG) == 0
    assert rooster.vrij_om(DINSDAG) == "stage onderbroken"


def test_day_of_another_host_belongs_to_that_part(plaatsing):
    deel = Stagedeel.objects.create(
        plaatsing=plaatsing, stageplaats=StageplaatsFactory(), dagen="do", uren_norm=100, toegevoegd_op=NU
    )
    rooster = rooster_van(plaatsing)
    assert rooster.op(date(2026, 10, 8)).deel_id == deel.pk
    assert rooster.op(MAANDAG).deel_id is None


def test_shift_of_one_day_differs_and_goes_back_to_the_pattern(plaatsing):
    patroon(plaatsing, VROEG)
    assert week(plaatsing, Weekdienst(MAANDAG, *NACHT, 30, "ruil"), Weekdienst(DINSDAG)) == 1
    assert rooster_van(plaatsing).op(MAANDAG).reden == "ruil"
    assert week(plaatsing, Weekdienst(MAANDAG, *NACHT, 30, "ruil")) == 0
    assert week(plaatsing, Weekdienst(MAANDAG, VROEG.begin, VROEG.eind, 30)) == 1
    assert not Dienst.objects.exists()


def test_day_without_shift_stays_without(plaatsing):
    patroon(plaatsing, VROEG)
    week(plaatsing, Weekdienst(MAANDAG, reden="teamdag"))
    assert rooster_van(plaatsing).op(MAANDAG) is None
    week(plaatsing, Weekdienst(MAANDAG, herstel=True))
    assert rooster_van(plaatsing).op(MAANDAG) is not None


def test_week_is_copied_around_holidays(plaatsing):
    week(plaatsing, Weekdienst(MAANDAG, *NACHT, 30), Weekdienst(date(2026, 10, 10), time(9), time(17)))
    Schoolvakantie.objects.create(naam="Herfst", begin=date(2026, 10, 10), eind=date(2026, 10, 18))
    aantal = schrijven.kopieer_week(plaatsing=plaatsing, maandag=MAANDAG, aantal=2, by=plaatsing.werkbegeleider, at=NU)
    assert aantal == 1
    rooster = rooster_van(plaatsing)
    assert rooster.uren_in_week(date(2026, 10, 12)) == 0
    assert rooster.op(date(2026, 10, 19)).begin == NACHT[0]
    assert rooster.op(date(2026, 10, 24)).begin == time(9)
    with pytest.raises(DomainError, match="1 tot"):
        schrijven.kopieer_week(plaatsing=plaatsing, maandag=MAANDAG, aantal=99, by=plaatsing.werkbegeleider, at=NU)


def test_copy_stops_at_the_end_of_the_stage(plaatsing):
    patroon(plaatsing, VROEG)
    laatste = date(2027, 1, 25)
    assert (
        schrijven.kopieer_week(plaatsing=plaatsing, maandag=laatste, aantal=5, by=plaatsing.werkbegeleider, at=NU) == 0
    )


# --- who ---


def test_student_proposes_and_the_host_agrees(plaatsing):
    student = plaatsing.student.user
    patroon(plaatsing, VROEG, by=student)
    assert rooster_van(plaatsing).voorstel
    with pytest.raises(GeenToegang):
        schrijven.geef_akkoord(plaatsing=plaatsing, by=student, at=NU)
    assert schrijven.geef_akkoord(plaatsing=plaatsing, by=plaatsing.werkbegeleider, at=NU) == 1
    assert not rooster_van(plaatsing).voorstel
    assert set(AuditRegel.objects.values_list("actie", flat=True)) >= {"rooster vastgelegd", "rooster akkoord"}


def test_host_changes_what_the_student_proposed(plaatsing):
    patroon(plaatsing, VROEG, by=plaatsing.student.user)
    patroon(plaatsing, Regel(1, time(7), time(15), 30))
    rooster = rooster_van(plaatsing)
    assert (rooster.voorstel, sorted(rooster.patroon_op(MAANDAG))) == (False, [1])


@pytest.mark.parametrize("rol", ["coordinator", "stagedocent", "werkbegeleider", "praktijkopleider"])
def test_others_do_not_write(plaatsing, rol):
    ander = persoon(rol, plaatsing.student.school) if rol == "coordinator" else persoon(rol)
    with pytest.raises(GeenToegang):
        patroon(plaatsing, VROEG, by=ander)


def test_closed_stage_has_no_new_timetable(plaatsing):
    plaatsing.status = "afgerond"
    plaatsing.save()
    with pytest.raises(GeenToegang):
        patroon(plaatsing, VROEG)


# --- warnings ---


def waarschuwingen(plaatsing, maandag=MAANDAG):
    return " ".join(schrijven.waarschuwingen(rooster_van(plaatsing), maandag, Grenzen()))


def test_adult_is_warned_of_long_days_and_weeks(plaatsing):
    patroon(plaatsing, *(Regel(dag, time(8), time(19), 30) for dag in range(5)))
    tekst = waarschuwingen(plaatsing)
    assert "De grens is 10 uur op een dag" in tekst
    assert "In deze week 52,5 uur" in tekst
    assert "is geen afgesproken stagedag" in tekst


@pytest.mark.django_db
def test_minor_is_warned_of_evening_night_sunday_and_rest():
    plaatsing = _minderjarig()
    week(
        plaatsing,
        Weekdienst(MAANDAG, time(15), time(23, 15), 30),
        Weekdienst(DINSDAG, time(5, 30), time(14), 0),
        Weekdienst(date(2026, 10, 11), time(9), time(13)),
    )
    tekst = waarschuwingen(plaatsing)
    assert "werkt niet na 23.00 uur en niet voor 6.00 uur" in tekst
    assert "is een zondag" in tekst
    assert "6,2 uur rust" in tekst
    assert "pauze van een half uur" in tekst


def test_adult_may_work_at_night_and_on_sunday(plaatsing):
    week(plaatsing, Weekdienst(MAANDAG, *NACHT, 30))
    plaatsing.dagen = "ma zo"
    plaatsing.save()
    week(plaatsing, Weekdienst(date(2026, 10, 11), time(9), time(17), 30))
    assert not waarschuwingen(plaatsing)


def _minderjarig():
    student = StudentFactory(geboortedatum=date(2009, 10, 9))
    return PlaatsingFactory(student=student, werkbegeleider=persoon("werkbegeleider"))


@pytest.mark.django_db
def test_eighteenth_birthday_within_the_week_counts_per_day():
    plaatsing = PlaatsingFactory(
        student=StudentFactory(geboortedatum=date(2008, 10, 6)), werkbegeleider=persoon("werkbegeleider")
    )
    week(plaatsing, Weekdienst(MAANDAG, *NACHT, 30), Weekdienst(DINSDAG, *NACHT, 30))
    tekst = waarschuwingen(plaatsing)
    assert "Maandag 5 oktober: 22:45" in tekst
    assert "Dinsdag 6 oktober: 22:45" not in tekst


@pytest.mark.django_db
def test_limits_are_dated_and_have_a_source():
    assert not Urengrens.objects.filter(bron="").exists()
    Urengrens.objects.filter(soort="dag", minderjarig=False).update(geldig_tot=date(2026, 9, 30))
    Urengrens.objects.create(soort="dag", minderjarig=False, waarde=12, geldig_van=date(2026, 10, 1), bron="cao")
    grenzen = Grenzen()
    assert grenzen.op(date(2026, 9, 30), minderjarig=False)["dag"] == 10
    assert grenzen.op(date(2026, 10, 1), minderjarig=False)["dag"] == 12


def test_template_week_with_other_hours_is_told(plaatsing):
    plaatsing.vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing.einddatum = date(2027, 7, 16)
    plaatsing.save()
    patroon(plaatsing, VROEG, Regel(1, time(7, 30), time(16), 30))
    assert "De stagevorm vraagt er deze week 8" in waarschuwingen(plaatsing)
