"""Answers at the same moment: one student, one seat, one click (betrouwbaarheid C1, C2), and the controls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plaatsingen.wedloop_aannemen import RENNEN, accepteren_en_intrekken, zonder_slot

ROOT = Path(__file__).resolve().parent.parent.parent
LOPERS = 8
# One application has one placement also by a unique key: without the lock that refuses the second, with an error page.
DATABASE = "IntegrityError"
ALLE = (*RENNEN, accepteren_en_intrekken)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", RENNEN, ids=lambda ren: ren.__name__)
def test_one_of_many_wins_on_postgresql(ren):
    for _ in range(3):
        aantal, fouten = ren(LOPERS)
        assert aantal == 1
        assert fouten == ["DomainError"] * (LOPERS - 1 if RENNEN[ren] else 0)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_accepted_or_withdrawn_and_never_both_on_postgresql():
    for _ in range(5):
        aantal, fouten = accepteren_en_intrekken(LOPERS)
        assert aantal == 1
        assert fouten == ["DomainError"] * (LOPERS // 2)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", ALLE, ids=lambda ren: ren.__name__)
def test_control_without_the_lock_shows_the_race_on_postgresql(ren):
    with zonder_slot(LOPERS):
        aantal, fouten = ren(LOPERS)
    assert aantal > 1 or DATABASE in fouten


def _sqlite(*args: str) -> dict[str, list[str]]:
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    uit = subprocess.run(
        [sys.executable, "-m", "tests.plaatsingen.wedloop_aannemen", *args],
        cwd=ROOT,
        env=omgeving,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert uit.returncode == 0, uit.stderr
    return {regel.split()[0]: regel.split()[1:] for regel in uit.stdout.splitlines()}


@pytest.mark.slow
@pytest.mark.echt
def test_one_of_many_wins_on_sqlite():
    verwacht = {ren.__name__: ["1", *(["DomainError"] if geweigerd else [])] for ren, geweigerd in RENNEN.items()}
    assert _sqlite() == verwacht | {"accepteren_en_intrekken": ["1", "DomainError"]}


@pytest.mark.slow
@pytest.mark.echt
def test_control_without_the_lock_shows_the_race_on_sqlite():
    uit = _sqlite("zonder-slot")
    assert {naam for naam, regel in uit.items() if int(regel[0]) <= 1 and DATABASE not in regel} == set()
