from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basis.inlezen import Fout, Foutenlijst, Kolom
from basis.inlezen.waarden import WaardeFout, lees_getal_tekst, lijkt_formule, maak_lezer

MIDNIGHT = datetime(2026, 9, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone


def read(cell, **kolom):
    return maak_lezer(Kolom("k", **kolom))(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("28", 28),
        (" 28 ", 28),
        ("-5", -5),
        ("\u22125", -5),
        ("1.000", 1000),
        ("5041", 5041),
        ("1 000", 1000),
        ("5,0", 5),
        ("5.00", 5),
        (28.0, 28),
        (28, 28),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_getal_reads_whole_numbers(cell, value):
    assert read(cell, soort="getal") == value


@pytest.mark.parametrize(
    "cell", ["abc", "1,5", "1.5", "2,5", 2.5, "1e3", "0x10", "١٢", "--5", "1.00.000", "9" * 30, True]
)
def test_getal_refuses_what_is_no_whole_number(cell):
    with pytest.raises(WaardeFout) as fout:
        read(cell, soort="getal")
    assert fout.value.hoe


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("52.370", "52.370"),
        ("52,370", "52.370"),
        ("-0,5", "-0.5"),
        (",5", ".5"),
        ("7", "7"),
    ],
)
def test_decimaal_takes_comma_and_point(text, value):
    assert read(text, soort="decimaal") == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1.23.456", "1,2,3", "1.2,3.4", "12.34,5", "NaN", "inf", "1_000", "€ 5", ".", ",", "-"]
)
def test_decimaal_refuses_what_is_not_certain(text):
    with pytest.raises(WaardeFout):
        read(text, soort="decimaal")


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_decimaal_reads_what_python_and_dutch_people_write(number):
    assert lees_getal_tekst(f"{number:f}") == number
    assert lees_getal_tekst(f"{number:,.2f}".translate(str.maketrans(",.", ".,"))) == number


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09-01",
        "2026-9-1",
        "01-09-2026",
        "1-9-2026",
        "1.9.2026",
        "2026-09-01 00:00:00",
        date(2026, 9, 1),
        MIDNIGHT,
    ],
)
def test_datum_reads_iso_and_dutch(cell):
    assert read(cell, soort="datum") == date(2026, 9, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "31-02-2026",
        "2026-13-01",
        "1/9/2026",
        "1-9-26",
        "september",
        46266,
        46266.0,
        MIDNIGHT.replace(hour=12),
        "0026-01-01",
    ],
)
def test_datum_refuses_what_is_not_certain(cell):
    with pytest.raises(WaardeFout):
        read(cell, soort="datum")


def test_bounds_are_told_in_dutch():
    with pytest.raises(WaardeFout) as low:
        read("-1", soort="getal", minimum=0)
    with pytest.raises(WaardeFout) as late:
        read("2031-01-01", soort="datum", maximum=date(2030, 12, 31))
    assert (low.value.wat, low.value.hoe) == ("Dit is te laag.", "Het minimum is 0.")
    assert (late.value.wat, late.value.hoe) == ("Dit is te laat.", "Het maximum is 31-12-2030.")


@pytest.mark.parametrize(
    ("cell", "value"), [("Ja", True), ("1", True), (1.0, True), ("nee", False), (False, False), ("", None)]
)
def test_ja_nee_reads_the_words_people_use(cell, value):
    assert read(cell, soort="ja_nee") is value


def test_keuze_takes_value_or_label_whatever_the_case():
    kolom = {"soort": "keuze", "keuzes": [("bol", "Beroepsopleidend"), ("bbl", "Beroepsbegeleidend")]}
    assert [read(cell, **kolom) for cell in ("BOL", " beroepsbegeleidend ", "")] == ["bol", "bbl", ""]
    with pytest.raises(WaardeFout) as fout:
        read("vavo", **kolom)
    assert fout.value.hoe == "Kies uit: bol, bbl."


def test_lijst_splits_and_checks():
    assert read("ma di,wo;ma", soort="lijst", keuzes=["ma", "di", "wo"]) == ("ma", "di", "wo")
    assert read("", soort="lijst") == ()
    with pytest.raises(WaardeFout):
        read("ma xx", soort="lijst", keuzes=["ma"])


@pytest.mark.parametrize(("cell", "value"), [("1234ab", "1234 AB"), ("1234 AB", "1234 AB")])
def test_postcode_is_brought_to_one_form(cell, value):
    assert read(cell, soort="postcode") == value


@pytest.mark.parametrize("kolom", [{"soort": "postcode"}, {"soort": "email"}])
def test_other_texts_are_refused_as_postcode_and_email(kolom):
    with pytest.raises(WaardeFout):
        read("0000 zz top", **kolom)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  Jo\u00a0", "Jo"),
        (1234.0, "1234"),
        (25655, "25655"),
        ("e\u0301", "é"),
        ("'=1+1", "=1+1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("Yıldız Łukasz Őry", "Yıldız Łukasz Őry"),
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_tekst_is_trimmed_and_normalised(cell, value):
    assert read(cell) == value


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "a\u202eb", "Zo\ufffd", "a\nb", "a" * 1001, 1e300])
def test_tekst_refuses_hidden_lost_and_endless_text(cell):
    with pytest.raises(WaardeFout):
        read(cell)


def test_tekst_may_hold_lines_where_the_column_says_so():
    assert read("a\r\nb", meerregelig=True) == "a\nb"


def test_verplicht_patroon_and_controle_are_checked():
    with pytest.raises(WaardeFout):
        read(" ", verplicht=True)
    with pytest.raises(WaardeFout) as fout:
        read("12", patroon=r"\d{5}", patroon_uitleg="Schrijf vijf cijfers.")
    assert fout.value.hoe == "Schrijf vijf cijfers."
    with pytest.raises(WaardeFout):
        read("3", soort="getal", controle=lambda value: "Oneven kan niet." if value % 2 else None)


@pytest.mark.parametrize(
    "text", ["=1+1", " =A1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+SUM(1)", "-A1|x", "＝1+1", "+(1)"]
)
def test_formulas_are_recognised(text):
    assert lijkt_formule(text)


@pytest.mark.parametrize("text", ["+31 6 12345678", "-", "-5", "@jan", "- punt", "+", "a=b", "jan@school.nl"])
def test_ordinary_texts_are_no_formulas(text):
    assert not lijkt_formule(text)


def test_fout_is_one_line_with_file_row_column_value_what_and_how():
    fout = Fout("vraag.csv", 3, "aanbod", "ab\nc", "Dit is geen getal.", "Schrijf een heel getal, bijvoorbeeld 28.")
    assert str(fout) == (
        "vraag.csv, rij 3, kolom aanbod, waarde 'ab\\nc': Dit is geen getal. Schrijf een heel getal, bijvoorbeeld 28."
    )


def test_foutenlijst_keeps_a_part_and_counts_all():
    lijst = Foutenlijst(maximum=3)
    lijst.voeg_alle_toe(Fout("a.csv", rij, "k", "", "Fout.") for rij in range(9, 1, -1))
    regels = lijst.regels()
    assert (len(lijst), lijst.rest, len(regels)) == (8, 5, 4)
    assert regels[0].startswith("a.csv, rij 7")
    assert regels[-1] == "… en nog 5 fouten. Verbeter eerst de fouten hierboven."
