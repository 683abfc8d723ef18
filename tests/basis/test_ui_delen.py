"""The components: what they draw, what they refuse."""

import math
import re
from datetime import date

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from basis.iconen import PATHS
from basis.templatetags import _tekenen as tekenen

VANDAAG = date(2026, 10, 30)


def render(source, request=None, **context):
    return Template("{% load sb %}" + source).render(Context({"request": request, **context})).strip()


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


class Zoekvorm(forms.Form):
    q = forms.CharField(label="Zoekwoord", required=False)
    cluster = forms.MultipleChoiceField(
        label="Cluster", required=False, choices=[("vz", "Verzorgende"), ("vp", "Verpleegkundige")]
    )
    vrij = forms.BooleanField(label="Alleen vrij", required=False)


class Vorm(forms.Form):
    naam = forms.CharField(label="Naam", help_text="Zoals in het paspoort.")
    soort = forms.ChoiceField(label="Welke soort?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    akkoord = forms.BooleanField(label="Ik ga akkoord")
    toelichting = forms.CharField(label="Toelichting", required=False)

    def clean(self):
        self.add_error(None, "Dit kan niet samen.")


def test_status_tells_by_word_shape_and_colour():
    html = render('{% status "Te laat" "fout" %}')
    assert text(html) == "Te laat"
    assert 'class="status status-fout"' in html
    assert "<svg" in html


def test_status_escapes_its_word():
    assert "&lt;b&gt;" in render("{% status woord %}", woord="<b>")


@pytest.mark.parametrize("source", ['{% status "x" "groen" %}', '{% taakrij "x" "/" soort="rood" %}'])
def test_unknown_kind_is_refused(source):
    with pytest.raises(TemplateSyntaxError, match="bestaat niet"):
        render(source)


def test_unknown_icon_is_refused():
    with pytest.raises(KeyError):
        render('{% icoon "bestaat-niet" %}')


def test_icon_without_label_is_decoration_and_with_label_an_image():
    assert 'aria-hidden="true"' in render('{% icoon "vink" %}')
    assert 'role="img" aria-label="Klaar"' in render('{% icoon "vink" "Klaar" %}')


@pytest.mark.parametrize("naam", sorted(PATHS))
def test_every_icon_is_a_path_on_its_grid(naam):
    assert re.fullmatch(r"[MmLlHhVvCcSsQqTtAaZz0-9 .,-]+", PATHS[naam])


@pytest.mark.parametrize(
    ("dag", "gereed", "tekst", "soort"),
    [
        (date(2026, 11, 2), "", "maandag 2 november, nog 3 dagen", "let_op"),
        (date(2026, 12, 1), "", "dinsdag 1 december, nog 4 weken", "wacht"),
        (date(2026, 10, 27), "", "dinsdag 27 oktober, 3 dagen te laat", "fout"),
        (date(2026, 10, 27), "ingeleverd", "dinsdag 27 oktober, ingeleverd", "klaar"),
    ],
)
def test_deadline_tells_the_day_and_what_is_left(dag, gereed, tekst, soort):
    html = render("{% termijn dag gereed=gereed op=op %}", dag=dag, gereed=gereed, op=VANDAAG)
    assert text(html) == tekst
    assert f"termijn-{soort}" in html


def test_deadline_without_a_day_is_nothing():
    assert render("{% termijn dag %}", dag=None) == ""


@pytest.mark.parametrize(
    ("naam", "letters"), [("Sam de Vries", "SV"), ("Noor", "N"), ("Ayşe van der Yıldız", "AY"), ("", "?")]
)
def test_initials(naam, letters):
    assert tekenen.initials(naam) == letters


@pytest.mark.parametrize(
    ("waarde", "doel", "procent"), [(0, 450, 0), (225, 450, 50), (449.9, 450, 99), (900, 450, 100)]
)
def test_ring_shows_the_share_and_never_more_than_the_whole(waarde, doel, procent):
    ring = tekenen.ring_geometry(waarde, doel, None)
    assert ring["procent"] == procent
    assert float(ring["boog"].split()[0]) <= 2 * math.pi * tekenen.RING_RADIUS + 0.1


def test_ring_without_a_goal_is_empty():
    assert tekenen.ring_geometry(12, 0, None)["procent"] == 0


def test_ring_says_that_somebody_is_behind():
    assert "nog niet gehaald" in text(render('{% ring 90 450 label="Uren" verwacht=160 %}'))
    assert "nog niet gehaald" not in text(render('{% ring 160 450 label="Uren" verwacht=160 %}'))


@pytest.mark.parametrize(
    ("bezet", "totaal", "tekst"),
    [(3, 8, "3 van 8 plekken, 5 vrij"), (8, 8, "8 van 8 plekken, vol"), (9, 8, "9 van 8 plekken, 1 te veel")],
)
def test_capacity_in_words(bezet, totaal, tekst):
    assert tekst in text(render("{% bezetting bezet totaal %}", bezet=bezet, totaal=totaal))


@pytest.mark.parametrize(
    ("cel", "stap"),
    [(None, "dicht"), ((0, 0), "dicht"), ((0, 4), "0"), ((1, 4), "1"), ((3, 4), "3"), ((4, 4), "4"), ((5, 4), "over")],
)
def test_heat_of_a_week(cel, stap):
    assert tekenen.heat_cell(cel)["stap"] == stap


def test_heat_of_students_without_capacity_is_too_much():
    assert tekenen.heat_cell((1, 0))["stap"] == "over"


def test_paging_keeps_the_rest_of_the_query(rf):
    pagina = Paginator(range(100), 10).get_page(2)
    html = render("{% paginering pagina %}", rf.get("/?q=zorg&pagina=2"), pagina=pagina)
    assert "?q=zorg&amp;pagina=3" in html
    assert 'aria-current="page"' in html


def test_paging_of_one_page_is_nothing(rf):
    assert render("{% paginering pagina %}", rf.get("/"), pagina=Paginator(range(5), 10).get_page(1)) == ""


@pytest.mark.parametrize(
    ("query", "richting", "volgende"),
    [("", None, "naam"), ("naam", "ascending", "-naam"), ("-naam", "descending", "naam")],
)
def test_sorting_turns_round_and_starts_at_page_one(rf, query, richting, volgende):
    html = render('{% sorteerkop "naam" "Naam" %}', rf.get("/", {"sorteer": query, "pagina": 3, "q": "x"}))
    assert f"sorteer={volgende}&amp;q=x" in html or f"q=x&amp;sorteer={volgende}" in html
    assert "pagina" not in html
    assert (f'aria-sort="{richting}"' in html) == (richting is not None)


def test_filter_bar_has_a_chip_per_value_that_takes_only_itself_away(rf):
    request = rf.get("/?q=zorg&cluster=vz&cluster=vp&vrij=on&sorteer=naam&pagina=2")
    html = render(
        '{% filterbalk form aantal=3 enkelvoud="plek" meervoud="plekken" %}', request, form=Zoekvorm(request.GET)
    )
    chips = tekenen.filter_chips(Zoekvorm(request.GET), request)
    assert [chip["label"] for chip in chips] == [
        "Zoekwoord: zorg",
        "Cluster: Verzorgende",
        "Cluster: Verpleegkundige",
        "Alleen vrij",
    ]
    assert chips[1]["zonder"] == "q=zorg&cluster=vp&vrij=on&sorteer=naam"
    assert "3 plekken" in html
    assert '<input type="hidden" name="sorteer" value="naam">' in html
    assert 'name="pagina"' not in html


def test_form_ties_label_hint_and_error_to_the_control():
    html = Vorm({"naam": ""}).render()
    assert 'aria-describedby="id_naam_helptext id_naam_error"' in html
    assert 'aria-invalid="true"' in html
    label, hint, error, control = (
        html.index(part) for part in ('for="id_naam"', "id_naam_helptext", 'id="id_naam_error"', 'name="naam"')
    )
    assert label < hint < error < control


def test_form_says_which_fields_may_stay_empty():
    html = Vorm().render()
    assert html.count("(niet verplicht)") == 1
    form = Vorm()
    form.alles_optioneel = True
    assert "(niet verplicht)" not in form.render()


def test_error_summary_counts_and_leads_to_the_first_control():
    html = Vorm({}).render()
    assert "Er zijn 4 fouten" in html
    assert '<a href="#id_naam">Naam: ' in html
    assert '<a href="#id_soort_0">Welke soort? ' in html
    assert "<li>Dit kan niet samen.</li>" in html
    assert 'id="id_soort_0"' in html


def test_error_summary_of_a_good_form_is_nothing():
    assert render("{% foutenlijst form %}", form=Vorm()) == ""


def test_job_polls_while_it_runs_and_stops_when_done():
    job = {"id": "1", "titel": "Export", "url": "/taken/1/", "stop_url": "", "procent": 40, "stap": "Bezig", "rest": ""}
    job |= {"fout": "", "resultaat_url": "", "resultaat_label": ""}
    assert 'hx-trigger="every 2s"' in render("{% klus klus %}", klus=job | {"stand": "loopt"})
    assert "hx-" not in render("{% klus klus %}", klus=job | {"stand": "klaar"})


@pytest.mark.parametrize("naam", ["400", "403", "403_csrf", "404", "429", "500", "geblokkeerd", "onderhoud"])
def test_error_pages_need_no_request_and_no_database(naam):
    html = render_to_string(f"fouten/{naam}.html", {"reden": "Niet voor u.", "tot": "14:00"})
    assert html.count("<h1>") == 1
    assert '<html lang="nl">' in html
