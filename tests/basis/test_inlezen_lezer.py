import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from basis.inlezen import Kolom, Soort, lees, zoek_dubbele

KOLOMMEN = [
    Kolom("schooljaar", verplicht=True),
    Kolom("cluster", verplicht=True, ook=("opleidingscluster",)),
    Kolom("vraag", verplicht=True, soort=Soort.GETAL, minimum=0),
    Kolom("aanbod", soort=Soort.GETAL, minimum=0),
]
KOP = "schooljaar,cluster,vraag,aanbod\n"


def csv(text, kolommen=KOLOMMEN, encoding="utf-8", **opties):
    return lees(text.encode(encoding), kolommen, naam="v.csv", **opties)


def xlsx(rows, kolommen=KOLOMMEN, **opties):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return lees(target.getvalue(), kolommen, naam="v.xlsx", **opties)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("teken", [",", ";", "\t"])
def test_csv_reads_every_encoding_and_separator(encoding, teken):
    text = KOP.replace(",", teken) + f'2009/2010{teken}"VZ{teken} ë Łódź"{teken}130{teken}28\r\n'
    inlezing = csv(text, encoding=encoding)
    assert not inlezing.fouten
    assert inlezing.rijen[0].waarden == {
        "schooljaar": "2009/2010",
        "cluster": f"VZ{teken} ë Łódź".strip(),
        "vraag": 130,
        "aanbod": 28,
    }


def test_csv_header_names_are_normalised_and_in_any_order():
    inlezing = csv("AANBOD;Opleidingscluster ;VRAAG;School-jaar\n1;a;2;3\n")
    assert [str(fout) for fout in inlezing.fouten] == [
        (
            "v.csv, rij 1, kolom School-jaar: Deze kolom is onbekend. "
            "Bedoelt u schooljaar? Verander dan de kop van de kolom."
        ),
        "v.csv, rij 1, kolom schooljaar: Deze kolom ontbreekt. Voeg een kolom met de kop schooljaar toe.",
    ]
    goed = csv("AANBOD;Opleidingscluster ;VRAAG;Schooljaar\n1;a;2;3\n")
    assert goed.rijen[0].waarden == {"schooljaar": "3", "cluster": "a", "vraag": 2, "aanbod": 1}


def test_row_numbers_are_those_of_a_spreadsheet():
    inlezing = csv(
        f'\n{KOP}a,"b\nb2",1,1\n\n,,,\na,c,x,1\n', [*KOLOMMEN[:1], Kolom("cluster", meerregelig=True), *KOLOMMEN[2:]]
    )
    assert [rij.nummer for rij in inlezing.rijen] == [3]
    assert [fout.rij for fout in inlezing.fouten] == [6]
    assert inlezing.gelezen == 2


def test_every_error_is_gathered():
    inlezing = csv(KOP + "a,b,x,-1\n,b,2,3\na,b,1\na,b,1,2,3\na,b,1,2\n")
    assert [(fout.rij, fout.kolom) for fout in inlezing.fouten] == [
        (2, "vraag"),
        (2, "aanbod"),
        (3, "schooljaar"),
        (4, ""),
        (5, ""),
    ]
    assert [rij.nummer for rij in inlezing.rijen] == [6]
    assert inlezing.gelezen == 5


def test_missing_double_and_unknown_columns_are_told():
    inlezing = csv("schooljaar,vraag,vraag,aanbot,kleur\na,1,2,3,4\n")
    assert [(fout.kolom, fout.wat) for fout in inlezing.fouten] == [
        ("vraag", "Deze kolom staat er twee keer."),
        ("aanbot", "Deze kolom is onbekend."),
        ("cluster", "Deze kolom ontbreekt."),
    ]
    assert [melding.kolom for melding in inlezing.let_op] == ["kleur"]


