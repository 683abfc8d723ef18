"""Which groups may be shown: never fewer than the threshold, also not by taking outcomes away from each other."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from enquetes.rules import DIMENSIES, TOTAAL, toonbaar

DREMPEL = 5
BLADEN = st.lists(
    st.fixed_dictionaries({naam: st.one_of(st.none(), st.integers(0, 4)) for naam in DIMENSIES}), max_size=60
)


def blad(leerbedrijf=None, school=None, cluster=None):
    return {"leerbedrijf": leerbedrijf, "school": school, "cluster": cluster}


def test_too_few_show_nothing():
    assert toonbaar([blad(1)] * 4, DREMPEL) == set()


def test_one_small_group_hides_a_second():
    bladen = [blad(1)] * 20 + [blad(2)] * 9 + [blad(3)] * 2
    assert toonbaar(bladen, DREMPEL) == {TOTAAL, ("leerbedrijf", 1)}


def test_two_small_groups_that_are_enough_together_hide_no_third():
    bladen = [blad(1)] * 20 + [blad(2)] * 4 + [blad(3)] * 3
    assert toonbaar(bladen, DREMPEL) == {TOTAAL, ("leerbedrijf", 1)}


def test_school_of_which_one_house_is_shown_does_not_give_the_other_away():
    bladen = [blad(1, school=1)] * 6 + [blad(2, school=1)] * 2 + [blad(3, school=2)] * 30
    zien = toonbaar(bladen, DREMPEL)
    assert not {("leerbedrijf", 1), ("school", 1)} <= zien


@settings(max_examples=150, deadline=None)
@given(BLADEN)
def test_no_difference_of_what_is_shown_singles_out_fewer(bladen):
    zien = toonbaar(bladen, DREMPEL)
    leden = {
        groep: {n for n, rij in enumerate(bladen) if groep == TOTAAL or rij[groep[0]] == groep[1]} for groep in zien
    }
    assert all(len(wie) >= DREMPEL for wie in leden.values())
    for groep, dimensie in product(zien, DIMENSIES):
        binnen = [deel for deel in zien if deel[0] == dimensie and deel != groep and leden[deel] <= leden[groep]]
        rest = leden[groep] - set().union(*(leden[deel] for deel in binnen))
        assert not 0 < len(rest) < DREMPEL
