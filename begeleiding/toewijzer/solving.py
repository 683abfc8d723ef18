"""From a problem to a proven division."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from time import monotonic, process_time

import numpy as np

from .costs import Costs, make_costs
from .flow import solve_flow
from .model import Doelen, Opgave, Uitkomst
from .pairs import Ints, Scene, km_between, make_scene
from .prices import Prices, cost_of, find_prices
from .reasons import explain
from .search import Found, fewest_addresses, whole_students

Tell = Callable[[int, str], None]


def _silent(_percent: int, _step: str) -> None:
    """Tell nobody."""


def divide(opgave: Opgave, tell: Tell = _silent) -> Uitkomst:
    """Divide the students; `tell(percent, step in Dutch)` is called on the way."""
    begin = monotonic()
    tell(5, "Kijken wie bij wie past")
    scene = make_scene(opgave)
    costs = make_costs(scene)
    tell(20, "De beste verdeling zoeken")
    units = solve_flow(scene, costs)
    tell(50, "Bewijzen dat het niet beter kan")
    prices = find_prices(scene, costs, units)
    tell(60, "Hele studenten verdelen")
    found = _whole(scene, costs, prices, units, opgave.seconden / 2)
    tell(75, "Zo weinig mogelijk adressen per begeleider")
    found = fewest_addresses(scene, costs, prices, found, opgave.seconden / 2)
    tell(90, "Uitleg per student maken")
    result = _result(opgave, scene, costs, prices, found)
    result.seconden = round(monotonic() - begin, 2)
    result.cpu_seconden = round(process_time(), 2)
    return result


def _whole(scene: Scene, costs: Costs, prices: Prices, units: Ints, seconds: float) -> Found:
    students, rest = np.divmod(units, scene.size[:, None])
    above = cost_of(costs, students, scene.count) * costs.common - prices.bound
    if not rest.any() and above == 0:
        return Found(students, 0, proven=True)
    return whole_students(scene, costs, prices, units, seconds)


def _result(opgave: Opgave, scene: Scene, costs: Costs, prices: Prices, found: Found) -> Uitkomst:
    result = Uitkomst()
    total, served = cost_of(costs, found.students, scene.count), int(found.students.sum())
    pinned = _pinned_goals(scene)
    result.doelen = _sum(costs.goals(total, scene, served), pinned)
    least = _sum(costs.goals(-(-prices.bound // costs.common), scene), pinned)
    result.grens = asdict(result.doelen) if found.proven else _bounds(result.doelen, least)
    result.optimaal = found.proven
    result.adressen_bewezen = found.fewest
    result.begeleider = _who(scene, found.students)
    _addresses(opgave, scene, result)
    result.uitleg = explain(opgave, scene, costs, prices, result)
    return result


def _sum(one: Doelen, other: Doelen) -> Doelen:
    return Doelen(**{goal: number + getattr(other, goal) for goal, number in asdict(one).items()})


def _bounds(reached: Doelen, least: Doelen) -> dict[str, int]:
    """What is proven: a goal says something as long as all goals before it are met.

    The number of students isn't a goal of its own but follows from the priority, whose bound holds for it always.
    """
    proven = {"begeleid": least.begeleid}
    for goal, bound in asdict(least).items():
        if goal == "begeleid":
            continue
        proven[goal] = bound
        if getattr(reached, goal) != bound:
            break
    return proven


def _pinned_goals(scene: Scene) -> Doelen:
    """What the students that a person placed add to the counts; their travel is no choice and stays out."""
    served = kept = sector = weight = 0
    by_code = {one.code: one for one in scene.supervisors}
    for code, students in scene.pinned.items():
        served += len(students)
        weight += sum(one.voorrang for one in students)
        kept += sum(one.huidig == code for one in students)
        sector += sum(one.cluster in by_code[code].sectoren for one in students)
    return Doelen(weight, served, kept, sector, 0)


def _who(scene: Scene, students: Ints) -> dict[str, str]:
    who = {one.code: code for code, group in scene.pinned.items() for one in group}
    for number, group in enumerate(scene.groups):
        waiting = iter(group)
        for supervisor in np.nonzero(students[number])[0]:
            for _ in range(int(students[number, supervisor])):
                who[next(waiting).code] = scene.supervisors[int(supervisor)].code
        who |= {one.code: "" for one in waiting}
    return who


def _addresses(opgave: Opgave, scene: Scene, result: Uitkomst) -> None:
    """Count the addresses, the km of one visit to each, and the minutes of everybody."""
    km: dict[tuple[str, str], float] = {}
    load: dict[str, int] = {one.code: 0 for one in scene.supervisors}
    points = {one.code: one for one in scene.supervisors}
    for one in opgave.studenten:
        code = result.begeleider[one.code]
        if code:
            load[code] += one.minuten
            km[one.locatie, code] = km_between(one, points[code]) or 0.0
    result.adressen = len(km)
    result.belast = load
    result.bezoek_km = round(sum(km.values()), 1)
