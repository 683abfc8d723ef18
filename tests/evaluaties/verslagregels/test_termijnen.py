"""Due dates: which reports are owed and when, by what was known at an instant."""

from datetime import date, datetime

import pytest

from evaluaties.verslagregels import Waarom, lees_vector, verplichtingen
from tests.evaluaties.verslagregels.verhalen import (
    KORT,
    LANG,
    einde,
    gesprek,
    op,
    pauze,
    uitgeschreven,
    uitstel,
    vrij,
)

GEVALLEN = [
    ("13 active days are too few", {"start": "2026-09-18", "end": "2026-10-31"}, (), {"M9": None, "M10": "2026-11-02"}),
    ("14 days up to the last day, inclusive", {"start": "2026-09-01", "end": "2026-10-14"}, (), {"M10": "2026-11-02"}),
    ("13 days up to the last day", {"start": "2026-09-01", "end": "2026-10-13"}, (), {"M10": None}),
    ("a pause takes days of the month", LANG, (pauze("p", "2026-09-14", "2026-09-30", "2026-09-01"),), {"M9": None}),
    (
        "14 days left beside a pause",
        LANG,
        (pauze("p", "2026-09-15", "2026-09-30", "2026-09-01"),),
        {"M9": "2026-10-01"},
    ),
    (
        "overlapping pauses count once",
        LANG,
        (pauze("p", "2026-09-10", "2026-09-20", "2026-09-01"), pauze("q", "2026-09-15", "2026-09-25", "2026-09-01")),
        {"M9": "2026-10-01"},
    ),
    (
        "an open pause from the 20th: owed, but no date",
        LANG,
        (pauze("p", "2026-10-20", None, "2026-10-20"),),
        {"M9": "2026-10-01", "M10": None, "M11": None},
    ),
    (
        "its end is registered late: the days left run from the registration",
        LANG,
        (pauze("p", "2026-10-20", None, "2026-10-20"), pauze("p", "2026-10-20", "2026-11-04", "2026-11-10")),
        # 13 days were left; 11 November + 13 days.
        {"M10": "2026-11-24", "M11": "2026-12-01"},
    ),
    (
        "the end of an open pause lies before the due date, registered after it: still no date in the past",
        LANG,
        (pauze("p", "2026-10-20", None, "2026-10-20"), pauze("p", "2026-10-20", "2026-10-25", "2026-11-10")),
        {"M10": "2026-11-24"},
    ),
    (
        "registered before the due date instead: that date simply holds",
        LANG,
        (pauze("p", "2026-10-20", None, "2026-10-20"), pauze("p", "2026-10-20", "2026-10-25", "2026-10-26")),
        {"M10": "2026-11-02"},
    ),
    (
        "a pause that was known only afterwards and did not cover the due date changes nothing",
        LANG,
        (pauze("p", "2026-09-28", "2026-09-30", "2026-10-08"),),
        {"M9": "2026-10-01"},
    ),
    (
        "noting the same end down once more changes nothing",
        LANG,
        (
            pauze("p", "2026-09-28", None, "2026-09-28"),
            pauze("p", "2026-09-28", "2026-10-04", "2026-10-04"),
            pauze("p", "2026-09-28", "2026-10-04", "2026-10-20"),
        ),
        {"M9": "2026-10-08"},
    ),
    (
        "the pause turns out to have begun earlier: a due date that only then lies in it waits for that registration",
        LANG,
        (pauze("p", "2026-10-02", "2026-10-04", "2026-10-02"), pauze("p", "2026-09-30", "2026-10-04", "2026-10-20")),
        {"M9": "2026-10-22"},
    ),
    (
        "two overlapping pauses: the clock stands once",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-10", "2026-09-20"), pauze("q", "2026-10-05", "2026-10-20", "2026-09-20")),
        # 3 days were left at 28 September; the clock runs again on 21 October.
        {"M9": "2026-10-26"},
    ),
    (
        "the earlier of two overlapping pauses ends first: the clock waits for the end of the other",
        LANG,
        (pauze("p", "2026-09-29", "2026-10-20", "2026-09-20"), pauze("q", "2026-09-28", "2026-10-05", "2026-09-20")),
        {"M9": "2026-10-26"},
    ),
    (
        "a second pause begins on the day the clock would have run again, and is open: no date",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-10", "2026-09-20"), pauze("q", "2026-10-11", None, "2026-10-08")),
        {"M9": None},
    ),
    (
        "a pause put later once it had begun: the date that stood still may lie in the new stretch, which holds it too",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-03", "2026-09-25"), pauze("p", "2026-10-02", "2026-10-20", "2026-10-02")),
        {"M9": "2026-10-26"},
    ),
    (
        "a pause that was taken back (it ends before it begins) is none",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-10", "2026-09-20"), pauze("p", "2026-09-28", "2026-09-27", "2026-09-21")),
        {"M9": "2026-10-01"},
    ),
    (
        "meeting registered late",
        LANG,
        (gesprek("kennismaking", "1", "2026-09-08", "2026-09-20"),),
        {"kennismaking:1": "2026-09-28"},
    ),
    (
        "meeting planned ahead",
        LANG,
        (gesprek("kennismaking", "1", "2026-09-18", "2026-09-08"),),
        {"kennismaking:1": "2026-09-25"},
    ),
    (
        "meeting registered at 23:59 local time",
        LANG,
        (gesprek("kennismaking", "1", "2026-09-08", "2026-09-08 23:59"),),
        {"kennismaking:1": "2026-09-15"},
    ),
    (
        "a meeting put off: a week after the new day",
        LANG,
        (
            gesprek("kennismaking", "1", "2026-09-08", "2026-09-01"),
            gesprek("kennismaking", "1", "2026-09-17", "2026-09-08"),
        ),
        {"kennismaking:1": "2026-09-24"},
    ),
    (
        "the same meeting registered twice, or with an earlier day: the first deadline holds",
        LANG,
        (
            gesprek("kennismaking", "1", "2026-09-08"),
            gesprek("kennismaking", "1", "2026-09-08", "2026-09-14"),
            gesprek("kennismaking", "1", "2026-09-07", "2026-09-14"),
        ),
        {"kennismaking:1": "2026-09-15"},
    ),
    (
        "a meeting put off, while a pause had already moved its deadline past the new week: that deadline holds",
        LANG,
        (
            gesprek("kennismaking", "1", "2026-09-26", "2026-09-16"),
            pauze("p", "2026-10-03", "2026-10-31", "2026-10-02"),
            gesprek("kennismaking", "1", "2026-10-24", "2026-10-14"),
        ),
        {"kennismaking:1": "2026-11-03"},
    ),
    (
        "a meeting put off into a pause: the new week moves out of it",
        LANG,
        (
            gesprek("kennismaking", "1", "2026-09-08", "2026-09-01"),
            pauze("p", "2026-09-20", "2026-09-30", "2026-09-02"),
            gesprek("kennismaking", "1", "2026-09-17", "2026-09-08"),
        ),
        {"kennismaking:1": "2026-10-05"},
    ),
    (
        "a week that ends on Easter Monday",
        {"start": "2027-03-01", "end": "2027-04-30"},
        (gesprek("tussenevaluatie", "1", "2027-03-22"),),
        {"tussenevaluatie:1": "2027-03-30"},
    ),
    ("excused", LANG, (vrij("M9", "2026-09-10"),), {"M9": None}),
    ("extension", LANG, (uitstel("M9", "2026-10-03", "2026-09-30"),), {"M9": "2026-10-03"}),
    (
        "of two extensions the later date",
        LANG,
        (uitstel("M9", "2026-10-12", "2026-09-29"), uitstel("M9", "2026-10-08", "2026-09-30")),
        {"M9": "2026-10-12"},
    ),
    (
        "an extension inside a later pause: the extended date moves",
        LANG,
        (uitstel("M9", "2026-10-08", "2026-09-30"), pauze("p", "2026-10-05", "2026-10-11", "2026-10-05")),
        {"M9": "2026-10-15"},
    ),
    (
        "an extension to a day before the date that the pause already gave is none",
        LANG,
        (pauze("p", "2026-09-28", "2026-11-15", "2026-09-25"), uitstel("M9", "2026-11-17", "2026-09-26")),
        {"M9": "2026-11-19"},
    ),
    (
        "an extension past the date that the pause gave",
        LANG,
        (pauze("p", "2026-09-28", "2026-11-15", "2026-09-25"), uitstel("M9", "2026-11-25", "2026-09-26")),
        {"M9": "2026-11-25"},
    ),
    (
        "the placement was registered on the last day of September: that month is due a week later",
        LANG | {"recorded_at": "2026-09-30T10:00:00+02:00"},
        (),
        {"M9": "2026-10-07", "M10": "2026-11-02"},
    ),
    (
        "registered before it began: the ordinary date",
        LANG | {"recorded_at": "2026-08-20T10:00:00+02:00"},
        (),
        {"M9": "2026-10-01"},
    ),
    (
        "a meeting from before the placement was registered waits for that registration",
        LANG | {"recorded_at": "2026-10-12T10:00:00+02:00"},
        (gesprek("kennismaking", "1", "2026-09-08"),),
        {"kennismaking:1": "2026-10-19"},
    ),
    (
        "a meeting before the first day, in a placement that was registered on that first day",
        LANG | {"recorded_at": "2026-09-01T00:00:00+02:00"},
        (gesprek("kennismaking", "1", "2026-08-25"),),
        {"kennismaking:1": "2026-09-01"},
    ),
    (
        "the end moves out and back in: only what is still owed",
        KORT,
        (einde("2026-12-31", "2026-11-20"), einde("2026-11-13", "2026-11-21")),
        {"M10": "2026-11-27", "M11": None, "M12": None},
    ),
    (
        "owed, not owed, owed again: a week after the last registration that made it so",
        LANG,
        (einde("2026-10-05", "2026-10-05"), einde("2026-12-31", "2026-11-18")),
        {"M9": "2026-10-01", "M10": "2026-11-25", "M11": "2026-12-01"},
    ),
    (
        "the end moves out within the same month: that month was owed all along",
        {"start": "2026-09-01", "end": "2026-10-20"},
        (einde("2026-10-31", "2026-11-01"),),
        {"M10": "2026-11-02"},
    ),
    (
        "a date moved into a next pause: only its own days are left there",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-01", "2026-09-01"), pauze("q", "2026-10-05", "2026-10-09", "2026-09-01")),
        # Resumes on 2 October with 3 days left: 5 October, the first day of q. Resumes on 10 October: Monday 12.
        {"M9": "2026-10-12"},
    ),
    (
        "a pause that is shortened on the very day it held: the clock stood until then",
        LANG,
        (pauze("p", "2026-09-28", "2026-10-09", "2026-09-01"), pauze("p", "2026-09-28", "2026-09-30", "2026-10-01")),
        {"M9": "2026-10-05"},
    ),
    (
        "a meeting noted down on an earlier day than once before is not put off",
        LANG,
        (
            gesprek("kennismaking", "1", "2026-09-10", "2026-09-10"),
            gesprek("kennismaking", "1", "2026-09-05", "2026-09-11"),
            gesprek("kennismaking", "1", "2026-09-08", "2026-09-25"),
        ),
        {"kennismaking:1": "2026-09-17"},
    ),
]


