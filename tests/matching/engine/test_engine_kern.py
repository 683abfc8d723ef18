"""The compiled solver against plain enumeration and against the library, and what happens when it fails."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.engine import Geannuleerd, Instance, write_instance
from matching.engine.core import building, compiled
from matching.engine.core.building import load
from matching.engine.errors import BewijsFout
from matching.engine.flow import FlowProblem, PassModel, first_face, solve_flow
from matching.engine.generator import Vorm, generate
from tests.matching.engine.kern_hulp import best_value, fits, random_problem, value

needs_core = pytest.mark.skipif(load() is None, reason="er is geen C-compiler")
ROOT = Path(__file__).parents[3]


def by_library(problem: FlowProblem, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "load", lambda: None)
        return solve_flow(problem).chosen


def by_core(problem: FlowProblem, check: Callable[[], None] = lambda: None) -> np.ndarray | None:
    usable = np.flatnonzero([_open(problem, int(row)) for row in problem.leaf])
    return compiled.solve_compiled(problem, usable, check)


def _open(problem: FlowProblem, row: int) -> bool:
    while row >= 0:
        if problem.capacity[row] <= 0:
            return False
        row = int(problem.parent[row])
    return True


@needs_core
@pytest.mark.parametrize("seed", range(60))
def test_core_equals_enumeration(seed: int) -> None:
    problem = random_problem(seed, students=1 + seed % 6)
    chosen = by_core(problem)
    if chosen is None:
        assert not len(problem.leaf) or not any(_open(problem, int(row)) for row in problem.leaf)
        return
    assert fits(problem, chosen.tolist())
    assert value(problem, chosen.tolist()) == best_value(problem)


@needs_core
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("top", [1, 4, 300_000])
def test_core_equals_library(seed: int, top: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(1_000 + seed, students=20 + seed, top=top)
    chosen = by_core(problem)
    assert chosen is not None
    assert chosen.tolist() == by_library(problem, monkeypatch).tolist()


@needs_core
def test_core_without_rows_or_arcs_or_students() -> None:
    problem = random_problem(1, students=3)
    none = np.zeros(0, dtype=np.int64)
    empty = [none] * len(problem.pair_costs)
    assert solve_flow(replace(problem, student=none, leaf=none, pair_costs=empty)).chosen.tolist() == [-1] * 3
    free = replace(problem, leaf=np.full(len(problem.leaf), -1), parent=none, capacity=none)
    assert value(free, solve_flow(free).chosen.tolist()) == best_value(free)
    nobody = FlowProblem(0, none, none, problem.parent, problem.capacity, empty, empty)
    assert not len(solve_flow(nobody).chosen)


@needs_core
def test_wrong_answer_of_core_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(7, students=30)
    right = solve_flow(problem).chosen
    honest = compiled._run
    asked = []

    def liar(*given: Any) -> tuple[Any, Any]:
        chosen, prices = honest(*given)
        asked.append(True)
        return np.full_like(chosen, -1), prices

    monkeypatch.setattr(compiled, "_run", liar)
    assert solve_flow(problem).chosen.tolist() == right.tolist()
    assert asked


@needs_core
def test_core_can_be_stopped_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "SLICE", 5)
    looks = []

    def check() -> None:
        looks.append(True)
        if len(looks) == 3:
            raise Geannuleerd("De matching is gestopt.")

    with pytest.raises(Geannuleerd):
        by_core(random_problem(3, students=200), check)
    assert len(looks) == 3


def test_library_that_is_no_library_is_refused(tmp_path: Path) -> None:
    fake = tmp_path / "kern.so"
    fake.write_bytes(b"no library")
    assert building.open_library(fake) is None
    assert building.open_library(tmp_path / "missing.so") is None


def test_without_compiler_or_place_to_write_there_is_no_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "a-compiler-that-is-not-there")
    assert building.build(tmp_path / "kern.so") is None
    monkeypatch.setenv("CC", "false")
    assert building.build(tmp_path / "kern.so") is None
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("CC")
    assert building.build(tmp_path / "file" / "kern.so") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


@needs_core
def test_library_of_another_version_is_refused_and_a_change_of_source_builds_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in building.SOURCES:
        (tmp_path / name).write_text((building.HERE / name).read_text())
    monkeypatch.setattr(building, "HERE", tmp_path)
    first = building.build(building.library_path(tmp_path / "gebouwd"))
    assert first is not None
    assert building.open_library(first) is not None
    text = (tmp_path / "search.c").read_text()
    (tmp_path / "search.c").write_text(text.replace("#define KERN_VERSION 2", "#define KERN_VERSION 99"))
    second = building.build(building.library_path(tmp_path / "gebouwd"))
    assert second is not None
    assert second != first
    assert not first.exists()
    assert building.open_library(second) is None


def shuffled(instance: Instance, seed: int) -> Instance:
    rng = random.Random(seed)
    fields = ("studenten", "plaatsen", "groepen", "omzettingen", "voorkeuren", "vast")
    return Instance(
        **{name: tuple(rng.sample(rows, len(rows))) for name in fields if (rows := getattr(instance, name)) or True}
    )


def outcome(folder: Path, out: Path, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "matching.engine", str(folder), "--uit", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | environment, capture_output=True)
    files = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    summary = json.loads(files["samenvatting.json"])
    assert summary["optimaal"] is True
    summary.pop("seconden")
    return files | {"samenvatting.json": json.dumps(summary).encode()}


@needs_core
def test_outcome_is_equal_byte_for_byte_in_other_processes_orders_and_without_core(tmp_path: Path) -> None:
    instance = generate(600, 5, Vorm(vast=True))
    write_instance(instance, tmp_path / "a")
    write_instance(shuffled(instance, 1), tmp_path / "b")
    first = outcome(tmp_path / "a", tmp_path / "1", PYTHONHASHSEED="0")
    assert outcome(tmp_path / "a", tmp_path / "2", PYTHONHASHSEED="12345") == first
    assert outcome(tmp_path / "b", tmp_path / "3", PYTHONHASHSEED="7") == first
    assert outcome(tmp_path / "b", tmp_path / "4", PYTHONHASHSEED="8", **{building.SWITCH: "uit"}) == first


@needs_core
@pytest.mark.parametrize("seed", range(12))
def test_solving_again_from_the_flow_before_equals_solving_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(2_000 + seed, students=30)
    face = first_face(problem)
    rng = np.random.default_rng(seed)
    warm = PassModel(problem, face)
    assert warm.warm is not None
    monkeypatch.setattr(compiled, "load", lambda: None)
    for _ in range(6):
        pair_cost = rng.integers(0, 1 << 40, len(face.arcs))
        stay_cost = rng.integers(1 << 39, 1 << 42, problem.students)
        chosen, narrow = warm.solve(pair_cost, stay_cost)
        cold = PassModel(problem, face)
        assert cold.warm is None
        expected, _ = cold.solve(pair_cost, stay_cost)
        assert chosen.tolist() == expected.tolist()
        # The face keeps every optimum, so at least this one.
        assert np.isin(chosen[chosen >= 0], narrow.arcs).all()
        assert narrow.may_stay[chosen < 0].all()
    assert warm.warm is not None
    with pytest.raises(BewijsFout):
        warm.warm.solve(pair_cost - (1 << 50), stay_cost, lambda: None)
