"""An independent answer to small instances: own pair rules in plain Python and one plain binary programme, goal
by goal, with every moment of every place and group spelled out. Shares no code with the engine except the types.

(OR-tools and highspy carry clashing copies of the same library and can not live in one process.)"""

from __future__ import annotations

import math
import random
from dataclasses import replace

import highspy
import numpy as np

from matching.engine import Groep, Instance, Omzetting, Plaats, Student, Vast, Voorkeur


def km(student: Student, place: Plaats) -> float:
    a, b = math.radians(student.lat), math.radians(place.lat)
    d = math.radians(place.lon - student.lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(d / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def conversion(instance: Instance, student: Student, place: Plaats) -> Omzetting | bool | None:
    """None: own cluster; False: not allowed."""
    (code,) = place.clusters
    if code == student.cluster:
        return None
    for option in instance.omzettingen:
        if (option.van_cluster, option.naar_cluster) == (code, student.cluster):
            return option
    return False


def allowed(instance: Instance, student: Student, place: Plaats) -> bool:  # noqa: PLR0911 - a rule a line
    pins = {(pin.student, pin.plaats): pin.soort for pin in instance.vast if pin.soort != "huidig"}
    stay = {pin.student: pin.plaats for pin in instance.vast if pin.soort == "vast"}
    if student.student in stay:
        return stay[student.student] == place.plaats
    if pins.get((student.student, place.plaats)) == "verboden" or conversion(instance, student, place) is False:
        return False
    if not student.periodes <= place.periodes or not student.dagen <= place.dagen:
        return False
    if place.scholen and student.school not in place.scholen:
        return False
    if (student.minderjarig and place.min_leeftijd == 18) or (place.vog_vereist and not student.vog):
        return False
    b = place.begeleider_niveau
    if b > 0 and student.niveau > b and (student.leerjaar >= 3 or student.niveau == 5):
        return False
    return km(student, place) <= student.max_km


def optimum(instance: Instance) -> tuple[int, int, int, int, int]:  # noqa: C901, PLR0912 - one plain model
    """(voorrang, conversion cost, rank, huidig, tenths of km) of the lexicographic optimum."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    above = {group.groep: group for group in instance.groepen}
    wishes = {(v.student, v.plaats): v.rang for v in instance.voorkeuren}
    current = {(v.student, v.plaats) for v in instance.vast if v.soort == "huidig"}
    stay = {v.student for v in instance.vast if v.soort == "vast"}
    goals: list[list[tuple[int, object]]] = [[], [], [], [], []]
    cells: dict[tuple[str, str, str], list] = {}
    limits: dict[str, int] = {}
    used: dict[Omzetting, list] = {}
    for student in instance.studenten:
        highest = max((v.rang for v in instance.voorkeuren if v.student == student.student), default=0)
        options = []
        for place in instance.plaatsen:
            if not allowed(instance, student, place):
                continue
            x = model.addBinary()
            options.append(x)
            option = conversion(instance, student, place)
            if option:
                used.setdefault(option, []).append(x)
            goals[0].append((-student.voorrang, x))
            goals[1].append((option.kosten if option else 0, x))
            goals[2].append((wishes.get((student.student, place.plaats), highest + 1), x))
            goals[3].append((-int((student.student, place.plaats) in current), x))
            goals[4].append((round(km(student, place) * 10), x))
            nodes = {f"p{place.plaats}": place.capaciteit}
            at = above.get(place.groep)
            while at is not None:
                if at.capaciteit is not None:
                    nodes[f"g{at.groep}"] = at.capaciteit
                at = above.get(at.boven)
            limits.update(nodes)
            for node in nodes:
                for periode in student.periodes:
                    for dag in student.dagen:
                        cells.setdefault((node, periode, dag), []).append(x)
        if student.student in stay:
            model.addConstr(model.qsum(options) == 1)
        elif options:
            model.addConstr(model.qsum(options) <= 1)
    for (node, _, _), found in cells.items():
        model.addConstr(model.qsum(found) <= limits[node])
    for option, found in used.items():
        if option.maximum is not None:
            model.addConstr(model.qsum(found) <= option.maximum)
    values = []
    for goal in goals:
        if not goal:
            values.append(0)
            continue
        total = model.qsum(weight * x for weight, x in goal)
        model.minimize(total)
        assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        point = np.rint(model.getSolution().col_value)
        values.append(round(sum(weight * point[x.index] for weight, x in goal)))
        model.addConstr(total <= values[-1])
    return -values[0], values[1], values[2], -values[3], values[4]


PATTERNS = (("ma", "di"), ("di", "wo"), ("wo", "do", "vr"), ("ma", "di", "wo", "do", "vr"), ("za",))


def random_instance(seed: int, *, overlapping: bool) -> Instance:
    """A small crowded instance with every rule in it."""
    rng = random.Random(seed)
    clusters = ("A", "B", "C")[: rng.randint(1, 3)]
    schools = ("x", "y")
    groups = [Groep(f"o{i}", "", rng.choice((None, None, 2, 4))) for i in range(rng.randint(1, 2))]
    groups += [Groep(f"a{i}", rng.choice(groups).groep, rng.choice((None, 1, 2, 3))) for i in range(rng.randint(0, 4))]
    week = ("ma", "di", "wo", "do", "vr")
    students = []
    for i in range(rng.randint(3, 14)):
        if overlapping:
            days, periods = rng.choice(PATTERNS), rng.choice((("1", "2"), ("2",), ("z",)))
        else:
            days, periods = week, ("1", "2")
        students.append(
            Student(
                student=f"s{i}",
                cluster=rng.choice(clusters),
                niveau=rng.choice((2, 3, 4, 5)),
                leerjaar=rng.randint(1, 4),
                school=rng.choice(schools),
                lat=53 + rng.random() * 0.3,
                lon=6.5 + rng.random() * 0.4,
                max_km=rng.choice((10.0, 20.0, 40.0)),
                minderjarig=rng.random() < 0.3,
                vog=rng.random() < 0.8,
                voorrang=rng.randint(1, 9),
                periodes=frozenset(periods),
                dagen=frozenset(days),
            )
        )
    places = [
        Plaats(
            plaats=f"p{i}",
            clusters=frozenset((rng.choice(clusters),)),
            groep=rng.choice([g.groep for g in groups] + [""]),
            lat=53 + rng.random() * 0.3,
            lon=6.5 + rng.random() * 0.4,
            capaciteit=rng.choice((0, 1, 1, 2, 3)),
            min_leeftijd=rng.choice((0, 0, 0, 18)),
            vog_vereist=rng.random() < 0.3,
            scholen=frozenset(rng.choice(((), (), ("x",), ("x", "y"), ("elders",)))),
            periodes=frozenset(rng.choice((("1", "2", "3", "4", "z"), ("1", "2"))) if overlapping else ("1", "2")),
            dagen=frozenset(("ma", "di", "wo", "do", "vr", "za") if rng.random() < 0.8 else week),
            begeleider_niveau=rng.choice((0, 0, 3, 5)),
        )
        for i in range(rng.randint(2, 7))
    ]
    conversions = tuple(
        Omzetting(a, b, rng.randint(1, 3), rng.choice((None, 0, 1, 2)))
        for a in clusters
        for b in clusters
        if a != b and rng.random() < 0.6
    )
    wishes = tuple(
        Voorkeur(s.student, p.plaats, rank)
        for s in students
        if rng.random() < 0.7
        for rank, p in enumerate(rng.sample(places, rng.randint(1, len(places))), start=1)
    )
    pins = tuple(
        Vast(s.student, p.plaats, kind)
        for s in students
        for p in places
        for kind in (rng.choice(("verboden", "huidig", "huidig", "vast")),)
        if rng.random() < 0.08
    )
    return Instance(tuple(students), tuple(places), tuple(groups), conversions, wishes, _one_pin_each(pins))


def _one_pin_each(pins: tuple[Vast, ...]) -> tuple[Vast, ...]:
    first = {pin.student: pin.plaats for pin in reversed(pins) if pin.soort == "vast"}
    return tuple(
        replace(pin, soort="huidig") if pin.soort == "vast" and first[pin.student] != pin.plaats else pin
        for pin in pins
    )