@pytest.mark.parametrize(("waarom", "placement", "feiten", "verwacht"), GEVALLEN, ids=[geval[0] for geval in GEVALLEN])
def test_due_dates_follow_from_the_facts(waarom, placement, feiten, verwacht):
    scenario = lees_vector({"id": waarom, "placement": placement, "facts": list(feiten)})

    plichten = verplichtingen(scenario.dossier, scenario.beleid, None)

    gevonden = {naam: plichten[naam].due if naam in plichten else None for naam in map(uitgeschreven, verwacht)}
    assert gevonden == {uitgeschreven(n): due and date.fromisoformat(due) for n, due in verwacht.items()}


def lees(*feiten, placement=LANG):
    return lees_vector({"id": "x", "placement": placement, "facts": list(feiten)})


def test_a_fact_counts_from_the_instant_it_was_recorded():
    scenario = lees(vrij("M9", "2026-09-10 10:00"))

    voor = verplichtingen(scenario.dossier, scenario.beleid, datetime.fromisoformat(op("2026-09-10 09:59")))
    na = verplichtingen(scenario.dossier, scenario.beleid, datetime.fromisoformat(op("2026-09-10 10:00")))

    assert (voor["monthly:2026-09"].due, na["monthly:2026-09"].due) == (date(2026, 10, 1), None)


