"""The ladder for people: what the timeline shows, and what is asked until when."""

from datetime import date, datetime

import pytest

from evaluaties.verslagregels import Staat, TermijnStand, Toestand, Vraag, lees_vector, stand, sweep
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    LANG,
    besluit,
    dagelijks,
    einde,
    gesloten,
    gesprek,
    op,
    opdracht,
    pauze,
    uitstel,
    verslag,
    vrij,
)


def beeld(at, *feiten, placement=KORT, sweeps=None):
    """Show how things stand at `at`, after a sweep every morning until then."""
    dag = at.partition(" ")[0]
    vector = {
        "id": "x",
        "placement": placement,
        "facts": list(feiten),
        "sweeps": sweeps or dagelijks("2026-09-01", dag),
    }
    scenario = lees_vector(vector)
    gebeurtenissen = []
    for moment in scenario.sweeps:
        gebeurtenissen += sweep(scenario.dossier, scenario.beleid, gebeurtenissen, moment)
    return stand(scenario.dossier, scenario.beleid, gebeurtenissen, datetime.fromisoformat(op(at)))


def september(at, *feiten, **kw):
    return next(v for v in beeld(at, *feiten, **kw).verslagen if v.verplichting == "monthly:2026-09")


@pytest.mark.parametrize(
    ("at", "feiten", "toestand", "gevraagd"),
    [
        ("2026-10-01 23:59", (), Toestand.OPEN, (Vraag("verslag", date(2026, 10, 1)),)),
        ("2026-10-02 00:00", (), Toestand.TE_LAAT, (Vraag("verslag", date(2026, 10, 1)),)),
        ("2026-10-02 06:59", (), Toestand.TE_LAAT, (Vraag("verslag", date(2026, 10, 1)),)),
        ("2026-10-02 07:00", (), Toestand.GEMIST, (Vraag("verslag", date(2026, 10, 6)),)),
        ("2026-10-03", (verslag("M9", "2026-10-01 23:59"),), Toestand.INGELEVERD, ()),
        ("2026-10-03", (verslag("M9", "2026-10-02 00:00"),), Toestand.LAAT_INGELEVERD, ()),
        ("2026-10-03", (verslag("M9", "2026-10-02 07:00"),), Toestand.GEMIST, ()),
        ("2026-10-04", (vrij("M9", "2026-10-02 12:00"),), Toestand.VRIJGESTELD, ()),
        ("2026-09-30", (pauze("p", "2026-09-29", None, "2026-09-29"),), Toestand.GEPAUZEERD, ()),
        ("2026-09-30", (einde("2026-09-09", "2026-09-29"),), Toestand.NIET_VERSCHULDIGD, ()),
        ("2026-09-30", (einde("2026-09-09", "2026-09-29"), verslag("M9", "2026-09-29")), Toestand.INGELEVERD, ()),
    ],
)
def test_a_report_stands_as_the_facts_and_the_ladder_say(at, feiten, toestand, gevraagd):
    verslag_stand = september(at, *feiten)

    assert (verslag_stand.toestand, verslag_stand.gevraagd) == (toestand, gevraagd)


def test_the_term_and_the_replacement_are_followed():
    feiten = (opdracht("M9", "2026-10-23"),)

    verloop = [
        (stand_.herstel, stand_.opdracht, stand_.gevraagd)
        for at in ("2026-10-06", "2026-10-08", "2026-10-22", "2026-10-24")
        for stand_ in [september(at, *feiten)]
    ]

    nog = Vraag("verslag", date(2026, 10, 6))
    extra = Vraag("vervangende_opdracht", date(2026, 10, 21))
    assert verloop == [
        (TermijnStand.LOOPT, TermijnStand.GEEN, (nog,)),
        (TermijnStand.VERSTREKEN, TermijnStand.LOOPT, (nog, extra)),
        (TermijnStand.VERSTREKEN, TermijnStand.VERSTREKEN, (nog, extra)),
        (TermijnStand.VERSTREKEN, TermijnStand.BINNEN, (nog,)),
    ]


