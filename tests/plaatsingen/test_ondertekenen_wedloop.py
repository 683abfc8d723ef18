"""Two signers at once, double clicks, a link used twice, signing against a withdrawal; with controls (C1, C2)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plaatsingen import tekenwedloop

ROOT = Path(__file__).resolve().parent.parent.parent
LOPERS = 6
VERLIEZERS = {"twee_tekenaars": LOPERS - 1, "dubbelklik": 0, "link_gebruikt": LOPERS - 1}


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", tekenwedloop.RACES)
def test_one_signature_however_many_click_on_postgresql(ren):
    for _ in range(3):
        aantal, fouten = ren(LOPERS)
        assert (aantal, fouten) == (1, ["DomainError"] * VERLIEZERS[ren.__name__])


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", tekenwedloop.RACES)
def test_control_without_the_lock_shows_the_race_on_postgresql(ren):
    with tekenwedloop.zonder_slot(LOPERS):
        aantal, _ = ren(LOPERS)
    assert aantal > 1


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_signing_and_withdrawing_at_once_never_mix_on_postgresql():
    assert tekenwedloop.intrekken_of_tekenen() == ["goed"] * 4


def _sqlite(*args: str) -> dict[str, list[str]]:
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    uit = subprocess.run(
        [sys.executable, "-m", "tests.plaatsingen.tekenwedloop", *args],
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
def test_one_signature_however_many_click_on_sqlite():
    assert _sqlite() == {
        "twee_tekenaars": ["1", "DomainError"],
        "dubbelklik": ["1"],
        "link_gebruikt": ["1", "DomainError"],
        "intrekken": ["goed"] * 4,
    }


@pytest.mark.slow
@pytest.mark.echt
def test_control_without_the_lock_shows_the_race_on_sqlite():
    assert all(int(regel[0]) > 1 for regel in _sqlite("zonder-slot").values())
