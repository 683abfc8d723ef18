import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from basis.errors import DomainError
from basis.inlezen import Kolom, lees
from basis.uitvoer import UitvoerKolom, bestandsnaam, schrijf_csv, schrijf_xlsx, tabel_response, veilige_tekst

TRIGGERS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\u2212"]
LEADS = [
    "",
    " ",
    "\u00a0",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u200b",
    "\ufeff",
    "\u2003",
    "\u3000",
    "\u00ad",
    "\x00",
    "\x0b",
    "\u202e",
]
PAYLOADS = [
    *[f"{trigger}1+1" for trigger in TRIGGERS],
    *[f"{lead}=1+1" for lead in LEADS],
    *[f"{lead}@SUM(A1)" for lead in LEADS],
    *[f"tekst{scheiding}=1+1" for scheiding in (",", ";", "\t", "|", "\n", "\r\n", '"', '",', '";', ", ", ";\u00a0")],
    "=cmd|' /C calc'!A0",
    '=1+1";=1+1',
    '=HYPERLINK("http://127.0.0.1/?"&A1,"klik")',
    '=WEBSERVICE("http://127.0.0.1")',
    '=DDE("cmd";"/C calc";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    '=IMPORTXML("http://127.0.0.1","//a")',
    "  \u00a0\t=1+1",
    '"=1+1"',
    "'\n=1+1",
    "a\n-2+3",
    "-",
    "+31612345678",
]
KOLOMMEN = [UitvoerKolom("Naam", lambda rij: rij[0]), UitvoerKolom("Getal", lambda rij: rij[1])]


def evaluates(text):
    """What a spreadsheet could take for a formula: judged apart from the code under test."""
    kaal = text.strip().strip("\u200b\ufeff\u00ad\u202e\x00\x0b\u00a0\u3000 \t\r\n")
    return kaal[:1] in set(TRIGGERS) or text[:1] in {"\t", "\r", "\n"}


def csv_text(rows, *, excel=False, kolommen=KOLOMMEN):
    target = io.BytesIO()
    schrijf_csv(target, kolommen, rows, excel=excel)
    return target.getvalue().decode("utf-8-sig")


def xlsx_sheet(rows, kolommen=KOLOMMEN):
    target = io.BytesIO()
    schrijf_xlsx(target, kolommen, rows)
    return openpyxl.load_workbook(target).active


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 60
    assert sum(evaluates(payload) for payload in PAYLOADS) > 45


@pytest.mark.parametrize("excel", [False, True])
def test_csv_holds_no_cell_a_spreadsheet_would_evaluate(excel):
    text = csv_text([(payload, -5) for payload in PAYLOADS], excel=excel)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if excel else ","))
    assert len(rows) == len(PAYLOADS) + 1
    assert not [row for row in rows if evaluates(row[0])]
    assert {row[1] for row in rows[1:]} == {"-5"}