def test_a_report_in_time_after_the_reminder_ends_the_term():
    verslag_stand = september("2026-10-20", verslag("M9", "2026-10-06 12:00"))

    assert (verslag_stand.herstel, verslag_stand.rung, verslag_stand.gevraagd) == (TermijnStand.BINNEN, 1, ())
    assert verslag_stand.ontvangen_op == datetime.fromisoformat(op("2026-10-06 12:00"))


def test_an_open_pause_stops_the_clock_on_screen():
    verslag_stand = september("2026-10-07", pauze("p", "2026-10-05", None, "2026-10-05"))

    assert (verslag_stand.herstel, verslag_stand.herstel_tot) == (TermijnStand.STIL, None)
    assert verslag_stand.gevraagd == (Vraag("verslag", None),)


def test_a_withdrawn_replacement_is_no_longer_asked():
    feiten = (verslag("M9", "2026-10-02 07:00"), verslag("M10", "2026-11-04"), vrij("M9", "2026-11-05"))

    verslagen = beeld("2026-11-07", *feiten, placement=LANG).verslagen

    oktober = next(v for v in verslagen if v.verplichting == "monthly:2026-10")
    assert (oktober.rung, oktober.opdracht, oktober.gevraagd) == (1, TermijnStand.VERVALLEN, ())


def test_an_extension_is_the_date_that_is_shown():
    verslag_stand = september("2026-09-30", uitstel("M9", "2026-10-05", "2026-09-29"))

    assert verslag_stand.due == date(2026, 10, 5)
    assert verslag_stand.einde.isoformat() == "2026-10-05T22:00:00+00:00"
    assert verslag_stand.check.isoformat() == "2026-10-06T05:00:00+00:00"


def test_reports_stand_in_nominal_order_and_those_without_a_date_last():
    feiten = (
        gesprek("tussenevaluatie", "1", "2026-09-24"),
        gesprek("kennismaking", "1", "2026-09-08"),
        vrij("M10", "2026-09-10"),
    )

    verslagen = beeld("2026-09-25", *feiten, placement={"start": "2026-09-01", "end": "2026-11-30"}).verslagen

    assert [v.verplichting for v in verslagen] == [
        "kennismaking:1",
        "tussenevaluatie:1",
        "monthly:2026-09",
        "monthly:2026-11",
        "monthly:2026-10",
    ]


def test_a_proposal_waits_for_a_person_and_the_fourth_report_is_asked_no_more():
    voor = beeld("2027-01-05 12:00", placement=LANG)
    na = beeld("2027-01-06 12:00", besluit("confirm", "2027-01-06"), placement=LANG)

    december = next(v for v in voor.verslagen if v.verplichting == "monthly:2026-12")
    assert (voor.staat, voor.aantal, december.rung, december.gevraagd) == (Staat.VOORGESTELD, 4, 4, ())
    assert (na.staat, na.aantal) == (Staat.ONVOLDOENDE, 4)


def test_nothing_is_asked_of_a_closed_placement():
    gesloten_beeld = beeld("2026-10-08", gesloten("2026-10-07 12:00"))

    assert gesloten_beeld.staat is Staat.GESLOTEN
    assert [v.gevraagd for v in gesloten_beeld.verslagen] == [(), ()]


def test_a_placement_that_is_not_registered_yet_shows_nothing():
    leeg = beeld("2026-10-01", placement=KORT | {"recorded_at": "2026-10-12T10:00:00+02:00"})

    assert (leeg.staat, leeg.aantal, leeg.verslagen) == (Staat.LOPEND, 0, ())


def test_a_counted_month_that_fell_outside_the_placement_is_shown_until_the_next_sweep():
    feiten = (verslag("M9", "2026-09-30"), einde("2026-09-30", "2026-11-03 12:00"))

    verslagen = beeld("2026-11-03 13:00", *feiten, placement=LANG).verslagen

    oktober = next(v for v in verslagen if v.verplichting == "monthly:2026-10")
    assert (oktober.toestand, oktober.due) == (Toestand.GEMIST, date(2026, 11, 2))


def test_the_past_is_shown_as_it_was_known_then():
    toen = beeld("2026-10-03", vrij("M9", "2026-10-08"), sweeps=dagelijks("2026-09-01", "2026-10-20"))

    assert (toen.aantal, toen.verslagen[0].toestand) == (1, Toestand.GEMIST)
