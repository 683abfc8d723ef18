"""The goals of a match as whole-number costs, one array per goal, in strict order (contract section 3).

Every student pays exactly one option: one pair, or staying unplaced. Costs are shifted per student so that none is
negative; a shift is the same for all solutions and changes no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Arrays, Ints
from .eligibility import Pairs
from .options import CONTRACT, EERLIJKHEID, HUIDIG, OMZETTING, RANG, VOORRANG, goals_of
from .tiebreak import tie_numbers

GOALS = goals_of(CONTRACT, memory=False)


@dataclass(slots=True)
class Costs:
    """Per goal the cost of each pair, and of leaving each student unplaced; the last goal is the tie-break.

    Costs of pairs are whole numbers of any width: cast them before multiplying.
    """

    pair: list[Ints]
    unplaced: list[Ints]


def build_costs(arrays: Arrays, pairs: Pairs, tie_bits: int = 30) -> Costs:
    """Costs of all goals over these pairs, in the order of `arrays.goals` and then the tie-break.

    Where only the first goal is asked, any optimum will do and there is no tie-break.
    """
    levels = [_level(goal, arrays, pairs) for goal in arrays.goals]
    if arrays.goals == (VOORRANG,):
        return Costs([levels[0][0]], [levels[0][1]])
    levels.append((tie_numbers(arrays, pairs, tie_bits), np.zeros(len(arrays.students), dtype=np.int64)))
    return Costs([pair for pair, _ in levels], [unplaced for _, unplaced in levels])


def _level(goal: str, arrays: Arrays, pairs: Pairs) -> tuple[Ints, Ints]:
    none = np.zeros(len(arrays.students), dtype=np.int64)
    if goal == VOORRANG:
        return np.zeros(len(pairs), dtype=np.int8), arrays.s_weight.astype(np.int64)
    if goal == OMZETTING:
        return pairs.cost, none
    if goal == RANG:
        return pairs.rank, none
    if goal == EERLIJKHEID:
        return memory_cost(arrays, pairs), arrays.s_memory * (arrays.no_wish_rank + 1)
    if goal == HUIDIG:
        keeps = none
        keeps[pairs.student[pairs.current]] = 1
        return (keeps[pairs.student] > pairs.current).astype(np.int8), keeps
    return pairs.tenths, none


def memory_cost(arrays: Arrays, pairs: Pairs) -> Ints:
    """What a pair costs in the goal `eerlijkheid`: memory x rank; no place counts as one rank below no wish."""
    cost: Ints = arrays.s_memory[pairs.student] * pairs.rank.astype(np.int64)
    return cost
