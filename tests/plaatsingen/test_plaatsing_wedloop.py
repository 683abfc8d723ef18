"""The last seat, however many people click at once (R4.7, betrouwbaarheid C1), and the control that shows the race."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plaatsingen.wedloop import dubbel_geplaatst, laatste_plek, zonder_slot

ROOT = Path(__file__).resolve().parent.parent.parent
LOPERS = 8


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", [laatste_plek, dubbel_geplaatst])
def test_one_of_many_wins_on_postgresql(ren):
    for _ in range(5):
        aantal, fouten = ren(LOPERS)
        assert aantal == 1
        assert fouten == ["DomainError"] * (LOPERS - 1)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", [laatste_plek, dubbel_geplaatst])
def test_control_without_the_lock_shows_the_race_on_postgresql(ren):
    with zonder_slot(LOPERS):
        aantal, _ = ren(LOPERS)
    assert aantal > 1


def _sqlite(*args: str) -> list[list[str]]:
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    uit = subprocess.run(
        [sys.executable, "-m", "tests.plaatsingen.wedloop", *args],
        cwd=ROOT,
        env=omgeving,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert uit.returncode == 0, uit.stderr
    return [regel.split() for regel in uit.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.echt
def test_one_of_many_wins_on_sqlite():
    assert _sqlite() == [["1", "DomainError"]] * 6


@pytest.mark.slow
@pytest.mark.echt
def test_control_without_the_lock_shows_the_race_on_sqlite():
    assert all(int(regel[0]) > 1 for regel in _sqlite("zonder-slot"))