def test_absent_optional_column_reads_as_empty_and_is_known_to_be_absent():
    inlezing = csv("schooljaar,cluster,vraag\na,b,1\n")
    assert inlezing.rijen[0]["aanbod"] is None
    assert "aanbod" not in inlezing.aanwezig


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf \r\n", "leeg"),
        (KOP.encode(), "geen rijen"),
        ((KOP + "a,Zoë,1,2\n").encode("cp1252"), "UTF-8"),
        ((KOP + "a,b,1,2\n").encode("utf-16-le"), "NUL"),
        ((KOP + "a,b\x00,1,2\n").encode(), "NUL"),
        ((KOP + "a,b,1,2\n").encode("utf-32"), "UTF-32"),
        (b"\xff\xfea", "UTF-16"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "geen tekstbestand"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f", "geen tekstbestand"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".xls"),
        (b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (b"PK\x03\x04" + bytes(60), "beschadigd"),
        ((KOP + 'a,"b,1,2\n').encode(), "aanhalingstekens"),
        ((KOP + 'a,"b"x,1,2\n').encode(), "aanhalingstekens"),
        ((KOP + f'a,"{"b" * 140000}",1,2\n').encode(), "131.072"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_clear_error(data, part):
    inlezing = lees(data, KOLOMMEN, naam="v.csv")
    assert len(inlezing.fouten) == 1
    assert part in str(next(iter(inlezing.fouten)))
    assert inlezing.rijen == []


def test_cp1252_error_names_the_row():
    inlezing = lees((KOP + "a,b,1,2\na,Zoë,1,2\n").encode("cp1252"), KOLOMMEN, naam="v.csv")
    assert str(next(iter(inlezing.fouten))).startswith("v.csv, rij 3: De letters in dit bestand")


def test_missing_file_is_an_error_not_an_exception(tmp_path):
    inlezing = lees(tmp_path / "weg.csv", KOLOMMEN)
    assert str(next(iter(inlezing.fouten))).startswith("weg.csv: Dit bestand is niet te openen.")


def test_sep_line_of_excel_is_understood():
    inlezing = csv("sep=;\nschooljaar;cluster;vraag;aanbod\na;b,c;1;x\n")
    assert [fout.rij for fout in inlezing.fouten] == [3]


def test_too_many_rows_are_refused():
    text = KOP + "a,b,1,2\n" * 11
    assert len(csv(text, max_rijen=11).rijen) == 11
    assert "meer dan 10 rijen" in str(next(iter(csv(text, max_rijen=10).fouten)))
    rows = [["schooljaar", "cluster", "vraag", "aanbod"], *[["a", "b", 1, 2]] * 11]
    assert "meer dan 10 rijen" in str(next(iter(xlsx(rows, max_rijen=10).fouten)))


def test_double_keys_are_found_whatever_the_case():
    inlezing = csv(KOP + "2009,A,1,2\n2009,b,1,2\n2009,a,1,2\n")
    zoek_dubbele(inlezing, ["schooljaar", "cluster"])
    assert [str(fout) for fout in inlezing.fouten] == [
        (
            "v.csv, rij 4, kolom schooljaar + cluster, waarde '2009 / a': "
            "Dit staat ook op rij 2. Laat een van de twee rijen weg."
        )
    ]


def test_formula_text_is_read_as_text_and_flagged():
    inlezing = csv(KOP + "a,=cmd|' /C calc'!A0,1,2\na,+31 6,1,2\n")
    assert not inlezing.fouten
    assert inlezing.rijen[0]["cluster"] == "=cmd|' /C calc'!A0"
    assert [melding.rij for melding in inlezing.let_op] == [2]


def test_progress_is_told_and_a_cancel_goes_through():
    seen = []
    csv(KOP + "a,b,1,2\n" * 4500, voortgang=lambda *stap: seen.append(stap))
    assert ("lezen", 4000, 4501) in seen

    def stop(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        csv(KOP + "a,b,1,2\n" * 4500, voortgang=stop)


def test_xlsx_types_become_values():
    kolommen = [
        Kolom("naam"),
        Kolom("code"),
        Kolom("dag", soort="datum"),
        Kolom("n", soort="getal"),
        Kolom("x", soort="decimaal"),
    ]
    inlezing = xlsx(
        [
            [],
            ["Naam", "CODE", "dag", "n", "x"],
            ["Őry", 25655, date(2026, 9, 1), 5, 2.5],
            [None, None, None, None, None],
        ],
        kolommen,
    )
    assert not inlezing.fouten
    assert [(rij.nummer, list(rij.waarden.values())) for rij in inlezing.rijen] == [
        (3, ["Őry", "25655", date(2026, 9, 1), 5, pytest.approx(2.5)])
    ]


def make_xlsx(write):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    write(book)
    book.close()
    return target.getvalue()


def test_xlsx_formulas_count_with_their_value_and_errors_are_refused():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["schooljaar", "cluster", "vraag", "aanbod"])
        for row, (formula, value) in enumerate([("=1+1", 2), ("=1/0", "#DIV/0!")], start=1):
            sheet.write_row(row, 0, ["a", "b"])
            sheet.write_formula(row, 2, formula, None, value)

    inlezing = lees(make_xlsx(write), KOLOMMEN, naam="v.xlsx")
    assert [(rij.nummer, rij["vraag"]) for rij in inlezing.rijen] == [(2, 2)]
    assert [(fout.rij, fout.kolom) for fout in inlezing.fouten] == [(3, "vraag")]
    assert [(melding.rij, melding.wat) for melding in inlezing.let_op] == [
        (2, "Deze cel bevat een formule; de uitkomst is gelezen.")
    ]


def test_xlsx_formula_that_was_never_worked_out_is_refused():
    inlezing = xlsx([["schooljaar", "cluster", "vraag"], ["a", "b", "=1+1"]])
    assert [(fout.rij, fout.kolom) for fout in inlezing.fouten] == [(2, "vraag")]


def test_xlsx_sparklines_beside_the_table_are_no_formulas():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["schooljaar", "cluster", "vraag"])
        sheet.write_row(1, 0, ["a", "b", 1])
        sheet.add_sparkline(0, 5, {"range": "Sheet1!C2:C2"})

    inlezing = lees(make_xlsx(write), KOLOMMEN, naam="v.xlsx")
    assert (len(inlezing.rijen), len(inlezing.fouten), len(inlezing.let_op)) == (1, 0, 0)


def test_xlsx_only_the_first_visible_sheet_is_read():
    def write(book):
        book.add_worksheet("leeg")
        for name in ("eerste", "tweede"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["schooljaar", "cluster", "vraag"])
            sheet.write_row(1, 0, ["a", name, 1])

    inlezing = lees(make_xlsx(write), KOLOMMEN, naam="v.xlsx")
    assert [rij["cluster"] for rij in inlezing.rijen] == ["eerste"]
    assert "'eerste'" in next(iter(inlezing.let_op)).wat


def repack(data, changes=None, *, drop=(), compress=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", compress) as copy:
        for name in source.namelist():
            if name not in drop and name not in (changes or {}):
                copy.writestr(name, source.read(name))
        for name, content in (changes or {}).items():
            copy.writestr(name, content)
    return target.getvalue()


def simple_xlsx():
    return make_xlsx(lambda book: book.add_worksheet().write_row(0, 0, ["schooljaar", "cluster", "vraag"]))


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<x><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></x>'


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (make_xlsx(lambda book: book.add_worksheet().write(1048575, 16383, "x")), "rijen"),
        (make_xlsx(lambda book: book.add_worksheet().write(3, 16383, "x")), "kolommen"),
        (repack(simple_xlsx(), {SHEET: FAR}), "vreemd"),
        (repack(simple_xlsx(), {SHEET: FAR.replace(b"x>", b"worksheet>")}), "rijen"),
        (repack(simple_xlsx(), {SHEET: b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet/>'}), "vreemd"),
        (repack(simple_xlsx(), {SHEET: b"<worksheet><sheetData>"}), "beschadigd"),
        (repack(simple_xlsx(), {"xl/vbaProject.bin": b"x"}), "macro"),
        (repack(simple_xlsx(), {"mimetype": b"x", "content.xml": b"x"}), "ODS"),
        (repack(simple_xlsx(), drop=["xl/workbook.xml"]), "geen XLSX"),
        (repack(simple_xlsx(), {"bom.xml": bytes(40_000_000)}), "veel te groot"),
        (repack(simple_xlsx(), compress=zipfile.ZIP_BZIP2), "onbekende manier"),
        (simple_xlsx()[:-200], "beschadigd"),
    ],
    ids=[
        "far-row",
        "far-column",
        "disguised-sheet",
        "far-plain",
        "doctype",
        "cut",
        "macro",
        "ods",
        "no-book",
        "bomb",
        "bzip",
        "torn",
    ],
)
def test_xlsx_that_is_dangerous_or_broken_is_refused(data, part, monkeypatch):
    monkeypatch.setattr("basis.inlezen.xlsxkeuring.MAX_UITGEPAKT", 20_000_000)
    inlezing = lees(data, KOLOMMEN, naam="v.xlsx")
    assert [fout for fout in inlezing.fouten if part in fout.wat], [str(fout) for fout in inlezing.fouten]
    assert len(inlezing.fouten) == 1


def test_xlsx_that_lies_about_its_size_is_counted_anyway(monkeypatch):
    monkeypatch.setattr("basis.inlezen.xlsxkeuring.MAX_UITGEPAKT", 2_000_000)
    data = bytearray(repack(simple_xlsx(), {"bom.xml": b" " * 3_000_000}))
    lengte = (3_000_000).to_bytes(4, "little")
    assert data.count(lengte) == 2
    inlezing = lees(bytes(data.replace(lengte, (10).to_bytes(4, "little"))), KOLOMMEN, naam="v.xlsx")
    assert "veel te groot" in str(next(iter(inlezing.fouten)))


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read():
    kolommen = [
        Kolom("a"),
        Kolom("b"),
        Kolom("n", soort="getal"),
        Kolom("d", soort="datum"),
        Kolom("x", soort="decimaal"),
        Kolom("p", soort="postcode"),
    ]
    text = "a;b;n;d;x;p\n" + "".join(f"naam {i};b{i};{i};2026-09-01;{i},5;1234AB\n" for i in range(100_000))
    assert len(csv(text, kolommen).rijen) == 100_000
