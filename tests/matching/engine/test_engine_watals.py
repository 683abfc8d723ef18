"""What-if against matching anew, and the checks of a pair against the oracle."""

from __future__ import annotations

import pickle
import random

import pytest

from matching.engine import Instance, Opties, solve
from matching.engine.generator import Vorm, generate
from matching.engine.whatif import (
    Effect,
    MaakLos,
    OmzettingToestaan,
    PlekErbij,
    Samen,
    Verbied,
    VerderReizen,
    Voorbereid,
    WijzigingFout,
    ZetVast,
)
from tests.matching.engine.engine_oracle import allowed, conversion, optimum, random_instance

GOALS = ("voorrang_som", "omzettingskosten", "rang_som", "huidig_behouden", "km_som")


def changes(instance: Instance, rng: random.Random) -> list:
    students = [s.student for s in instance.studenten]
    places = [p.plaats for p in instance.plaatsen]
    clusters = sorted({s.cluster for s in instance.studenten} | {c for p in instance.plaatsen for c in p.clusters})
    found = [
        PlekErbij(rng.choice(places)),
        PlekErbij(rng.choice(places), aantal=-1),
        PlekErbij(rng.choice([g.groep for g in instance.groepen]), "groep"),
        VerderReizen(10, frozenset(rng.sample(students, 2))),
        VerderReizen(5),
        VerderReizen(8, cluster=rng.choice(instance.studenten).cluster),
        ZetVast(rng.choice(students), rng.choice(places)),
        Verbied(rng.choice(students), rng.choice(places)),
        MaakLos(rng.choice(students)),
    ]
    if len(clusters) > 1:
        found.append(OmzettingToestaan(*rng.sample(clusters, 2), 2, rng.choice((None, 1))))
    return [*found, Samen((found[0], found[3]))]


@pytest.mark.parametrize("overlapping", [False, True])
def test_effect_equals_matching_anew(overlapping: bool) -> None:
    compared = 0
    for seed in range(14):
        instance = random_instance(seed, overlapping=overlapping)
        before = solve(instance)
        if before.conflict:
            continue
        ready = Voorbereid(instance)
        old = {row.student: row.plaats for row in before.plaatsingen}
        assert ready.plaatsingen == old
        for change in changes(instance, random.Random(seed)):
            effect = ready.effect(change)
            wider = change.apply(instance)
            after = solve(wider)
            assert effect.kan is not after.conflict, (seed, change)
            if after.conflict:
                continue
            compared += 1
            new = {row.student: row.plaats for row in after.plaatsingen}
            for goal in GOALS:
                difference = after.samenvatting[goal] - before.samenvatting[goal]
                assert effect.verschil[goal] == pytest.approx(difference), (seed, change, goal)
            assert effect.bewezen
            assert set(effect.nieuw_geplaatst) == new.keys() - old.keys()
            assert set(effect.niet_meer_geplaatst) == old.keys() - new.keys()
            assert {move.student for move in effect.verhuisd} == {
                s for s in new.keys() & old.keys() if new[s] != old[s]
            }
            if seed % 6 == 0:
                *whole, kilometres = (effect.na[goal] for goal in GOALS)
                assert (*whole, round(kilometres * 10)) == optimum(wider), (seed, change)
    assert compared > 60


def test_effect_around_a_change_never_promises_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.engine.whatif.SEARCHED_STUDENTS", 0)
    checked = 0
    for seed in range(4):
        instance = generate(60, seed, Vorm(weekdagen=True))
        ready = Voorbereid(instance)
        for change in changes(instance, random.Random(seed)):
            effect = ready.effect(change)
            after = solve(change.apply(instance))
            if not effect.kan:
                assert after.conflict
                continue
            checked += 1
            reached = [effect.na[goal] for goal in GOALS]
            best = [after.samenvatting[goal] for goal in GOALS]
            assert _order(reached) >= _order(best), (seed, change)
    assert checked > 20


def test_effect_from_a_given_assignment_can_be_reached() -> None:
    instance = generate(60, 2, Vorm(weekdagen=True))
    best = solve(instance)
    places = {row.student: row.plaats for row in best.plaatsingen}
    given = Voorbereid(instance, plaatsingen=places, oplossen=False)
    assert given.plaatsingen == places
    for change in changes(instance, random.Random(1)):
        effect = given.effect(change)
        after = solve(change.apply(instance))
        if not effect.kan:
            assert after.conflict
            continue
        assert not effect.bewezen
        assert _order([effect.na[goal] for goal in GOALS]) >= _order([after.samenvatting[goal] for goal in GOALS])


