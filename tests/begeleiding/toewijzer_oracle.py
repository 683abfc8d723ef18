"""An independent judge: the same problem as a plain binary programme for HiGHS, goal by goal. Run as a program.

It shares nothing with our own code but the words of the problem: rules and goals are written out again, pair by pair.
HiGHS and OR-Tools can't be in one process, so this is one of its own: problem as JSON on stdin, the goals on stdout.
"""

import json
import math
import sys
from collections import Counter

import highspy

HALF = 0.5


def km(one: dict, other: dict) -> float | None:
    """Distance on a globe by the law of cosines: another formula than the one that is judged."""
    if None in {one["lat"], one["lon"], other["lat"], other["lon"]}:
        return None
    a, b = math.radians(one["lat"]), math.radians(other["lat"])
    turn = math.radians(one["lon"] - other["lon"])
    return 6371.0088 * math.acos(min(1.0, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)))


def may(one: dict, other: dict) -> bool:
    """Whether the pair breaks no rule."""
    if other["reden"] or other["niveau"] < one["niveau"] or other["code"] in one["niet"]:
        return False
    if one["eigen"] and one["huidig"] == other["code"]:
        return True
    if other["plaatsen"]:
        return one["plaats"] in other["plaatsen"]
    far = km(one, other)
    return far is None or far <= other["max_km"]


def judge(problem: dict) -> list[int]:
    """Most priority with a supervisor, most kept, most in their sector, least travel in hundredths."""
    students, supervisors = problem["studenten"], problem["begeleiders"]
    codes = {other["code"] for other in supervisors}
    there = Counter(one["locatie"] for one in students)
    free = [one for one in students if one["vast"] not in codes]
    left = {
        other["code"]: other["minuten"] - sum(one["minuten"] for one in students if one["vast"] == other["code"])
        for other in supervisors
    }
    most = max(1, max([0, *left.values()]) // min([one["minuten"] for one in free], default=1))
    comes = {(one["locatie"], one["vast"]) for one in students} | {
        (one["locatie"], one["huidig"]) for one in students if one["eigen"]
    }
    pairs = [(i, other) for i, one in enumerate(free) for other in supervisors if may(one, other)]
    goals: list[list[int]] = [[], [], [], []]
    for i, other in pairs:
        one = free[i]
        far = km(one, other)
        far = other["max_km"] if far is None else far
        share = 0 if (one["locatie"], other["code"]) in comes else round(100 * far / min(there[one["locatie"]], most))
        goals[0].append(-one["voorrang"])
        goals[1].append(-int(one["huidig"] == other["code"]))
        goals[2].append(-int(one["cluster"] in other["sectoren"]))
        goals[3].append(share)
    return _in_turn(pairs, goals, free, left)


def _in_turn(pairs: list, goals: list[list[int]], free: list[dict], left: dict[str, int]) -> list[int]:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.0)
    for column in range(len(pairs)):
        solver.addVar(0.0, 1.0)
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for number in range(len(free)):
        own = [column for column, (i, _) in enumerate(pairs) if i == number]
        solver.addRow(-math.inf, 1.0, len(own), own, [1.0] * len(own))
    for code, minutes in left.items():
        own = [column for column, (_, other) in enumerate(pairs) if other["code"] == code]
        weights = [float(free[pairs[column][0]]["minuten"]) for column in own]
        solver.addRow(-math.inf, float(max(0, minutes)), len(own), own, weights)
    reached = []
    for goal in goals:
        for column, weight in enumerate(goal):
            solver.changeColCost(column, float(weight))
        solver.run()
        chosen = [round(value) for value in solver.getSolution().col_value]
        value = sum(weight * one for weight, one in zip(goal, chosen, strict=True))
        solver.addRow(-math.inf, value + HALF, len(goal), list(range(len(goal))), [float(one) for one in goal])
        reached.append(value)
    return [-reached[0], -reached[1], -reached[2], reached[3]]


if __name__ == "__main__":
    json.dump([judge(problem) for problem in json.load(sys.stdin)], sys.stdout)
