"""One whole number per pair that puts the goals in order: no sum of lower goals reaches one step of a higher one."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import numpy as np

from .model import Doelen
from .pairs import Ints, Scene

# Solver and proof reckon in 64 bits, and the solver multiplies costs by the number of nodes.
RANGE = 1 << 61
# Travel in hundredths of a kilometre; in tenths or whole ones when the numbers would not fit.
FINENESS = (100, 10, 1)


@dataclass(slots=True)
class Costs:
    """`pair[g, j]` and `outside[g]`: cost of one student of a group with a supervisor, or with nobody.

    The solver sees costs per unit of capacity: `common` makes those whole (`per_unit`, `outside_per_unit`).
    """

    pair: Ints
    outside: Ints
    steps: tuple[int, int, int]
    fineness: int
    common: int
    size: Ints

    @property
    def per_unit(self) -> Ints:
        """Cost of one unit of each pair."""
        return self.pair * (self.common // self.size)[:, None]

    @property
    def outside_per_unit(self) -> Ints:
        """Cost of one unit that nobody serves."""
        return self.outside * (self.common // self.size)

    def in_words(self, cost: int) -> tuple[int, int, int, int]:
        """Take a cost (or a difference of two) apart: priority without supervisor, not kept, outside sector, travel."""
        found = []
        for step in self.steps:
            times = (2 * cost + step) // (2 * step)
            found.append(times)
            cost -= times * step
        return found[0], found[1], found[2], cost

    def goals(self, cost: int, scene: Scene, served: int | None = None) -> Doelen:
        """What a total cost of the free students means for the goals.

        `served`: how many of them have a supervisor. Left out it is the most that there can be: each who has nobody
        takes away no more than the highest priority.
        """
        students, former = int(scene.count.sum()), int(scene.count[scene.has_former].sum())
        without, lost, stranger, travel = self.in_words(cost)
        if served is None:
            served = students - -(-without // int(scene.weight.max(initial=1)))
        hundredths = round(travel * FINENESS[0] / self.fineness)
        whole = int((scene.count * scene.weight).sum())
        return Doelen(whole - without, served, former - lost, students - stranger, hundredths)


def make_costs(scene: Scene) -> Costs:
    """Find the finest steps of travel with which all numbers fit."""
    for fineness in FINENESS:
        costs = _costs(scene, fineness)
        if int(costs.outside_per_unit.max(initial=0)) * (len(scene.count) + len(scene.supervisors) + 3) < RANGE:
            break
    return costs


def _costs(scene: Scene, fineness: int) -> Costs:
    far = np.array([one.max_km for one in scene.supervisors], dtype=np.float64)
    km = np.where(scene.paid, 0.0, np.where(np.isnan(scene.km), far, scene.km))
    share = np.rint(fineness * km / scene.together[:, None]).astype(np.int64)
    may = scene.may
    longest = int((np.where(may, share, 0).max(axis=1, initial=0) * scene.count).sum())
    sector = 2 * longest + 1
    keep = sector * (2 * int(scene.count.sum()) + 2)
    one = keep * (2 * int(scene.count[scene.has_former].sum()) + 2)
    outside = one * scene.weight + scene.has_former * keep + np.full(len(scene.count), sector, dtype=np.int64)
    pair = scene.lost * keep + scene.stranger * sector + share
    common = lcm(*(int(size) for size in set(scene.size.tolist()))) if len(scene.size) else 1
    return Costs(pair.astype(np.int64), outside.astype(np.int64), (one, keep, sector), fineness, common, scene.size)
