"""The goals of a match as whole-number costs, one array per goal, in strict order (contract section 3).

Every student pays exactly one option: one pair, or staying unplaced. Costs are shifted per student so that none is
negative; a shift is the same for all solutions and changes no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Arrays, Ints
from .eligibility import Pairs
from .tiebreak import tie_numbers

GOALS = ("voorrang_som", "omzettingskosten", "rang_som", "huidig_behouden", "km_som")


@dataclass(slots=True)
class Costs:
    """Per goal the cost of each pair, and of leaving each student unplaced; the last goal is the tie-break."""

    pair: list[Ints]
    unplaced: list[Ints]


def build_costs(arrays: Arrays, pairs: Pairs, tie_bits: int = 30) -> Costs:
    """Costs of all goals over these pairs."""
    count = len(arrays.students)
    keeps = np.zeros(count, dtype=np.int64)
    keeps[pairs.student[pairs.current]] = 1
    zeros = np.zeros(count, dtype=np.int64)
    return Costs(
        pair=[
            np.zeros(len(pairs), dtype=np.int64),
            pairs.cost.astype(np.int64),
            pairs.rank.astype(np.int64),
            keeps[pairs.student] - pairs.current.astype(np.int64),
            pairs.tenths.astype(np.int64),
            tie_numbers(arrays, pairs, tie_bits),
        ],
        unplaced=[arrays.s_weight.astype(np.int64), zeros, zeros, keeps, zeros, zeros],
    )