@pytest.mark.parametrize("teken", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quotechar", ['"', "\x01"])
def test_csv_is_safe_when_cut_at_another_separator(teken, quotechar):
    for excel in (False, True):
        text = csv_text([("x", payload) for payload in PAYLOADS], excel=excel)
        for row in csv.reader(io.StringIO(text), delimiter=teken, quotechar=quotechar):
            assert not [cell for cell in row if cell and evaluates(cell.strip('"'))]


def test_xlsx_holds_no_formula_and_no_text_that_becomes_one():
    sheet = xlsx_sheet([(payload, -5) for payload in PAYLOADS])
    for row in sheet.iter_rows(min_row=2):
        assert row[0].data_type == "s"
        assert not evaluates(row[0].value)
        assert (row[1].data_type, row[1].value) == ("n", -5)
    assert sheet.max_row == len(PAYLOADS) + 1


def test_headers_are_made_safe_too():
    kolommen = [UitvoerKolom("=1+1", lambda rij: rij)]
    assert csv_text([], kolommen=kolommen) == "'=1+1\r\n"
    assert xlsx_sheet([], kolommen)["A1"].value == "'=1+1"


@settings(deadline=None)
@given(st.text(max_size=12))
def test_safe_text_never_starts_a_formula(text):
    assert not evaluates(veilige_tekst(text))


@pytest.mark.parametrize(
    "text", ["Łukasz Őry", "a-b", "e-mail@school.nl", "2 HP 1e jaars", "", "'s-Hertogenbosch", "(-5)", "1-2"]
)
def test_ordinary_text_stays_as_it_is(text):
    assert veilige_tekst(text) == text


def test_values_keep_their_type():
    row = (
        date(2026, 9, 1),
        datetime(2026, 9, 1, 12, tzinfo=UTC),
        Decimal("2.50"),
        0.5,
        True,
        None,
        ["a", "b"],
        float("nan"),
        10**18,
    )
    kolommen = [UitvoerKolom(str(i), lambda rij, i=i: rij[i]) for i in range(len(row))]
    cells = xlsx_sheet([row], kolommen)[2]
    assert [cell.value for cell in cells[:7]] == [
        datetime.fromisoformat("2026-09-01"),
        datetime.fromisoformat("2026-09-01T14:00"),
        2.5,
        0.5,
        "ja",
        None,
        "a, b",
    ]
    assert [cell.value for cell in cells[7:]] == ["nan", str(10**18)]
    assert (
        csv_text([row], kolommen=kolommen)
        .splitlines()[1]
        .startswith('2026-09-01,2026-09-01T14:00+02:00,2.50,0.5,ja,,"a, b"')
    )
    assert (
        csv_text([row], kolommen=kolommen, excel=True)
        .splitlines()[1]
        .startswith("2026-09-01;2026-09-01T14:00+02:00;2,50;0,5;")
    )


def test_paths_go_through_attributes_keys_and_methods():
    rij = SimpleNamespace(persoon={"naam": "Jo"}, label=lambda: "L", leeg=None)
    assert [UitvoerKolom("k", pad).lees(rij) for pad in ("persoon.naam", "label", "leeg.naam")] == ["Jo", "L", None]


def test_very_long_text_is_cut_not_lost():
    assert xlsx_sheet([("a" * 40_000, 1)])["A2"].value.endswith("… (afgekapt)")


@pytest.mark.parametrize(
    ("formaat", "extensie"), [("csv", "csv"), ("csv-excel", "csv"), ("xlsx", "xlsx"), (None, "xlsx")]
)
def test_response_is_a_download_that_is_not_cached(formaat, extensie):
    request = RequestFactory().get("/", {"formaat": formaat} if formaat else {})
    antwoord = tabel_response(
        request, "Uren; per student/\r\nklas", [("Naam", "naam")], [{"naam": "Jo"}], op=date(2026, 11, 2)
    )
    assert antwoord["Content-Disposition"] == f'attachment; filename="uren-per-student-klas-2026-11-02.{extensie}"'
    assert antwoord["Cache-Control"] == "no-store"
    assert antwoord.content


def test_unknown_format_is_refused():
    with pytest.raises(DomainError):
        tabel_response(RequestFactory().get("/?formaat=exe"), "x", [], [])


def test_file_name_is_never_empty_or_endless():
    assert bestandsnaam("../../", "csv") == "overzicht.csv"
    assert len(bestandsnaam("a" * 300, "csv")) < 100


def test_own_export_can_be_imported_again():
    texts = [
        payload for payload in PAYLOADS if payload == payload.strip() and payload.isprintable() and evaluates(payload)
    ]
    for data in (
        csv_text([(text, 1) for text in texts]).encode(),
        csv_text([(text, 1) for text in texts], excel=True).encode(),
    ):
        inlezing = lees(data, [Kolom("naam"), Kolom("getal", soort="getal")])
        plain = [text for text in texts if text[0] in "=+-@" and ";=" not in text]
        assert not inlezing.fouten
        assert set(plain) <= {rij["naam"] for rij in inlezing.rijen}
