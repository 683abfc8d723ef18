"""Model texts: names become values, and a value is never more than its words."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.modeltekst import Blok, fouten_in, naar_html, normaliseer, variabelen_in, vul_in

TEKST = "# Kop\n\nBeste {{ naam }},\n\n| Wat | Hoe |\n|---|---:|\n| Naam | {{ naam }} |\n\n- punt {{naam}}\n"
LEEG = re.compile(r"<[^>]*>")


def woorden(markdown: str) -> str:
    return " ".join(html.unescape(LEEG.sub(" ", naar_html(markdown))).split())


def vorm(markdown: str) -> list[str]:
    return re.findall(r"<[^>]*>", naar_html(markdown))


def test_values_take_the_place_of_names():
    assert variabelen_in(TEKST) == {"naam"}
    gevuld = vul_in(TEKST, {"naam": "Sam"})
    assert woorden(gevuld) == "Kop Beste Sam, Wat Hoe Naam Sam punt Sam"


@given(st.text(min_size=1, max_size=60).filter(lambda tekst: normaliseer(tekst).strip()))
def test_value_never_changes_the_shape_of_the_text(waarde):
    gevuld = vul_in(TEKST, {"naam": waarde})
    assert vorm(gevuld) == vorm(vul_in(TEKST, {"naam": "Sam"}))


@pytest.mark.parametrize(
    "waarde",
    [
        "<script>alert(1)</script>",
        "**vet** _schuin_ `code`",
        "[link](javascript:alert(1)) ![x](http://elders/x.png)",
        "a | b \\| c \\",
        "{{ naam }} {% load x %}",
        "# kop",
        "1. lijst",
        "- punt",
        "&lt;b&gt; &amp;",
    ],
)
def test_value_is_shown_as_it_was_written(waarde):
    uit = vul_in("Begin {{ naam }} eind", {"naam": waarde})
    assert woorden(uit) == f"Begin {' '.join(waarde.split())} eind"
    assert vorm(uit) == ["<p>", "</p>"]
    assert woorden(vul_in("{{ naam }} eind", {"naam": waarde})).startswith(waarde.strip()[:3])


def test_text_of_a_school_holds_no_html_links_or_pictures():
    uit = naar_html("<b>x</b> [a](http://b) ![c](d) <http://e> `f`\n\n    code\n")
    assert vorm("<b>x</b>") == ["<p>", "</p>"]
    assert "<a" not in uit
    assert "<img" not in uit
    assert "<code" not in uit


def test_line_with_only_empty_values_is_left_out():
    tekst = "| A | B |\n|---|---|\n| Ouder | {{ x }} |\n| Vast | {{ x }} en {{ y }} |\n"
    gevuld = vul_in(tekst, {"x": "", "y": "iets"})
    assert "Ouder" not in gevuld
    assert "en iets" in gevuld


def test_several_lines_become_a_list_alone_and_one_line_in_a_sentence():
    waarde = "- eerste\n2. tweede\n\n* derde;"
    assert vorm(vul_in("{{ x }}", {"x": waarde})) == ["<ul>", *["<li>", "</li>"] * 3, "</ul>"]
    assert woorden(vul_in("Doe {{ x }}.", {"x": "een\ntwee"})) == "Doe een; twee."


def test_block_goes_in_as_it_is():
    uit = naar_html(vul_in("{{ t }}", {"t": Blok("| A |\n|---|\n| b |")}))
    assert '<th scope="row">b</th>' in uit


def test_headings_skip_no_level_and_cells_have_a_scope():
    uit = naar_html("#### Diep\n\n# Boven\n\n### Onder\n\n| A | B |\n|---|---:|\n| c | d |\n")
    assert re.findall(r"<(h\d)>", uit) == ["h2", "h2", "h3"]
    assert '<th scope="col">A</th>' in uit
    assert '<td class="getal">d</td>' in uit
    assert "style" not in uit


def test_faults_name_line_and_variable():
    fouten = fouten_in("{{ naam }}\n{{ nmaa }} {{\n{% if %}", bekend=["naam", "dag"], nodig=["dag"])
    assert [(fout.regel, str(fout)) for fout in fouten] == [
        (2, "Regel 2: de variabele {{ nmaa }} bestaat niet."),
        (2, "Regel 2: hier staat {{ zonder naam erbij. Schrijf {{ student.naam }}."),
        (3, "Regel 3: hier staat {% zonder naam erbij. Schrijf {{ student.naam }}."),
        (0, "De variabele {{ dag }} moet in de tekst staan."),
    ]
    assert fouten_in("x" * 60_001, bekend=[])[0].regel == 0


def test_signs_that_steer_how_a_line_is_shown_are_dropped():
    assert normaliseer("a\u202eb\u0000c\u200bd\r\ne") == "abcd\ne"
