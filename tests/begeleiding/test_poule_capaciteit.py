"""The sums of the poule: the reference case, travel, weeks, and a division over regions that can't be bettered."""

from datetime import date
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from begeleiding.capaciteit import Kracht, Norm, Periode, dek, fte_voor, reken

MAANDAG = date(2026, 10, 12)
ALTIJD = Periode(date(2020, 1, 1))
PLAATSEN = ("Assen", "Emmen", "Groningen", "Leek")


def test_reference_of_ten_fte_serves_400_students_for_1_2_million():
    uit = reken(Norm(), 10)
    assert (uit.studenten, uit.contact_uren, uit.kosten, uit.kosten_per_student) == (400, 200, 1_200_000, 3_000)
    assert fte_voor(Norm(), 400 * 30) == 10
    assert reken(Norm(), 1).studenten == 40


def test_travel_fits_beside_contact_and_online_visits_make_room():
    norm = Norm(reis_minuten=15)
    op_locatie, om_de_week = reken(norm, 10), reken(norm, 10, online=0.5)
    assert (op_locatie.studenten, op_locatie.reis_uren, op_locatie.overige_uren) == (400, 100, 100)
    assert (om_de_week.studenten, om_de_week.reis_uren, om_de_week.overige_uren) == (480, 60, 100)
    assert om_de_week.kosten == op_locatie.kosten


def test_kind_of_stage_has_its_own_minutes():
    norm = Norm(minuten_per_soort={"stagegezin": 12})
    assert (norm.minuten_voor("stagegezin"), norm.minuten_voor("regulier")) == (12, 30)


@pytest.mark.parametrize(
    ("kracht", "minuten"),
    [
        (Kracht(1, None, ALTIJD), 1200),
        (Kracht(0.5, None, ALTIJD), 600),
        (Kracht(1, 0.6, ALTIJD), 1440),
        (Kracht(1, None, None), 0),  # the course isn't done
        (Kracht(1, None, Periode(date(2026, 10, 15))), 480),  # in the poule from Thursday
        (Kracht(1, None, ALTIJD, [Periode(date(2026, 10, 16), date(2026, 10, 20))]), 960),  # away on Friday
        (Kracht(1, None, ALTIJD, [Periode(date(2026, 10, 1))]), 0),
        (Kracht(1, None, ALTIJD, (), [(Periode(date(2026, 10, 1)), 4)]), 960),
        (Kracht(0.1, None, ALTIJD, (), [(Periode(date(2026, 10, 1)), 30)]), 0),
    ],
)
def test_minutes_of_a_week(kracht, minuten):
    assert kracht.minuten(Norm(), MAANDAG) == minuten


def test_who_can_go_elsewhere_makes_room_for_who_cannot():
    dekking = dek(
        {"Assen": 60, "Emmen": 60}, [(60, frozenset({"Assen", "Emmen"})), (60, frozenset({"Assen"})), (30, None)]
    )
    assert dekking.gedekt == {"Assen": 60, "Emmen": 60}
    assert sum(dekking.ruimte.values()) == 150


def test_surplus_elsewhere_covers_no_shortage_here():
    dekking = dek({"Assen": 60, "Emmen": 60}, [(500, frozenset({"Assen"})), (20, frozenset({"Emmen"}))])
    assert dekking.gedekt == {"Assen": 60, "Emmen": 20}
    assert dekking.ruimte == {"Assen": 500, "Emmen": 20}


def hall(vraag, aanbod):
    """The most that can be met: the smallest, over sets of regions, of what reaches it plus the need outside it."""
    namen = list(vraag)
    sets = chain.from_iterable(combinations(namen, n) for n in range(len(namen) + 1))
    return min(
        sum(m for m, bereik in aanbod if (groep if bereik is None else bereik & set(groep)))
        + sum(vraag[naam] for naam in namen if naam not in groep)
        for groep in sets
    )


@settings(max_examples=150, deadline=None)
@given(
    vraag=st.dictionaries(st.sampled_from(PLAATSEN), st.integers(0, 300), min_size=1),
    aanbod=st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.frozensets(st.sampled_from(PLAATSEN), min_size=1)), max_size=6
    ),
)
def test_division_meets_as_much_as_can_be_met(vraag, aanbod):
    dekking = dek(vraag, aanbod)
    assert all(0 <= dekking.gedekt[naam] <= vraag[naam] for naam in vraag)
    assert sum(dekking.gedekt.values()) == hall(vraag, aanbod)
    bruikbaar = sum(m for m, bereik in aanbod if bereik is None or bereik & set(vraag))
    assert sum(dekking.ruimte.values()) == bruikbaar
