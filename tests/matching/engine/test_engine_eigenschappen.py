"""Properties of every answer: allowed, best by trying everything, repeatable, and never worse with one place more."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from matching.engine import Instance, Opties, Student, solve
from matching.engine.arrays import to_arrays
from matching.engine.eligibility import find_pairs
from matching.engine.generator import Vorm, generate
from matching.engine.greedy import greedy
from matching.engine.network import build_network
from matching.engine.options import MODI
from matching.engine.stable import deferred_acceptance
from tests.matching.engine.engine_oracle import allowed, conversion, km, random_instance
from tests.matching.engine.test_engine_optimum import assert_allowed

GOALS = ("voorrang_som", "omzettingskosten", "rang_som", "eerlijkheid", "huidig_behouden", "km_som")
ORDER = {
    "contract": (0, 1, 2, 3, 4, 5),
    "stabiel": (0, 4, 1, 2, 3, 5),
    "vast": (4, 0, 1, 2, 3, 5),
    "vrij": (0, 1, 2, 3, 5),
}


def small(seed: int, *, overlapping: bool, memory: bool) -> Instance:
    """A random instance small enough to try every assignment."""
    rng = random.Random(f"klein-{seed}")
    instance = random_instance(seed, overlapping=overlapping)
    students = instance.studenten[:5]
    if memory:
        students = tuple(replace(s, geheugen=rng.choice((0, 0, 2, 9)), voorrang=rng.randint(1, 2)) for s in students)
    places = instance.plaatsen[:4]
    keep_s, keep_p = {s.student for s in students}, {p.plaats for p in places}

    def inside(rows: tuple) -> tuple:
        return tuple(row for row in rows if row.student in keep_s and row.plaats in keep_p)

    return replace(
        instance,
        studenten=students,
        plaatsen=places,
        voorkeuren=inside(instance.voorkeuren),
        vast=inside(instance.vast),
    )


def brute_force(instance: Instance, modus: str) -> tuple[int, ...]:
    """The best values of all goals, in the names of GOALS, by trying every assignment."""
    wishes = {(v.student, v.plaats): v.rang for v in instance.voorkeuren}
    last = {
        s.student: 1 + max([0, *(v.rang for v in instance.voorkeuren if v.student == s.student)])
        for s in instance.studenten
    }
    stay = {v.student for v in instance.vast if v.soort == "vast"}
    current = {(v.student, v.plaats) for v in instance.vast if v.soort == "huidig"}
    options = []
    for student in instance.studenten:
        here = [place for place in instance.plaatsen if allowed(instance, student, place)]
        options.append(here if student.student in stay else [None, *here])
    best = None
    for places in itertools.product(*options):
        pairs = [(s, p) for s, p in zip(instance.studenten, places, strict=True) if p is not None]
        if not fits(instance, pairs):
            continue
        found = {(s.student, p.plaats): conversion(instance, s, p) for s, p in pairs}
        rank = {s.student: wishes.get((s.student, p.plaats), last[s.student]) for s, p in pairs}
        values = (
            -sum(s.voorrang for s, _ in pairs),
            sum(option.kosten for option in found.values() if option),
            sum(rank.values()),
            sum(s.geheugen * rank.get(s.student, last[s.student] + 1) for s in instance.studenten),
            -len(found.keys() & current),
            sum(round(km(s, p) * 10) for s, p in pairs),
        )
        key = tuple(values[at] for at in ORDER[modus])
        if best is None or key < best:
            best = key
    assert best is not None
    return best


def fits(instance: Instance, pairs: list) -> bool:
    above = {group.groep: group for group in instance.groepen}
    heads: Counter = Counter()
    limit = {}
    for student, place in pairs:
        nodes = {f"p{place.plaats}": place.capaciteit}
        at = above.get(place.groep)
        while at is not None:
            if at.capaciteit is not None:
                nodes[f"g{at.groep}"] = at.capaciteit
            at = above.get(at.boven)
        limit.update(nodes)
        heads.update((node, p, d) for node in nodes for p in student.periodes for d in student.dagen)
    used = Counter(conversion(instance, s, p) for s, p in pairs)
    maxima = all(o.maximum is None or used[o] <= o.maximum for o in instance.omzettingen)
    return maxima and all(count <= limit[key[0]] for key, count in heads.items())


def reached(result, modus: str) -> tuple[int, ...]:
    summary = result.samenvatting
    values = [summary.get(goal, 0) for goal in GOALS]
    signed = (-values[0], values[1], values[2], values[3], -values[4], round(values[5] * 10))
    return tuple(signed[at] for at in ORDER[modus])


@pytest.mark.parametrize("overlapping", [False, True])
@pytest.mark.parametrize("modus", MODI)
def test_every_goal_is_best_by_trying_everything(modus: str, overlapping: bool) -> None:
    compared = 0
    for seed in range(36):
        instance = small(seed, overlapping=overlapping, memory=seed % 3 > 0)
        result = solve(instance, options=Opties(modus=modus))
        if result.conflict:
            continue
        compared += 1
        assert_allowed(instance, result)
        assert reached(result, modus) == brute_force(instance, modus), seed
    assert compared >= 15


def test_memory_changes_nothing_in_the_first_three_goals() -> None:
    changed = 0
    for seed in range(30):
        instance = random_instance(seed, overlapping=seed % 2 > 0) if seed < 24 else generate(80, seed)
        rng = random.Random(seed)
        kept = replace(instance, studenten=tuple(replace(s, geheugen=rng.randint(0, 9)) for s in instance.studenten))
        before, after = solve(instance), solve(kept)
        if before.conflict:
            continue
        assert [before.samenvatting[goal] for goal in GOALS[:3]] == [after.samenvatting[goal] for goal in GOALS[:3]]
        assert "eerlijkheid" not in before.samenvatting
        changed += before.plaatsingen != after.plaatsingen
    assert changed


def test_who_fared_badly_before_comes_first_among_equals() -> None:
    instance = generate(40, 1)
    twin = replace(instance.studenten[0], voorrang=9, max_km=100.0, vog=True, minderjarig=False)
    place = replace(
        instance.plaatsen[0],
        clusters=frozenset((twin.cluster,)),
        capaciteit=1,
        groep="",
        scholen=frozenset(),
        begeleider_niveau=0,
        lat=twin.lat,
        lon=twin.lon,
    )
    for lucky in (0, 1):
        both = tuple(replace(twin, student=code, geheugen=9 * (at == lucky)) for at, code in enumerate(("a", "b")))
        result = solve(Instance(both, (place,)))
        assert [row.student for row in result.plaatsingen] == [both[lucky].student]


@pytest.mark.parametrize("overlapping", [False, True])
def test_one_place_more_never_lowers_the_first_goal(overlapping: bool) -> None:
    for seed in range(25):
        instance = random_instance(seed, overlapping=overlapping)
        before = solve(instance)
        if before.conflict:
            continue
        rng = random.Random(seed)
        place = rng.choice(instance.plaatsen)
        group = rng.choice(instance.groepen)
        places = tuple(replace(p, capaciteit=p.capaciteit + (p is place)) for p in instance.plaatsen)
        limits = {g.groep: None if g.capaciteit is None else g.capaciteit + (g is group) for g in instance.groepen}
        groups = tuple(replace(g, capaciteit=limits[g.groep]) for g in instance.groepen)
        extra = (*instance.plaatsen, replace(place, plaats="nieuw", capaciteit=1, groep=""))
        for wider in (
            replace(instance, plaatsen=places),
            replace(instance, groepen=groups),
            replace(instance, plaatsen=extra),
        ):
            assert solve(wider).samenvatting["voorrang_som"] >= before.samenvatting["voorrang_som"], seed


@pytest.mark.parametrize("modus", MODI)
def test_pins_and_forbidden_pairs_hold_in_every_mode(modus: str) -> None:
    pinned = 0
    for seed in range(25):
        instance = random_instance(seed, overlapping=seed % 2 > 0)
        result = solve(instance, options=Opties(modus=modus))
        if result.conflict:
            continue
        where = {row.student: row.plaats for row in result.plaatsingen}
        for pin in instance.vast:
            if pin.soort == "vast":
                pinned += 1
                assert where[pin.student] == pin.plaats
            elif pin.soort == "verboden":
                assert where.get(pin.student) != pin.plaats
    assert pinned


def test_modes_keep_more_the_more_they_weigh_it() -> None:
    strict = 0
    for seed in range(6):
        instance = generate(120, seed, Vorm(vast=True))
        kept = [solve(instance, options=Opties(modus=modus)).samenvatting["huidig_behouden"] for modus in MODI]
        contract, stable, fixed, free = kept
        assert free <= contract <= stable <= fixed
        strict += free < fixed
    assert strict


@pytest.mark.parametrize("modus", MODI)
def test_answers_do_not_depend_on_the_order_of_rows(modus: str) -> None:
    rng = random.Random(modus)
    for seed in range(3):
        instance = generate(
            120, seed, Vorm(weekdagen=seed == 1, vast=True, maximum_aandeel=0.05 if seed == 2 else None)
        )
        students = tuple(replace(s, geheugen=int(s.student[1:]) % 4) for s in instance.studenten)
        instance = replace(instance, studenten=students)
        shuffled = Instance(
            *(
                tuple(rng.sample(getattr(instance, field.name), len(getattr(instance, field.name))))
                for field in dataclasses.fields(Instance)
            )
        )
        one, other = (solve(each, options=Opties(modus=modus)) for each in (instance, shuffled))
        assert (one.plaatsingen, one.niet_geplaatst, one.knelpunten, one.waarom) == (
            other.plaatsingen,
            other.niet_geplaatst,
            other.knelpunten,
            other.waarom,
        )


def test_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="onbekende modus"):
        Opties(modus="snel")


def test_engine_knows_no_name_origin_gender_or_photo() -> None:
    names = {field.name for field in dataclasses.fields(Student)}
    assert names == {
        "student", "cluster", "niveau", "leerjaar", "school", "lat", "lon", "max_km", "minderjarig", "vog", "voorrang",
        "periodes", "dagen", "geheugen",
    }  # fmt: skip


@pytest.mark.parametrize("overlapping", [False, True])
def test_rivals_keep_to_the_limits_and_never_beat_the_match(overlapping: bool) -> None:
    for seed in range(30):
        instance = replace(random_instance(seed, overlapping=overlapping), vast=())
        network = build_network(arrays := to_arrays(instance), find_pairs(arrays))
        best = solve(instance).samenvatting["voorrang_som"]
        students = {s.student: s for s in instance.studenten}
        places = {p.plaats: p for p in instance.plaatsen}
        for chosen in (greedy(network), deferred_acceptance(network).pair):
            rows = network.pairs.take(chosen[chosen >= 0])
            pairs = [
                (students[arrays.students[s]], places[arrays.places[p]])
                for s, p in zip(rows.student.tolist(), rows.place.tolist(), strict=True)
            ]
            assert all(allowed(instance, s, p) for s, p in pairs)
            assert fits(instance, pairs)
            assert sum(s.voorrang for s, _ in pairs) <= best


def test_stable_match_has_no_blocking_pair() -> None:
    blocked = 0
    for seed in range(40):
        instance = random_instance(seed, overlapping=False)
        options = tuple(replace(o, maximum=None) for o in instance.omzettingen)
        instance = replace(instance, vast=(), omzettingen=options)
        network = build_network(arrays := to_arrays(instance), find_pairs(arrays))
        answer = deferred_acceptance(network)
        assert answer.stable
        pairs, chosen = network.pairs, answer.pair
        weight = arrays.s_weight[pairs.student]

        def wish(at: int) -> tuple[int, int]:
            return int(pairs.rank[at]), int(pairs.tenths[at])  # noqa: B023

        def standing(at: int) -> tuple[int, int, int]:
            return -int(weight[at]), int(pairs.cost[at]), int(pairs.tenths[at])  # noqa: B023

        held = [int(at) for at in chosen if at >= 0]
        for at in range(len(pairs)):
            mine = int(chosen[pairs.student[at]])
            if mine >= 0 and wish(mine) <= wish(at):
                continue
            blocked += 1
            full = [
                row
                for row in network.rows_of(int(pairs.place[at]), 0)
                if sum(row in network.rows_of(int(pairs.place[one]), 0) for one in held if one != mine)
                >= network.rows[row].capacity
            ]
            # Somebody who is wanted at least as much fills a limit that the student would need.
            assert any(
                all(
                    standing(one) <= standing(at)
                    for one in held
                    if one != mine and row in network.rows_of(int(pairs.place[one]), 0)
                )
                for row in full
            ), seed
    assert blocked


def test_costs_of_one_goal_need_no_tie_break() -> None:
    arrays = replace(to_arrays(generate(30, 1)), goals=("voorrang_som",))
    from matching.engine.objective import build_costs  # noqa: PLC0415

    costs = build_costs(arrays, find_pairs(arrays))
    assert len(costs.pair) == len(costs.unplaced) == 1
    assert np.array_equal(costs.unplaced[0], arrays.s_weight)
