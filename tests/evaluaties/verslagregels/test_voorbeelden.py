"""The sample scenarios must replay without a difference, through the dictionary and through a file."""

import json
from pathlib import Path

import pytest

from evaluaties.verslagregels import lees_bestand, naspelen, schrijf_bestand, verschillen

BESTAND = Path(__file__).parent / "voorbeelden.json"
INHOUD = json.loads(BESTAND.read_text(encoding="utf-8"))
VECTORS = INHOUD["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_sample_replays_without_a_difference(vector):
    uitkomst = naspelen(vector, INHOUD["policy_defaults"])

    assert verschillen(vector, uitkomst) == []
    # Letter for letter as well: `verschillen` forgives another way of writing the same instant.
    assert uitkomst["events"] == vector.get("expected_events", uitkomst["events"])


def test_samples_replay_from_file_to_file(tmp_path):
    uit = tmp_path / "uit.json"

    schrijf_bestand(uit, [naspelen(scenario) for scenario in lees_bestand(BESTAND)])

    uitkomsten = json.loads(uit.read_text(encoding="utf-8"))["vectors"]
    assert [uitkomst["id"] for uitkomst in uitkomsten] == [vector["id"] for vector in VECTORS]
    assert [verschillen(*paar) for paar in zip(VECTORS, uitkomsten, strict=True)] == [[]] * len(VECTORS)
    assert list(tmp_path.iterdir()) == [uit]


def test_differences_are_told_one_by_one():
    vector = next(vector for vector in VECTORS if vector["id"] == "B04")
    uitkomst = naspelen(vector) | {"final": {"count": 2, "state": "running"}}
    uitkomst["events"].append({"type": "REMINDER"})
    verwacht = {"monthly:2026-09": "2026-10-02", "monthly:2026-12": None}

    regels = verschillen(vector | {"expected_due": verwacht, "expected_due_complete": True}, uitkomst)

    assert regels == [
        "due monthly:2026-09: verwacht '2026-10-02', gekregen '2026-10-01'",
        "gebeurtenis 2: verwacht None, gekregen {'type': 'REMINDER'}",
        "eindstand: verwacht {'count': 1, 'state': 'running'}, gekregen {'count': 2, 'state': 'running'}",
    ]


def test_a_due_date_nobody_expected_is_a_difference():
    vector = next(vector for vector in VECTORS if vector["id"] == "A07")
    kort = vector | {"expected_due": {"monthly:2026-09": "2026-10-01"}}

    assert verschillen(kort, naspelen(kort)) == ["niet verwacht: verwacht [], gekregen ['monthly:2026-10']"]


def test_a_due_date_is_written_long_where_the_vector_has_it_so():
    vector = {
        "id": "lang",
        "placement": {"start": "2026-09-01", "end": "2026-10-10"},
        "facts": [
            {
                "type": "meeting",
                "kind": "tussenevaluatie",
                "id": 1,
                "date": "2026-10-21",
                "recorded_at": "2026-10-21T12:00:00Z",
            }
        ],
        "expected_due": {"tussenevaluatie:1": {}, "monthly:2026-10": None, "monthly:2026-09": "2026-10-01"},
    }

    uitkomst = naspelen(vector)

    assert uitkomst == {
        "id": "lang",
        "due": {
            "monthly:2026-09": "2026-10-01",
            "monthly:2026-10": None,
            "tussenevaluatie:1": {
                "due": "2026-10-28",
                "due_end": "2026-10-28T23:00:00+00:00",
                "check": "2026-10-29T06:00:00+00:00",
                "recipients": ["coordinator", "slb"],
            },
        },
        "events": [],
        "final": {"count": 0, "state": "running"},
    }
