"""Prices on limits, one per goal, and the lower bound that they prove: exact, in whole numbers.

Any prices give a bound. A limit with price vector y (strictly ordered like the goals, never above zero) may be taken
out of the problem when every student pays -y for using it; what remains is a choice per student, whose least cost is
found by comparing vectors. Nothing here trusts the solver that suggested the prices.
"""

from __future__ import annotations

import numpy as np

from .arrays import Bools, Ints
from .milp_model import MilpProblem

_FAR = 1 << 60


class Prices:
    """Prices for the first goals of a problem, and per arc what it costs more than the student's best option.

    Everything of goal k is in units of 1/`scale[k]`, as prices may be fractions. `cheapest` marks the arcs and `free`
    the students (unplaced) that are a best option in all goals so far.
    """

    def __init__(self, problem: MilpProblem) -> None:
        """Start without prices: `bound` is empty and every arc and student is still a best option."""
        self.problem = problem
        self.gains: list[Ints] = [
            cost.astype(np.int64) - stay[problem.student]
            for cost, stay in zip(problem.pair_costs, problem.unplaced_costs, strict=True)
        ]
        student = problem.student
        self.first = np.flatnonzero(np.concatenate([[True], student[1:] != student[:-1]])[: len(student)])
        self.heads = student[self.first]
        self.head_of = np.repeat(
            np.arange(len(self.first)), np.diff(np.concatenate([self.first, np.array([len(student)])]))
        )
        self.value: list[Ints] = []
        self.scale: list[int] = []
        self.bound: list[int] = []
        self.excess: list[Ints] = []
        self.stay_excess: list[Ints] = []
        self._best: list[tuple[Bools, Bools]] = []

    @property
    def cheapest(self) -> Bools:
        """Arcs that are a best option of their student in every goal so far."""
        return self._best[-1][0] if self._best else np.ones(len(self.problem.student), dtype=bool)

    @property
    def free(self) -> Bools:
        """Per student with arcs: whether staying unplaced is a best option in every goal so far."""
        return self._best[-1][1] if self._best else np.ones(len(self.first), dtype=bool)

    @property
    def tight(self) -> Bools:
        """Limits with a price: every optimum uses them up."""
        found = np.zeros(len(self.problem.capacity), dtype=bool)
        for value in self.value:
            found |= value != 0
        return found

    def push(self, values: list[Ints], scales: list[int]) -> None:
        """Add prices of the next goals; vectors above zero are made zero, as only others prove something."""
        undecided = ~self.tight
        wrong = np.zeros(len(undecided), dtype=bool)
        for value in values:
            wrong |= undecided & (value > 0)
            undecided &= value == 0
        for value, scale in zip(values, scales, strict=True):
            self._push(np.where(wrong, 0, value), scale)

    def _push(self, value: Ints, scale: int) -> None:
        problem, cheapest, free = self.problem, self.cheapest, self.free
        # Sums of a few whole numbers far below 2^53 are exact in doubles.
        paid = np.bincount(
            problem.entry_arc, weights=value[problem.entry_row].astype(np.float64), minlength=len(problem.student)
        )
        cost = self.gains[len(self.value)] * scale - np.rint(paid).astype(np.int64)
        least = np.where(free, 0, _FAR)
        if len(self.first):
            least = np.minimum(least, np.minimum.reduceat(np.where(cheapest, cost, _FAR), self.first))
        cost -= least[self.head_of]
        self.value.append(value)
        self.scale.append(scale)
        self.excess.append(cost)
        self.stay_excess.append(-least)
        self.bound.append(int(least.sum()) + int((value * problem.capacity).sum()))
        self._best.append((cheapest & (cost == 0), free & (least == 0)))

    def pop(self, goals: int) -> None:
        """Take the prices of the goals after the first `goals` away."""
        for part in (self.value, self.scale, self.excess, self.stay_excess, self.bound, self._best):
            del part[goals:]

    def gap(self, reached: list[int]) -> list[int]:
        """How far a solution with these sums lies above the bound, per goal with prices, in units of 1/scale."""
        return [value * scale - bound for value, scale, bound in zip(reached, self.scale, self.bound, strict=False)]

    def within(self, gap: list[int]) -> tuple[Bools, Bools]:
        """(arcs, students unplaced) that a solution can use whose costs lie at most this vector above the bound."""
        return _at_most(self.excess, gap, len(self.problem.student)), _at_most(self.stay_excess, gap, len(self.first))


def _at_most(excess: list[Ints], limit: list[int], count: int) -> Bools:
    """Which vectors are at most the limit, in strict order of the goals."""
    below, equal = np.zeros(count, dtype=bool), np.ones(count, dtype=bool)
    for part, most in zip(excess, limit, strict=True):
        below |= equal & (part < most)
        equal &= part == most
    found: Bools = below | equal
    return found
