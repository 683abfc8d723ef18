"""Reasons per unplaced student, and the bottlenecks with the gain of one more place (R4.6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .arrays import Bools
from .assignment import Choice, flow_problem
from .bottlenecks import Blocked, conversions_that_can_bind, gains_where_crossing
from .funnel import funnel_sentences
from .network import Network
from .objective import build_costs
from .parts import Classes, Part, classify
from .residual import Residual, closed_groups, search_residual
from .result import GEEN_GESCHIKTE_PLAATS, TEKORT, Knelpunt, NietGeplaatst


@dataclass(slots=True)
class Explanation:
    """Reasons and bottlenecks; `exact_gains` is False when some gain is only a proven minimum."""

    unplaced: list[NietGeplaatst]
    bottlenecks: list[Knelpunt]
    exact_gains: bool


def explain(network: Network, choice: Choice) -> Explanation:
    """Explain an assignment of the unpinned students; sentences only state what was checked."""
    arrays, pairs = network.arrays, network.pairs
    limited = choice.active | conversions_that_can_bind(network)
    classes = classify(network, limited)
    waiting = choice.pair < 0
    waiting[list(arrays.pins)] = False
    has_pair = np.zeros(len(waiting), dtype=bool)
    has_pair[pairs.student] = True
    none = np.flatnonzero(waiting & ~has_pair)
    short = np.flatnonzero(waiting & has_pair)
    reasons = {
        student: NietGeplaatst(arrays.students[student], GEEN_GESCHIKTE_PLAATS, sentence)
        for student, sentence in funnel_sentences(arrays, none)
    }
    blocked = Blocked.find(network, classes, choice, waiting)
    flow_students = np.ones(len(waiting), dtype=bool)
    flow_students[choice.crossing_students] = False
    residual, closed = _search(network, classes, choice, flow_students & has_pair)
    for student in short.tolist():
        text = blocked.sentence(student) + closed.get(student, "")
        reasons[student] = NietGeplaatst(arrays.students[student], TEKORT, text)
    found, exact = _bottlenecks(network, classes, choice, limited, blocked, residual, waiting, flow_students)
    return Explanation([reasons[student] for student in sorted(reasons)], found, exact)


def _search(
    network: Network, classes: Classes, choice: Choice, inside: Bools
) -> tuple[Residual | None, dict[int, str]]:
    """The residual search over the flow part, and per waiting student the sentence about who competes there."""
    students = np.flatnonzero(inside)
    if not len(students):
        return None, {}
    arrays = network.arrays
    pairs = np.flatnonzero(inside[network.pairs.student])
    part = Part(students, pairs, False, frozenset())
    problem = flow_problem(network, classes, build_costs(arrays, network.pairs), part)
    local = np.full(len(network.pairs), -1, dtype=np.int64)
    local[pairs] = np.arange(len(pairs))
    chosen = np.where(choice.pair[students] >= 0, local[np.maximum(choice.pair[students], 0)], -1)
    residual = search_residual(problem, chosen, arrays.s_weight[students])
    sentences = {}
    for group in closed_groups(problem, residual):
        left = group.students[chosen[group.students] < 0]
        if len(group.students) - group.seats != len(left):
            # The sum must close for the sentence to be true; without it the direct reasons stand alone.
            continue
        seats = "plek" if group.seats == 1 else "plekken"
        text = (
            f" Ook met schuiven lukt het niet: {len(group.students)} studenten vragen samen om dezelfde "
            f"{group.seats} {seats}."
            if len(group.students) > 1
            else ""
        )
        sentences.update(dict.fromkeys(students[left].tolist(), text))
    return residual, sentences


def _bottlenecks(
    network: Network,
    classes: Classes,
    choice: Choice,
    limited: frozenset[int],
    blocked: Blocked,
    residual: Residual | None,
    waiting: Bools,
    flow_students: Bools,
) -> tuple[list[Knelpunt], bool]:
    arrays = network.arrays
    rows_at = network.at_node
    parent = np.array([row.parent for row in network.rows], dtype=np.int64)
    most: dict[int, int] = {}
    crossing_nodes = blocked.nodes_of(choice.crossing_students)
    for node in blocked.nodes():
        rows = rows_at.get(node, [])
        if residual is not None and len(rows) == 1 and node not in crossing_nodes:
            up = int(parent[rows[0]])
            lost = 0 if up < 0 else int(residual.loss[up])
            most[node] = max(0, int(residual.reach[rows[0]]) - lost)
    # A maximum that binds nowhere yet may bind with one more place: the residual gain is then an upper bound only.
    sure = not limited - choice.active
    gains = dict(most) if sure else {}
    open_nodes = [node for node in blocked.nodes() if node not in gains]
    found, exact = gains_where_crossing(network, classes, choice, limited, blocked, open_nodes, most)
    gains.update(found)
    points = []
    count = len(arrays.places)
    for node in blocked.nodes():
        kind = "plaats" if node < count else "groep"
        code = arrays.places[node] if node < count else arrays.groups[node - count]
        points.append(Knelpunt(kind, code, blocked.students_at(node), gains[node]))
    for number in sorted(limited):
        option = arrays.conversions[number]
        held = blocked.students_at(-1 - number)
        if held:
            code = f"{option.van_cluster}>{option.naar_cluster}"
            points.append(Knelpunt("omzetting", code, held, found.get(-1 - number, 0)))
    points += _clusters(network, classes, choice, residual, waiting, flow_students)
    points.sort(key=lambda k: (-k.winst_bij_een_plaats_meer, -k.studenten_tegengehouden, k.soort, k.wie))
    return points, exact


def _clusters(
    network: Network,
    classes: Classes,
    choice: Choice,
    residual: Residual | None,
    waiting: Bools,
    flow_students: Bools,
) -> list[Knelpunt]:
    """Per cluster the waiting students, and the gain of one new place that suits everybody in the cluster."""
    arrays = network.arrays
    held = Counter(arrays.s_cluster[waiting].tolist())
    best = np.zeros(len(arrays.clusters), dtype=np.int64)
    np.maximum.at(best, arrays.s_cluster[waiting], arrays.s_weight[waiting])
    if residual is not None and len(classes.leaf):
        movable = np.flatnonzero((choice.pair >= 0) & flow_students)
        leaf = classes.leaf[classes.of_pair[choice.pair[movable]]]
        inside = leaf >= 0
        np.maximum.at(best, arrays.s_cluster[movable[inside]], residual.reach[leaf[inside]])
    return [Knelpunt("cluster", arrays.clusters[one], held[one], int(best[one])) for one in sorted(held)]
