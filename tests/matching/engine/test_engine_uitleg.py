"""Every sentence of the explanation is true: what would help helps, and the figures are those of the match."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import replace

import pytest

from matching.engine import Groep, Instance, Omzetting, Opties, Vast, Voorkeur, solve, write_result
from matching.engine.changes import OmzettingToestaan, PlekErbij, VerderReizen
from matching.engine.generator import Vorm, generate
from matching.engine.result import Helpt
from matching.engine.whatif import Voorbereid
from tests.matching.engine.engine_oracle import allowed, conversion, random_instance
from tests.matching.engine.test_engine_input import place, student


def helped(instance: Instance, who: str, one: Helpt) -> Instance:
    if one.soort == "reisafstand":
        return VerderReizen(one.km, frozenset((who,))).apply(instance)
    if one.soort == "omzetting":
        return OmzettingToestaan(*one.wie.split(">")).apply(instance)
    if one.soort == "plek":
        return PlekErbij(one.wie, "plaats" if one.wie == one.plaats else "groep").apply(instance)
    students = tuple(replace(s, vog=s.vog or s.student == who) for s in instance.studenten)
    return replace(instance, studenten=students)


@pytest.mark.parametrize("overlapping", [False, True])
def test_what_would_help_helps(overlapping: bool) -> None:
    kinds: Counter[str] = Counter()
    instances = [random_instance(seed, overlapping=overlapping) for seed in range(30)]
    instances += [generate(100, 1, Vorm(weekdagen=overlapping))]
    for number, instance in enumerate(instances):
        before = solve(instance)
        if before.conflict:
            continue
        weight = {s.student: s.voorrang for s in instance.studenten}
        for row in before.niet_geplaatst:
            for one in row.helpt[:2] if number >= 30 else row.helpt:
                kinds[one.soort] += 1
                after = solve(helped(instance, row.student, one))
                new = {r.student for r in after.plaatsingen} - {r.student for r in before.plaatsingen}
                assert new, (number, row.student, one)
                gained = after.samenvatting["voorrang_som"] - before.samenvatting["voorrang_som"]
                assert gained > 0, (number, row.student, one)
                if one.soort == "plek":
                    assert gained >= weight[row.student]
    assert set(kinds) == {"reisafstand", "omzetting", "plek", "vog"}


def test_travel_that_helps_is_the_least() -> None:
    far = (place("dichtbij", lat=53.3), place("verder", lat=53.4))
    result = solve(Instance((student("s1", lat=53.0),), far))
    (row,) = result.niet_geplaatst
    (one,) = [helpt for helpt in row.helpt if helpt.soort == "reisafstand"]
    assert one.plaats == "dichtbij"
    instance = Instance((student("s1", lat=53.0),), far)
    assert not solve(VerderReizen(round(one.km - 0.1, 1), frozenset(("s1",))).apply(instance)).plaatsingen
    assert solve(VerderReizen(one.km, frozenset(("s1",))).apply(instance)).plaatsingen
    assert f"{one.km:g} km verder reizen, dan komt dichtbij in zicht".replace(".", ",") in row.toelichting


def test_shortage_is_told_within_the_cluster_first_and_named() -> None:
    crowd = (*(student(f"s{i}") for i in range(4)), student("t1", cluster="B"))
    places = (place("p1", capaciteit=2), place("q1", clusters=frozenset("B")))
    result = solve(Instance(crowd, places, omzettingen=(Omzetting("B", "A", 1),)))
    told = [row.toelichting for row in result.niet_geplaatst]
    assert len(told) == 2
    assert any("Alleen al binnen cluster A vragen 4 studenten samen om 2 plekken." in text for text in told)
    wanted = "5 studenten vragen samen om dezelfde 3 plekken (4 van cluster A, 1 van cluster B)"
    assert all(wanted in text for text in told)


def test_shortage_is_told_where_conversions_are_used_up() -> None:
    crowd = tuple(student(f"s{i}") for i in range(3))
    places = (place("p1"), place("q1", clusters=frozenset("B"), capaciteit=2))
    result = solve(Instance(crowd, places, omzettingen=(Omzetting("B", "A", 1, 1),)))
    (row,) = result.niet_geplaatst
    assert "Alleen al binnen cluster A vragen 3 studenten samen om 1 plek." in row.toelichting
    wanted = "2 studenten vragen samen om dezelfde 1 plek (2 van cluster A; van omzettingen is het maximum bereikt)"
    assert wanted in row.toelichting
    points = {(k.soort, k.wie): k.winst_bij_een_plaats_meer for k in result.knelpunten if k.zeker}
    assert points["omzetting", "B>A"] == points["plaats", "p1"] == 1


@pytest.mark.parametrize("overlapping", [False, True])
def test_gains_are_exact_or_say_that_they_are_a_minimum(overlapping: bool) -> None:
    sure: Counter[str] = Counter()
    for seed in range(30):
        instance = random_instance(seed, overlapping=overlapping)
        result = solve(instance)
        if result.conflict:
            continue
        before = result.samenvatting["voorrang_som"]
        for point in result.knelpunten:
            gained = solve(widened(instance, result, point)).samenvatting["voorrang_som"] - before
            if point.zeker:
                sure[point.soort] += 1
                assert point.winst_bij_een_plaats_meer == gained, (seed, point)
            else:
                assert point.winst_bij_een_plaats_meer <= gained, (seed, point)
    assert {"plaats", "groep", "omzetting", "cluster", "reisafstand"} <= set(sure) | {"omzetting"}


@pytest.mark.parametrize("shape", [Vorm(maximum_aandeel=0.02), Vorm(weekdagen=True)])
def test_bounds_of_gains_hold_without_matching_again(shape: Vorm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.engine.gains.SEARCH_PAIRS", 0)
    monkeypatch.setattr("matching.engine.gains_lp.AT_FIRST", 1)
    sure: Counter[bool] = Counter()
    for seed in range(3):
        instance = generate(120, seed, shape)
        result = solve(instance)
        before = result.samenvatting["voorrang_som"]
        for point in result.knelpunten[:12]:
            if point.soort not in ("plaats", "groep", "omzetting"):
                continue
            gained = solve(widened(instance, result, point)).samenvatting["voorrang_som"] - before
            sure[point.zeker] += 1
            assert (
                point.winst_bij_een_plaats_meer == gained if point.zeker else point.winst_bij_een_plaats_meer <= gained
            )
    assert sure[True] > sure[False]


def widened(instance: Instance, result, point) -> Instance:
    if point.soort in ("plaats", "groep"):
        return PlekErbij(point.wie, point.soort).apply(instance)
    if point.soort == "omzetting":
        options = tuple(
            replace(o, maximum=o.maximum + 1) if f"{o.van_cluster}>{o.naar_cluster}" == point.wie else o
            for o in instance.omzettingen
        )
        return replace(instance, omzettingen=options)
    if point.soort == "cluster":
        who = {s.student for s in instance.studenten if s.cluster == point.wie}
    else:
        who = {
            row.student
            for row in result.niet_geplaatst
            if row.reden == "geen_geschikte_plaats" and emptied_by(instance, row.student) == (point.soort, point.wie)
        }
        assert len(who) == point.studenten_tegengehouden
    return with_place_for(instance, who)


def emptied_by(instance: Instance, who: str) -> tuple[str, str]:
    one = next(s for s in instance.studenten if s.student == who)
    rule = next(name for name, left in Voorbereid(instance).trechter(who) if not left)
    days = " ".join(day for day in ("ma", "di", "wo", "do", "vr", "za", "zo") if day in one.dagen)
    return rule, days if rule == "dagen" else f"{one.max_km:g} km"


def with_place_for(instance: Instance, who: set[str]) -> Instance:
    """One more place that suits exactly these students: an own cluster for it, and conversions of no cost into it."""
    fixed = {pin.student for pin in instance.vast if pin.soort == "vast"}
    every = place(
        "erbij",
        clusters=frozenset(f"erbij-{code}" for code in ("A", "B", "C")),
        periodes=frozenset(("1", "2", "3", "4", "z")),
        dagen=frozenset(("ma", "di", "wo", "do", "vr", "za", "zo")),
    )
    # The engine asks one cluster per student: a place next to every student, in one group of one head, does the same.
    places, pins = [], []
    for one in instance.studenten:
        if one.student in who and one.student not in fixed:
            near = replace(every, plaats=f"bij {one.student}", clusters=frozenset((one.cluster,)), groep="een")
            places.append(replace(near, lat=one.lat, lon=one.lon))
            pins += [Vast(o.student, f"bij {one.student}", "verboden") for o in instance.studenten if o is not one]
    group = dataclasses.replace(instance.groepen[0], groep="een", boven="", capaciteit=1)
    return replace(
        instance,
        plaatsen=(*instance.plaatsen, *places),
        groepen=(*instance.groepen, group),
        vast=(*instance.vast, *(pin for pin in pins if pin.student not in fixed)),
    )


def test_days_are_named_where_they_are_the_bottleneck() -> None:
    busy = (student("s1", dagen=frozenset(("ma", "di"))), student("s2", dagen=frozenset(("ma", "di"))))
    other = student("s3", dagen=frozenset(("wo",)))
    never = student("s4", dagen=frozenset(("zo",)))
    result = solve(Instance((*busy, other, never), (place("p1"),)))
    points = {(k.soort, k.wie): k for k in result.knelpunten}
    assert points["plaats", "p1"].dagen == "ma di"
    assert points["dagen", "zo"].studenten_tegengehouden == 1
    assert points["dagen", "zo"].winst_bij_een_plaats_meer == 1


def test_first_gains_are_checked_within_the_run() -> None:
    instance = generate(200, 4)
    result = solve(instance)
    assert sum(point.nagerekend for point in result.knelpunten) >= 3
    assert "nagerekend door opnieuw te matchen" in result.samenvatting["bewijs"]
    quick = solve(instance, options=Opties(nagaan=0))
    assert not any(point.nagerekend for point in quick.knelpunten)
    assert [replace(k, nagerekend=False) for k in result.knelpunten] == list(quick.knelpunten)


@pytest.mark.parametrize("overlapping", [False, True])
def test_reason_of_a_placed_student_is_what_happened(overlapping: bool) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(60):
        instance = random_instance(seed, overlapping=overlapping)
        result = solve(instance)
        if result.conflict:
            continue
        assert [row.student for row in result.waarom] == [row.student for row in result.plaatsingen]
        where = {row.student: row.plaats for row in result.plaatsingen}
        fixed = {pin.student for pin in instance.vast if pin.soort == "vast"}
        ready = Voorbereid(instance)
        for row in result.waarom:
            kinds[row.soort] += 1
            assert row.zin
            assert row.plaats == where[row.student]
            first = first_choice(instance, row.student)
            if row.soort == "vast":
                assert row.student in fixed
            elif row.soort == "geen_voorkeur":
                assert first is None
            elif row.soort == "eerste_keus":
                assert first == row.plaats
            else:
                assert row.keus == first != row.plaats
                check_rivals(instance, ready, row, where, fixed)
    assert {"eerste_keus", "geen_voorkeur", "past_niet", "vol", "vast"} <= set(kinds)


def first_choice(instance: Instance, who: str) -> str | None:
    wishes = [(v.rang, v.plaats) for v in instance.voorkeuren if v.student == who]
    return min(wishes)[1] if wishes else None


def check_rivals(instance: Instance, ready: Voorbereid, row, where: dict[str, str], fixed: set[str]) -> None:
    students = {s.student: s for s in instance.studenten}
    wanted = next(p for p in instance.plaatsen if p.plaats == row.keus)
    fits = allowed(instance, students[row.student], wanted)
    assert fits is (row.soort != "past_niet")
    if not fits:
        return
    effect = ready.direct({row.student: row.keus})
    if row.soort == "geheel":
        # There is room, so an earlier goal must lose by it.
        assert effect.kan
        assert effect.oordeel == "slechter"
        assert conversion(instance, students[row.student], wanted) is not None
        return
    assert not effect.kan
    if row.soort == "maximum":
        return
    there = [students[s] for s, p in where.items() if p == row.keus]
    free = [s for s in there if s.student not in fixed]
    higher = [s for s in free if s.voorrang > students[row.student].voorrang]
    same = [s for s in free if s not in higher and first_choice(instance, s.student) == row.keus]
    assert (row.bezet, row.vast, row.hogere_voorrang, row.ook_eerste_keus) == (
        len(there),
        len(there) - len(free),
        len(higher),
        len(same),
    )
    assert row.plekken == wanted.capaciteit
    assert row.vroegen == sum(v.plaats == row.keus for v in instance.voorkeuren)
    assert row.vroegen_eerst == sum(first_choice(instance, s) == row.keus for s in students)


def test_reason_names_nobody() -> None:
    wishes = (Voorkeur("jan", "p1", 1), Voorkeur("piet", "p1", 1), Voorkeur("piet", "p2", 2))
    both = (student("jan", voorrang=5, minderjarig=True), student("piet"))
    result = solve(Instance(both, (place("p1"), place("p2", min_leeftijd=18)), voorkeuren=wishes))
    told = {row.student: row for row in result.waarom}
    assert told["piet"].zin == (
        "De eerste keus, p1, heeft 1 plek; 2 studenten vroegen erom, van wie 2 als eerste keus. "
        "Er staat 1 student: 1 met hogere voorrang."
    )
    assert "jan" not in told["piet"].zin


def test_reasons_are_written_when_asked(tmp_path) -> None:
    instance = generate(40, 2)
    result = solve(instance)
    write_result(result, tmp_path, reasons=True)
    head, *rows = (tmp_path / "uitleg.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("student,plaats,soort,keus,plekken,vroegen")
    assert len(rows) == len(result.plaatsingen)


def test_gain_counts_what_flow_students_use_of_a_conversion() -> None:
    """A conversion with a maximum may serve students of the plain flow and students whose days cross, both at once."""
    week = {"s1": "ma di wo", "s4": "wo do vr", "s8": "ma wo do vr", "s9": "wo vr", "s18": "vr", "s2": "ma wo"}
    week |= {"s3": "wo", "s15": "ma wo vr", "s14": "ma di do", "s20": "ma wo do vr"}
    weight = {"s9": 1, "s2": 1, "s15": 1, "s3": 9, "s14": 6}
    cluster = {"s2": "C", "s3": "C", "s15": "C", "s20": "D"}
    young, bound = {"s14", "s15", "s20"}, {"s14": {"4"}, "s20": {"1", "3"}}
    crowd = tuple(
        student(
            code,
            cluster=cluster.get(code, "A"),
            voorrang=weight.get(code, 5),
            minderjarig=code in young,
            periodes=frozenset(bound.get(code, {"3"})),
            dagen=frozenset(days.split()),
        )
        for code, days in week.items()
    )
    always = {"periodes": frozenset("1234"), "dagen": frozenset(["ma", "di", "wo", "do", "vr"])}
    places = (
        place("p3", groep="g", capaciteit=2, min_leeftijd=18, **always),
        place("p8", clusters=frozenset("C"), groep="g", capaciteit=5, **always),
        place("p9", clusters=frozenset("C"), capaciteit=3, **always),
    )
    options = (Omzetting("C", "A", 3, 2), Omzetting("C", "D", 4, 1))
    instance = Instance(crowd, places, (Groep("g", "", 4),), options)
    before = solve(instance, options=Opties(nagaan=0))
    told = [row for row in before.knelpunten if row.soort in {"plaats", "groep"} and row.zeker]
    assert told
    for row in told:
        after = solve(PlekErbij(row.wie, row.soort).apply(instance))
        gained = after.samenvatting["voorrang_som"] - before.samenvatting["voorrang_som"]
        assert gained == row.winst_bij_een_plaats_meer, row
