"""The last day at a second host and the last seat of a summer week are given once (R4.7, R5.13), with controls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plaatsingen.wedloop_delen import RENNEN

ROOT = Path(__file__).resolve().parent.parent.parent
LOPERS = 6


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", [ren for ren, _ in RENNEN])
def test_one_of_many_wins_on_postgresql(ren):
    for _ in range(3):
        aantal, fouten = ren(LOPERS)
        assert aantal == 1
        assert fouten == ["DomainError"] * (LOPERS - 1)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("ren", "zonder"), RENNEN)
def test_control_without_the_lock_shows_the_race_on_postgresql(ren, zonder):
    with zonder(LOPERS):
        aantal, _ = ren(LOPERS)
    assert aantal > 1


def _sqlite(*args: str) -> list[list[str]]:
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    uit = subprocess.run(
        [sys.executable, "-m", "tests.plaatsingen.wedloop_delen", *args],
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
    assert _sqlite() == [["1", "DomainError"]] * 2


@pytest.mark.slow
@pytest.mark.echt
def test_control_without_the_lock_shows_the_race_on_sqlite():
    assert all(int(regel[0]) > 1 for regel in _sqlite("zonder-slot"))