def test_nothing_is_owed_before_the_placement_is_registered():
    scenario = lees(placement=LANG | {"recorded_at": "2026-10-12T11:00:00+02:00"})

    assert verplichtingen(scenario.dossier, scenario.beleid, datetime.fromisoformat(op("2026-10-12 10:59"))) == {}
    assert verplichtingen(scenario.dossier, scenario.beleid, datetime.fromisoformat(op("2026-10-12 11:00"))) != {}


def test_the_reason_tells_why_nothing_is_asked():
    scenario = lees(
        vrij("M9", "2026-09-10"),
        pauze("p", "2026-10-20", None, "2026-10-20"),
        placement={"start": "2026-09-01", "end": "2026-11-10"},
    )

    plichten = verplichtingen(scenario.dossier, scenario.beleid, None)

    assert {naam: plicht.waarom for naam, plicht in plichten.items()} == {
        "monthly:2026-09": Waarom.VRIJGESTELD,
        "monthly:2026-10": Waarom.PAUZE_OPEN,
        "monthly:2026-11": Waarom.NIET_VERSCHULDIGD,
    }


def test_one_active_day_suffices_where_the_school_says_so():
    scenario = lees_vector(
        {"id": "x", "placement": {"start": "2026-09-30", "end": "2026-10-01"}, "policy": {"min_active_days": 1}}
    )

    due = {naam: plicht.due for naam, plicht in verplichtingen(scenario.dossier, scenario.beleid, None).items()}

    assert due == {"monthly:2026-09": date(2026, 10, 1), "monthly:2026-10": date(2026, 11, 2)}
