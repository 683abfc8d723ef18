from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.ical import Dagpunt, schrijf_agenda
from tests.basis.icallezer import Fout, lees

OP = datetime(2026, 10, 1, 9, 30, 5, tzinfo=UTC)


def punt(**velden):
    return Dagpunt(
        **{"uid": "a@stagebureau", "dag": date(2026, 10, 30), "titel": "Titel", "gewijzigd_op": OP, **velden}
    )


def test_calendar_is_read_back():
    inhoud = schrijf_agenda("Mijn agenda", [punt(omschrijving="Regel 1\nRegel 2", url="http://x.test/a,b", volgorde=3)])
    kop, (een,) = lees(inhoud)
    assert kop["METHOD"] == "PUBLISH"
    assert kop["X-WR-CALNAME"] == "Mijn agenda"
    assert kop["REFRESH-INTERVAL"] == "PT6H"
    assert een == {
        "UID": "a@stagebureau",
        "DTSTAMP": OP,
        "LAST-MODIFIED": OP,
        "SEQUENCE": 3,
        "DTSTART": date(2026, 10, 30),
        "DTEND": date(2026, 10, 31),
        "SUMMARY": "Titel",
        "DESCRIPTION": "Regel 1\nRegel 2",
        "URL": "http://x.test/a,b",
        "CLASS": "PRIVATE",
        "TRANSP": "TRANSPARENT",
    }


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400))
def test_any_text_survives_folding_and_escaping(tekst):
    assert lees(schrijf_agenda("x", [punt(titel=tekst)]))[1][0]["SUMMARY"] == tekst


@pytest.mark.parametrize(
    "tekst", ["é" * 200, "😀" * 100, "a" * 75, "a" * 66, "komma, punt; en \\n geen regel", "\\", ";,\\" * 40]
)
def test_hard_texts(tekst):
    assert lees(schrijf_agenda("x", [punt(titel=tekst)]))[1][0]["SUMMARY"] == tekst


def test_text_cannot_begin_another_property():
    kop, (een,) = lees(
        schrijf_agenda("x\r\nMETHOD:CANCEL", [punt(titel="a\r\nEND:VEVENT\x00\x0b", omschrijving="b\rc")])
    )
    assert kop["METHOD"] == "PUBLISH"
    assert een["SUMMARY"] == "a\nEND:VEVENT"
    assert een["DESCRIPTION"] == "b\nc"


def test_order_and_bytes_do_not_depend_on_the_order_of_the_points():
    punten = [punt(uid=f"{n}", dag=date(2026, 10, 30 - n % 3)) for n in range(6)]
    assert schrijf_agenda("x", punten) == schrijf_agenda("x", reversed(punten))


def test_empty_calendar_is_a_calendar():
    assert lees(schrijf_agenda("x", []))[1] == []


@pytest.mark.parametrize(
    ("van", "naar"),
    [
        (b"\r\n", b"\n"),
        (b"VERSION:2.0\r\n", b""),
        (b"UID:", b"XID:"),
        (b"SUMMARY:Titel", b"SUMMARY:a;b"),
        (b" ", b"\xc3 "),
    ],
)
def test_reader_refuses_what_is_wrong(van, naar):
    goed = schrijf_agenda("x", [punt(omschrijving="lang " * 40)])
    with pytest.raises((Fout, UnicodeDecodeError)):
        lees(goed.replace(van, naar))
