"""The last place of a mentor and the last seat at a training go once (C1), and the control that shows the race."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.begeleiding.poulewedloop import LOPERS, mentorplek, trainingsplek, zonder_slot

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ren", [mentorplek, trainingsplek])
def test_last_place_goes_once_on_postgresql(ren):
    aantal, fouten = ren()
    assert aantal == 1
    assert fouten == ["DomainError"] * (LOPERS - 1)


@pytest.mark.pg
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_shows_the_race_on_postgresql():
    with zonder_slot():
        assert mentorplek()[0] > 1


@pytest.mark.slow  # a process and a database of its own
@pytest.mark.echt
def test_last_place_goes_once_on_sqlite_and_the_control_shows_the_race():
    omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "BROKER_URL"}}
    opdracht = [sys.executable, "-m", "tests.begeleiding.poulewedloop"]
    uit = subprocess.run(opdracht, cwd=ROOT, env=omgeving, capture_output=True, text=True, timeout=240, check=False)
    assert uit.returncode == 0, uit.stderr
    assert uit.stdout.splitlines() == ["1 DomainError", "1 DomainError", "meer"]
