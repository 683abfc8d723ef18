import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from basis.grafiek import (
    MAX_PUNTEN,
    Reeks,
    Saldo,
    UrenStand,
    hittekaart,
    maandkolommen,
    tekort_balken,
    uren_balken,
    verloopcurve,
)
from basis.svg import kort_af, mooie_stappen

NS = "{http://www.w3.org/2000/svg}"
SEP = date(2026, 9, 1)
KWAAD = '</text><script>alert(1)</script>"&'
NAAR_JUNI = [(SEP + timedelta(days=30 * i), 500 * i) for i in range(9)]


def charts(naam="Łódź", breedte=None):
    return [
        tekort_balken(naam, [Saldo(naam, 435, 90), Saldo("b", 1, 31), Saldo("c", 5, 5)], breedte=breedte),
        uren_balken(naam, [UrenStand(naam, 120.5, 450, 200), UrenStand("b", 460, 450)], breedte=breedte),
        verloopcurve(
            naam, [Reeks(naam, NAAR_JUNI), Reeks("b", NAAR_JUNI[:3])], doel=5041, doel_naam=naam, breedte=breedte
        ),
        maandkolommen(naam, ["sep", "okt"], [(naam, [1, 2]), ("b", [3, 0])], breedte=breedte),
        hittekaart(naam, ["36", "37"], [(naam, [1, None]), ("b", [0, 8])], breedte=breedte),
    ]


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{NS}text")]


@pytest.mark.parametrize("breedte", [None, 680])
@pytest.mark.parametrize("naam", ["Łódź", KWAAD])
def test_every_chart_is_named_described_and_clean(naam, breedte):
    for svg in charts(naam, breedte):
        root = ET.fromstring(svg)
        assert root[0].tag == f"{NS}title"
        assert root[0].text == naam
        assert root[1].tag == f"{NS}desc"
        assert root[1].text.endswith(".")
        assert root.get("role") == "img"
        for element in root.iter():
            assert element.tag.removeprefix(NS) in {"svg", "title", "desc", "text", "rect", "line", "circle"}
            assert not [key for key in element.attrib if key in {"style", "id"} or key.startswith(("on", "aria"))]


def test_screen_is_fluid_and_paper_is_fixed():
    for svg in charts():
        assert ET.fromstring(svg).get("width") == "100%"
        assert "viewBox" not in svg
    for svg in charts(breedte=680):
        root = ET.fromstring(svg)
        assert root.get("viewBox") == f"0 0 680 {root.get('height')}"
        assert "%" not in re.sub(r">[^<]*<", "><", svg)


def test_nothing_is_drawn_outside():
    for svg in charts(breedte=680):
        for element in ET.fromstring(svg).iter():
            places = [float(element.get(key)) for key in ("x", "cx", "x1", "x2") if element.get(key)]
            assert all(-0.1 <= place <= 680.1 for place in places)
            if element.tag == f"{NS}rect" and element.get("x"):
                assert float(element.get("x")) + float(element.get("width")) <= 680.1


def test_shortage_comes_first_with_its_figure():
    svg = tekort_balken(
        "T", [Saldo("over", 10, 40), Saldo("klein", 20, 10), Saldo("groot", 2000, 10), Saldo("nul", 5, 5)]
    )
    assert texts(svg) == ["tekort", "overschot", "groot", "1.990", "klein", "10", "nul", "in evenwicht", "over", "30"]
    assert "2 van de 4 met een tekort. Het grootste: groot, 1.990." in svg


def test_hours_turn_green_at_the_norm_and_amber_when_behind():
    svg = uren_balken("U", [UrenStand("a", 450, 450), UrenStand("b", 10, 450, 200), UrenStand("c", 300, 450, 200)])
    kleuren = [rect.get("fill") for rect in ET.fromstring(svg).iter(f"{NS}rect")]
    assert kleuren[1::2] == ["#2f8a50", "#c98510", "#0f5c63"]
    assert "10 / 450" in texts(svg)


def test_curve_ends_with_its_value_and_keeps_long_series_light():
    dagen = [(SEP + timedelta(days=i), i) for i in range(700)]
    svg = verloopcurve("V", [Reeks("r", dagen)], tot=date(2028, 10, 1))
    assert "699" in texts(svg)
    assert svg.count("<line") < MAX_PUNTEN + 20
    assert "r: 699 op 31 jul 2028." in svg


def test_curve_of_one_day_and_of_nothing_still_draw():
    assert "5" in texts(verloopcurve("V", [Reeks("r", [(SEP, 5)])]))
    assert "Er zijn nog geen cijfers." in verloopcurve("V", [Reeks("r", [])])
    assert "Er zijn nog geen cijfers." in tekort_balken("T", [])
    for leeg in (uren_balken("U", []), maandkolommen("M", [], []), hittekaart("H", [], [])):
        ET.fromstring(leeg)


def test_columns_carry_totals_only_where_they_fit():
    assert {"4", "2"} <= set(texts(maandkolommen("M", ["sep", "okt"], [("a", [1, 2]), ("b", [3, 0])])))
    veel = texts(maandkolommen("M", [str(i) for i in range(30)], [("a", [1234] * 30)]))
    assert "1.234" not in veel


@pytest.mark.parametrize(
    ("maximum", "stappen"),
    [
        (10, [0, 5, 10]),
        (5041, [0, 2000, 4000, 6000]),
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (0.3, [0, 0.1, 0.2, 0.3]),
        (1, [0, 1]),
    ],
)
def test_axis_steps_are_round(maximum, stappen):
    assert mooie_stappen(maximum) == pytest.approx(stappen)


def test_long_names_are_cut_short():
    assert kort_af("kort", 100) == "kort"
    assert kort_af("Verpleegkunde vierde jaar voltijd", 100).endswith("…")
