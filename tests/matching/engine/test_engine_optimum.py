"""The engine against an independent oracle, the published optima, and its own claims about gains."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from matching.engine import Instance, Result, read_folder, solve
from matching.engine.generator import Vorm, generate
from tests.matching.engine.engine_oracle import allowed, optimum, random_instance

EXAMPLES = Path(__file__).parent / "instanties"
GOALS = ("voorrang_som", "omzettingskosten", "rang_som", "huidig_behouden", "km_som")


def goals(result: Result) -> tuple[int, int, int, int, int]:
    *whole, kilometres = (result.samenvatting[name] for name in GOALS)
    return (*whole, round(kilometres * 10))


def assert_allowed(instance: Instance, result: Result) -> None:
    """Every rule, checked from the rows of the result."""
    students = {s.student: s for s in instance.studenten}
    places = {p.plaats: p for p in instance.plaatsen}
    groups = {g.groep: g for g in instance.groepen}
    heads: Counter[tuple[str, str, str]] = Counter()
    limit: dict[str, int] = {}
    for row in result.plaatsingen:
        student, place = students[row.student], places[row.plaats]
        if not any(pin.soort == "vast" and pin.student == row.student for pin in instance.vast):
            assert allowed(instance, student, place)
        nodes = {f"p{place.plaats}": place.capaciteit}
        at = groups.get(place.groep)
        while at is not None:
            if at.capaciteit is not None:
                nodes[f"g{at.groep}"] = at.capaciteit
            at = groups.get(at.boven)
        limit.update(nodes)
        heads.update((node, periode, dag) for node in nodes for periode in student.periodes for dag in student.dagen)
    assert all(count <= limit[node] for (node, _, _), count in heads.items())
    used = Counter(row.omzetting for row in result.plaatsingen if row.omzetting)
    for option in instance.omzettingen:
        if option.maximum is not None:
            assert used[f"{option.van_cluster}>{option.naar_cluster}"] <= option.maximum
    placed = [row.student for row in result.plaatsingen]
    assert sorted([*placed, *(row.student for row in result.niet_geplaatst)]) == sorted(students)


@pytest.mark.parametrize("name", ["klein_stroom", "klein_weekdagen"])
def test_engine_reaches_published_optimum(name: str) -> None:
    instance = read_folder(EXAMPLES / name)
    result = solve(instance)
    wanted = json.loads((EXAMPLES / name / "optimum.json").read_text())
    assert {goal: result.samenvatting[goal] for goal in GOALS} == wanted
    assert result.samenvatting["optimaal"] is True
    assert_allowed(instance, result)


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("overlapping", [False, True])
def test_engine_equals_oracle(block: int, overlapping: bool) -> None:
    compared = 0
    for seed in range(block * 20, block * 20 + 20):
        instance = random_instance(seed, overlapping=overlapping)
        result = solve(instance)
        if result.conflict:
            continue
        compared += 1
        assert result.samenvatting["optimaal"] is True, seed
        assert_allowed(instance, result)
        assert goals(result) == optimum(instance), seed
    assert compared >= 5


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("shape", [Vorm(vast=True), Vorm(weekdagen=True), Vorm(maximum_aandeel=0.02)])
def test_engine_equals_oracle_on_larger_instances(seed: int, shape: Vorm) -> None:
    instance = generate(60, seed, shape)
    result = solve(instance)
    assert_allowed(instance, result)
    assert goals(result) == optimum(instance)


@pytest.mark.parametrize("overlapping", [False, True])
def test_engine_gain_equals_solving_again(overlapping: bool) -> None:
    checked = 0
    for seed in range(40):
        instance = random_instance(seed, overlapping=overlapping)
        result = solve(instance)
        if result.conflict:
            continue
        before = result.samenvatting["voorrang_som"]
        for point in result.knelpunten:
            if point.soort == "plaats":
                places = tuple(
                    replace(p, capaciteit=p.capaciteit + 1) if p.plaats == point.wie else p for p in instance.plaatsen
                )
                wider = replace(instance, plaatsen=places)
            elif point.soort == "groep":
                groups = tuple(
                    replace(g, capaciteit=g.capaciteit + 1) if g.groep == point.wie else g for g in instance.groepen
                )
                wider = replace(instance, groepen=groups)
            elif point.soort == "omzetting":
                options = tuple(
                    replace(o, maximum=o.maximum + 1) if f"{o.van_cluster}>{o.naar_cluster}" == point.wie else o
                    for o in instance.omzettingen
                )
                wider = replace(instance, omzettingen=options)
            else:
                continue
            gained = solve(wider).samenvatting["voorrang_som"] - before
            assert gained == point.winst_bij_een_plaats_meer, (seed, point)
            checked += 1
    assert checked > 20


def test_engine_ignores_row_order() -> None:
    for seed, overlapping in ((3, False), (5, True), (11, True)):
        instance = generate(150, seed, Vorm(weekdagen=overlapping, vast=True))
        wanted = solve(instance)
        rng = random.Random(seed)
        parts = {
            name: tuple(rng.sample(getattr(instance, name), len(getattr(instance, name))))
            for name in ("studenten", "plaatsen", "groepen", "omzettingen", "voorkeuren", "vast")
        }
        again = solve(Instance(**parts))
        assert again.plaatsingen == wanted.plaatsingen
        assert again.niet_geplaatst == wanted.niet_geplaatst
        assert again.knelpunten == wanted.knelpunten


@pytest.mark.parametrize("seed", range(4))
def test_priced_maxima_equal_the_binary_programme(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = generate(400, seed, Vorm(vast=True, maximum_aandeel=0.005))
    priced = solve(instance)
    assert "met een prijs op omzettingen" in priced.samenvatting["bewijs"]
    monkeypatch.setattr("matching.engine.assignment.solve_priced", lambda *arguments: None)
    searched = solve(instance)
    assert "geheeltallig" in searched.samenvatting["bewijs"]
    assert goals(priced) == goals(searched)
    assert priced.plaatsingen == searched.plaatsingen


def test_flow_never_loses_a_goal_when_costs_must_be_split(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = generate(300, 7, Vorm(vast=True))
    wanted = solve(instance)
    monkeypatch.setattr("matching.engine.flow.PACK_LIMITS", (1,))
    assert solve(instance).plaatsingen == wanted.plaatsingen


def test_search_that_runs_out_of_time_says_so() -> None:
    instance = generate(400, 2, Vorm(weekdagen=True))
    result = solve(instance, search_seconds=0.0)
    assert_allowed(instance, result)
    assert result.samenvatting["optimaal"] is False
    assert "De zoektijd was op" in result.samenvatting["bewijs"]