def _order(values: list[float]) -> tuple[float, ...]:
    weight, cost, rank, kept, km = values
    return (-weight, cost, rank, -kept, round(km * 10))


def test_check_says_what_the_oracle_says() -> None:
    for seed in range(20):
        instance = random_instance(seed, overlapping=True)
        if solve(instance).conflict:
            continue
        ready = Voorbereid(instance)
        pinned = {pin.student for pin in instance.vast if pin.soort == "vast"}
        for student in instance.studenten:
            for place in instance.plaatsen:
                told = {one.regel: one for one in ready.check(student.student, place.plaats)}
                assert all(one.uitleg for one in told.values())
                if student.student in pinned:
                    continue
                rules = all(one.mag for name, one in told.items() if name not in ("plek", "maximum"))
                assert rules is allowed(instance, student, place)
                if conversion(instance, student, place) is False:
                    assert not told["cluster"].mag
                    assert not ready.mag(student.student, place.plaats, met_hand=True)
                effect = ready.direct({student.student: place.plaats})
                assert effect.kan is ready.mag(student.student, place.plaats, met_hand=True)


def test_direct_and_swap_change_only_what_was_asked() -> None:
    ready = Voorbereid(generate(120, 3))
    places = ready.plaatsingen
    one = next(iter(places))
    gone = ready.direct({one: None})
    assert gone.niet_meer_geplaatst == (one,)
    assert gone.geplaatst == -1
    assert gone.oordeel == "slechter"
    back = ready.gewisseld({one: None}).direct({one: places[one]})
    assert back.nieuw_geplaatst == (one,)
    assert back.kan
    assert {goal: -value for goal, value in gone.verschil.items()} == pytest.approx(back.verschil)
    same = next(s for s in places if s != one and ready.direct({one: places[s], s: places[one]}).kan)
    swapped = ready.wissel(one, same)
    assert {(m.student, m.naar) for m in swapped.verhuisd} <= {(one, places[same]), (same, places[one])}
    assert ready.plaatsingen == places


def test_alternatives_are_allowed_and_tell_whether_there_is_room() -> None:
    ready = Voorbereid(generate(200, 2))
    waiting = [s.student for s in ready.instance.studenten if s.student not in ready.plaatsingen]
    told = 0
    for student in waiting:
        for option in ready.alternatieven(student):
            told += 1
            verdicts = {one.regel: one.mag for one in ready.check(student, option.plaats)}
            assert verdicts.pop("plek") is option.vrij
            assert all(verdicts.values())
        assert ready.trechter(student)[-1][1] >= len(ready.alternatieven(student))
    assert told


def test_prepared_problem_survives_pickling() -> None:
    ready = Voorbereid(generate(60, 1))
    again = pickle.loads(pickle.dumps(ready))
    change = PlekErbij(ready.instance.plaatsen[0].plaats)
    assert again.effect(change).verschil == ready.effect(change).verschil


def test_nonsense_is_refused_in_dutch() -> None:
    ready = Voorbereid(generate(30, 1))
    for change in (ZetVast("niemand", "p000000"), ZetVast("s000000", "nergens"), PlekErbij("nergens")):
        with pytest.raises(WijzigingFout, match="doet niet mee"):
            ready.effect(change)
    with pytest.raises(WijzigingFout, match="clusters"):
        ready.effect(OmzettingToestaan("HP1", "HP1"))
    with pytest.raises(WijzigingFout, match="doet niet mee"):
        ready.check("niemand", "p000000")


def test_impossible_pin_has_no_effect_but_a_reason() -> None:
    instance = generate(30, 1)
    student = instance.studenten[0]
    place = next(p for p in instance.plaatsen if conversion(instance, student, p) is False)
    effect = Voorbereid(instance).effect(ZetVast(student.student, place.plaats))
    assert effect == Effect.onmogelijk(effect.bezwaren)
    assert "cluster" in effect.zinnen[0]


@pytest.mark.parametrize("modus", ["stabiel", "vast", "vrij"])
def test_effect_keeps_to_the_mode(modus: str) -> None:
    instance = generate(80, 4, Vorm(vast=True))
    change = Verbied(instance.studenten[0].student, instance.plaatsen[0].plaats)
    options = Opties(modus=modus)
    effect = Voorbereid(instance, options=options).effect(change)
    after = solve(change.apply(instance), options=options)
    assert all(effect.na[goal] == after.samenvatting[goal] for goal in GOALS)
