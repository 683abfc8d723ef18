"""The steps of the benchmarks: each does what it says, and HiGHS alone proves the same optimum."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matching.engine import solve, write_instance
from matching.engine.arrays import to_arrays
from matching.engine.eligibility import find_pairs
from matching.engine.generator import Vorm, generate
from matching.engine.proof_milp import milp_goals
from matching.engine.trial import STAPPEN, trial

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("seed", range(4))
def test_binary_programme_proves_the_same_optimum(seed: int) -> None:
    instance = generate(150, seed)
    arrays = to_arrays(instance)
    found = milp_goals(arrays, find_pairs(arrays))
    summary = solve(instance).samenvatting
    assert found.pop("km_tienden") == round(summary["km_som"] * 10)
    assert found == {goal: summary[goal] for goal in found}


def test_steps_of_a_trial_agree(tmp_path: Path) -> None:
    instance = generate(120, 3, Vorm())
    write_instance(instance, tmp_path / "in")
    told = {step: trial(tmp_path / "in", step, tmp_path / "uit") for step in STAPPEN}
    assert (tmp_path / "uit" / "plaatsingen.csv").exists()
    best = told["bestanden"]["voorrang_som"]
    assert told["zonder_uitleg"]["voorrang_som"] == told["milp"]["voorrang_som"] == best
    assert told["gretig"]["voorrang_som"] <= best
    assert told["stabiel"]["voorrang_som"] <= best
    assert all(one["piek_mib"] > 10 for one in told.values())


def test_trial_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    write_instance(generate(20, 1), tmp_path)
    command = [sys.executable, "-m", "matching.engine.trial", str(tmp_path), "gretig"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout)["stap"] == "gretig"
