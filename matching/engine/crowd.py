"""Students who, whatever is moved, can only reach too few seats: a minimum cut in words, named."""

from __future__ import annotations

from collections import Counter

import numpy as np

from .arrays import Arrays
from .flow import solve_flow
from .moments import day_names
from .residual import Group, closed_groups, search_residual
from .scene import Scene

NAMED = 3


def crowd_sentences(scene: Scene) -> dict[int, str]:
    """Per waiting student who competes there: first within the own cluster alone, then with everybody."""
    if not (scene.movers & scene.waiting).any():
        return {}
    own = _own_cluster(scene)
    problem, students, chosen = scene.problem(scene.used_up)
    residual = search_residual(problem, chosen, scene.arrays.s_weight[students])
    moves = "schuiven en omzetten" if (scene.network.pairs.conversion >= 0).any() else "schuiven"
    spent = "; van omzettingen is het maximum bereikt" if scene.used_up else ""
    found = {
        student: own[student] for student in np.flatnonzero(scene.movers & scene.waiting).tolist() if student in own
    }
    for group in closed_groups(problem, residual):
        left = group.students[chosen[group.students] < 0]
        if len(group.students) - group.seats != len(left) or len(group.students) == 1:
            # The sum must close for the sentence to be true; without it the direct reasons stand alone.
            continue
        text = (
            f" Ook met {moves} lukt het niet: {len(group.students)} studenten vragen samen om dezelfde "
            f"{_seats(group.seats)} ({_who(scene, students, group)}{spent})."
        )
        for student in students[left].tolist():
            found[student] = own.get(student, "") + text
    return found


def _own_cluster(scene: Scene) -> dict[int, str]:
    """Per student the shortage within the own cluster alone, as if nobody else came; nothing where that would fit."""
    arrays, found = scene.arrays, {}
    for cluster in np.unique(arrays.s_cluster[scene.waiting & scene.movers]).tolist():
        problem, students, _ = scene.problem(cluster=cluster)
        chosen = solve_flow(problem).chosen
        residual = search_residual(problem, chosen, arrays.s_weight[students])
        for group in closed_groups(problem, residual):
            short = len(group.students) - group.seats
            if short > 0 and len(group.students) > 1 and short == int((chosen[group.students] < 0).sum()):
                text = (
                    f" Alleen al binnen cluster {arrays.clusters[cluster]} vragen {len(group.students)} studenten "
                    f"samen om {_seats(group.seats)}."
                )
                found.update(dict.fromkeys(students[group.students].tolist(), text))
    return found


def _who(scene: Scene, students: np.ndarray, group: Group) -> str:
    arrays: Arrays = scene.arrays
    members = students[group.students]
    counts = Counter(arrays.s_cluster[members].tolist())
    order = sorted(counts, key=lambda one: (-counts[one], one))
    parts = [f"{counts[one]} van cluster {arrays.clusters[one]}" for one in order[:NAMED]]
    if len(order) > NAMED:
        parts.append(f"{sum(counts[one] for one in order[NAMED:])} van andere clusters")
    text = ", ".join(parts)
    if not scene.one_pattern:
        days = 0
        for one in np.unique(arrays.s_days[members]).tolist():
            days |= one
        text += f"; op {day_names(days)}"
    return text


def _seats(number: int) -> str:
    return f"{number} {'plek' if number == 1 else 'plekken'}"
