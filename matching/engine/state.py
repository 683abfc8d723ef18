"""A solved matching problem: from arrays to the best choice, without the explanation.

Shared by `solving` (which explains it) and `whatif` (which compares two of them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .arrays import Arrays
from .assignment import Choice, assign
from .eligibility import Pairs, find_pairs
from .network import Network, build_network
from .objective import memory_cost
from .options import EERLIJKHEID, HUIDIG, KM, OMZETTING, RANG, VOORRANG
from .pins import check_pins

Report = Callable[[int, str], None]


@dataclass(slots=True)
class Solved:
    """The best choice for `arrays`; `placed` holds the chosen pairs, pinned students included, sorted by student."""

    arrays: Arrays
    pairs: Pairs
    network: Network
    choice: Choice
    placed: Pairs

    @property
    def proven(self) -> bool:
        """Whether every goal is proven optimal."""
        return not any(self.choice.gaps)


def silent(percentage: int, sentence: str) -> None:
    """Report nothing."""


def never() -> None:
    """Cancel nothing."""


def match(
    arrays: Arrays,
    *,
    seconds: float,
    report: Report = silent,
    check: Callable[[], None] = never,
    pairs: Pairs | None = None,
) -> Solved:
    """Match checked arrays whose pins don't conflict; `pairs` may be given when they are known already."""
    if pairs is None:
        searching = "Geschikte plaatsen worden gezocht"
        report(5, searching)
        pairs = find_pairs(arrays, lambda done, total: report(5 + 20 * done // total, searching))
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    fixed = np.flatnonzero(pinned[pairs.student])
    network = build_network(arrays, pairs.take(~pinned[pairs.student]) if len(fixed) else pairs)
    report(30, "De beste indeling wordt berekend")
    choice = assign(network, seconds=seconds, report=report, check=check)
    free = np.flatnonzero(choice.pair >= 0)
    placed = join(pairs.take(fixed), network.pairs.take(choice.pair[free]))
    if arrays.goals[0] == HUIDIG:
        return _keep(Solved(arrays, pairs, network, choice, placed), seconds, report, check)
    return Solved(arrays, pairs, network, choice, placed)


def _keep(solved: Solved, seconds: float, report: Report, check: Callable[[], None]) -> Solved:
    """Pin whoever could stay, so that all that is told afterwards is about the others."""
    stays = solved.placed.take(solved.placed.current)
    goals = tuple(goal for goal in solved.arrays.goals if goal != HUIDIG)
    kept = dict(zip(stays.student.tolist(), stays.place.tolist(), strict=True))
    arrays = replace(solved.arrays, pins=dict(sorted((solved.arrays.pins | kept).items())), goals=(*goals, HUIDIG))
    return solved if check_pins(arrays) else match(arrays, seconds=seconds, report=report, check=check)


def as_solved(arrays: Arrays, placed: Pairs) -> Solved:
    """A given assignment as if it were the match; pairs that the rules don't allow have no place in `choice`."""
    pairs = find_pairs(arrays)
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    network = build_network(arrays, pairs.take(~pinned[pairs.student]))
    free = network.pairs
    keys = free.student.astype(np.int64) * arrays.width + free.place
    wanted = placed.student.astype(np.int64) * arrays.width + placed.place
    chosen = np.full(len(arrays.students), -1, dtype=np.int64)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        good = keys[at] == wanted
        chosen[placed.student[good]] = at[good]
    return Solved(arrays, pairs, network, Choice(chosen), placed)


def join(first: Pairs, second: Pairs) -> Pairs:
    """Two sets of pairs as one, sorted by student."""
    columns = ("student", "place", "conversion", "cost", "rank", "current", "tenths")
    both = Pairs(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in columns))
    return both.take(np.argsort(both.student, kind="stable"))


def goal_values(arrays: Arrays, placed: Pairs) -> dict[str, Any]:
    """The value of each goal, in the names and units of samenvatting.json; `eerlijkheid` only when it takes part."""
    values: dict[str, Any] = {
        VOORRANG: int(arrays.s_weight[placed.student].sum()),
        OMZETTING: int(placed.cost.sum()),
        RANG: int(placed.rank.sum()),
        HUIDIG: int(placed.current.sum()),
        KM: int(placed.tenths.sum()) / 10,
    }
    if EERLIJKHEID in arrays.goals:
        without = arrays.s_memory * (arrays.no_wish_rank + 1)
        without[placed.student] = memory_cost(arrays, placed)
        values[EERLIJKHEID] = int(without.sum())
    return values
