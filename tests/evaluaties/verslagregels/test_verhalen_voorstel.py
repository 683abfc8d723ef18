"""The rows T1, T4 and T11 of the table: the proposal after four misses, and what people decide about it."""

import pytest

from evaluaties.verslagregels import naspelen
from tests.evaluaties.verslagregels.verhalen import (
    Verhaal,
    besluit,
    dagelijks,
    gesloten,
    kort,
    momenten,
    opdracht,
    verslag,
    vrij,
)

# Four misses without a word in between: reports are late but in, replacements are made, so only the counting shows.
VIER = (
    verslag("M9", "2026-10-02 07:00"),
    verslag("M10", "2026-11-03 07:00"),
    opdracht("M10", "2026-11-10"),
    verslag("M11", "2026-12-02 07:00"),
    opdracht("M11", "2026-12-10"),
)
VIER_EVENTS = """
        2026-10-02 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-03 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-03 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-17
        2026-12-02 MISS M11 rung=3 count=3 due=2026-12-01
        2026-12-02 REPLACEMENT_ASSIGNED M11 rung=3 replacement_due=2026-12-16
        2027-01-05 MISS M12 rung=4 count=4 due=2027-01-04
        2027-01-05 INSUFFICIENT_PROPOSED count=4 warned=True
"""

