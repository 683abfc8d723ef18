"""Row T5 and pauses: the clock stands, and the days left stay left."""

import pytest

from evaluaties.verslagregels import naspelen
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    Verhaal,
    besluit,
    dagelijks,
    kort,
    momenten,
    opdracht,
    pauze,
    uitstel,
    verslag,
    vrij,
)

MIS = """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
"""
MIS_EN_OPDRACHT = (
    MIS
    + """
        2026-10-07 GRACE_EXPIRED M9 rung=1
        2026-10-07 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-21
"""
)

VERHALEN = [
    Verhaal(
        "T5-open-pauze",
        "an open pause: no date; its end registered two days before it ends: the one day left is left",
        (
            pauze("p", "2026-10-05", None, "2026-10-05 08:00"),
            pauze("p", "2026-10-05", "2026-10-18", "2026-10-16 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-21"),
        MIS
        + """
        2026-10-06 DEADLINE_MOVED M9 what=grace due=None
        2026-10-17 DEADLINE_MOVED M9 what=grace due=2026-10-20
        2026-10-21 GRACE_EXPIRED M9 rung=1
        2026-10-21 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-11-04
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-open-pauze-laat-gemeld",
        "the end of an open pause is registered five days late: the days left run from that registration",
        (
            pauze("p", "2026-10-05", None, "2026-10-05 08:00"),
            pauze("p", "2026-10-05", "2026-10-09", "2026-10-14 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-15"),
        MIS
        + """
        2026-10-06 DEADLINE_MOVED M9 what=grace due=None
        2026-10-15 DEADLINE_MOVED M9 what=grace due=2026-10-16
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-open-pauze-eindigt-voor-de-datum",
        "an open pause turns out to have ended before the date, registered after it: the days left are still given",
        (
            pauze("p", "2026-10-04", None, "2026-10-04 08:00"),
            pauze("p", "2026-10-04", "2026-10-05", "2026-10-14 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-17"),
        MIS
        + """
        2026-10-05 DEADLINE_MOVED M9 what=grace due=None
        2026-10-15 DEADLINE_MOVED M9 what=grace due=2026-10-19
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-vervangende-opdracht",
        "a pause moves the date of the replacement; handed in on the last day",
        (
            pauze("p", "2026-10-12", "2026-10-25", "2026-10-12 08:00"),
            opdracht("M9", "2026-11-04 23:59"),
        ),
        dagelijks("2026-10-01", "2026-11-30"),
        MIS_EN_OPDRACHT + "2026-10-13 DEADLINE_MOVED M9 what=replacement due=2026-11-04",
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-verslag-al-binnen",
        "nothing moves for a report that is in",
        (verslag("M9", "2026-10-03"), pauze("p", "2026-10-05", "2026-10-11", "2026-10-05 08:00")),
        dagelijks("2026-10-01", "2026-10-15"),
        MIS,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-al-verstreken",
        "a pause registered after the three days lapsed no longer moves them, but it does move the replacement",
        (pauze("p", "2026-10-05", "2026-10-25", "2026-10-08 08:00"),),
        dagelijks("2026-10-01", "2026-11-12"),
        MIS_EN_OPDRACHT
        + """
        2026-10-09 DEADLINE_MOVED M9 what=replacement due=2026-11-11
        2026-11-12 REPLACEMENT_OVERDUE M9
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-voor-de-controle",
        "a pause registered one hour before the check of the three days is in time, though the sweep comes later",
        (pauze("p", "2026-10-06", "2026-10-11", "2026-10-07 06:00"),),
        momenten("2026-10-02 07:00", "2026-10-07 09:00"),
        MIS + "2026-10-07T09:00 DEADLINE_MOVED M9 what=grace due=2026-10-12",
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-tweede-pauze",
        "the moved date falls in a second pause: it moves again",
        (
            pauze("p", "2026-10-05", "2026-10-11", "2026-10-05 08:00"),
            pauze("q", "2026-10-13", "2026-10-16", "2026-10-13 06:00"),
        ),
        dagelijks("2026-10-01", "2026-10-20"),
        MIS
        + """
        2026-10-06 DEADLINE_MOVED M9 what=grace due=2026-10-13
        2026-10-13 DEADLINE_MOVED M9 what=grace due=2026-10-19
        2026-10-20 GRACE_EXPIRED M9 rung=1
        2026-10-20 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-11-03
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-pauze-korter",
        "a pause made shorter: the date moves earlier, and the one day left is left",
        (
            pauze("p", "2026-10-05", "2026-10-25", "2026-10-05 08:00"),
            pauze("p", "2026-10-05", "2026-10-14", "2026-10-13 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-14"),
        MIS
        + """
        2026-10-06 DEADLINE_MOVED M9 what=grace due=2026-10-27
        2026-10-14 DEADLINE_MOVED M9 what=grace due=2026-10-16
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T5-pauze-langer",
        "a pause made longer: the date moves on",
        (
            pauze("p", "2026-10-05", "2026-10-11", "2026-10-05 08:00"),
            pauze("p", "2026-10-05", "2026-10-18", "2026-10-10 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-12"),
        MIS
        + """
        2026-10-06 DEADLINE_MOVED M9 what=grace due=2026-10-13
        2026-10-11 DEADLINE_MOVED M9 what=grace due=2026-10-20
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "pauze-bij-herinnering",
        "the reminder is sent while a pause is known: it names the moved dates at once",
        (
            pauze("p", "2026-10-02", "2026-10-11", "2026-09-30 08:00"),
            pauze("q", "2026-10-22", "2026-11-01", "2026-10-12 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-20"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-16
        2026-10-17 GRACE_EXPIRED M9 rung=1
        2026-10-17 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-11-02
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "herinnering-in-open-pauze",
        "reminded while an open pause runs: no date until its end is known",
        (
            pauze("p", "2026-10-02", None, "2026-10-01 08:00"),
            pauze("p", "2026-10-02", "2026-10-09", "2026-10-09 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-10"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=None
        2026-10-10 DEADLINE_MOVED M9 what=grace due=2026-10-14
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-pauze-achteraf",
        "a pause registered afterwards covers the due date: undone; due again after the registration, missed again",
        (pauze("p", "2026-09-30", "2026-10-02", "2026-10-05 08:00"),),
        dagelijks("2026-10-01", "2026-10-08"),
        MIS
        + """
        2026-10-06 MISS_UNDONE M9 rung=1
        2026-10-08 MISS M9 rung=1 count=1 due=2026-10-07
        2026-10-08 REMINDER M9 rung=1 grace_until=2026-10-12
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-open-pauze-achteraf",
        "ill since before the due date, end unknown: undone, and nothing is asked",
        (pauze("p", "2026-09-30", None, "2026-10-05 08:00"),),
        dagelijks("2026-10-01", "2026-12-31"),
        MIS + "2026-10-06 MISS_UNDONE M9 rung=1",
        placement=KORT,
    ),
    Verhaal(
        "T2-pauze-maakt-maand-kort",
        "a pause registered afterwards leaves 13 active days in September: not owed",
        (pauze("p", "2026-09-14", "2026-09-30", "2026-10-05 08:00"),),
        dagelijks("2026-10-01", "2026-12-31"),
        MIS + "2026-10-06 MISS_UNDONE M9 rung=1",
        placement=KORT,
    ),
    Verhaal(
        "pauze-korter-maand-weer-verschuldigd",
        "that pause was entered wrong and is made shorter: owed again, a week after that registration",
        (
            pauze("p", "2026-09-14", "2026-09-30", "2026-10-05 08:00"),
            pauze("p", "2026-09-14", "2026-09-16", "2026-10-08 08:00"),
        ),
        dagelijks("2026-10-01", "2026-10-16"),
        MIS
        + """
        2026-10-06 MISS_UNDONE M9 rung=1
        2026-10-16 MISS M9 rung=1 count=1 due=2026-10-15
        2026-10-16 REMINDER M9 rung=1 grace_until=2026-10-20
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-herhaald",
        "missed, undone, missed, undone, missed: each time a new miss under a new due date",
        (
            uitstel("M9", "2026-10-05", "2026-10-02 12:00"),
            uitstel("M9", "2026-10-08", "2026-10-06 12:00"),
        ),
        dagelijks("2026-10-01", "2026-10-09"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-03 MISS_UNDONE M9 rung=1
        2026-10-06 MISS M9 rung=1 count=1 due=2026-10-05
        2026-10-06 REMINDER M9 rung=1 grace_until=2026-10-09
        2026-10-07 MISS_UNDONE M9 rung=1
        2026-10-09 MISS M9 rung=1 count=1 due=2026-10-08
        2026-10-09 REMINDER M9 rung=1 grace_until=2026-10-13
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-T3-T4-T5-in-een-sweep",
        "one late sweep corrects everything first, rows T2 to T5 in order, and only then checks",
        (
            verslag("M9", "2026-10-02 07:00"),
            verslag("M10", "2026-11-03 07:00"),
            opdracht("M10", "2026-11-10"),
            vrij("M9", "2027-01-06"),
            pauze("p", "2026-12-11", "2026-12-20", "2026-12-11"),
        ),
        (
            *dagelijks("2026-10-01", "2026-12-10"),
            *momenten("2027-01-05 07:00", "2027-01-07 07:00"),
        ),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-12-02 MISS M11 rung=3 count=3 due=2026-12-01
        2026-12-02 REMINDER M11 rung=3 grace_until=2026-12-07
        2026-12-02 REPLACEMENT_ASSIGNED M11 rung=3 replacement_due=2026-12-16
        2026-12-08 GRACE_EXPIRED M11 rung=3
        2027-01-05 DEADLINE_MOVED M11 what=replacement due=2026-12-28
        2027-01-05 REPLACEMENT_OVERDUE M11
        2027-01-05 MISS M12 rung=4 count=4 due=2027-01-04
        2027-01-05 INSUFFICIENT_PROPOSED count=4 warned=True
        2027-01-07 MISS_UNDONE M9 rung=1
        2027-01-07 RUNG_CHANGED M10 from=2 to=1
        2027-01-07 RUNG_CHANGED M11 from=3 to=2
        2027-01-07 RUNG_CHANGED M12 from=4 to=3
        2027-01-07 PROPOSAL_WITHDRAWN
        2027-01-07 REMINDER M12 rung=3 grace_until=2027-01-11
        2027-01-07 REPLACEMENT_ASSIGNED M12 rung=3 replacement_due=2027-01-21
        """,
        (3, "running"),
    ),
    Verhaal(
        "T1-pauze-na-bevestiging",
        "after the confirmation a pause that covers a due date asks for a review too, and moves no date",
        (
            verslag("M9", "2026-10-02 07:00"),
            verslag("M10", "2026-11-03 07:00"),
            opdracht("M10", "2026-11-10"),
            besluit("confirm", "2027-01-05 12:00"),
            pauze("p", "2026-10-31", "2026-11-05", "2027-01-06"),
        ),
        (*dagelijks("2026-10-01", "2026-11-05"), *momenten("2027-01-05 07:00", "2027-01-07 07:00")),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2027-01-05 MISS M11 rung=3 count=3 due=2026-12-01
        2027-01-05 REMINDER M11 rung=3 grace_until=2027-01-08
        2027-01-05 REPLACEMENT_ASSIGNED M11 rung=3 replacement_due=2027-01-19
        2027-01-05 MISS M12 rung=4 count=4 due=2027-01-04
        2027-01-05 INSUFFICIENT_PROPOSED count=4 warned=False
        2027-01-07 REVIEW_REQUIRED M10
        """,
        (4, "insufficient"),
    ),
]


@pytest.mark.parametrize("verhaal", VERHALEN, ids=lambda verhaal: verhaal.id)
def test_story_gives_exactly_these_events(verhaal):
    uitkomst = naspelen(verhaal.vector)

    assert [kort(event) for event in uitkomst["events"]] == verhaal.verwacht
    assert uitkomst["final"] == {"count": verhaal.final[0], "state": verhaal.final[1]}
