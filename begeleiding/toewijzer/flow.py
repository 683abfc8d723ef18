"""The division as a flow of minutes from groups to supervisors, solved by OR-Tools."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from .costs import Costs
from .pairs import Ints, Scene


class SolverError(Exception):
    """The solver gave no answer that can be used."""


def solve_flow(scene: Scene, costs: Costs) -> Ints:
    """Units of every group with every supervisor at the lowest cost; what is left has nobody.

    Students may come out in parts when they don't all take the same minutes: then this is a bound, not yet a division.
    """
    groups, supervisors = len(scene.count), len(scene.supervisors)
    units = np.zeros((groups, supervisors), dtype=np.int64)
    if not groups:
        return units
    supply = scene.count * scene.size
    sink = groups + supervisors
    group, supervisor = np.nonzero(scene.may)
    solver = min_cost_flow.SimpleMinCostFlow()
    cost = costs.per_unit[group, supervisor]
    arcs = solver.add_arcs_with_capacity_and_unit_cost(group, groups + supervisor, supply[group], cost)
    ends = groups + np.arange(supervisors)
    solver.add_arcs_with_capacity_and_unit_cost(ends, np.full_like(ends, sink), scene.capacity, np.zeros_like(ends))
    starts = np.arange(groups)
    solver.add_arcs_with_capacity_and_unit_cost(starts, np.full_like(starts, sink), supply, costs.outside_per_unit)
    solver.set_nodes_supplies(starts, supply)
    solver.set_nodes_supplies(np.array([sink]), np.array([-int(supply.sum())]))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SolverError(f"OR-Tools: {status}")
    units[group, supervisor] = solver.flows(arcs)
    return units