VERHALEN = [
    Verhaal(
        "T1-na-bevestiging",
        "after 'confirm' a miss that falls away only asks for a review, once; nothing else is counted or asked",
        (*VIER, besluit("confirm", "2027-01-08"), vrij("M10", "2027-01-09")),
        dagelijks("2026-10-01", "2027-03-03"),
        VIER_EVENTS + "2027-01-10 REVIEW_REQUIRED M10",
        (4, "insufficient"),
    ),
    Verhaal(
        "T1-twee",
        "each miss that falls away asks for its own review, in nominal order",
        (*VIER, besluit("confirm", "2027-01-08"), vrij("M12", "2027-01-09"), vrij("M10", "2027-01-09")),
        dagelijks("2026-10-01", "2027-01-12"),
        VIER_EVENTS
        + """
        2027-01-10 REVIEW_REQUIRED M10
        2027-01-10 REVIEW_REQUIRED M12
        """,
        (4, "insufficient"),
    ),
    Verhaal(
        "T1-besluit-herzien",
        "a revocation after the review takes the confirmation back: the miss is undone, the others shift down",
        (*VIER, besluit("confirm", "2027-01-08"), vrij("M10", "2027-01-09"), besluit("revoke", "2027-01-11")),
        dagelijks("2026-10-01", "2027-01-13"),
        VIER_EVENTS
        + """
        2027-01-10 REVIEW_REQUIRED M10
        2027-01-12 MISS_UNDONE M10 rung=2
        2027-01-12 RUNG_CHANGED M11 from=3 to=2
        2027-01-12 RUNG_CHANGED M12 from=4 to=3
        """,
        (3, "running"),
    ),
    Verhaal(
        "T1-besluit-blijft",
        "a second decision on the same proposal changes nothing, and neither does a revocation before a review",
        (
            *VIER,
            besluit("confirm", "2027-01-08"),
            besluit("reject", "2027-01-08 12:00"),
            besluit("revoke", "2027-01-08 13:00"),
            vrij("M10", "2027-01-09"),
            besluit("confirm", "2027-01-11"),
            besluit("reject", "2027-01-12"),
        ),
        dagelijks("2026-10-01", "2027-03-03"),
        VIER_EVENTS + "2027-01-10 REVIEW_REQUIRED M10",
        (4, "insufficient"),
    ),
    Verhaal(
        "T0-na-bevestiging",
        "closed after the confirmation: no review is asked any more",
        (*VIER, besluit("confirm", "2027-01-08"), gesloten("2027-01-09"), vrij("M10", "2027-01-09")),
        dagelijks("2026-10-01", "2027-01-12"),
        VIER_EVENTS,
        (4, "closed"),
    ),
    Verhaal(
        "T4-terug-naar-drie",
        "a proposal is withdrawn; the former 4th gets the reminder and the replacement of a 3rd, from today",
        (*VIER, vrij("M9", "2027-01-11")),
        dagelijks("2026-10-01", "2027-02-02"),
        VIER_EVENTS
        + """
        2027-01-12 MISS_UNDONE M9 rung=1
        2027-01-12 RUNG_CHANGED M10 from=2 to=1
        2027-01-12 RUNG_CHANGED M11 from=3 to=2
        2027-01-12 RUNG_CHANGED M12 from=4 to=3
        2027-01-12 PROPOSAL_WITHDRAWN
        2027-01-12 REMINDER M12 rung=3 grace_until=2027-01-15
        2027-01-12 REPLACEMENT_ASSIGNED M12 rung=3 replacement_due=2027-01-26
        2027-01-16 GRACE_EXPIRED M12 rung=3
        2027-01-27 REPLACEMENT_OVERDUE M12
        2027-02-02 MISS M1 rung=4 count=4 due=2027-02-01
        2027-02-02 INSUFFICIENT_PROPOSED count=4 warned=True
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "T4-verslag-binnen",
        "the same with the 4th report in meanwhile: no reminder, but the replacement of a 3rd",
        (*VIER, verslag("M12", "2027-01-06"), vrij("M9", "2027-01-11")),
        dagelijks("2026-10-01", "2027-01-20"),
        VIER_EVENTS
        + """
        2027-01-12 MISS_UNDONE M9 rung=1
        2027-01-12 RUNG_CHANGED M10 from=2 to=1
        2027-01-12 RUNG_CHANGED M11 from=3 to=2
        2027-01-12 RUNG_CHANGED M12 from=4 to=3
        2027-01-12 PROPOSAL_WITHDRAWN
        2027-01-12 REPLACEMENT_ASSIGNED M12 rung=3 replacement_due=2027-01-26
        """,
        (3, "running"),
    ),
    Verhaal(
        "T4-terug-naar-een",
        "three of the four excused at once: the last becomes a 1st, reminded but without a replacement",
        (*VIER, vrij("M9", "2027-01-11"), vrij("M10", "2027-01-11"), vrij("M11", "2027-01-11")),
        dagelijks("2026-10-01", "2027-01-14"),
        VIER_EVENTS
        + """
        2027-01-12 MISS_UNDONE M9 rung=1
        2027-01-12 MISS_UNDONE M10 rung=2
        2027-01-12 MISS_UNDONE M11 rung=3
        2027-01-12 RUNG_CHANGED M12 from=4 to=1
        2027-01-12 PROPOSAL_WITHDRAWN
        2027-01-12 REMINDER M12 rung=1 grace_until=2027-01-15
        """,
        (1, "running"),
    ),
    Verhaal(
        "T4-de-vierde-zelf",
        "the fourth itself is excused: the proposal goes, nobody is reminded of anything",
        (*VIER, vrij("M12", "2027-01-11")),
        dagelijks("2026-10-01", "2027-01-14"),
        VIER_EVENTS
        + """
        2027-01-12 MISS_UNDONE M12 rung=4
        2027-01-12 PROPOSAL_WITHDRAWN
        """,
        (3, "running"),
    ),
    Verhaal(
        "T4-vier-blijven-over",
        "five misses, one excused: four still stand, so the proposal stays",
        (*VIER, vrij("M9", "2027-02-05")),
        dagelijks("2026-10-01", "2027-02-08"),
        VIER_EVENTS
        + """
        2027-02-02 MISS M1 rung=4 count=5 due=2027-02-01
        2027-02-06 MISS_UNDONE M9 rung=1
        2027-02-06 RUNG_CHANGED M10 from=2 to=1
        2027-02-06 RUNG_CHANGED M11 from=3 to=2
        2027-02-06 RUNG_CHANGED M12 from=4 to=3
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "T4-en-meteen-weer",
        "in one sweep the proposal goes, and the next miss makes four again: a new proposal",
        (*VIER, vrij("M9", "2027-02-02 06:00")),
        dagelijks("2026-10-01", "2027-02-02"),
        VIER_EVENTS
        + """
        2027-02-02 MISS_UNDONE M9 rung=1
        2027-02-02 RUNG_CHANGED M10 from=2 to=1
        2027-02-02 RUNG_CHANGED M11 from=3 to=2
        2027-02-02 RUNG_CHANGED M12 from=4 to=3
        2027-02-02 PROPOSAL_WITHDRAWN
        2027-02-02 REMINDER M12 rung=3 grace_until=2027-02-05
        2027-02-02 REPLACEMENT_ASSIGNED M12 rung=3 replacement_due=2027-02-16
        2027-02-02 MISS M1 rung=4 count=4 due=2027-02-01
        2027-02-02 INSUFFICIENT_PROPOSED count=4 warned=True
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "T11-afgewezen",
        "rejected: running again; the next miss proposes again with a count of five",
        (*VIER, besluit("reject", "2027-01-11")),
        dagelijks("2026-10-01", "2027-02-02"),
        VIER_EVENTS
        + """
        2027-02-02 MISS M1 rung=4 count=5 due=2027-02-01
        2027-02-02 INSUFFICIENT_PROPOSED count=5 warned=True
        """,
        (5, "proposed"),
    ),
    Verhaal(
        "T11-afgewezen-en-stil",
        "rejected: without a new miss nothing is proposed again",
        (*VIER, besluit("reject", "2027-01-11")),
        dagelijks("2026-10-01", "2027-02-01"),
        VIER_EVENTS,
        (4, "running"),
    ),
    Verhaal(
        "T11-tweede-voorstel-bevestigd",
        "the first proposal rejected, the second confirmed",
        (*VIER, besluit("reject", "2027-01-11"), besluit("confirm", "2027-02-03")),
        dagelijks("2026-10-01", "2027-03-02"),
        VIER_EVENTS
        + """
        2027-02-02 MISS M1 rung=4 count=5 due=2027-02-01
        2027-02-02 INSUFFICIENT_PROPOSED count=5 warned=True
        """,
        (5, "insufficient"),
    ),
    Verhaal(
        "T11-afgewezen-dan-vrij",
        "rejected, then a miss excused: rungs shift, but there is no proposal to withdraw",
        (*VIER, besluit("reject", "2027-01-11"), vrij("M9", "2027-01-12")),
        dagelijks("2026-10-01", "2027-02-02"),
        VIER_EVENTS
        + """
        2027-01-13 MISS_UNDONE M9 rung=1
        2027-01-13 RUNG_CHANGED M10 from=2 to=1
        2027-01-13 RUNG_CHANGED M11 from=3 to=2
        2027-01-13 RUNG_CHANGED M12 from=4 to=3
        2027-02-02 MISS M1 rung=4 count=4 due=2027-02-01
        2027-02-02 INSUFFICIENT_PROPOSED count=4 warned=True
        """,
        (4, "proposed"),
    ),
    Verhaal(
        "warned-na-uitval",
        "an outage hid the first miss until after the second was due: the proposal says so, months later",
        VIER,
        (*momenten("2026-11-05 07:00"), *dagelijks("2026-11-06", "2027-01-06")),
        """
        2026-11-05 MISS M9 rung=1 count=1 due=2026-10-01
        2026-11-05 MISS M10 rung=2 count=2 due=2026-11-02
        2026-11-05 REPLACEMENT_ASSIGNED M10 rung=2 replacement_due=2026-11-19
        2026-12-02 MISS M11 rung=3 count=3 due=2026-12-01
        2026-12-02 REPLACEMENT_ASSIGNED M11 rung=3 replacement_due=2026-12-16
        2027-01-05 MISS M12 rung=4 count=4 due=2027-01-04
        2027-01-05 INSUFFICIENT_PROPOSED count=4 warned=False
        """,
        (4, "proposed"),
    ),
]


@pytest.mark.parametrize("verhaal", VERHALEN, ids=lambda verhaal: verhaal.id)
def test_story_gives_exactly_these_events(verhaal):
    uitkomst = naspelen(verhaal.vector)

    assert [kort(event) for event in uitkomst["events"]] == verhaal.verwacht
    assert uitkomst["final"] == {"count": verhaal.final[0], "state": verhaal.final[1]}
