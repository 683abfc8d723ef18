"""The rows T2 and T3 of the table: excuses, extensions and receipts by mail that take a miss back."""

import pytest

from evaluaties.verslagregels import naspelen
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    Verhaal,
    dagelijks,
    einde,
    gesprek,
    kort,
    momenten,
    opdracht,
    uitstel,
    verslag,
    vrij,
)

VERHALEN = [
    Verhaal(
        "T2-per-mail",
        "the report had come by mail at 23:50 on the due date, registered a week later: undone, replacement gone",
        (verslag("M9", "2026-10-01 23:50", "2026-10-08 09:00"),),
        dagelijks("2026-10-01", "2026-10-31"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-07 GRACE_EXPIRED M9 rung=1
        2026-10-07 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-21
        2026-10-09 MISS_UNDONE M9 rung=1
        2026-10-09 REPLACEMENT_WITHDRAWN M9
        """,
        placement=KORT,
    ),
    Verhaal(
        "T2-per-mail-te-laat",
        "by mail at 07:00 after the due date: the miss stands, the three days end",
        (verslag("M9", "2026-10-02 07:00", "2026-10-05 09:00"),),
        dagelijks("2026-10-01", "2026-10-31"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-opdracht-al-binnen",
        "a replacement that is already in stays when the miss is undone",
        (opdracht("M9", "2026-10-08"), vrij("M9", "2026-10-09")),
        dagelijks("2026-10-01", "2026-10-31"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-07 GRACE_EXPIRED M9 rung=1
        2026-10-07 REPLACEMENT_ASSIGNED M9 rung=1 replacement_due=2026-10-21
        2026-10-10 MISS_UNDONE M9 rung=1
        """,
        placement=KORT,
    ),
    Verhaal(
        "T2-uitstel-in-de-toekomst",
        "an extension after the miss: undone, and missed anew under the new date",
        (uitstel("M9", "2026-10-12", "2026-10-05"),),
        dagelijks("2026-10-01", "2026-10-14"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-06 MISS_UNDONE M9 rung=1
        2026-10-13 MISS M9 rung=1 count=1 due=2026-10-12
        2026-10-13 REMINDER M9 rung=1 grace_until=2026-10-16
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-uitstel-verleden",
        "an extension to a later date that has passed too: undone and missed in one sweep, with a new reminder",
        (uitstel("M9", "2026-10-05", "2026-10-06"),),
        dagelijks("2026-10-01", "2026-10-11"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-07 MISS_UNDONE M9 rung=1
        2026-10-07 MISS M9 rung=1 count=1 due=2026-10-05
        2026-10-07 REMINDER M9 rung=1 grace_until=2026-10-12
        """,
        (1, "running"),
        placement=KORT,
    ),
    Verhaal(
        "T2-uitstel-over-een-ander-heen",
        "the extended report now comes after the next one: that becomes the first, and this one the second",
        (
            uitstel("M9", "2026-11-04", "2026-11-04 09:00"),
            verslag("M9", "2026-11-05 12:00"),
            verslag("M10", "2026-11-03 08:00"),
        ),
        dagelijks("2026-11-03", "2026-11-06"),
        """
        2026-11-03 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 REMINDER M9 rung=1 grace_until=2026-11-06
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REMINDER M10 rung=2 grace_until=2026-11-06
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-11-05 MISS_UNDONE M9 rung=1
        2026-11-05 RUNG_CHANGED M10 from=2 to=1
        2026-11-05 REPLACEMENT_WITHDRAWN M10
        2026-11-05 MISS M9 rung=2 count=2 due=2026-11-04
        2026-11-05 REMINDER M9 rung=2 grace_until=2026-11-09
        2026-11-05 REPLACEMENT_ASSIGNED M9 rung=2 replacement_due=2026-11-19
        """,
        (2, "running"),
    ),
    Verhaal(
        "T2-uitstel-en-binnen",
        "an extension past the day of the late receipt: undone for good",
        (verslag("M9", "2026-10-05"), uitstel("M9", "2026-10-05", "2026-10-07")),
        dagelijks("2026-10-01", "2026-10-14"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-08 MISS_UNDONE M9 rung=1
        """,
        placement=KORT,
    ),
    Verhaal(
        "T2-einde-vervroegd",
        "the placement turns out to have ended on 9 September: no report was owed",
        (einde("2026-09-09", "2026-10-05"),),
        dagelijks("2026-10-01", "2026-10-14"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-10-02 REMINDER M9 rung=1 grace_until=2026-10-06
        2026-10-06 MISS_UNDONE M9 rung=1
        """,
    ),
    Verhaal(
        "vrij-voor-de-datum",
        "excused before any sweep saw it: nothing happens",
        (vrij("M9", "2026-10-02 06:00"),),
        dagelijks("2026-10-01", "2026-10-14"),
        placement=KORT,
    ),
    Verhaal(
        "T3-herstel-verstreken",
        "2x becomes 1x after its three days lapsed: the lower rung would have given the replacement too, it stays",
        (verslag("M9", "2026-10-02 07:00"), vrij("M9", "2026-11-09")),
        dagelijks("2026-10-01", "2026-11-18"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REMINDER M10 rung=2 grace_until=2026-11-06
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-11-07 GRACE_EXPIRED M10 rung=2
        2026-11-10 MISS_UNDONE M9 rung=1
        2026-11-10 RUNG_CHANGED M10 from=2 to=1
        2026-11-18 REPLACEMENT_OVERDUE M10
        """,
        (1, "running"),
    ),
    Verhaal(
        "T3-herstel-verstreken-ongezien",
        "the same when no sweep had yet seen the three days lapse: nothing is taken away and given again",
        (verslag("M9", "2026-10-02 07:00"), vrij("M9", "2026-11-09")),
        momenten("2026-10-02 07:00", "2026-11-03 07:00", "2026-11-10 07:00", "2026-11-18 07:00"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REMINDER M10 rung=2 grace_until=2026-11-06
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-11-10 MISS_UNDONE M9 rung=1
        2026-11-10 RUNG_CHANGED M10 from=2 to=1
        2026-11-10 GRACE_EXPIRED M10 rung=1
        2026-11-18 REPLACEMENT_OVERDUE M10
        """,
        (1, "running"),
    ),
    Verhaal(
        "T3-herstel-loopt",
        "2x becomes 1x while the three days run: the replacement goes, and comes back when they lapse",
        (verslag("M9", "2026-10-02 07:00"), vrij("M9", "2026-11-04")),
        dagelijks("2026-10-01", "2026-11-07"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REMINDER M10 rung=2 grace_until=2026-11-06
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-11-05 MISS_UNDONE M9 rung=1
        2026-11-05 RUNG_CHANGED M10 from=2 to=1
        2026-11-05 REPLACEMENT_WITHDRAWN M10
        2026-11-07 GRACE_EXPIRED M10 rung=1
        2026-11-07 REPLACEMENT_ASSIGNED M10 rung=1 replacement_due=2026-11-23
        """,
        (1, "running"),
    ),
    Verhaal(
        "T3-opdracht-binnen",
        "2x becomes 1x, its replacement is in: it stays",
        (
            verslag("M9", "2026-10-02 07:00"),
            verslag("M10", "2026-11-03 07:00"),
            opdracht("M10", "2026-11-10"),
            vrij("M9", "2026-11-12"),
        ),
        dagelijks("2026-10-01", "2026-11-20"),
        """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-11-13 MISS_UNDONE M9 rung=1
        2026-11-13 RUNG_CHANGED M10 from=2 to=1
        """,
        (1, "running"),
    ),
    Verhaal(
        "vroeg-verslag-en-gesprek",
        "handed in before the meeting was even registered: earlier is fine",
        (gesprek("kennismaking", "1", "2026-09-08", "2026-09-10 09:00"), verslag("kennismaking:1", "2026-09-09")),
        dagelijks("2026-09-08", "2026-09-30"),
    ),
]


@pytest.mark.parametrize("verhaal", VERHALEN, ids=lambda verhaal: verhaal.id)
def test_story_gives_exactly_these_events(verhaal):
    uitkomst = naspelen(verhaal.vector)

    assert [kort(event) for event in uitkomst["events"]] == verhaal.verwacht
    assert uitkomst["final"] == {"count": verhaal.final[0], "state": verhaal.final[1]}
