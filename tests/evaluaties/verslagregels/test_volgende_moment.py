"""When a placement must be looked at again, so that a sweep can leave the others alone."""

from datetime import datetime

import pytest

from evaluaties.verslagregels import lees_vector, sweep, volgende_moment
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    LANG,
    besluit,
    gesloten,
    op,
    opdracht,
    pauze,
    verslag,
    vrij,
)


def moment(tekst):
    return datetime.fromisoformat(op(tekst))


def gepland(na, *feiten, placement=KORT, geveegd=()):
    scenario = lees_vector({"id": "x", "placement": placement, "facts": list(feiten)})
    gebeurtenissen = []
    for tekst in geveegd:
        gebeurtenissen += sweep(scenario.dossier, scenario.beleid, gebeurtenissen, moment(tekst))
    return volgende_moment(scenario.dossier, scenario.beleid, gebeurtenissen, moment(na))


MIS = ("2026-10-02 07:00",)
MIS_EN_OPDRACHT = (*MIS, "2026-10-07 07:00")


@pytest.mark.parametrize(
    ("na", "feiten", "geveegd", "verwacht"),
    [
        ("2026-09-10", (), (), "2026-10-02 07:00"),
        ("2026-10-02 07:00", (), (), "2026-10-02 07:00"),
        ("2026-10-02 07:00", (), MIS, "2026-10-07 07:00"),
        ("2026-10-07 07:00", (), MIS_EN_OPDRACHT, "2026-10-22 07:00"),
        ("2026-10-22 07:00", (), (*MIS_EN_OPDRACHT, "2026-10-22 07:00"), None),
        ("2026-10-02 07:00", (verslag("M9", "2026-10-02 07:00"),), MIS, None),
        ("2026-10-03", (verslag("M9", "2026-10-01"),), (), None),
        ("2026-10-08", (opdracht("M9", "2026-10-08 09:00"),), MIS_EN_OPDRACHT, None),
        # A fact of the future is a moment of its own; so is a correction that no sweep has seen.
        ("2026-10-03", (vrij("M9", "2026-10-04 09:00"),), MIS, "2026-10-04 09:00"),
        ("2026-10-05", (vrij("M9", "2026-10-04 09:00"),), MIS, "2026-10-05"),
        ("2026-10-05", (pauze("p", "2026-10-05", None, "2026-10-05 08:00"),), (*MIS, "2026-10-05"), None),
        ("2026-10-08", (gesloten("2026-10-01"),), (), None),
    ],
)
def test_next_moment_is_the_first_at_which_something_can_happen(na, feiten, geveegd, verwacht):
    assert gepland(na, *feiten, geveegd=geveegd) == (verwacht and moment(verwacht))


def test_a_clock_that_went_back_is_put_at_the_last_event():
    assert gepland("2026-09-01", geveegd=MIS) == moment("2026-10-07 07:00")


def test_a_placement_that_is_registered_later_waits_for_that():
    assert gepland("2026-10-01", placement=LANG | {"recorded_at": op("2026-10-12 11:00")}) == moment("2026-10-12 11:00")


def test_after_the_confirmation_only_a_new_fact_can_change_anything():
    sweeps = ("2027-01-06 09:00",)

    assert gepland("2027-01-08", besluit("confirm", "2027-01-07"), placement=LANG, geveegd=sweeps) is None


@pytest.mark.parametrize("functie", [sweep, volgende_moment])
def test_an_instant_without_time_zone_is_refused(functie):
    scenario = lees_vector({"id": "x", "placement": KORT})

    with pytest.raises(ValueError, match="tijdzone"):
        functie(scenario.dossier, scenario.beleid, [], datetime(2026, 10, 2, 7))  # noqa: DTZ001
