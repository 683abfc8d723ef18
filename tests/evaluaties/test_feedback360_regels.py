"""What a sum may show: nobody is singled out, also not by subtraction; and which texts somebody looks at first."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluaties.rules_feedback import Gegeven, apart_te_tonen, groepeer_teksten, tel_op, waarom_kijken

ROLLEN = ("collega", "client", "medestudent", "docent")
CODES = ("a", "b", "c")
ANTWOORDEN = st.lists(
    st.builds(
        Gegeven,
        st.sampled_from(ROLLEN),
        st.dictionaries(st.sampled_from(CODES), st.integers(1, 5), max_size=3),
    ),
    max_size=14,
)


@given(ANTWOORDEN, st.integers(3, 5))
def test_no_part_of_a_sum_and_no_difference_is_smaller_than_promised(antwoorden, minstens):
    for regel in tel_op(antwoorden, CODES, minstens=minstens, zelf={}):
        if regel.totaal is None:
            assert regel.per_rol == {}
            continue
        assert regel.totaal.aantal >= minstens
        delen = [deel.aantal for deel in regel.per_rol.values()]
        assert all(aantal >= minstens for aantal in delen)
        rest = regel.totaal.aantal - sum(delen)
        assert rest == 0 or rest >= minstens
        for nummer in range(5):  # each part fits in the total: the picture and the split tell one story
            assert sum(deel.verdeling[nummer] for deel in regel.per_rol.values()) <= regel.totaal.verdeling[nummer]


@given(ANTWOORDEN)
def test_on_name_everything_counts(antwoorden):
    for code, regel in zip(CODES, tel_op(antwoorden, CODES, minstens=1, zelf={}), strict=True):
        scores = [gegeven.scores[code] for gegeven in antwoorden if code in gegeven.scores]
        assert (regel.totaal.aantal if regel.totaal else 0) == len(scores)
        if scores:
            assert regel.totaal.gemiddelde == pytest.approx(sum(scores) / len(scores))
            assert (regel.totaal.laagste, regel.totaal.hoogste) == (min(scores), max(scores))


def test_a_role_hides_with_a_larger_one_when_the_rest_would_be_too_small():
    assert apart_te_tonen({"collega": 5, "client": 1}, 3) == []
    assert apart_te_tonen({"collega": 5, "docent": 3, "client": 1}, 3) == ["collega"]
    assert apart_te_tonen({"collega": 5, "docent": 3}, 3) == ["collega", "docent"]
    assert apart_te_tonen({"collega": 6}, 3) == []  # one role is the total


def tekst(code):
    return SimpleNamespace(code=code)


def test_texts_stand_together_when_a_subject_has_too_few():
    drie, een = [tekst("sterk")] * 3, [tekst("beter")]
    groepen = groepeer_teksten([*drie, *een], ["sterk", "beter"], antwoorden=4, minstens=3)
    assert [(groep.code, len(groep.teksten)) for groep in groepen] == [("", 4)]
    groepen = groepeer_teksten([*drie, *een * 3], ["sterk", "beter"], antwoorden=4, minstens=3)
    assert [groep.code for groep in groepen] == ["sterk", "beter"]
    assert groepeer_teksten(drie, ["sterk"], antwoorden=2, minstens=3) == []
    assert groepeer_teksten(een, ["sterk", "beter"], antwoorden=5, minstens=3) == []


@pytest.mark.parametrize(
    ("woorden", "waarom"),
    [
        ("Je luistert goed en blijft rustig.", ""),
        ("Wat een sukkel ben je.", "Er staat een woord in dat kan kwetsen."),
        ("Bel me op 06 12 34 56 78.", "Er staat een adres of telefoonnummer in."),
        ("Mail naar jan@huis.nl.", "Er staat een adres of telefoonnummer in."),
        ("Groet van Fatima.", "Er staat een naam in."),
        ("In 2026 werkte je 12 uur.", ""),
    ],
)
def test_text_that_hurts_or_tells_who_wrote_waits_for_a_person(woorden, waarom):
    assert waarom_kijken(woorden, ["Fatima El Amrani"]) == waarom
