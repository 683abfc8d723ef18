"""The cheapest set of measures: proven against trying everything, and what it must respect."""

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vraagaanbod.effect import Markt, Zet, pas_toe, totaal_kosten, totaal_tekort, waarschuwingen
from vraagaanbod.goedkoopste import los_op

CLUSTERS = "ABCD"


def markt(**standen):
    return {naam: Markt(*stand) for naam, stand in standen.items()}


def brute(standen, zetten):
    """Try every combination."""
    opties = [range(zet.plaatsen_naar + 1) if zet.deelbaar else (0, zet.plaatsen_naar) for zet in zetten]
    beste = None
    for aantallen in itertools.product(*opties):
        keuze = list(zip(zetten, aantallen, strict=True))
        na = pas_toe(standen, keuze)
        if any(aantal and zet.van and zet.plaatsen_van and na[zet.van].saldo < 0 for zet, aantal in keuze):
            continue
        sleutel = (totaal_tekort(na), totaal_kosten(keuze), sum(aantal > 0 for aantal in aantallen))
        beste = min(beste, sleutel) if beste else sleutel
    return beste


@st.composite
def gevallen(draw):
    namen = CLUSTERS[: draw(st.integers(2, 4))]
    standen = {naam: Markt(draw(st.integers(0, 8)), draw(st.integers(0, 8))) for naam in namen}
    zetten = []
    for nummer in range(draw(st.integers(1, 4))):
        naar = draw(st.sampled_from(namen))
        van = draw(st.sampled_from([None, *(naam for naam in namen if naam != naar)]))
        zetten.append(
            Zet(
                nummer,
                f"maatregel {nummer}",
                naar,
                draw(st.integers(1, 4)),
                van,
                draw(st.integers(1, 4)) if van else 0,
                draw(st.booleans()),
                draw(st.sampled_from([0, 500, 10_000])),
                draw(st.sampled_from([0, 100, 250])),
            )
        )
    return standen, zetten


@settings(max_examples=60, deadline=None)
@given(gevallen())
def test_answer_is_the_best_of_all_combinations(geval):
    standen, zetten = geval
    uit = los_op(standen, zetten)
    assert (uit.tekort, uit.kosten, len(uit.keuze)) == brute(standen, zetten)


def test_chain_passes_on_only_what_a_link_does_not_need():
    standen = markt(HP2=(10, 30), HP1=(15, 0), ZH1=(10, 0))
    zetten = [Zet("a", "HP2 naar HP1", "HP1", 40, "HP2", 40), Zet("b", "HP1 naar ZH1", "ZH1", 40, "HP1", 40)]
    uit = los_op(standen, zetten)
    assert (uit.keuze, uit.tekort) == ({"a": 20, "b": 5}, 5)
    assert not waarschuwingen(standen, [(zetten[0], 20), (zetten[1], 5)])


def test_shortage_comes_before_money_and_money_before_the_number_of_measures():
    standen = markt(A=(10, 0))
    duur = Zet("duur", "duur", "A", 10, None, 0, True, 0, 900_000)
    assert los_op(standen, [duur]).tekort == 0
    los = [Zet(n, f"klein {n}", "A", 5, None, 0, True, 0, 100) for n in (1, 2)]
    een = Zet(3, "een", "A", 10, None, 0, True, 0, 100)
    assert los_op(standen, [*los, een]).keuze == {3: 10}
    goedkoop = Zet(4, "goedkoop", "A", 10, None, 0, True, 0, 99)
    assert los_op(standen, [een, goedkoop, duur]).keuze == {4: 10}


def test_indivisible_measure_is_taken_whole_or_not():
    standen = markt(A=(3, 0), B=(0, 4))
    heel = Zet("heel", "heel", "A", 5, "B", 5, deelbaar=False)
    assert los_op(standen, [heel]).keuze == {}
    assert los_op(standen, [Zet("deel", "deel", "A", 5, "B", 5)]).keuze == {"deel": 3}


def test_two_parttime_places_come_from_one_fulltime_place():
    uit = los_op(markt(PT=(5, 0), FT=(0, 2)), [Zet("z", "omzetting", "PT", 10, "FT", 5)])
    assert uit.keuze == {"z": 4}
    assert (uit.markt["FT"].aanbod, uit.markt["PT"].tekort) == (0, 1)


def test_decided_measures_stay_and_left_out_ones_are_gone():
    standen = markt(A=(10, 0))
    zetten = [Zet(1, "een", "A", 6, None, 0, True, 0, 500), Zet(2, "twee", "A", 10, None, 0, True, 0, 100)]
    assert los_op(standen, zetten, vast={1: 6}).keuze == {1: 6, 2: 4}
    assert los_op(standen, zetten, zonder=frozenset({2})).keuze == {1: 6}
    assert los_op(standen, []).tekort == 10


@pytest.mark.parametrize("poging", range(3))
def test_answer_does_not_depend_on_chance(poging):
    kans = Random(7)
    standen = {naam: Markt(kans.randint(0, 300), kans.randint(0, 300)) for naam in range(15)}
    zetten = [
        Zet(
            n,
            f"z{n}",
            kans.randrange(15),
            kans.randint(1, 60),
            None,
            0,
            kans.random() < 0.8,
            1000 * kans.randint(0, 9),
            100,
        )
        for n in range(40)
    ]
    eerste = los_op(standen, zetten)
    assert los_op(standen, zetten) == eerste
    assert sum(aantal for aantal in eerste.keuze.values()) > 0


def test_source_that_is_driven_below_its_demand_is_told():
    standen = markt(A=(10, 0), B=(5, 6))
    zet = Zet("z", "omzetting", "A", 4, "B", 4)
    (let_op,) = waarschuwingen(standen, [(zet, 4)])
    assert (let_op.cluster, let_op.tekort, let_op.erbij) == ("B", 3, 3)
    assert not waarschuwingen(standen, [(zet, 1)])
    terug = pas_toe(pas_toe(standen, [(zet, 4)]), [(zet, 4)], terug=True)
    assert terug == standen
