"""Capacity from week to week (R5.13): pieces, the smallest, closed weeks, and free seats on the pages."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kern.models import Periode
from tests.factories import PlaatsingFactory, StageplaatsFactory
from vacatures.bezetting import bezetting_van, capaciteit_op, kleinste, kleinste_capaciteit, stukken

D = date
DAGEN = st.dates(D(2026, 8, 1), D(2027, 7, 31))


def test_pieces_cover_the_stretch_with_one_capacity_each():
    zomer = (D(2027, 7, 5), D(2027, 7, 31), 86)
    kerst = (D(2026, 12, 21), D(2027, 1, 3), 0)
    assert list(stukken(56, [zomer, kerst], D(2026, 12, 1), D(2027, 7, 10))) == [
        (D(2026, 12, 1), D(2026, 12, 20), 56),
        (D(2026, 12, 21), D(2027, 1, 3), 0),
        (D(2027, 1, 4), D(2027, 7, 4), 56),
        (D(2027, 7, 5), D(2027, 7, 10), 86),
    ]


def test_closed_weeks_count_only_when_the_place_is_closed_all_the_time():
    kerst = (D(2026, 12, 21), D(2027, 1, 3), 0)
    assert kleinste(stukken(2, [kerst], D(2026, 9, 1), D(2027, 1, 29))) == 2
    assert kleinste(stukken(2, [kerst], D(2026, 12, 22), D(2026, 12, 31))) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAGEN, DAGEN, st.lists(st.tuples(DAGEN, DAGEN, st.integers(0, 9)), max_size=4))
def test_every_day_lies_in_exactly_one_piece(begin, eind, ruw):
    begin, eind = sorted((begin, eind))
    afwijkend = [(min(a, b), max(a, b), n) for a, b, n in ruw]
    delen = list(stukken(5, afwijkend, begin, eind))
    assert delen[0][0] == begin
    assert delen[-1][1] == eind
    assert all(een[1].toordinal() + 1 == ander[0].toordinal() for een, ander in pairwise(delen))
    assert all(van <= tot for van, tot, _ in delen)


@pytest.mark.django_db
def test_free_seats_follow_the_weeks():
    plaats = StageplaatsFactory(capaciteit=2, periodes="1 z", dagen="ma")
    for code, begin, eind in (("1", D(2026, 8, 24), D(2026, 11, 8)), ("z", D(2027, 7, 5), D(2027, 7, 31))):
        Periode.objects.create(schooljaar=plaats.schooljaar, code=code, begin=begin, eind=eind)
    plaats.weekcapaciteiten.create(begin=D(2027, 7, 5), eind=D(2027, 7, 31), capaciteit=5, reden="zomer")
    plaats.weekcapaciteiten.create(begin=D(2026, 10, 1), eind=D(2026, 11, 8), capaciteit=1)
    PlaatsingFactory(stageplaats=plaats, periodes="1", dagen="ma")
    stand = bezetting_van([plaats])[plaats.pk]
    assert stand.per_periode == {"1": 1, "z": 5}
    assert (stand.vrij, stand.heeft_plek, stand.woord) == (0, True, "deels vrij")
    assert capaciteit_op(plaats, D(2027, 7, 5)) == 5
    assert capaciteit_op(plaats, D(2026, 9, 1)) == 2
    assert kleinste_capaciteit(plaats, D(2026, 9, 1), D(2027, 7, 10)) == 1
