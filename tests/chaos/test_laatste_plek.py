"""C1: 50 at once for the last seat of a round give one placement; without the lock there are more.

CHAOS_PLEKKEN=100 is the full number of races of each kind (`make test-chaos`).
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.laatste_plek import WEDLOPEN, ZONDER_SLOT

pytestmark = [pytest.mark.slow]

ROOT = Path(__file__).resolve().parent.parent.parent
RONDES = int(os.environ.get("CHAOS_PLEKKEN", "1"))
LOPERS = 50 if RONDES > 1 else 12


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("naam", WEDLOPEN)
def test_one_effect_however_many_ask_on_postgresql(naam):
    for _ in range(RONDES):
        aantal, fouten = WEDLOPEN[naam](LOPERS)
        assert aantal == 1
        assert set(fouten) <= {"DomainError"}


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("naam", ZONDER_SLOT)
def test_control_without_the_lock_shows_the_race_on_postgresql(naam):
    with ZONDER_SLOT[naam](8):
        aantal, _ = WEDLOPEN[naam](8)
    assert aantal > 1


def _sqlite(*args: str) -> list[list[str]]:
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    uit = subprocess.run(
        [sys.executable, "-m", "tests.chaos.laatste_plek", *args],
        cwd=ROOT,
        env=omgeving,
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert uit.returncode == 0, uit.stderr
    return [regel.split("\t") for regel in uit.stdout.splitlines()]


@pytest.mark.echt
def test_one_effect_however_many_ask_on_sqlite():
    regels = _sqlite(str(RONDES), str(LOPERS))
    assert len(regels) == RONDES * len(WEDLOPEN)
    for naam, aantal, *fouten in regels:
        assert aantal == "1", naam
        assert set(fouten) <= {"DomainError"}, naam


@pytest.mark.echt
def test_control_without_the_lock_shows_the_race_on_sqlite():
    regels = _sqlite("1", "8", "zonder-slot")
    assert len(regels) == len(ZONDER_SLOT)
    assert all(int(regel[1]) > 1 for regel in regels)
