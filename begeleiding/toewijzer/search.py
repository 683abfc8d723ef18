"""What the flow leaves open: whole students where they take different minutes, and the fewest addresses.

With the prices of the flow every pair has a height above the bound. A division that lies V above the bound uses no pair
that lies higher than V by itself. So a search over the pairs up to some height that ends with a V no higher than that
is a search over everything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from .costs import Costs
from .pairs import Bools, Ints, Scene
from .prices import Prices, cost_of

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SEED = 7
FEW = 8  # supervisors that are divided anew at a time
SMALL = 3_000  # arcs: up to here everything is searched at once


@dataclass(slots=True)
class Found:
    """Whole students per group and supervisor; `above`: cost above the bound (times `common`); proven or not."""

    students: Ints
    above: int
    proven: bool
    fewest: bool = False


@dataclass(slots=True)
class Heights:
    """How far above the bound each pair lies by itself, per student; and nobody; and an unused unit of time."""

    pair: Ints
    outside: Ints
    unused: Ints

    @classmethod
    def of(cls, scene: Scene, costs: Costs, prices: Prices) -> Heights:
        """Heights of all pairs, also of those that break a rule."""
        size = scene.size[:, None]
        pair = (costs.per_unit + prices.price - prices.best[:, None]) * size
        return cls(pair, (costs.outside_per_unit - prices.best) * scene.size, prices.price)


def _program() -> cp_model.CpModel:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - takes half a second, and most problems need no search

    return cp_model.CpModel()


@dataclass(slots=True)
class _Model:
    program: cp_model.CpModel = field(default_factory=_program)
    students: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    alone: dict[int, cp_model.IntVar] = field(default_factory=dict)
    unused: dict[int, cp_model.IntVar] = field(default_factory=dict)
    visits: list[cp_model.IntVar] = field(default_factory=list)
    given: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    given_above: int = 0


def whole_students(scene: Scene, costs: Costs, prices: Prices, units: Ints, seconds: float) -> Found:
    """A division in whole students, as near above the bound as is found in time; `units` is the flow.

    First only the students that the flow has cut up are placed, then a few supervisors at a time are divided anew,
    those first where most is lost. When nothing is lost any more, the bound itself proves it; a small problem is
    searched whole.
    """
    stop = monotonic() + seconds
    heights = Heights.of(scene, costs, prices)
    best = _mend(scene, heights, units)
    above = cost_of(costs, best, scene.count) * costs.common - prices.bound
    above, best = _improve(scene, costs, prices, heights, (above, best), stop)
    if above and int((heights.pair[scene.may] <= above).sum()) <= SMALL:
        whole = _again(scene, heights, best, above, np.ones(len(scene.count), dtype=bool), max(1.0, stop - monotonic()))
        if whole is not None:
            above = cost_of(costs, whole[0], scene.count) * costs.common - prices.bound
            return Found(whole[0], above, proven=whole[1])
    return Found(best, above, proven=above == 0)


def _mend(scene: Scene, heights: Heights, units: Ints) -> Ints:
    """Keep the whole students of a flow, and place the others as well as fits in the time that is left."""
    students = units // scene.size[:, None]
    cut = students.sum(axis=1) < scene.count
    for group in sorted(np.nonzero(cut)[0], key=lambda one: (-int(heights.outside[one]), -int(scene.size[one]), one)):
        left = scene.capacity - (students * scene.size[:, None]).sum(axis=0)
        for _ in range(int(scene.count[group] - students[group].sum())):
            options = np.nonzero(scene.may[group] & (left >= scene.size[group]))[0]
            if not len(options):
                break
            chosen = options[np.argmin(heights.pair[group][options])]
            if heights.pair[group, chosen] > heights.outside[group]:
                break
            students[group, chosen] += 1
            left[chosen] -= scene.size[group]
    return students


def _improve(
    scene: Scene, costs: Costs, prices: Prices, heights: Heights, begin: tuple[int, Ints], stop: float
) -> tuple[int, Ints]:
    """Divide a few supervisors anew, over and over, until nothing gets better or time is up."""
    above, best = begin
    near = np.argsort(prices.chain[:-2, :-2], axis=1, kind="stable")
    tried: set[int] = set()
    while above and monotonic() < stop:
        lost = _lost(scene, heights, best)
        waiting = [int(one) for one in np.argsort(-lost, kind="stable") if lost[one] and int(one) not in tried]
        if not waiting:
            break
        few = near[waiting[0]][:FEW]
        free = (best[:, few] > 0).any(axis=1) | ((best.sum(axis=1) < scene.count) & scene.may[:, few].any(axis=1))
        found = _again(scene, heights, best, above, free, min(2.0, max(0.1, stop - monotonic())), few)
        value = above if found is None else cost_of(costs, found[0], scene.count) * costs.common - prices.bound
        if found is not None and value < above:
            above, best = value, found[0]
            tried -= {int(one) for one in few}
        else:
            tried.add(waiting[0])
    return above, best


def _lost(scene: Scene, heights: Heights, students: Ints) -> Ints:
    """How far above the bound each supervisor is; who has nobody counts with whoever could have them."""
    unused = scene.capacity - (students * scene.size[:, None]).sum(axis=0)
    alone = scene.count - students.sum(axis=1)
    lost = (students * heights.pair).sum(axis=0) + unused * heights.unused
    return lost + ((alone * heights.outside)[:, None] * scene.may).sum(axis=0)


def _again(
    scene: Scene, heights: Heights, best: Ints, height: int, free: Bools, seconds: float, few: Ints | None = None
) -> tuple[Ints, bool] | None:
    """Divide the free groups anew (over `few` supervisors, else over all); the others stay where they are."""
    model = _Model(given=np.where(free[:, None], 0, best))
    if few is not None:
        keep = np.ones(best.shape[1], dtype=bool)
        keep[few] = False
        model.given = np.where(free[:, None] & ~keep, 0, best)
    low = scene.may & (heights.pair <= height)
    for group in np.nonzero(free)[0]:
        row = low[group].copy()
        if few is not None:
            row &= ~keep
        count = int(scene.count[group] - model.given[group].sum())
        _add_group(model, scene, row, int(group), best, outside=True, count=count)
    model.given_above = int((heights.pair * model.given).sum())
    _limit(model, scene, heights)
    model.program.minimize(_above(model, heights))
    solver, done = _solve(model, seconds)
    return None if solver is None else (_read(model, solver), done)


def fewest_addresses(scene: Scene, costs: Costs, prices: Prices, found: Found, seconds: float) -> Found:
    """Of all divisions that are as good, the one in which supervisors go to the fewest locations."""
    if not found.proven:
        return found
    heights = Heights.of(scene, costs, prices)
    model = None if _all_settled(scene, heights, found.above) else _model(scene, heights, found.above, found.students)
    if model is None or not model.visits:
        return Found(found.students, found.above, found.proven, fewest=True)
    model.program.add(_above(model, heights) <= found.above)
    model.program.minimize(sum(model.visits))
    solver, done = _solve(model, seconds)
    if solver is None:
        return found
    return Found(_read(model, solver), found.above, found.proven, fewest=done)


def _all_settled(scene: Scene, heights: Heights, height: int) -> bool:
    """Whether every group has one option up to `height`."""
    low = (scene.may & (heights.pair <= height)).sum(axis=1) + (heights.outside <= height)
    return bool((low == 1).all())


def _model(scene: Scene, heights: Heights, height: int, hint: Ints) -> _Model:
    """A program over the arcs up to `height`; groups with one arc left are given."""
    model = _Model(given=np.zeros_like(hint))
    low = scene.may & (heights.pair <= height)
    low_outside = heights.outside <= height
    only = (low.sum(axis=1) + low_outside) == 1
    settled = only & low.any(axis=1)
    model.given[settled] = np.where(low[settled], scene.count[settled][:, None], 0)
    model.given_above = int((np.where(low, heights.pair, 0) * model.given).sum())
    model.given_above += int((heights.outside * scene.count)[only & ~settled].sum())
    for group in np.nonzero(~only)[0]:
        _add_group(model, scene, low[group], int(group), hint, outside=bool(low_outside[group]))
    _limit(model, scene, heights)
    _add_visits(model, scene, hint)
    return model


def _add_group(
    model: _Model, scene: Scene, low: Bools, group: int, hint: Ints, *, outside: bool, count: int | None = None
) -> None:
    count = int(scene.count[group]) if count is None else count
    parts = []
    for supervisor in np.nonzero(low)[0]:
        one = model.program.new_int_var(0, count, "")
        model.program.add_hint(one, int(hint[group, supervisor]))
        model.students[group, int(supervisor)] = one
        parts.append(one)
    if outside:
        model.alone[group] = model.program.new_int_var(0, count, "")
        model.program.add_hint(model.alone[group], max(0, int(scene.count[group]) - int(hint[group].sum())))
        parts.append(model.alone[group])
    model.program.add(sum(parts) == count)


def _limit(model: _Model, scene: Scene, heights: Heights) -> None:
    """Nobody gets more than their time; of somebody whose time has a price, what is unused counts."""
    left = scene.capacity - (model.given * scene.size[:, None]).sum(axis=0)
    loads = defaultdict(list)
    for (group, supervisor), one in model.students.items():
        loads[supervisor].append(int(scene.size[group]) * one)
    for supervisor in range(len(left)):
        price, room = int(heights.unused[supervisor]), int(left[supervisor])
        if price:
            model.unused[supervisor] = model.program.new_int_var(0, max(room, 0), "")
            model.program.add(sum(loads[supervisor]) + model.unused[supervisor] == room)
        elif loads[supervisor]:
            model.program.add(sum(loads[supervisor]) <= room)


def _add_visits(model: _Model, scene: Scene, hint: Ints) -> None:
    visited = set(zip(*np.nonzero(scene.paid), strict=True))
    paid = {(int(scene.place[group]), int(one)) for group, one in visited}
    paid |= {(int(scene.place[group]), int(one)) for group, one in zip(*np.nonzero(model.given), strict=True)}
    hinted = {(int(scene.place[group]), int(one)) for group, one in zip(*np.nonzero(hint), strict=True)}
    goes: dict[tuple[int, int], cp_model.IntVar] = {}
    for (group, supervisor), one in model.students.items():
        pair = (int(scene.place[group]), supervisor)
        if pair in paid:
            continue
        if pair not in goes:
            goes[pair] = model.program.new_bool_var("")
            model.program.add_hint(goes[pair], pair in hinted)
        model.program.add(one <= int(scene.count[group]) * goes[pair])
    model.visits = list(goes.values())


def _above(model: _Model, heights: Heights) -> cp_model.LinearExpr:
    terms = [int(heights.pair[pair]) * one for pair, one in model.students.items() if heights.pair[pair]]
    terms += [int(heights.outside[group]) * one for group, one in model.alone.items()]
    terms += [int(heights.unused[supervisor]) * one for supervisor, one in model.unused.items()]
    return sum(terms) + model.given_above


def _solve(model: _Model, seconds: float) -> tuple[cp_model.CpSolver | None, bool]:
    """The solver with an answer (None: there is none), and whether that is the best one."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - as above

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # the same answer every time
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model.program)
    return (solver if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else None), status == cp_model.OPTIMAL


def _read(model: _Model, solver: cp_model.CpSolver) -> Ints:
    students = model.given.copy()
    for pair, one in model.students.items():
        students[pair] += solver.value(one)
    return students
