"""Which groups may be shown: never fewer than the threshold, also not by taking outcomes away from each other."""

from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enquetes.rules import DIMENSIES, TOTAAL, groepen_van, toonbaar, toonbaar_bij_vraag

DREMPEL = 5
BLADEN = st.lists(
    st.fixed_dictionaries({naam: st.one_of(st.none(), st.integers(0, 2)) for naam in DIMENSIES}), max_size=60
)


def blad(leerbedrijf=None, school=None, cluster=None):
    return {"leerbedrijf": leerbedrijf, "school": school, "cluster": cluster}


def zichtbaar(bladen):
    return toonbaar(groepen_van(bladen), DREMPEL)


def test_too_few_show_nothing():
    assert zichtbaar([blad(1)] * 4) == set()


def test_one_small_group_hides_a_second():
    bladen = [blad(1)] * 20 + [blad(2)] * 9 + [blad(3)] * 2
    assert zichtbaar(bladen) == {TOTAAL, ("leerbedrijf", 1)}


def test_two_small_groups_that_are_enough_together_hide_no_third():
    bladen = [blad(1)] * 20 + [blad(2)] * 4 + [blad(3)] * 3
    assert zichtbaar(bladen) == {TOTAAL, ("leerbedrijf", 1)}


def test_school_of_which_one_house_is_shown_does_not_give_the_other_away():
    bladen = [blad(1, school=1)] * 6 + [blad(2, school=1)] * 2 + [blad(3, school=2)] * 30
    zien = zichtbaar(bladen)
    assert not {("leerbedrijf", 1), ("school", 1)} <= zien


def test_school_and_a_house_without_its_students_do_not_give_the_rest_away():
    bladen = [blad(1, school=1)] * 12 + [blad(2, school=2)] * 5 + [blad(3, school=3)]
    zien = zichtbaar(bladen)
    assert not {TOTAAL, ("school", 1), ("leerbedrijf", 2)} <= zien


def resten(leden, zien):
    """Every difference that can be told from what is shown: a group less groups in it that share nobody."""
    for groep in zien:
        binnen = [deel for deel in zien if deel != groep and leden[deel] <= leden[groep]]
        for aantal in range(len(binnen) + 1):
            for delen in combinations(binnen, aantal):
                samen = set().union(*(leden[deel] for deel in delen))
                if sum(len(leden[deel]) for deel in delen) == len(samen):
                    yield leden[groep] - samen


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLADEN)
def test_no_difference_of_what_is_shown_singles_out_fewer(bladen):
    leden = groepen_van(bladen)
    assert not any(0 < len(rest) < DREMPEL for rest in resten(leden, toonbaar(leden, DREMPEL)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLADEN, st.data())
def test_no_difference_tells_what_everybody_in_a_small_group_answered(bladen, data):
    antwoorden = data.draw(st.lists(st.sampled_from("jjjn"), min_size=len(bladen), max_size=len(bladen)))
    leden = groepen_van(bladen)
    zien = toonbaar_bij_vraag(leden, toonbaar(leden, DREMPEL), antwoorden, DREMPEL)
    for rest in resten(leden, zien):
        assert not 0 < len(rest) < DREMPEL
        assert not rest or len(rest) >= 2 * DREMPEL or len({antwoorden[nummer] for nummer in rest}) > 1


def test_house_in_which_all_answer_alike_is_hidden_with_one_to_hide_behind():
    leden = groepen_van([blad(1)] * 5 + [blad(2)] * 7 + [blad(3)] * 20)
    alle = toonbaar(leden, DREMPEL)
    assert toonbaar_bij_vraag(leden, alle, "jjjjj" + "njnjnjn" + "jn" * 10, DREMPEL) == {TOTAAL, ("leerbedrijf", 3)}
    assert toonbaar_bij_vraag(leden, alle, "jn" * 16, DREMPEL) == alle
    assert ("leerbedrijf", 3) in toonbaar_bij_vraag(leden, alle, "jn" * 6 + "j" * 20, DREMPEL)  # enough to hide among
