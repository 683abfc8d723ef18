"""The optimum once more, by HiGHS alone: a binary programme per goal, written down without any flow.

For measuring and proving only. One column per pair, one row per student, place and group with a limit. A goal that is
reached leaves for the goals after it only what its prices allow (complementary slackness: every optimum lies there), or
becomes a row when its relaxation wasn't whole. Right for regions where all students come at the same moments and no
conversion has a maximum.
"""

from __future__ import annotations

import highspy
import numpy as np

from .arrays import UNLIMITED, Arrays, Ints
from .eligibility import Pairs

WHOLE = 1e-6


def milp_goals(arrays: Arrays, pairs: Pairs) -> dict[str, int]:
    """The optimal value of each goal in the order of the contract; km in tenths. Raises ValueError when unsolved."""
    solver = _model(arrays, pairs)
    kept = pairs.current.astype(np.int64)
    goals = {
        "voorrang_som": -arrays.s_weight[pairs.student],
        "omzettingskosten": pairs.cost,
        "rang_som": pairs.rank,
        "huidig_behouden": -kept,
        "km_tienden": pairs.tenths,
    }
    values = {}
    columns = np.arange(len(pairs), dtype=np.int32)
    for name, cost in goals.items():
        weight = cost.astype(np.float64)
        solver.changeColsCost(len(columns), columns, weight)
        value, whole = _minimum(solver, cost)
        values[name] = -value if name in ("voorrang_som", "huidig_behouden") else value
        used = np.flatnonzero(cost)
        if whole:
            _stay_on_face(solver)
        elif len(used):
            solver.addRow(-highspy.kHighsInf, float(value), len(used), columns[used], weight[used])
    return values


def _model(arrays: Arrays, pairs: Pairs) -> highspy.Highs:
    students, places = len(arrays.students), len(arrays.places)
    row, column = [pairs.student], [np.arange(len(pairs))]
    node, at = pairs.place.copy(), np.arange(len(pairs))
    limit = np.concatenate([arrays.p_capacity, arrays.g_capacity])
    above = np.concatenate([arrays.p_group, arrays.g_above])
    while len(node):
        bound = limit[node] != UNLIMITED
        row.append(students + node[bound])
        column.append(at[bound])
        group = above[node]
        node, at = places + group[group >= 0], at[group >= 0]
    rows, columns = np.concatenate(row), np.concatenate(column)
    order = np.lexsort((rows, columns))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(pairs), students + len(limit)
    lp.col_cost_ = np.zeros(len(pairs))
    lp.col_lower_, lp.col_upper_ = np.zeros(len(pairs)), np.ones(len(pairs))
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    upper = np.where(limit == UNLIMITED, highspy.kHighsInf, limit.astype(np.float64))
    lp.row_upper_ = np.concatenate([np.ones(students), upper])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(len(pairs) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = rows[order].astype(np.int32)
    lp.a_matrix_.value_ = np.ones(len(order))
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    return solver


def _stay_on_face(solver: highspy.Highs) -> None:
    """Close what costs more than the goal allows, keep what it demands, and hold priced limits full."""
    solution, lp = solver.getSolution(), solver.getLp()
    reduced, price = np.array(solution.col_dual), np.array(solution.row_dual)
    lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
    free = lower < upper
    upper[free & (reduced > WHOLE)] = 0.0
    lower[free & (reduced < -WHOLE)] = 1.0
    numbers = np.arange(len(lower), dtype=np.int32)
    solver.changeColsBounds(len(numbers), numbers, lower, upper)
    low, high = np.array(lp.row_lower_), np.array(lp.row_upper_)
    tight = np.abs(price) > WHOLE
    low[tight] = high[tight]
    rows = np.arange(len(low), dtype=np.int32)
    solver.changeRowsBounds(len(rows), rows, low, high)
    solver.clearSolver()


def _minimum(solver: highspy.Highs, cost: Ints) -> tuple[int, bool]:
    """(the least whole value, whether the relaxation gave it): else the binary programme did."""
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("HiGHS vond geen optimum")
    point = np.array(solver.getSolution().col_value)
    if np.abs(point - np.rint(point)).max(initial=0) < WHOLE:
        return int(cost[np.rint(point) > 0.5].sum()), True
    columns = np.arange(len(point), dtype=np.int32)
    solver.changeColsIntegrality(len(columns), columns, np.full(len(columns), highspy.HighsVarType.kInteger))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.999)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("HiGHS bewees geen optimum")
    point = np.array(solver.getSolution().col_value)
    solver.changeColsIntegrality(len(columns), columns, np.full(len(columns), highspy.HighsVarType.kContinuous))
    return int(cost[np.rint(point) > 0.5].sum()), False
