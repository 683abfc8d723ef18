"""The rows T6-T12 of the table, one story each: what follows when reports are forgotten and nothing is corrected."""

import pytest

from evaluaties.verslagregels import naspelen
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    Verhaal,
    besluit,
    dagelijks,
    gesloten,
    gesprek,
    kort,
    momenten,
    opdracht,
    verslag,
)

VERHALEN = [
    Verhaal(
        "T12-te-laat",
        "in at 06:59 on the day after: late, never counted",
        (verslag("M9", "2026-10-02 06:59"),),
        dagelijks("2026-10-01", "2026-10-10"),
        placement=KORT,
    ),
    Verhaal(
        "T8-al-binnen",
        "the sweep ran late and the report came in meanwhile: counted, but nothing to remind of and no replacement",
        (verslag("M9", "2026-10-03 09:00"),),
        momenten("2026-10-05 12:00", "2026-10-20 12:00"),
        "2026-10-05T12:00 MISS M9 rung=1 count=1 due=2026-10-01",
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T8-vroege-sweep",
        "a sweep before the check does nothing, not even one minute before",
        (),
        momenten("2026-10-02 00:00", "2026-10-02 06:59"),
        placement=KORT,
    ),
    Verhaal(
        "T6-op-de-grens",
        "one minute before the check of the three days is in time",
        (verslag("M9", "2026-10-07 06:59"),),
        dagelijks("2026-10-01", "2026-10-31"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T6-te-laat",
        "at the check itself is too late: replacement from the day of the sweep, which ran two days late",
        (verslag("M9", "2026-10-07 07:00"),),
        momenten("2026-10-02 07:00", "2026-10-09 15:00"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-09T15:00 GRACE_EXPIRED M9 rung=1
        2026-10-09T15:00 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-23
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T7-op-de-grens",
        "a replacement handed in at the check is too late; the task is made once",
        (opdracht("M9", "2026-10-22 07:00"),),
        dagelijks("2026-10-01", "2026-10-31"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-07 GRACE_EXPIRED M9 rung=1
        2026-10-07 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-21
        2026-10-22 REPLACEMENT_OVERDUE M9
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T9-ook-als-binnen",
        "2x: the replacement comes at once, also when the report is in by now",
        (
            gesprek("kennismaking", "1", "2026-09-08"),
            verslag("kennismaking:1", "2026-09-16 08:00"),
            verslag("M9", "2026-10-02 08:00"),
            opdracht("M9", "2026-10-05 08:00"),
        ),
        dagelijks("2026-09-10", "2026-10-30", "09:00"),
        """
        2026-09-16T09:00 MISS kennismaking:1 rung=1 count=1 due=2026-09-15
        2026-10-02T09:00 MISS M9 rung=2 count=2 due=2026-10-01
        2026-10-02T09:00 REPLACEMENT_ASSIGNED M9 rung=2 replacement_due=2026-10-16
        """,
        (2, "running"),
    ),
    Verhaal(
        "T8-gelijk-moment",
        "three reports with one check: kennismaking, tussenevaluatie, month; then the fourth comes unwarned",
        (
            gesprek("tussenevaluatie", "1", "2026-09-24"),
            gesprek("kennismaking", "1", "2026-09-24"),
            verslag("kennismaking:1", "2026-10-03"),
            verslag("tussenevaluatie:1", "2026-10-03"),
            verslag("M9", "2026-10-03"),
            opdracht("tussenevaluatie:1", "2026-10-10"),
            opdracht("M9", "2026-10-10"),
        ),
        dagelijks("2026-10-01", "2026-11-05"),
        """
        2026-10-02 MISS kennismaking:1 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER kennismaking:1 rung=1 grace_until=2026-10-06
        2026-10-02 MISS tussenevaluatie:1 rung=2 count=2 due=2026-10-01
        2026-10-02 REMINDER tussenevaluatie:1 rung=2 grace_until=2026-10-06
        2026-10-02 REPLACEMENT_ASSIGNED tussenevaluatie:1 rung=2 replacement_due=2026-10-16
        2026-10-02 MISS M9 rung=3 count=3 due=2026-10-01
        2026-10-02 REMINDER M9 rung=3 grace_until=2026-10-06
        2026-10-02 REPLACEMENT_ASSIGNED M9 rung=3 replacement_due=2026-10-16
        2026-11-03 MISS M10 rung=4 count=4 due=2026-11-02
        2026-11-03 INSUFFICIENT_PROPOSED count=4 warned=False
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "T8-nummers",
        "meetings of one kind are counted by number: 2 before 10",
        (
            gesprek("kennismaking", "10", "2026-09-08"),
            gesprek("kennismaking", "2", "2026-09-08"),
            verslag("kennismaking:10", "2026-09-16 07:00"),
            verslag("kennismaking:2", "2026-09-16 07:00"),
            opdracht("kennismaking:10", "2026-09-18"),
            verslag("M9", "2026-09-30"),
        ),
        dagelijks("2026-09-10", "2026-10-05"),
        """
        2026-09-16 MISS kennismaking:2 rung=1 count=1 due=2026-09-15
        2026-09-16 MISS kennismaking:10 rung=2 count=2 due=2026-09-15
        2026-09-16 REPLACEMENT_ASSIGNED kennismaking:10 rung=2 replacement_due=2026-09-30
        """,
        (2, "running"),
    ),
    Verhaal(
        "T6-T8-volgorde",
        "one late sweep: a lapsed term of the past comes before the miss of the day after",
        (),
        momenten("2026-10-30 07:00", "2026-11-03 12:00"),
        """
        2026-10-30 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-30 REMINDER M9 rung=1 grace_until=2026-11-03
        2026-11-03T12:00 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03T12:00 REMINDER M10 rung=2 grace_until=2026-11-06
        2026-11-03T12:00 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        """,
        (2, "running"),
    ),
    Verhaal(
        "T6-T8-volgorde-2",
        "at the sweep of 10 November the lapsed three days (6 November) come after the miss of 2 November",
        (),
        momenten("2026-11-01 07:00", "2026-11-10 12:00"),
        """
        2026-11-01 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-01 REMINDER M9 rung=1 grace_until=2026-11-04
        2026-11-10T12:00 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-10T12:00 REMINDER M10 rung=2 grace_until=2026-11-13
        2026-11-10T12:00 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-24
        2026-11-10T12:00 GRACE_EXPIRED M9 rung=1
        2026-11-10T12:00 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-11-24
        """,
        (2, "running"),
    ),
    Verhaal(
        "T6-T7-gelijk-moment",
        "two checks at one moment: the report that was due first comes first",
        (gesprek("kennismaking", "1", "2026-09-08"), opdracht("M9", "2026-10-05")),
        dagelijks("2026-09-01", "2026-10-08"),
        """
        2026-09-16 MISS kennismaking:1 rung=1 count=1 due=2026-09-15
        2026-09-16 REMINDER kennismaking:1 rung=1 grace_until=2026-09-21
        2026-09-22 GRACE_EXPIRED kennismaking:1 rung=1
        2026-09-22 REPLACEMENT_ASSIGNED kennismaking:1 rung=1 replacement_due=2026-10-06
        2026-10-02 MISS M9 rung=2 count=2 due=2026-10-01
        2026-10-02 REMINDER M9 rung=2 grace_until=2026-10-06
        2026-10-02 REPLACEMENT_ASSIGNED M9 rung=2 replacement_due=2026-10-16
        2026-10-07 REPLACEMENT_OVERDUE kennismaking:1
        2026-10-07 GRACE_EXPIRED M9 rung=2
        """,
        (2, "running"),
    ),
    Verhaal(
        "T6-T7-een-verslag",
        "one report whose three days and replacement end on the same day: the three days first",
        (gesprek("kennismaking", "1", "2026-09-08"), verslag("kennismaking:1", "2026-09-16 08:00")),
        dagelijks("2026-09-01", "2026-10-07"),
        """
        2026-09-16 MISS kennismaking:1 rung=1 count=1 due=2026-09-15
        2026-09-16 REMINDER kennismaking:1 rung=1 grace_until=2026-09-21
        2026-10-02 MISS M9 rung=2 count=2 due=2026-10-01
        2026-10-02 REMINDER M9 rung=2 grace_until=2026-10-06
        2026-10-02 REPLACEMENT_ASSIGNED M9 rung=2 replacement_due=2026-10-06
        2026-10-07 GRACE_EXPIRED M9 rung=2
        2026-10-07 REPLACEMENT_OVERDUE M9
        """,
        (2, "running"),
        policy={"replacement_days": 4},
    ),
    Verhaal(
        "sweep-terug",
        "a clock that goes back emits nothing, and forgets nothing that was known",
        (verslag("M9", "2026-10-01 12:00", "2026-10-05 08:00"),),
        momenten("2026-10-06 07:00", "2026-10-03 07:00", "2026-10-06 07:00", "2026-10-02 07:00", "2026-10-08 07:00"),
        placement=KORT,
    ),
    Verhaal(
        "sweep-vaak",
        "the same instant five times gives each event once",
        (),
        momenten(*["2026-10-02 07:00"] * 5),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T0-gesloten",
        "a closed placement: nothing, ever, also not what lay before the closing and no sweep had seen",
        (gesloten("2026-10-06 10:00"),),
        momenten("2026-10-02 07:00", "2026-10-07 07:00", "2026-12-31 07:00"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        """,
        (1, "closed"),
    ),
    Verhaal(
        "zomertijd-terug",
        "the clock goes back on 25 October 2026; the check of 2 November is 06:00 UTC",
        (verslag("M9", "2026-09-30"), verslag("M10", "2026-11-03 06:59")),
        momenten("2026-11-03 06:59", "2026-11-03 07:00"),
    ),
    Verhaal(
        "zomertijd-vooruit",
        "the clock goes forward on 28 March 2027, Easter: three days from Wednesday 24 March end on Tuesday 30 March",
        (gesprek("kennismaking", "1", "2027-03-16"),),
        dagelijks("2027-03-20", "2027-03-31"),
        """
        2027-03-24 MISS kennismaking:1 rung=1 count=1 due=2027-03-23
        2027-03-24 REMINDER kennismaking:1 rung=1 grace_until=2027-03-30
        2027-03-31 GRACE_EXPIRED kennismaking:1 rung=1
        2027-03-31 REPLACEMENT_ASSIGNED kennismaking:1 rung=1 replacement_due=2027-04-14
        """,
        (1, "running"),
        placement={"start": "2027-03-15", "end": "2027-03-25"},
    ),
    Verhaal(
        "jaarwisseling",
        "reminded on Thursday 31 December 2026: New Year and the weekend are free, so Tuesday 5 January",
        (gesprek("kennismaking", "1", "2026-12-23"),),
        dagelijks("2026-12-30", "2027-01-06"),
        """
        2026-12-31 MISS kennismaking:1 rung=1 count=1 due=2026-12-30
        2026-12-31 REMINDER kennismaking:1 rung=1 grace_until=2027-01-05
        2027-01-06 GRACE_EXPIRED kennismaking:1 rung=1
        2027-01-06 REPLACEMENT_ASSIGNED kennismaking:1 rung=1 replacement_due=2027-01-20
        """,
        (1, "running"),
        placement={"start": "2026-12-21", "end": "2026-12-31"},
    ),
    Verhaal(
        "kerst",
        "a replacement given on Saturday 12 December would end on Boxing Day, a Saturday: Monday 28 December",
        (gesprek("kennismaking", "1", "2026-11-30"),),
        dagelijks("2026-12-01", "2026-12-29"),
        """
        2026-12-08 MISS kennismaking:1 rung=1 count=1 due=2026-12-07
        2026-12-08 REMINDER kennismaking:1 rung=1 grace_until=2026-12-11
        2026-12-12 GRACE_EXPIRED kennismaking:1 rung=1
        2026-12-12 REPLACEMENT_ASSIGNED kennismaking:1 rung=1 replacement_due=2026-12-28
        2026-12-29 REPLACEMENT_OVERDUE kennismaking:1
        """,
        (1, "running"),
        placement={"start": "2026-11-23", "end": "2026-12-03"},
    ),
    Verhaal(
        "warned-adjacent",
        "told at 07:00 on the day the next report is due: the student could still act, so warned",
        (
            gesprek("kennismaking", "1", "2026-09-22"),
            gesprek("kennismaking", "2", "2026-09-23"),
            gesprek("kennismaking", "3", "2026-09-24"),
            gesprek("kennismaking", "4", "2026-09-28"),
            *(verslag(f"kennismaking:{n}", f"2026-{d} 07:00") for n, d in enumerate(("09-30", "10-01", "10-02"), 1)),
            opdracht("kennismaking:2", "2026-10-02"),
            opdracht("kennismaking:3", "2026-10-02"),
            verslag("M9", "2026-09-30"),
        ),
        dagelijks("2026-09-20", "2026-10-06"),
        """
        2026-09-30 MISS kennismaking:1 rung=1 count=1 due=2026-09-29
        2026-10-01 MISS kennismaking:2 rung=2 count=2 due=2026-09-30
        2026-10-01 REPLACEMENT_ASSIGNED kennismaking:2 rung=2 replacement_due=2026-10-15
        2026-10-02 MISS kennismaking:3 rung=3 count=3 due=2026-10-01
        2026-10-02 REPLACEMENT_ASSIGNED kennismaking:3 rung=3 replacement_due=2026-10-16
        2026-10-06 MISS kennismaking:4 rung=4 count=4 due=2026-10-05
        2026-10-06 INSUFFICIENT_PROPOSED count=4 warned=True
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "vrije-dag-van-de-school",
        "a bridge day that the school added moves the first working day and the three days",
        (),
        dagelijks("2026-10-01", "2026-10-09"),
        """
        2026-10-03 MISS M9 rung=1 count=1 due=2026-10-02
        2026-10-03 REMINDER M9 rung=1 grace_until=2026-10-07
        2026-10-08 GRACE_EXPIRED M9 rung=1
        2026-10-08 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-22
        """,
        (1, "running"),
        placement=KORT,
        policy={"extra_nonworking": ["2026-10-01", "2026-10-05"]},
    ),
    Verhaal(
        "ander-beleid",
        "another school: check at noon, five days, one week",
        (),
        dagelijks("2026-10-01", "2026-10-20", "12:00"),
        """
        2026-10-02T12:00 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02T12:00 REMINDER M9 rung=1 grace_until=2026-10-07
        2026-10-08T12:00 GRACE_EXPIRED M9 rung=1
        2026-10-08T12:00 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-15
        2026-10-16T12:00 REPLACEMENT_OVERDUE M9
        """,
        (1, "running"),
        placement=KORT,
        policy={"check_time": "12:00", "grace_days": 5, "replacement_days": 7},
    ),
    Verhaal(
        "besluit-zonder-voorstel",
        "a decision while nothing is proposed decides nothing",
        (besluit("confirm", "2026-10-05"),),
        dagelijks("2026-10-01", "2026-10-06"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        """,
        (1, "running"),
        placement=KORT,
    ),
]


@pytest.mark.parametrize("verhaal", VERHALEN, ids=lambda verhaal: verhaal.id)
def test_story_gives_exactly_these_events(verhaal):
    uitkomst = naspelen(verhaal.vector)

    assert [kort(event) for event in uitkomst["events"]] == verhaal.verwacht
    assert uitkomst["final"] == {"count": verhaal.final[0], "state": verhaal.final[1]}
