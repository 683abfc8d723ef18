"""Goals packed into at most four 64-bit limbs, and the proof of an answer in whole numbers.

Limbs are compared one after the other, like digits. Goals that share a limb are kept apart by factors larger than any
total of what follows, so comparing limbs is comparing goals. No total in any limb can reach 2^61: prices in a basis are
sums over different students of the difference of two of their costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Ints
from matching.engine.errors import BewijsFout

LIMBS = 4
LIMB_BOUND = 1 << 61
CHUNK = 1 << 20


@dataclass(slots=True)
class Packed:
    """Costs as halves of two limbs each: `arcs[half][:, 1]` is the higher limb of a half, `[:, 0]` the lower."""

    arcs: list[Ints]
    stays: list[Ints]
    limbs: int

    def arc(self, limb: int) -> Ints:
        """One limb of the costs of all arcs."""
        return self.arcs[limb // 2][:, 1 - limb % 2]

    def stay(self, limb: int) -> Ints:
        """One limb of the costs of staying unplaced."""
        return self.stays[limb // 2][:, 1 - limb % 2]


def pack_limbs(first: Ints, pair_costs: list[Ints], stay_costs: list[Ints]) -> Packed | None:
    """All goals in limbs, most important first; None when four limbs can't hold them. Costs are not negative.

    `first` are the bounds of each student's arcs.
    """
    plan = _plan(first, pair_costs, stay_costs)
    if plan is None:
        return None
    halves = 2 if len(plan) > 2 else 1
    arcs = [np.zeros((int(first[-1]), 2), dtype=np.int64) for _ in range(halves)]
    stays = [np.zeros((len(first) - 1, 2), dtype=np.int64) for _ in range(halves)]
    for limb, goals in enumerate(plan):
        half, column = limb // 2, 1 - limb % 2
        for goal, factor in goals:
            for target, costs in ((arcs[half], pair_costs[goal]), (stays[half], stay_costs[goal])):
                target[:, column] *= factor
                target[:, column] += costs
    return Packed(arcs, stays, len(plan))


def _plan(first: Ints, pair_costs: list[Ints], stay_costs: list[Ints]) -> list[list[tuple[int, int]]] | None:
    """Per limb its goals, each with the factor that makes room for it."""
    plan: list[list[tuple[int, int]]] = []
    bound = LIMB_BOUND
    for goal, (pairs, stays) in enumerate(zip(pair_costs, stay_costs, strict=True)):
        span = _span(first, pairs, stays)
        if span >= LIMB_BOUND:
            return None
        wider = bound * (span + 1) + span
        if plan and wider < LIMB_BOUND:
            plan[-1].append((goal, span + 1))
            bound = wider
        else:
            plan.append([(goal, 1)])
            bound = span
    return plan if len(plan) <= LIMBS else None


def _span(first: Ints, pairs: Ints, stays: Ints) -> int:
    """Sum over students of the largest cost each of them can have."""
    highest = np.array(stays, dtype=np.int64)
    filled = np.flatnonzero(first[1:] > first[:-1])
    if len(filled):
        most = np.maximum.reduceat(pairs, first[filled])
        highest[filled] = np.maximum(highest[filled], most)
        if int(pairs.min()) < 0:
            raise BewijsFout("een kostprijs is negatief")
    if len(highest) and int(highest.max()) >= LIMB_BOUND // len(highest):
        return sum(highest.tolist())
    return int(highest.sum())


@dataclass(slots=True)
class Limits:
    """The rows as the certificate sees them: the row around each (or -1) and its capacity."""

    around: Ints
    capacity: Ints


def prove(first: Ints, leaf: NDArray[np.int32], packed: Packed, limits: Limits, chosen: Ints, prices: Ints) -> None:
    """Raise BewijsFout unless the answer fits and the prices prove that nothing is cheaper.

    `chosen` holds an arc or -1 per student; `prices[row, limb]` what a head in a row pays on its way out.
    """
    rows = len(limits.around)
    if prices.shape != (rows, LIMBS) or chosen.shape != (len(first) - 1,):
        raise BewijsFout("het antwoord heeft niet de goede vorm")
    if rows and (int(prices.max()) >= LIMB_BOUND or int(prices.min()) <= -LIMB_BOUND):
        raise BewijsFout("de prijzen zijn te groot voor 64 bits")
    placed = np.flatnonzero(chosen != -1)
    if np.any(chosen[placed] < first[placed]) or np.any(chosen[placed] >= first[placed + 1]):
        raise BewijsFout("een student heeft een plek van een ander")
    # The sink comes after the last row, also as row -1; its price is zero.
    table = np.concatenate([prices, np.zeros((1, LIMBS), dtype=np.int64)])
    _prove_rows(limits, leaf[chosen[placed]], table)
    _prove_students(first, leaf, packed, chosen, table)


def _prove_rows(limits: Limits, used: NDArray[np.int32], table: Ints) -> None:
    heads = np.zeros(len(limits.around), dtype=np.int64)
    at = used[used < len(heads)].astype(np.int64)
    while len(at):
        heads += np.bincount(at, minlength=len(heads))
        at = limits.around[at]
        at = at[at >= 0]
    if np.any(heads > limits.capacity):
        raise BewijsFout("de stroom is niet toegestaan")
    extra = [table[:-1, limb] - table[limits.around, limb] for limb in range(LIMBS)]
    sign = _sign(extra)
    # A row with room has no price of its own; a row in use is never cheaper than the row around it.
    if np.any((sign > 0) & (heads < limits.capacity)) or np.any((sign < 0) & (heads > 0)):
        raise BewijsFout("de prijzen bewijzen het optimum niet")


def _prove_students(first: Ints, leaf: NDArray[np.int32], packed: Packed, chosen: Ints, table: Ints) -> None:
    placed = chosen != -1
    arc = np.maximum(chosen, 0)
    paid = [
        np.where(placed, packed.arc(limb)[arc] + table[leaf[arc], limb], packed.stay(limb))
        if len(leaf)
        else packed.stay(limb).copy()
        for limb in range(packed.limbs)
    ]
    if np.any(_sign([packed.stay(limb) - paid[limb] for limb in range(packed.limbs)]) < 0):
        raise BewijsFout("de prijzen bewijzen het optimum niet")
    cuts = np.unique(np.append(np.searchsorted(first, np.arange(0, first[-1], CHUNK)), len(chosen)))
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        span = slice(int(first[low]), int(first[high]))
        owner = np.repeat(np.arange(low, high), np.diff(first[low : high + 1]))
        rest = np.arange(span.start, span.stop)
        for limb in range(packed.limbs):
            gap = packed.arc(limb)[rest] + table[leaf[rest], limb] - paid[limb][owner]
            if np.any(gap < 0):
                raise BewijsFout("de prijzen bewijzen het optimum niet")
            same = gap == 0
            rest, owner = rest[same], owner[same]


def _sign(limbs: list[Ints]) -> Ints:
    """The sign of numbers in limbs: that of the first limb that isn't zero."""
    sign = np.zeros(len(limbs[0]), dtype=np.int64)
    for limb in limbs:
        sign = np.where(sign == 0, np.sign(limb), sign)
    return sign
