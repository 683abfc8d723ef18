"""Dividing supply: rights by largest remainder, whole places to schools, the week of the schools."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from vraagaanbod.engine.aandelen import grootste_rest, rechten
from vraagaanbod.engine.toedelen import Plek, deel_toe, kies_cluster
from vraagaanbod.engine.weekdagen import Schooldeel, Week, advies, specifiekst

VRAAG = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 300), min_size=1)


def test_largest_remainder_gives_what_is_left_to_the_largest_remainders():
    assert grootste_rest(10, {"A": Fraction(1), "B": Fraction(1), "C": Fraction(1)}) == {"A": 4, "B": 3, "C": 3}
    assert grootste_rest(7, {"A": Fraction(60), "B": Fraction(30), "C": Fraction(10)}) == {"A": 4, "B": 2, "C": 1}
    assert grootste_rest(7, {"A": Fraction(0)}) == {"A": 0}


def test_weights_and_minimum_change_the_rights():
    assert rechten(90, {"A": 100, "B": 50}) == {"A": 60, "B": 30}
    assert rechten(90, {"A": 100, "B": 50}, gewichten={"B": 200}) == {"A": 45, "B": 45}
    assert rechten(10, {"A": 100, "B": 5}, minimum=3) == {"A": 7, "B": 3}
    assert rechten(4, {"A": 100, "B": 5, "C": 5}, minimum=3) == {"A": 2, "B": 1, "C": 1}
    assert rechten(10, {"A": 0, "B": 5}) == {"A": 0, "B": 10}


@given(st.integers(0, 500), VRAAG, st.integers(0, 5))
def test_rights_add_up_to_the_supply_and_keep_the_minimum(aanbod, vraag, minimum):
    uit = rechten(aanbod, vraag, minimum=minimum)
    som = sum(vraag.values())
    assert sum(uit.values()) == (aanbod if som else 0)
    if aanbod >= minimum * len(vraag):
        assert all(uit[school] >= min(minimum, aantal) for school, aantal in vraag.items())
    if not minimum and som:
        assert all(abs(uit[school] - Fraction(aanbod * aantal, som)) < 1 for school, aantal in vraag.items())


def brute(plekken, rechten_, afstand):
    scholen = list(rechten_)
    beste = None
    for keuze in product(*[[s for s in scholen if plek.mag is None or s in plek.mag] for plek in plekken]):
        kreeg = dict.fromkeys(scholen, 0)
        ver = 0
        for plek, school in zip(plekken, keuze, strict=True):
            kreeg[school] += plek.capaciteit
            ver += plek.capaciteit * afstand.get((plek.sleutel, school), 0)
        waarde = (sum(abs(kreeg[s] - rechten_[s]) for s in scholen), ver)
        beste = waarde if beste is None else min(beste, waarde)
    return beste


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_places_go_to_schools_as_well_as_can_be(data):
    plekken = [
        Plek(i, data.draw(st.integers(1, 4)), data.draw(st.sampled_from([None, frozenset("A"), frozenset("BC")])))
        for i in range(data.draw(st.integers(1, 5)))
    ]
    doel = {school: data.draw(st.integers(-1, 6)) for school in "ABC"}
    afstand = {(plek.sleutel, school): data.draw(st.integers(0, 9)) for plek in plekken for school in doel}
    uit = deel_toe(plekken, doel, afstand)
    assert (uit.verschil, uit.afstand) == brute(plekken, doel, afstand)
    assert set(uit.school) == {plek.sleutel for plek in plekken}
    assert all(plek.mag is None or uit.school[plek.sleutel] in plek.mag for plek in plekken)
    assert deel_toe(plekken, doel, afstand) == uit


def test_place_that_no_school_may_have_is_left_out():
    assert deel_toe([Plek(1, 2, frozenset("Z"))], {"A": 2}, {}).school == {}


def test_place_of_two_clusters_counts_where_the_shortage_is():
    plekken = [("een", 2, ["X"]), ("twee", 2, ["X", "Y"]), ("drie", 2, ["X", "Y"])]
    assert kies_cluster(plekken, {"X": 3, "Y": 2}) == {"een": "X", "twee": "Y", "drie": "X"}


def test_advice_names_the_days_and_the_empty_places():
    week = Week(
        [
            Schooldeel("een", 50, "ma di"),
            Schooldeel("twee", 40, "ma di"),
            Schooldeel("drie", 30, "ma di"),
            Schooldeel("vier", 60, "wo do"),
            Schooldeel("vijf", 20, "vr"),
        ]
    )
    assert advies(week, 60) == (
        "Maandag en dinsdag vragen 3 scholen samen 120 plekken, vrijdag 20: 40 plekken worden dan niet gebruikt."
    )
    assert advies(Week([Schooldeel("een", 10, "ma di wo do vr")]), 0) == (
        "De dagen zijn precies gelijk verdeeld: elke dag 10 studenten."
    )
    assert advies(Week(), 5) == "Nog geen school gaf stagedagen op."
    assert list(Week([Schooldeel("een", 3, "za")]).totalen) == ["ma", "di", "wo", "do", "vr", "za"]


def test_days_of_a_period_come_before_those_of_the_year():
    rijen = [("A", "1 2 3 4", "ma di"), ("A", "3", "wo do"), ("B", "3", "vr")]
    assert specifiekst(rijen, "") == {"A": "ma di", "B": "vr"}
    assert specifiekst(rijen, "3") == {"A": "wo do", "B": "vr"}
    assert specifiekst(rijen, "1") == {"A": "ma di"}
