"""Why this supervisor, why not another, and what stands in the way of a student who has nobody."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from .costs import Costs
from .model import Opgave, Uitkomst
from .pairs import CAN, WHY, Bools, Scene
from .prices import NEVER, Prices

OTHERS = 3


def explain(opgave: Opgave, scene: Scene, costs: Costs, prices: Prices, result: Uitkomst) -> dict[str, dict[str, Any]]:
    """Per student code what the page shows: figures and codes, no sentences.

    `km` to the own supervisor, `past` how many supervisors break no rule, `valt_af` how many break which rule,
    `samen` how many other students at the location have the same one, `behouden`, `sector`, `vast`.
    `anderen`: the cheapest other options with what they would cost the whole (`studenten`, `behouden`, `sector`, `km`).
    `vol`: for a student without supervisor, the closed group that is full: supervisors, their minutes, what is asked,
    how many who ask it come first.
    """
    together = Counter((one.locatie, result.begeleider[one.code]) for one in opgave.studenten)
    column = {one.code: number for number, one in enumerate(scene.supervisors)}
    told: dict[str, dict[str, Any]] = {}
    for number, group in enumerate(scene.groups):
        shared = _of_group(scene, number)
        others: dict[int, list[dict[str, Any]]] = {}
        for one in group:
            code = result.begeleider[one.code]
            at = column.get(code, -1)
            if at not in others:
                others[at] = _others(scene, costs, prices, number, at)
            told[one.code] = {**shared, **_pair(scene, number, at), "anderen": others[at]}
            told[one.code]["samen"] = together[one.locatie, code] - 1 if code else 0
            if at < 0 and shared["past"]:
                told[one.code]["vol"] = _closed(scene, prices, number)
    for code, group in scene.pinned.items():
        for one in group:
            told[one.code] = {
                "vast": True,
                "behouden": one.huidig == code,
                "sector": one.cluster in scene.supervisors[column[code]].sectoren,
                "samen": together[one.locatie, code] - 1,
            }
    return told


def _of_group(scene: Scene, number: int) -> dict[str, Any]:
    counts = Counter(int(one) for one in scene.why_not[number])
    return {"past": counts.pop(CAN, 0), "valt_af": {WHY[why]: many for why, many in sorted(counts.items())}}


def _pair(scene: Scene, number: int, at: int) -> dict[str, Any]:
    if at < 0:
        return {"km": None, "behouden": False, "sector": False}
    kept = bool(scene.has_former[number] and not scene.lost[number, at])
    return {"km": _km(scene, number, at), "behouden": kept, "sector": not bool(scene.stranger[number, at])}


def _km(scene: Scene, number: int, at: int) -> float | None:
    km = float(scene.km[number, at])
    return None if np.isnan(km) else round(km, 1)


def _others(scene: Scene, costs: Costs, prices: Prices, number: int, at: int) -> list[dict[str, Any]]:
    """The best other supervisors, with what the whole would lose.

    Somebody else must make room, and gives the place that comes free here; `chain` knows the cheapest way.
    """
    nobody, anywhere = len(scene.supervisors), len(scene.supervisors) + 1
    here = costs.outside[number] if at < 0 else costs.pair[number, at]
    away = nobody if at < 0 else at
    room = np.minimum(prices.chain[:nobody, away], prices.chain[:nobody, anywhere])
    size = int(scene.size[number])
    loss = costs.pair[number] - here + np.where(room < NEVER, room, 0) * size // costs.common
    loss = np.where(scene.may[number] & (room < NEVER), loss, NEVER)
    if at >= 0:
        loss[at] = NEVER
    best = np.argsort(loss, kind="stable")[:OTHERS]
    return [_other(scene, costs, number, int(one), int(loss[one])) for one in best if loss[one] < NEVER]


def _other(scene: Scene, costs: Costs, number: int, at: int, loss: int) -> dict[str, Any]:
    without, lost, stranger, travel = costs.in_words(loss)
    most = int(scene.weight.max(initial=1))
    return {
        "code": scene.supervisors[at].code,
        "van_ver": _km(scene, number, at),
        "studenten": -(-without // most),  # at least so many, where not all count the same
        "behouden": lost,
        "sector": stranger,
        "km": round(travel / costs.fineness, 1),
    }


def _closed(scene: Scene, prices: Prices, number: int) -> dict[str, int]:
    """The supervisors between whom room could be made: all full, so nobody else fits in."""
    reach = _reachable(prices, scene.may[number])
    inside = ~(scene.may & ~reach).any(axis=1) & scene.may.any(axis=1)
    asked = int((scene.count * scene.size)[inside].sum()) * scene.unit
    minutes = int(scene.capacity[reach].sum()) * scene.unit
    first = int(scene.count[inside & (scene.weight > scene.weight[number])].sum())
    return {"begeleiders": int(reach.sum()), "minuten": minutes, "gevraagd": asked, "voorgaan": first}


def _reachable(prices: Prices, start: Bools) -> Bools:
    """Supervisors who could make room for these by giving a student to another, and so on."""
    reach, before = start.copy(), 0
    while int(reach.sum()) > before:
        before = int(reach.sum())
        reach = reach | prices.swaps[reach].any(axis=0)
    return reach
