"""Questions on which the specification is short, with the answer that was chosen and why."""

from datetime import date

import pytest

from evaluaties.verslagregels import Beleid, naspelen
from tests.evaluaties.verslagregels.verhalen import LANG, besluit, dagelijks, kort, pauze, uitgeschreven, uitstel

ZATERDAG = "2026-10-03"


def due(*feiten, **policy):
    vector = {"id": "vraag", "placement": LANG, "facts": feiten, "policy": policy}
    return naspelen(vector)["due"]["monthly:2026-09"]


@pytest.mark.parametrize("policy", [{}, {"extra_nonworking": [ZATERDAG]}])
def test_a_day_that_a_person_chose_stays_as_chosen(policy):
    """An extension is no term of days that ends on a free day (ATW art. 1): somebody named the very day.

    Moving it would show another day than the one that was agreed with the student. The form may warn; the rules don't
    correct a person.
    """
    assert due(uitstel("M9", ZATERDAG, "2026-09-20"), **policy) == ZATERDAG


def test_a_pause_moves_a_chosen_day_to_a_working_day():
    """What the rules work out themselves never ends on a free day: here 10 Oct becomes Sunday 18, so Monday 19."""
    feiten = (uitstel("M9", "2026-10-10", "2026-09-20"), pauze("p", "2026-10-09", "2026-10-16", "2026-10-08"))
    assert date(2026, 10, 18).weekday() == 6
    assert due(*feiten) == "2026-10-19"


def test_after_a_confirmation_nothing_is_counted_or_asked_any_more():
    """T1: 'insufficient' ends the ladder. Running terms don't lapse and later months aren't counted.

    A student is not sent demands for a stage that was failed; only a miss that falls away asks for a review.
    """
    vector = {
        "id": "vraag",
        "placement": LANG,
        "facts": [besluit("confirm", "2027-01-06 12:00")],
        "sweeps": list(dagelijks("2026-10-01", "2027-04-01")),
    }
    uitkomst = naspelen(vector)
    events = [kort(event) for event in uitkomst["events"]]
    assert events[-2:] == [
        uitgeschreven("2027-01-05 MISS M12 rung=4 count=4 due=2027-01-04"),
        "2027-01-05 INSUFFICIENT_PROPOSED count=4 warned=True",
    ]
    assert uitkomst["final"] == {"count": 4, "state": "insufficient"}


def test_nudges_are_no_part_of_a_scenario():
    """They lie outside the ladder: a file that names them is wrong, and they change no date."""
    with pytest.raises(ValueError, match="geen onderdeel van het beleid"):
        Beleid().met({"nudge_days": [3]})
