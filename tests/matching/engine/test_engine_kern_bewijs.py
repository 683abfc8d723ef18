"""The packing of goals into limbs never loses a level, and the proof refuses every wrong answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matching.engine.core import compiled, limbs
from matching.engine.core.building import load
from matching.engine.core.limbs import LIMB_BOUND, Limits, Packed, pack_limbs, prove
from matching.engine.errors import BewijsFout
from matching.engine.flow import FlowProblem, solve_flow
from tests.matching.engine.kern_hulp import random_problem

needs_core = pytest.mark.skipif(load() is None, reason="er is geen C-compiler")
# Largest costs of a pair: voorrang, conversion, rank, current, tenths of km (25,000 km), tie-break.
WORST = (0, 9, 9_999, 1, 250_000, (1 << 30) - 1)
Ints = Any


def full_number(packed: Packed, limb: int, arc: int) -> int:
    return int(packed.arc(limb)[arc])


@pytest.mark.parametrize("students", [1_000, 100_000, 1_000_000])
def test_worst_costs_fit_in_four_limbs_with_room_for_every_sum(students: int) -> None:
    first = np.arange(0, 2 * students + 1, 2)
    pairs = [np.full(2 * students, cost, dtype=np.int64) for cost in WORST]
    stays = [np.full(students, 9 if goal == 0 else 0, dtype=np.int64) for goal in range(len(WORST))]
    packed = pack_limbs(first, pairs, stays)
    assert packed is not None
    for limb in range(packed.limbs):
        most = max(full_number(packed, limb, 0), int(packed.stay(limb)[0]))
        assert most * students < LIMB_BOUND


def test_costs_that_do_not_fit_are_refused_not_squeezed() -> None:
    first = np.array([0, 1])
    huge = [np.array([1 << 60]) for _ in range(5)]
    assert pack_limbs(first, huge, [np.zeros(1, dtype=np.int64)] * 5) is None
    over = [np.array([(1 << 62) + 1])]
    assert pack_limbs(first, over, [np.zeros(1, dtype=np.int64)]) is None
    with pytest.raises(BewijsFout):
        pack_limbs(first, [np.array([-1])], [np.zeros(1, dtype=np.int64)])


def test_more_levels_than_limbs_hold_go_to_the_library() -> None:
    students = 100_000
    first = np.arange(students + 1)
    fairness = 9 * 10_000
    levels = (*WORST[:3], fairness, *WORST[3:])
    pairs = [np.full(students, cost, dtype=np.int64) for cost in levels]
    stays = [np.full(students, 9 if goal == 0 else 0, dtype=np.int64) for goal in range(len(levels))]
    assert pack_limbs(first, pairs, stays) is None


@pytest.mark.parametrize("seed", range(20))
def test_limbs_compare_like_goals(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = np.arange(0, 4 * 25 + 1, 4)
    pairs = [rng.integers(0, cost + 1, 100) for cost in WORST]
    stays = [rng.integers(0, 2, 25) for _ in WORST]
    packed = pack_limbs(first, pairs, stays)
    assert packed is not None
    sums = []
    for _ in range(60):
        chosen = rng.integers(0, 4, 25) + first[:-1]
        # Few differences, so that the upper goals are often equal.
        if sums and rng.random() < 0.5:
            chosen = np.where(rng.random(25) < 0.05, chosen, sums[-1][2])
        goals = tuple(int(pair[chosen].sum()) for pair in pairs)
        packs = tuple(int(packed.arc(limb)[chosen].sum()) for limb in range(packed.limbs))
        sums.append((goals, packs, chosen))
    for goals, packs, _ in sums:
        for other_goals, other_packs, _ in sums:
            assert (goals < other_goals) == (packs < other_packs)


def contest(students: int, level: int) -> FlowProblem:
    """Everybody has a place alone at the worst cost; the first two also want one seat, and differ in one level only."""
    owner = np.concatenate([np.arange(students), [0, 1]])
    order = np.argsort(owner, kind="stable")
    costs = []
    for goal, worst in enumerate(WORST):
        cost = np.full(students + 2, worst, dtype=np.int64)
        cost[-2:] = 0 if goal != level else (0, 1)
        if goal == len(WORST) - 1 and level < goal:
            # The tie-break speaks against the level by as much as it can.
            cost[-2:] = (worst, 0)
        costs.append(cost[order])
    stays = [np.full(students, 9 if goal == 0 else 0, dtype=np.int64) for goal in range(len(WORST))]
    leaf = np.concatenate([np.full(students, -1), [0, 0]])[order]
    return FlowProblem(students, owner[order], leaf, np.array([-1]), np.array([1]), costs, stays)


@needs_core
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_one_unit_of_a_level_decides_among_100_000_students_with_the_largest_costs(
    level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = contest(100_000, level)
    monkeypatch.setattr("matching.engine.flow.PACK_LIMITS", ())
    chosen = solve_flow(problem).chosen
    assert problem.leaf[chosen[0]] == 0
    assert problem.leaf[chosen[1]] == -1


@pytest.mark.parametrize("level", [1, 3, 4, 5])
def test_library_keeps_every_level_too(level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = contest(2_000, level)
    monkeypatch.setattr(compiled, "load", lambda: None)
    chosen = solve_flow(problem).chosen
    assert problem.leaf[chosen[0]] == 0
    assert problem.leaf[chosen[1]] == -1


def caught(monkeypatch: pytest.MonkeyPatch, seed: int) -> list[Any]:
    """What `prove` is given for a right answer to a problem in which something is full."""
    found: list[Any] = []

    def record(*given: Any) -> None:
        found[:] = given
        prove(*given)

    with monkeypatch.context() as patch:
        patch.setattr(compiled, "prove", record)
        for number in range(1_000 * seed, 1_000 * seed + 50):
            solve_flow(random_problem(number, students=40))
            if found and found[-1].any():
                return found
    raise AssertionError


def _other_arc(first: Ints, chosen: Ints) -> Ints:
    wrong = chosen.copy()
    for student in range(len(chosen)):
        if first[student + 1] - first[student] > 1 and chosen[student] >= 0:
            wrong[student] = first[student] if chosen[student] != first[student] else first[student] + 1
            return wrong
    raise AssertionError


def _dropped(first: Ints, chosen: Ints) -> Ints:
    del first
    wrong = chosen.copy()
    wrong[np.flatnonzero(chosen >= 0)[0]] = -1
    return wrong


def _of_somebody_else(first: Ints, chosen: Ints) -> Ints:
    wrong = chosen.copy()
    wrong[np.flatnonzero(chosen >= 0)[0]] = first[-1] - 1
    return wrong


@needs_core
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("change", [_other_arc, _dropped, _of_somebody_else])
def test_proof_refuses_another_assignment(
    seed: int, change: Callable[[Ints, Ints], Ints], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, leaf, packed, limits, chosen, prices = caught(monkeypatch, seed)
    prove(first, leaf, packed, limits, chosen, prices)
    with pytest.raises(BewijsFout):
        prove(first, leaf, packed, limits, change(first, chosen), prices)


@needs_core
@pytest.mark.parametrize("seed", range(8))
def test_proof_refuses_prices_and_limits_that_do_not_close(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, leaf, packed, limits, chosen, prices = caught(monkeypatch, seed)
    full = int(np.flatnonzero(prices.any(axis=1))[0])
    for wrong in (0 * prices, prices[:-1], prices[:, :3], np.where(np.arange(len(prices))[:, None] == full, 1, prices)):
        with pytest.raises(BewijsFout):
            prove(first, leaf, packed, limits, chosen, wrong)
    beyond = prices.copy()
    beyond[full, 0] = LIMB_BOUND
    with pytest.raises(BewijsFout):
        prove(first, leaf, packed, limits, chosen, beyond)
    with pytest.raises(BewijsFout):
        prove(first, leaf, packed, Limits(limits.around, limits.capacity - 1), chosen, prices)


@needs_core
def test_proof_looks_at_all_students_of_a_large_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limbs, "CHUNK", 3)
    first, leaf, packed, limits, chosen, prices = caught(monkeypatch, 11)
    last = int(np.flatnonzero((chosen >= 0) & (np.diff(first) > 1))[-1])
    wrong = chosen.copy()
    wrong[last] = first[last] if chosen[last] != first[last] else first[last] + 1
    with pytest.raises(BewijsFout):
        prove(first, leaf, packed, limits, wrong, prices)
