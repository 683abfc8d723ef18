"""Counts of several parts in one query."""

import pytest
from django.contrib.auth.models import Group

from basis.tellen import Deel, beantwoord, deel_van, naast_elkaar, tel_samen, telt

pytestmark = pytest.mark.django_db


@telt
def met(letter: str) -> Deel[int]:
    tel = yield {"namen": Group.objects.filter(name__startswith=letter)}
    return tel["namen"]


@telt
def twee_keer(letter: str) -> Deel[tuple[int, int]]:
    eerste = yield {"namen": Group.objects.filter(name__startswith=letter)}
    tweede = yield {"namen": Group.objects.exclude(name__startswith=letter)}
    return eerste["namen"], tweede["namen"]


def zonder() -> str:
    return "niets te tellen"


@pytest.fixture(autouse=True)
def _groepen():
    Group.objects.bulk_create([Group(name=naam) for naam in ("aa", "ab", "ba")])


def test_parts_side_by_side_ask_together_and_keep_their_order(django_assert_num_queries):
    delen = [deel_van(met, "a"), deel_van(zonder), deel_van(twee_keer, "b"), naast_elkaar([deel_van(met, "c")])]
    with django_assert_num_queries(2):
        assert beantwoord(naast_elkaar(delen)) == [2, "niets te tellen", (1, 2), [0]]


def test_part_alone_answers_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert met("a") == 2


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tel_samen({}) == {}
        assert beantwoord(naast_elkaar([deel_van(zonder)])) == ["niets te tellen"]
