"""The last slot of a spreekuur is given once, however many students click at the same time (C1), with a control."""

from contextlib import nullcontext

import pytest

from tests.begeleiding.wedloop_spreekuur import laatste_tijd, zonder_slot

pytestmark = [pytest.mark.pg, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("omgeving", "precies_een"), [(nullcontext, True), (zonder_slot, False)])
def test_last_slot_is_given_once_and_without_the_lock_it_is_not(omgeving, precies_een):
    with omgeving():
        assert (laatste_tijd() == 1) is precies_een
