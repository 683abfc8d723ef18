"""Reading scenario files: every mistake gets a Dutch line with its place, and nothing half-written is left."""

import json

import pytest

from evaluaties.verslagregels import Beleid, ScenarioError, lees_bestand, lees_vector, schrijf_bestand

GOED = {"id": "X", "placement": {"start": "2026-09-01", "end": "2026-10-10"}, "facts": [], "sweeps": []}


@pytest.mark.parametrize(
    ("verandering", "regel"),
    [
        ({"placement": None}, "scenario X, placement: dit deel ontbreekt of is geen object. Vul het in."),
        (
            {"placement": {"start": "1 september", "end": "2026-10-10"}},
            "scenario X, placement: '1 september' past niet bij 'start'. Schrijf bijvoorbeeld 2026-10-01.",
        ),
        (
            {"placement": {"start": "2026-09-01"}},
            "scenario X, placement: 'end' ontbreekt. Schrijf bijvoorbeeld 2026-10-01.",
        ),
        (
            {"placement": {"start": "2026-09-01", "end": "2026-10-10", "recorded_at": "2026-09-01T10:00:00"}},
            (
                "scenario X, placement: '2026-09-01T10:00:00' past niet bij 'recorded_at'. "
                "Schrijf bijvoorbeeld 2026-10-01T12:00:00+02:00."
            ),
        ),
        (
            {"facts": [{"type": "party"}]},
            "scenario X, feit 1: 'party' past niet bij 'type'. Schrijf bijvoorbeeld submission.",
        ),
        ({"facts": ["niets"]}, "scenario X, feit 1: dit deel ontbreekt of is geen object. Vul het in."),
        (
            {"facts": [{"type": "excuse", "obligation": "monthly:2026-13", "recorded_at": "2026-10-01T12:00:00Z"}]},
            (
                "scenario X, feit 1: 'monthly:2026-13' past niet bij 'obligation'. "
                "Schrijf bijvoorbeeld monthly:2026-09 of kennismaking:1."
            ),
        ),
        (
            {"facts": [{"type": "excuse", "obligation": "monthly:2026-09"}]},
            "scenario X, feit 1: 'recorded_at' ontbreekt. Schrijf bijvoorbeeld 2026-10-01T12:00:00+02:00.",
        ),
        (
            {
                "facts": [
                    {
                        "type": "meeting",
                        "kind": "monthly",
                        "id": "1",
                        "date": "2026-10-01",
                        "recorded_at": "2026-10-01T12:00:00Z",
                    }
                ]
            },
            "scenario X, feit 1: 'monthly' past niet bij 'kind'. Schrijf kennismaking of tussenevaluatie.",
        ),
        (
            {"facts": [{"type": "decision", "value": "misschien", "recorded_at": "2026-10-01T12:00:00Z"}]},
            "scenario X, feit 1: 'misschien' past niet bij 'value'. Schrijf bijvoorbeeld confirm of reject.",
        ),
        (
            {"sweeps": ["morgen"]},
            "scenario X, sweep 1: 'morgen' past niet bij 'sweep'. Schrijf bijvoorbeeld 2026-10-01T12:00:00+02:00.",
        ),
        (
            {"sweeps": [{"daily_from": "2026-10-01", "daily_to": "2026-10-02"}]},
            "scenario X, sweep 1: 'local_time' ontbreekt. Schrijf bijvoorbeeld 07:00.",
        ),
        (
            {"as_of": 5},
            "scenario X: '5' past niet bij 'as_of'. Schrijf bijvoorbeeld 2026-10-01T12:00:00+02:00.",
        ),
        (
            {"policy": {"grace_days": 0}},
            "scenario X: '0' past niet bij grace_days. Schrijf een heel aantal dagen, 1 of meer.",
        ),
        (
            {"policy": {"check_time": 7}},
            "scenario X: '7' past niet bij check_time. Schrijf bijvoorbeeld 07:00.",
        ),
        (
            {"policy": {"extra_nonworking": ["vrijdag"]}},
            "scenario X: '['vrijdag']' past niet bij extra_nonworking. Schrijf bijvoorbeeld [\"2026-05-15\"].",
        ),
        (
            {"policy": {"dagen": 3}},
            (
                "scenario X: 'dagen' is geen onderdeel van het beleid. Kies uit: check_time, extra_nonworking, "
                "grace_days, meeting_report_days, min_active_days, replacement_days."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(verandering, regel):
    with pytest.raises(ScenarioError) as fout:
        lees_vector(GOED | verandering)

    assert fout.value.regels == (regel,)


@pytest.mark.parametrize("vector", [None, [], {}, {"id": 3}])
def test_a_vector_without_a_name_is_refused(vector):
    with pytest.raises(ScenarioError, match="heeft geen 'id'"):
        lees_vector(vector)


def test_policy_of_the_file_holds_where_the_vector_says_nothing():
    scenario = lees_vector(GOED | {"policy": {"grace_days": 5}}, {"grace_days": 4, "replacement_days": 7})

    assert scenario.beleid == Beleid(grace_days=5, replacement_days=7)


def test_daily_sweeps_keep_their_wall_clock_time_over_the_clock_change():
    reeks = {"daily_from": "2026-10-24", "daily_to": "2026-10-25", "local_time": "07:00"}

    scenario = lees_vector(GOED | {"sweeps": [reeks, "2026-10-20T09:00:00+02:00"]})

    assert [moment.isoformat() for moment in scenario.sweeps] == [
        "2026-10-24T05:00:00+00:00",
        "2026-10-25T06:00:00+00:00",
        "2026-10-20T09:00:00+02:00",
    ]


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    pad = tmp_path / "fout.json"
    slecht = GOED | {"id": "Y", "placement": {}, "facts": [{"type": "?"}]}
    pad.write_text(json.dumps({"vectors": [GOED, slecht, {}]}), encoding="utf-8")

    with pytest.raises(ScenarioError) as fout:
        lees_bestand(pad)

    assert [regel.removeprefix(f"{pad}: ") for regel in fout.value.regels] == [
        "scenario Y, feit 1: '?' past niet bij 'type'. Schrijf bijvoorbeeld submission.",
        "scenario Y, placement: 'start' ontbreekt. Schrijf bijvoorbeeld 2026-10-01.",
        "een scenario heeft geen 'id'. Geef elk scenario een eigen naam.",
    ]


@pytest.mark.parametrize(
    ("inhoud", "uitleg"),
    [("{", "geen geldige JSON"), ("[]", "'vectors' ontbreekt"), ('{"vectors": 3}', "'vectors' ontbreekt")],
)
def test_a_file_that_is_no_scenario_file_is_refused(tmp_path, inhoud, uitleg):
    pad = tmp_path / "fout.json"
    pad.write_text(inhoud, encoding="utf-8")

    with pytest.raises(ScenarioError, match=uitleg):
        lees_bestand(pad)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="niet te lezen"):
        lees_bestand(tmp_path / "weg.json")


def test_writing_that_fails_leaves_the_old_file(tmp_path):
    pad = tmp_path / "uit.json"
    pad.mkdir()

    with pytest.raises(OSError, match=r"uit\.json"):
        schrijf_bestand(pad, [])

    assert [kind.name for kind in tmp_path.iterdir()] == ["uit.json"]
