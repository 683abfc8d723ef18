"""Edges that no story needs but that must lie exactly here: found by changing the rules in one place at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from evaluaties.verslagregels import (
    Beleid,
    Besluit,
    Dossier,
    Gebeurtenis,
    Inlevering,
    Ladder,
    Oordeel,
    OpdrachtIngeleverd,
    Pauze,
    Staat,
    Type,
    lees_vector,
    naspelen,
    sweep,
)
from evaluaties.verslagregels.replay import speel
from tests.evaluaties.verslagregels.verhalen import (
    Verhaal,
    besluit,
    dagelijks,
    momenten,
    opdracht,
    pauze,
    uitstel,
    verslag,
    vrij,
)

M9 = "monthly:2026-09"
OP = datetime(2027, 1, 5, 6, tzinfo=UTC)
VIER = (
    verslag("M9", "2026-10-02 07:00"),
    verslag("M10", "2026-11-03 07:00"),
    opdracht("M10", "2026-11-10"),
    verslag("M11", "2026-12-02 07:00"),
    opdracht("M11", "2026-12-10"),
)


def gebeurtenissen(feiten, sweeps):
    return speel(lees_vector(Verhaal("x", "x", feiten, sweeps).vector))[0]


def test_replacement_of_a_report_without_a_term_goes_when_its_rung_falls():
    """No reminder was sent, as the report was in by the sweep: so no term lapsed (T3)."""
    feiten = (
        verslag("M9", "2026-10-02 07:00"),
        verslag("M10", "2026-11-03 07:00"),
        vrij("M9", "2026-11-04"),
    )
    events = gebeurtenissen(feiten, momenten("2026-10-02 07:00", "2026-11-03 07:00", "2026-11-05 09:00"))
    assert [(e.type, e.verplichting) for e in events if e.verplichting == "monthly:2026-10"] == [
        (Type.MISS, "monthly:2026-10"),
        (Type.REPLACEMENT_ASSIGNED, "monthly:2026-10"),
        (Type.RUNG_CHANGED, "monthly:2026-10"),
        (Type.REPLACEMENT_WITHDRAWN, "monthly:2026-10"),
    ]


# --- the natural key ---


def test_each_time_that_a_miss_was_undone_is_a_generation():
    feiten = (uitstel("M9", "2026-10-20", "2026-10-03"), uitstel("M9", "2026-11-10", "2026-10-22"))
    events = [e for e in gebeurtenissen(feiten, dagelijks("2026-10-01", "2026-11-12")) if e.verplichting == M9]
    missers = [(e.due, e.generation) for e in events if e.type is Type.MISS]
    assert missers == [(date(2026, 10, 1), 0), (date(2026, 10, 20), 1), (date(2026, 11, 10), 2)]
    assert [e.generation for e in events if e.type is Type.MISS_UNDONE] == [0, 1]


def test_each_event_of_a_kind_about_one_miss_has_the_next_number():
    feiten = (
        pauze("p", "2026-10-05", None, "2026-10-05 08:00"),
        pauze("p", "2026-10-05", "2026-10-08", "2026-10-08 08:00"),
    )
    events = gebeurtenissen(feiten, dagelijks("2026-10-01", "2026-10-12"))
    verplaatst = [(e.volgnummer, e.datum) for e in events if e.type is Type.DEADLINE_MOVED]
    assert verplaatst == [(0, None), (1, date(2026, 10, 12))]
    assert [e.volgnummer for e in events if e.type is Type.MISS] == [0]


def test_an_event_is_the_first_of_its_kind_unless_told_otherwise():
    event = Gebeurtenis(type=Type.MISS, at=OP, verplichting=M9, due=date(2026, 10, 1), generation=0)
    assert event.sleutel == (M9, date(2026, 10, 1), 0, Type.MISS, 0)


# --- proposals and decisions ---


def voorstel(extra=()):
    """Events up to and including a proposal at OP, and what else is said."""
    return Ladder(gebeurtenissen(VIER, dagelijks("2026-10-01", "2027-01-05")), extra)


def test_decision_at_the_very_instant_of_the_proposal_counts():
    assert voorstel().voorstel.at == OP
    assert voorstel([Besluit(recorded_at=OP, oordeel=Oordeel.BEVESTIGD)]).staat is Staat.ONVOLDOENDE
    eerder = Besluit(recorded_at=OP - timedelta(seconds=1), oordeel=Oordeel.BEVESTIGD)
    assert voorstel([eerder]).staat is Staat.VOORGESTELD


@pytest.mark.parametrize("oordeel", ["reject", "confirm"])
def test_decision_on_one_proposal_is_not_a_decision_on_the_next_one_made_at_the_same_instant(oordeel):
    """The rejection is known to the sweep that counts the fifth miss, so it was about the proposal before."""
    vijf = (*VIER, besluit("reject", "2027-02-02 07:00"))
    uitkomst = naspelen(Verhaal("x", "x", vijf, dagelijks("2026-10-01", "2027-03-02")).vector)
    voorstellen = [event for event in uitkomst["events"] if event["type"] == Type.INSUFFICIENT_PROPOSED]
    assert [event["count"] for event in voorstellen] == [4, 5]
    assert uitkomst["final"] == {"count": 6, "state": "proposed"}

    later = (*vijf, besluit(oordeel, "2027-02-02 12:00"))
    uitkomst = naspelen(Verhaal("x", "x", later, dagelijks("2026-10-01", "2027-02-03")).vector)
    assert uitkomst["final"]["state"] == ("running" if oordeel == "reject" else "insufficient")


@pytest.mark.parametrize("seconden", [-1, 0, 1])
def test_confirmation_is_taken_back_only_from_the_review_on(seconden):
    bevestigd = Besluit(recorded_at=OP + timedelta(hours=1), oordeel=Oordeel.BEVESTIGD)
    herziening = OP + timedelta(days=3)
    terug = Besluit(recorded_at=herziening + timedelta(seconds=seconden), oordeel=Oordeel.HERZIEN)
    ladder = voorstel([bevestigd, terug])
    # What happens to an older miss in between is no review.
    overig = replace(ladder.voorstel, type=Type.RUNG_CHANGED, at=OP + timedelta(hours=2), rung=4)
    ladder.pas_toe(overig)
    assert ladder.staat is Staat.ONVOLDOENDE
    for later in (timedelta(0), timedelta(days=9)):  # a second review doesn't make the first one later
        ladder.pas_toe(replace(ladder.voorstel, type=Type.REVIEW_REQUIRED, at=herziening + later))
        assert ladder.staat is (Staat.ONVOLDOENDE if seconden < 0 else Staat.LOPEND)


def test_fourth_miss_that_becomes_a_second_gets_its_reminder_and_assignment():
    feiten = (*VIER, vrij("M9", "2027-01-06"), vrij("M10", "2027-01-06"))
    events = gebeurtenissen(feiten, dagelijks("2026-10-01", "2027-01-07"))
    laatste = [(e.type, e.rung) for e in events if e.verplichting == "monthly:2026-12" and e.at > OP]
    assert laatste == [
        (Type.RUNG_CHANGED, 2),
        (Type.PROPOSAL_WITHDRAWN, None),
        (Type.REMINDER, 2),
        (Type.REPLACEMENT_ASSIGNED, 2),
    ]


@pytest.mark.parametrize(("verteld", "gewaarschuwd"), [("2026-11-02 23:59", True), ("2026-11-03 00:00", False)])
def test_warned_means_told_before_the_next_due_date_was_over(verteld, gewaarschuwd):
    events = gebeurtenissen(VIER, (*momenten(verteld), *dagelijks("2026-11-03", "2027-01-05")))
    assert events[-1].type is Type.INSUFFICIENT_PROPOSED
    assert events[-1].warned is gewaarschuwd


def test_rejection_lets_the_ladder_run_on_without_a_proposal():
    events = gebeurtenissen((*VIER, besluit("reject", "2027-01-06")), dagelijks("2026-10-01", "2027-01-20"))
    assert events[-1].type is Type.INSUFFICIENT_PROPOSED
    assert Ladder(events, [Besluit(recorded_at=OP, oordeel=Oordeel.AFGEWEZEN)]).staat is Staat.LOPEND


# --- edges of facts ---


def test_pause_holds_its_first_and_its_last_day():
    pauze_ = Pauze(recorded_at=OP, id="p", van=date(2026, 10, 5), tot=date(2026, 10, 8))
    assert [dag for dag in range(1, 15) if pauze_.bevat(date(2026, 10, dag))] == [5, 6, 7, 8]
    assert replace(pauze_, tot=None).bevat(date(2027, 10, 5))
    assert not replace(pauze_, tot=None).bevat(date(2026, 10, 4))


def test_what_comes_in_at_an_instant_is_in_at_that_instant_but_not_before_it():
    feiten = tuple(soort(recorded_at=OP, verplichting=M9, received_at=OP) for soort in (Inlevering, OpdrachtIngeleverd))
    kennis = Dossier(date(2026, 9, 1), date(2027, 1, 29), feiten).kennis(OP)
    assert kennis.verslag_er(M9, op=OP)
    assert kennis.opdracht_er(M9, op=OP)
    assert not kennis.verslag_binnen(M9, voor=OP)
    assert not kennis.opdracht_binnen(M9, voor=OP)


def test_fact_is_known_from_the_instant_it_was_recorded():
    feit = Inlevering(recorded_at=OP, verplichting=M9, received_at=OP - timedelta(days=9))
    dossier = Dossier(date(2026, 9, 1), date(2027, 1, 29), (feit,))
    assert dossier.kennis(OP).inleveringen
    assert not dossier.kennis(OP - timedelta(microseconds=1)).inleveringen


def test_placement_that_was_registered_late_exists_from_that_instant():
    dossier = Dossier(date(2026, 9, 1), date(2026, 10, 10), recorded_at=OP)
    assert dossier.bestaat(OP)
    assert not dossier.bestaat(OP - timedelta(microseconds=1))
    assert sweep(dossier, Beleid(), [], OP - timedelta(microseconds=1)) == []
