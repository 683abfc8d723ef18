"""Small random flow problems, and the plain enumeration that judges them."""

from __future__ import annotations

import random
from itertools import product

import numpy as np

from matching.engine.flow import FlowProblem

GOALS = 6


def random_problem(seed: int, students: int, *, top: int = 4) -> FlowProblem:
    """Students with a few arcs each into a random tree of limits; costs of 0 up to `top`, and a tie-break."""
    rng = random.Random(seed)
    rows = rng.randint(1, 6)
    parent = [rng.randint(-1, row - 1) for row in range(rows)]
    capacity = [rng.choice((0, 1, 1, 2, 3)) for _ in range(rows)]
    owner, leaf = [], []
    costs: list[list[int]] = [[] for _ in range(GOALS)]
    for student in range(students):
        for _ in range(rng.randint(0, 4)):
            owner.append(student)
            leaf.append(rng.randint(-1, rows - 1) if rng.random() < 0.2 else rng.randint(0, rows - 1))
            for goal in range(GOALS):
                highest = 0 if goal == 0 else (1 << 30) - 1 if goal == GOALS - 1 else top
                costs[goal].append(rng.randint(0, highest))
    stays = [[rng.randint(1, 9) if goal == 0 else 0 for _ in range(students)] for goal in range(GOALS)]
    return FlowProblem(
        students=students,
        student=np.array(owner, dtype=np.int64),
        leaf=np.array(leaf, dtype=np.int64),
        parent=np.array(parent, dtype=np.int64),
        capacity=np.array(capacity, dtype=np.int64),
        pair_costs=[np.array(cost, dtype=np.int64) for cost in costs],
        unplaced_costs=[np.array(cost, dtype=np.int64) for cost in stays],
    )


def value(problem: FlowProblem, chosen: list[int]) -> tuple[int, ...]:
    """The goals of an answer, most important first."""
    both = zip(problem.pair_costs, problem.unplaced_costs, strict=True)
    return tuple(
        sum(int(stay[student]) if arc < 0 else int(pair[arc]) for student, arc in enumerate(chosen))
        for pair, stay in both
    )


def fits(problem: FlowProblem, chosen: list[int]) -> bool:
    """Whether no limit is passed."""
    heads = [0] * len(problem.parent)
    for arc in chosen:
        row = int(problem.leaf[arc]) if arc >= 0 else -1
        while row >= 0:
            heads[row] += 1
            row = int(problem.parent[row])
    return all(count <= limit for count, limit in zip(heads, problem.capacity.tolist(), strict=True))


def best_value(problem: FlowProblem) -> tuple[int, ...]:
    """The optimum by trying everything."""
    options = [[-1, *np.flatnonzero(problem.student == student).tolist()] for student in range(problem.students)]
    return min(value(problem, list(chosen)) for chosen in product(*options) if fits(problem, list(chosen)))
