"""Chooses a pair for every student: the parts one by one, and conversion limits only where they turn out to bind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .arrays import Ints
from .flow import FlowProblem, solve_flow
from .milp_model import MilpProblem
from .network import Network
from .objective import GOALS, Costs, build_costs
from .overlap import solve_overlap
from .parts import Classes, Part, classify, split
from .priced import solve_priced

TIE_BITS = 30
MILP_TIE_BITS = 12


@dataclass(slots=True)
class Choice:
    """Chosen pair per student (-1: none), how each part was proven, and the unproven gap per goal."""

    pair: Ints
    flow_passes: int = 0
    flow_students: int = 0
    priced_students: int = 0
    milp_parts: int = 0
    milp_students: int = 0
    gaps: list[int] = field(default_factory=lambda: [0] * (len(GOALS) + 1))
    crossing_students: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    active: frozenset[int] = frozenset()


def remaining_maxima(network: Network) -> dict[int, int]:
    """Per conversion with a maximum: how many are left after the pinned students."""
    arrays = network.arrays
    used: Counter[int] = Counter()
    if arrays.pins:
        from .eligibility import options_of, pin_option  # noqa: PLC0415 - only needed with pins

        options = options_of(arrays)
        used.update(pin_option(arrays, options, student, place)[0] for student, place in arrays.pins.items())
    return {
        number: option.maximum - used[number]
        for number, option in enumerate(arrays.conversions)
        if option.maximum is not None
    }


def assign(
    network: Network,
    *,
    seconds: float,
    report: Callable[[int, str], None],
    check: Callable[[], None],
) -> Choice:
    """The lexicographic optimum over the network's pairs; `seconds` bounds the search where it isn't a flow."""
    maxima = remaining_maxima(network)
    costs = build_costs(network.arrays, network.pairs, TIE_BITS)
    deadline = time.monotonic() + seconds
    active: frozenset[int] = frozenset()
    while True:
        classes = classify(network, active)
        parts = split(network, classes, active)
        choice = Choice(np.full(len(network.arrays.students), -1, dtype=np.int64), active=active)
        choice.gaps = [0] * len(costs.pair)
        for number, part in enumerate(parts):
            check()
            report(30 + 50 * number // len(parts), f"Deel {number + 1} van {len(parts)} wordt gematcht")
            _solve_part(network, classes, costs, part, maxima, choice, deadline, check)
        used = np.bincount(
            network.pairs.conversion[choice.pair[choice.pair >= 0]] + 1, minlength=len(network.arrays.conversions) + 1
        )
        broken = {number for number, limit in maxima.items() if used[number + 1] > limit}
        if not broken:
            return choice
        active = active | broken


def _solve_part(
    network: Network,
    classes: Classes,
    costs: Costs,
    part: Part,
    maxima: dict[int, int],
    choice: Choice,
    deadline: float,
    check: Callable[[], None],
) -> None:
    if not part.crossing:
        problem = flow_problem(network, classes, costs, part)
        if not part.conversions:
            answer = solve_flow(problem, check)
            choice.flow_passes = answer.passes
            choice.flow_students += len(part.students)
            _record(choice, part, answer.chosen)
            return
        priced = solve_priced(
            problem, network.pairs.conversion[part.pairs], {m: maxima[m] for m in part.conversions}, check
        )
        if priced is not None:
            choice.priced_students += len(part.students)
            choice.crossing_students = np.concatenate([choice.crossing_students, part.students])
            _record(choice, part, priced.chosen)
            return
    chosen, gaps = _milp(network, classes, costs, part, maxima, deadline, check)
    choice.milp_parts += 1
    choice.milp_students += len(part.students)
    choice.gaps = [old + new for old, new in zip(choice.gaps, gaps, strict=True)]
    choice.crossing_students = np.concatenate([choice.crossing_students, part.students])
    _record(choice, part, chosen)


def _record(choice: Choice, part: Part, chosen: Ints) -> None:
    choice.pair[part.students] = np.where(chosen >= 0, part.pairs[np.maximum(chosen, 0)], -1)


def flow_problem(network: Network, classes: Classes, costs: Costs, part: Part) -> FlowProblem:
    """The part as a flow; students and pairs get local numbers."""
    # A large region is one part: copies of all its pairs would fill the memory.
    pairs = slice(None) if len(part.pairs) == len(network.pairs) else part.pairs
    number = np.full(len(network.arrays.students), -1, dtype=np.int64)
    number[part.students] = np.arange(len(part.students))
    return FlowProblem(
        students=len(part.students),
        student=number[network.pairs.student[pairs]],
        leaf=classes.leaf[classes.of_pair[pairs]] if len(classes.leaf) else np.zeros(0, dtype=np.int64),
        parent=np.array([row.parent for row in network.rows], dtype=np.int64),
        capacity=np.array([row.capacity for row in network.rows], dtype=np.int64),
        pair_costs=[cost[pairs] for cost in costs.pair],
        unplaced_costs=[cost[part.students] for cost in costs.unplaced],
    )


def milp_problem(
    network: Network, classes: Classes, costs: Costs, part: Part, maxima: dict[int, int] | None = None
) -> tuple[MilpProblem, Ints]:
    """The part as a binary programme, and the numbers of the limits in it; local numbers as in `flow_problem`."""
    maxima = remaining_maxima(network) if maxima is None else maxima
    limits = [row.capacity for row in network.rows]
    limits += [maxima.get(m, 0) for m in range(len(network.arrays.conversions))]
    labels = classes.of_pair[part.pairs]
    counts = np.array([len(rows) for rows in classes.rows], dtype=np.int64)
    flat = np.array([row for rows in classes.rows for row in rows], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else counts
    repeat = counts[labels]
    arc = np.repeat(np.arange(len(labels)), repeat)
    offset = np.arange(len(arc)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    row = flat[first[labels][arc] + offset] if len(arc) else np.zeros(0, dtype=np.int64)
    present, row = np.unique(row, return_inverse=True)
    pair_costs = [cost[part.pairs].astype(np.int64) for cost in costs.pair]
    pair_costs[-1] = pair_costs[-1] >> (TIE_BITS - MILP_TIE_BITS)
    problem = MilpProblem(
        students=len(part.students),
        student=np.searchsorted(part.students, network.pairs.student[part.pairs]),
        entry_row=row,
        entry_arc=arc,
        capacity=np.array(limits, dtype=np.int64)[present],
        pair_costs=pair_costs,
        unplaced_costs=[cost[part.students] for cost in costs.unplaced],
    )
    return problem, present


def _milp(
    network: Network,
    classes: Classes,
    costs: Costs,
    part: Part,
    maxima: dict[int, int],
    deadline: float,
    check: Callable[[], None],
) -> tuple[Ints, list[int]]:
    problem, _ = milp_problem(network, classes, costs, part, maxima)
    answer = solve_overlap(problem, deadline, check)
    return answer.chosen, answer.gaps
