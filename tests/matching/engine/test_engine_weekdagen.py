"""Overlapping days: the relaxation with its prices, the search in pieces, and what is said when time runs out."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from matching.engine import Instance, read_folder, relaxation, solve, write_instance
from matching.engine.bounds import bounds_of, gap_sentence
from matching.engine.face import Face, solve_face
from matching.engine.generator import Vorm, generate
from matching.engine.headstart import headstart
from matching.engine.milp_model import MilpProblem
from matching.engine.overlap import UNKNOWN, solve_overlap
from matching.engine.prices import Prices
from tests.matching.engine.engine_oracle import optimum
from tests.matching.engine.test_engine_optimum import assert_allowed, goals


def small_problem(seed: int) -> MilpProblem:
    """A few students, arcs and limits that cross, with three goals."""
    rng = np.random.default_rng(seed)
    students, limits = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    student = np.repeat(np.arange(students), rng.integers(1, 4, students))
    inside = rng.random((len(student), limits)) < 0.5
    arc, row = np.nonzero(inside)
    return MilpProblem(
        students=students,
        student=student,
        entry_row=row,
        entry_arc=arc,
        capacity=rng.integers(0, 3, limits),
        pair_costs=[np.zeros(len(student), dtype=np.int64), *rng.integers(0, 4, (2, len(student)))],
        unplaced_costs=[rng.integers(1, 4, students), *np.zeros((2, students), dtype=np.int64)],
    )


def brute_force(problem: MilpProblem) -> list[int]:
    """The best sums of gains, by looking at every solution."""
    options = [[-1, *np.flatnonzero(problem.student == one).tolist()] for one in range(problem.students)]
    best = [0] * len(problem.pair_costs)
    for choice in product(*options):
        used = np.array([arc for arc in choice if arc >= 0], dtype=np.int64)
        load = np.bincount(problem.entry_row[np.isin(problem.entry_arc, used)], minlength=len(problem.capacity))
        if np.all(load <= problem.capacity):
            best = min(best, sums(problem, used))
    return best


def sums(problem: MilpProblem, used: np.ndarray) -> list[int]:
    return [
        int((cost - stay[problem.student])[used].sum())
        for cost, stay in zip(problem.pair_costs, problem.unplaced_costs, strict=True)
    ]


def test_overlap_equals_brute_force_in_all_goals() -> None:
    for seed in range(150):
        problem = small_problem(seed)
        answer = solve_overlap(problem)
        assert sums(problem, answer.chosen[answer.chosen >= 0]) == brute_force(problem), seed
        assert not any(answer.gaps), seed


def test_any_prices_give_a_valid_bound() -> None:
    for seed in range(150):
        problem = small_problem(seed)
        rng = np.random.default_rng(seed)
        prices = Prices(problem)
        scales = rng.integers(1, 5, 3).tolist()
        prices.push([rng.integers(-9, 5, len(problem.capacity)) for _ in scales], scales)
        best = brute_force(problem)
        gap = prices.gap(best)
        assert gap >= [0, 0, 0], seed
        # Narrowing to what lies within the gap never loses the optimum.
        arcs, may_stay = prices.within(gap)
        narrow = replace(problem, capacity=problem.capacity)
        answer = solve_overlap(narrow)
        assert arcs[answer.chosen[answer.chosen >= 0]].all(), seed
        assert may_stay[answer.chosen[prices.heads] < 0].all(), seed


def test_overlap_says_what_it_does_not_know_when_time_is_up() -> None:
    for seed in range(60):
        problem = small_problem(seed)
        answer = solve_overlap(problem, deadline=0.0)
        found, best = sums(problem, answer.chosen[answer.chosen >= 0]), brute_force(problem)
        for value, wanted, gap in zip(found, best, answer.gaps, strict=True):
            assert value >= wanted
            assert value - gap <= wanted
            if gap or value != wanted:
                break


def test_overlap_without_relaxation_still_finds_the_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.engine.overlap.relax", lambda prices, deadline: None)
    for seed in range(60):
        problem = small_problem(seed)
        answer = solve_overlap(problem)
        assert sums(problem, answer.chosen[answer.chosen >= 0]) == brute_force(problem), seed
        assert not any(answer.gaps), seed


def test_overlap_with_headstart_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = generate(250, 4, Vorm(weekdagen=True, vast=True, maximum_aandeel=0.02))
    wanted = solve(instance)
    started = []

    def watched(prices: Prices, cost: np.ndarray) -> object:
        started.append(headstart(prices, cost))
        return started[-1]

    monkeypatch.setattr(relaxation, "SMALL", 0)
    monkeypatch.setattr(relaxation, "headstart", watched)
    assert solve(instance).plaatsingen == wanted.plaatsingen
    assert any(one is not None for one in started)


def own_days(instance: Instance, seed: int) -> Instance:
    """Every school its own days."""
    rng = random.Random(seed)
    week = ("ma", "di", "wo", "do", "vr")
    days = {school: frozenset(rng.sample(week, rng.choice((2, 3)))) for school in "ABC"}
    return replace(instance, studenten=tuple(replace(s, dagen=days[s.school]) for s in instance.studenten))


def full_time_and_halves(instance: Instance) -> Instance:
    """Full-timers, Monday/Tuesday and Wednesday to Friday."""
    kinds = (("ma", "di", "wo", "do", "vr"), ("ma", "di"), ("wo", "do", "vr"))
    return replace(
        instance,
        studenten=tuple(replace(s, dagen=frozenset(kinds[i % 3])) for i, s in enumerate(instance.studenten)),
    )


def summer(instance: Instance) -> Instance:
    """Lesson weeks and summer as periods: some students in one, some in the other, some in both."""
    kinds = (("2",), ("z",), ("2", "z"), ("1", "2"))
    return replace(
        instance,
        plaatsen=tuple(replace(p, periodes=frozenset(("1", "2", "3", "4", "z"))) for p in instance.plaatsen),
        studenten=tuple(replace(s, periodes=frozenset(kinds[i % 4])) for i, s in enumerate(instance.studenten)),
    )


@pytest.mark.parametrize("seed", range(3))
def test_overlap_equals_one_binary_programme_on_other_mixes(seed: int) -> None:
    instance = generate(60, seed, Vorm(weekdagen=True, vast=True, maximum_aandeel=0.03))
    for one in (own_days(instance, seed), full_time_and_halves(instance), summer(instance)):
        result = solve(one)
        assert_allowed(one, result)
        assert result.samenvatting["optimaal"] is True
        assert goals(result) == optimum(one)


@pytest.mark.parametrize("seed", range(2))
def test_overlap_equals_one_binary_programme_with_binding_maxima(seed: int) -> None:
    instance = generate(120, seed, Vorm(weekdagen=True, vast=True, maximum_aandeel=0.01))
    result = solve(instance)
    assert_allowed(instance, result)
    assert result.samenvatting["optimaal"] is True
    assert goals(result) == optimum(instance)


def test_overlap_is_the_same_in_every_process(tmp_path) -> None:
    write_instance(generate(100, 5, Vorm(weekdagen=True, vast=True)), tmp_path / "in")
    texts = []
    for hash_seed in ("0", "1"):
        out = tmp_path / hash_seed
        subprocess.run(
            [sys.executable, "-m", "matching.engine", str(tmp_path / "in"), "--uit", str(out)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        texts.append([(out / name).read_bytes() for name in ("plaatsingen.csv", "niet_geplaatst.csv")])
    assert texts[0] == texts[1]
    assert solve(read_folder(tmp_path / "in")).samenvatting["optimaal"] is True


@pytest.mark.slow
def test_overlap_of_two_thousand_students_is_proven() -> None:
    result = solve(generate(2000, 4, Vorm(weekdagen=True)))
    assert result.samenvatting["optimaal"] is True


def test_summary_tells_the_bound_of_each_goal_and_the_bound_is_valid() -> None:
    instance = generate(150, 2, Vorm(weekdagen=True))
    best = solve(instance).samenvatting
    hurried = solve(instance, search_seconds=0.0).samenvatting
    assert best["ondergrenzen"]["km_som"] == {"grens": best["km_som"], "verschil": 0.0, "procent": 0.0}
    first = hurried["ondergrenzen"]["voorrang_som"]
    assert hurried["voorrang_som"] <= best["voorrang_som"] <= first["grens"]
    assert first["grens"] - first["verschil"] == hurried["voorrang_som"]


def test_search_that_is_stopped_before_it_knows_a_bound_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small_problem(3)
    count = len(problem.student)
    face = Face(
        problem.student,
        problem.entry_row,
        problem.entry_arc,
        problem.capacity,
        full=np.zeros(len(problem.capacity), dtype=bool),
        placed=np.zeros(problem.students, dtype=bool),
        gains=[np.zeros(count, dtype=np.int64)],
    )
    for bound in (-np.inf, np.inf):
        monkeypatch.setattr("matching.engine.face._search", lambda *_, b=bound: (np.zeros(count, dtype=bool), b))
        found, proven = solve_face(face, 0.0)
        assert found is not None
        assert not proven


def test_goals_after_the_first_gap_are_unknown() -> None:
    values = {"voorrang_som": 200, "omzettingskosten": 10, "km_som": 12.5}
    found = bounds_of(tuple(values), values, [0, 2, UNKNOWN, UNKNOWN])
    assert found["voorrang_som"] == {"grens": 200, "verschil": 0, "procent": 0.0}
    assert found["omzettingskosten"] == {"grens": 8, "verschil": 2, "procent": 25.0}
    assert found["km_som"]["grens"] is None
    assert gap_sentence(found, [0, 2, UNKNOWN, UNKNOWN]) == (
        "De zoektijd was op; er is nog een verschil mogelijk: omzettingskosten hooguit 2 (8 is de grens, 25.0 %); "
        "km onbekend."
    )
