"""A flow with a few conversion maxima on top: a price per maximum, found so that the maxima hold exactly.

With a price p >= 0 on every use of a conversion, the flow optimum of cost + p * uses bounds the true optimum from
below, and equals it when no maximum is broken and every priced maximum is used up exactly. That is checked in whole
numbers at the end; whatever search led to the prices, an answer from here is the optimum. No answer (None) sends the
caller to the binary programme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .errors import BewijsFout
from .flow import BOUND, Face, FlowAnswer, FlowProblem, PassModel, first_face, pack

PACK_LIMIT = 1 << 52
# A chain of moves may use a conversion more than once; its price is then a fraction, which a common factor makes whole.
SCALE = 12
ROUNDS = 8
STEPS = 60


@dataclass(slots=True)
class _Point:
    """The flow optimum at certain prices: uses per maximum and cost without prices."""

    chosen: Ints
    face: Face
    uses: dict[int, int]
    cost: int


class _NoPrices(Exception):
    """The search found no prices at which the maxima fit exactly."""


def solve_priced(
    problem: FlowProblem, conversion: Ints, maxima: dict[int, int], check: Callable[[], None] = lambda: None
) -> FlowAnswer | None:
    """The lexicographic optimum with these maxima; `conversion` is the conversion of each arc or -1."""
    face, goal, passes = first_face(problem), 0, 0
    tight: set[int] = set()
    point = None
    try:
        while goal < len(problem.pair_costs):
            pair_cost, stay_cost, goal = pack(problem, face, goal, PACK_LIMIT)
            search = _Search(problem, face, pair_cost, stay_cost, conversion, maxima, check)
            prices = search.run(tight)
            point = search.at(prices)
            face = point.face
            tight |= {number for number, price in prices.items() if price}
            passes += 1
    except (_NoPrices, BewijsFout, RuntimeError):
        return None
    if point is None or any(
        point.uses[number] > limit or (number in tight and point.uses[number] != limit)
        for number, limit in maxima.items()
    ):
        return None
    return FlowAnswer(point.chosen, passes)


class _Search:
    """Prices of one pass, one maximum at a time until nothing moves."""

    def __init__(
        self,
        problem: FlowProblem,
        face: Face,
        pair_cost: Ints,
        stay_cost: Ints,
        conversion: Ints,
        maxima: dict[int, int],
        check: Callable[[], None],
    ) -> None:
        self.model = PassModel(problem, face)
        self.problem, self.face, self.maxima, self.check = problem, face, maxima, check
        self.pair_cost, self.stay_cost, self.conversion = pair_cost * SCALE, stay_cost * SCALE, conversion
        self.arc_of = np.full(len(problem.student), -1, dtype=np.int64)
        self.arc_of[face.arcs] = np.arange(len(face.arcs))
        self.top = 4 * SCALE * max(int(pair_cost.max(initial=0)), int(stay_cost.max(initial=0)), 1)

    def at(self, prices: dict[int, int]) -> _Point:
        """The flow optimum at these prices."""
        self.check()
        lift = -min(0, *prices.values())
        if max(prices.values()) + lift + self.top >= BOUND >> 1:
            raise _NoPrices
        extra = np.zeros(len(self.face.arcs), dtype=np.int64)
        for number, price in prices.items():
            extra[self.conversion[self.face.arcs] == number] = price
        chosen, face = self.model.solve(self.pair_cost + extra + lift, self.stay_cost + lift)
        used = chosen[chosen >= 0]
        stays = chosen < 0
        uses = {number: int((self.conversion[used] == number).sum()) for number in self.maxima}
        cost = sum(self.pair_cost[self.arc_of[used]].tolist()) + sum(self.stay_cost[stays].tolist())
        return _Point(chosen, face, uses, cost)

    def run(self, tight: set[int]) -> dict[int, int]:
        """Prices at which each maximum fits, as far as one price at a time can tell."""
        prices = dict.fromkeys(sorted(self.maxima), 0)
        for _ in range(ROUNDS):
            before = dict(prices)
            for number in prices:
                prices[number] = self._one(prices, number, bound=number in tight)
            if prices == before:
                return prices
        raise _NoPrices

    def _one(self, prices: dict[int, int], number: int, *, bound: bool) -> int:
        """The price of one maximum with the others as they are; `bound`: the maximum must be used up."""
        limit = self.maxima[number]

        def at(price: int) -> tuple[int, int]:
            point = self.at({**prices, number: price})
            others = sum(price * point.uses[other] for other, price in prices.items() if other != number)
            return point.uses[number], point.cost + others

        now = prices[number]
        uses, cost = at(now)
        if uses == limit or (uses <= limit and now == 0 and not bound):
            return now
        low, high = self._bracket(at, (now, uses, cost), limit, bound=bound)
        for _ in range(STEPS):
            fits = [price for price, uses, _ in (low, high) if uses == limit]
            if fits or (high[0] == 0 and not bound):
                return fits[0] if fits else 0
            price, rest = divmod(high[2] - low[2], low[1] - high[1])
            uses, cost = at(price)
            if not rest and cost + price * uses == low[2] + price * low[1]:
                return price
            if uses > limit and price <= low[0]:
                price += 1
                uses, cost = at(price)
            if price >= high[0]:
                break
            low, high = ((price, uses, cost), high) if uses > limit else (low, (price, uses, cost))
        raise _NoPrices

    def _bracket(
        self, at: Callable[[int], tuple[int, int]], now: tuple[int, int, int], limit: int, *, bound: bool
    ) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """(price with too many uses, price with few enough), each as (price, uses, cost)."""
        low = high = now
        if now[1] > limit:
            step = self.top
            while high[1] > limit:
                high = (now[0] + step, *at(now[0] + step))
                step *= 8
        else:
            step = self.top
            while low[1] <= limit:
                price = now[0] - step if bound else 0
                low = (price, *at(price))
                if not bound and low[1] <= limit:
                    return low, low
                step *= 8
        return low, high
