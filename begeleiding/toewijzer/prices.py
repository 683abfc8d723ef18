"""Prices of time, and with them the proof: in whole numbers, without believing the solver.

A price says what one more unit with a supervisor would cost the others. With any prices of zero or more, what the
division costs is at least: per unit of a group its cheapest option at those prices, minus the price of all the time
there is. Where a division costs exactly that, nothing is better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .costs import Costs
from .pairs import Bools, Ints, Scene

NEVER = 1 << 61


@dataclass(slots=True)
class Prices:
    """`price[j]` per unit, `best[g]` per unit, and the cost below which no division can come (`bound`, for `common`).

    `chain[a, b]`: what it costs at least to make room of one unit with `a` by moving others, until `b` is left with one
    less; the last two rows and columns are "nobody" and "anywhere". `swaps[a, b]`: somebody of `a` could go to `b`.
    """

    price: Ints
    best: Ints
    bound: int
    chain: Ints
    swaps: Bools


def find_prices(scene: Scene, costs: Costs, units: Ints) -> Prices:
    """Price the time of every supervisor from a division in units. Raises ValueError when a cheaper one shows."""
    supervisors = len(scene.supervisors)
    chain = _exchanges(scene, costs, units)
    swaps = chain[:supervisors, :supervisors] < NEVER
    for over in range(supervisors + 2):
        np.minimum(chain, chain[:, over, None] + chain[None, over, :], out=chain)
        chain[chain > NEVER // 2] = NEVER  # a way that isn't there stays so, also with a gain on it
    if (np.diagonal(chain) < 0).any():
        msg = "the division isn't the cheapest"
        raise ValueError(msg)
    price = np.maximum(chain[:supervisors, supervisors + 1], 0)
    price[scene.capacity == 0] = 0
    best, bound = bound_of(scene, costs, price)
    return Prices(price, best, bound, chain, swaps)


def bound_of(scene: Scene, costs: Costs, price: Ints) -> tuple[Ints, int]:
    """Per unit of each group the cheapest option at these prices, and the cost (times `common`) of all at least."""
    options = np.where(scene.may, costs.per_unit + price, NEVER)
    best = np.minimum(options.min(axis=1, initial=NEVER), costs.outside_per_unit)
    supply = scene.count * scene.size
    paid = sum(int(one) * int(many) for one, many in zip(best, supply, strict=True))
    return best, paid - sum(int(one) * int(many) for one, many in zip(price, scene.capacity, strict=True))


def cost_of(costs: Costs, students: Ints, count: Ints) -> int:
    """What a division costs: `students[g, j]` of each group with each supervisor, the others with nobody."""
    served = int((students * costs.pair).sum())
    return served + sum(
        int(one) * int(many) for one, many in zip(costs.outside, count - students.sum(axis=1), strict=True)
    )


def _exchanges(scene: Scene, costs: Costs, units: Ints) -> Ints:
    """What it costs to move one unit from supervisor a to b; nobody and anywhere are the last two."""
    supervisors = len(scene.supervisors)
    nobody, anywhere = supervisors, supervisors + 1
    per_unit, outside = costs.per_unit, costs.outside_per_unit
    moves = np.full((supervisors + 2, supervisors + 2), NEVER, dtype=np.int64)
    np.fill_diagonal(moves, 0)
    target = np.where(scene.may, per_unit, NEVER)
    for one in range(supervisors):
        rows = units[:, one] > 0
        if rows.any():
            here = per_unit[rows, one]
            gain = np.where(scene.may[rows], target[rows] - here[:, None], NEVER).min(axis=0)
            moves[one, :supervisors] = np.minimum(moves[one, :supervisors], gain)
            moves[one, nobody] = int((outside[rows] - here).min())
            moves[anywhere, one] = 0
    alone = units.sum(axis=1) < scene.count * scene.size
    if alone.any():
        gain = np.where(scene.may[alone], target[alone] - outside[alone][:, None], NEVER).min(axis=0)
        moves[nobody, :supervisors] = gain
        moves[anywhere, nobody] = 0
    moves[nobody, anywhere] = 0
    room = np.nonzero(units.sum(axis=0) < scene.capacity)[0]
    moves[room, anywhere] = 0
    return moves
