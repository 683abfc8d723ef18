"""Why a placed student has this place and not the first choice: counted facts, without naming others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Arrays, Bools, Ints
from .eligibility import Pairs, options_of, rules
from .funnel import place_clusters
from .network import Network
from .parts import Classes
from .pins import node_capacity, node_name
from .result import Waarom
from .state import Solved

VAST, EERSTE_KEUS, GEEN_VOORKEUR = "vast", "eerste_keus", "geen_voorkeur"
PAST_NIET, VOL, GROEP_VOL, MAXIMUM, GEHEEL = "past_niet", "vol", "groep_vol", "maximum", "geheel"

RULE_WORDS = {
    "cluster": "is er niet voor het cluster van de student, ook niet door een omzetting",
    "periodes": "is er niet in alle periodes van de student",
    "dagen": "is er niet op alle dagen van de student",
    "leeftijd": "vraagt 18 jaar of ouder",
    "vog": "vraagt een VOG en de student heeft er geen",
    "school": "is niet open voor de school van de student",
    "niveau": "heeft een begeleider met een te laag niveau voor deze student",
    "reisafstand": "ligt verder weg dan de student kan reizen",
    "verboden": "is voor deze student uitgesloten",
}


@dataclass(slots=True)
class _Counts:
    """Per place: who asked, and who sits there by weight (0-9) and by whether it was their first choice."""

    asked: Ints
    asked_first: Ints
    sits: Ints
    fixed: Ints
    by_weight: Ints
    first_by_weight: Ints


def reasons(solved: Solved, classes: Classes, first_full: Ints) -> list[Waarom]:
    """A reason per placed student, in order of student; `first_full` is the first full limit per class of pairs."""
    arrays, placed = solved.arrays, solved.placed
    first = first_choices(arrays)
    counts = _count(arrays, placed, first)
    fixed = np.zeros(len(arrays.students), dtype=bool)
    fixed[list(arrays.pins)] = True
    wish = first[placed.student]
    wanting = np.flatnonzero((wish >= 0) & (wish != placed.place) & ~fixed[placed.student])
    broken = dict(zip(wanting.tolist(), _broken_rule(arrays, placed.student[wanting], wish[wanting]), strict=True))
    block = _block(solved.network, classes, first_full, placed.student, wish)
    found = []
    for at in range(len(placed)):
        student, choice = int(placed.student[at]), int(wish[at])
        if fixed[student]:
            found.append(_plain(solved, at, VAST, "Deze plaats is met de hand vastgezet."))
        elif choice < 0:
            text = f"Er is geen voorkeur opgegeven. Deze plaats past bij alle regels, op {_km(placed, at)} km."
            found.append(_plain(solved, at, GEEN_VOORKEUR, text))
        elif choice == int(placed.place[at]):
            found.append(_plain(solved, at, EERSTE_KEUS, f"Dit is de eerste keus, op {_km(placed, at)} km."))
        elif broken[at]:
            text = f"De eerste keus, {arrays.places[choice]}, past niet: die {RULE_WORDS[broken[at]]}."
            found.append(_plain(solved, at, PAST_NIET, text, choice))
        else:
            found.append(_rival(solved, at, choice, int(block[at]), counts))
    return found


def first_choices(arrays: Arrays) -> Ints:
    """The best-ranked wish of each student (the first place of equals), -1 without a wish."""
    first = np.full(len(arrays.students), -1, dtype=np.int64)
    student, place = arrays.wish_key // arrays.width, arrays.wish_key % arrays.width
    order = np.lexsort((place, arrays.wish_rank, student))
    student, place = student[order], place[order]
    lead = np.flatnonzero(np.concatenate([[True], student[1:] != student[:-1]])) if len(student) else student
    first[student[lead]] = place[lead]
    return first


def _count(arrays: Arrays, placed: Pairs, first: Ints) -> _Counts:
    places = len(arrays.places)
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    free = ~pinned[placed.student]
    label = placed.place[free].astype(np.int64) * 10 + arrays.s_weight[placed.student[free]]
    own = first[placed.student[free]] == placed.place[free]
    return _Counts(
        asked=np.bincount(arrays.wish_key % arrays.width, minlength=places),
        asked_first=np.bincount(first[first >= 0], minlength=places),
        sits=np.bincount(placed.place, minlength=places),
        fixed=np.bincount(placed.place[~free], minlength=places),
        by_weight=np.bincount(label, minlength=places * 10).reshape(-1, 10),
        first_by_weight=np.bincount(label[own], minlength=places * 10).reshape(-1, 10),
    )


def _broken_rule(arrays: Arrays, student: Ints, place: Ints) -> list[str]:
    """The first rule that each pair breaks, or an empty text."""
    if not len(student):
        return []
    named = np.full(len(student), "", dtype=object)
    open_now: Bools = place_clusters(arrays, options_of(arrays))[arrays.s_cluster[student], place]
    named[~open_now] = "cluster"
    for name, mask in rules(arrays, student, place):
        named[open_now & ~mask] = name
        open_now = open_now & mask
    return named.tolist()


def _block(network: Network, classes: Classes, first_full: Ints, student: Ints, wish: Ints) -> Ints:
    """The full limit that stops each wish, or a number beyond all nodes when nothing is full."""
    arrays, pairs = network.arrays, network.pairs
    nothing = len(arrays.places) + len(arrays.groups)
    if not len(pairs):
        return np.full(len(student), nothing, dtype=np.int64)
    keys = pairs.student.astype(np.int64) * arrays.width + pairs.place
    wanted = student.astype(np.int64) * arrays.width + wish
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    known = (keys[at] == wanted) & (wish >= 0)
    return np.where(known, first_full[classes.of_pair[at]], nothing)


def _km(placed: Pairs, at: int) -> str:
    return f"{placed.tenths[at] / 10:.1f}".replace(".", ",")


def _plain(solved: Solved, at: int, kind: str, text: str, choice: int = -1) -> Waarom:
    arrays, placed = solved.arrays, solved.placed
    wish = arrays.places[choice] if choice >= 0 else ""
    return Waarom(arrays.students[placed.student[at]], arrays.places[placed.place[at]], kind, wish, zin=text)


def _rival(solved: Solved, at: int, choice: int, block: int, counts: _Counts) -> Waarom:
    """The reason when the first choice is allowed: what stands in its way, and who has it, in numbers."""
    arrays, placed = solved.arrays, solved.placed
    weight = int(arrays.s_weight[placed.student[at]])
    higher = int(counts.by_weight[choice, weight + 1 :].sum())
    same = int(counts.first_by_weight[choice, : weight + 1].sum())
    sits, fixed = int(counts.sits[choice]), int(counts.fixed[choice])
    capacity, asked, asked_first = (
        int(figure[choice]) for figure in (arrays.p_capacity, counts.asked, counts.asked_first)
    )
    places = len(arrays.places)
    name = arrays.places[choice]
    start = f"De eerste keus, {name}, heeft {_seats(capacity)}; {_students(asked)} {_asked(asked)} erom"
    start += f", van wie {asked_first} als eerste keus." if asked > 1 else "."
    taken = _taken(sits, fixed, higher, same)
    if block == choice:
        kind, text = VOL, f"{start} {taken}"
    elif block < 0:
        option = arrays.conversions[-1 - block]
        kind = MAXIMUM
        text = (
            f"De eerste keus, {name}, kan alleen met de omzetting van {option.van_cluster} naar {option.naar_cluster}, "
            "waarvan het maximum is bereikt."
        )
    elif places <= block < places + len(arrays.groups):
        kind = GROEP_VOL
        text = (
            f"De eerste keus, {name}, valt onder {node_name(arrays, block)}: daar is plek voor "
            f"{_students(node_capacity(arrays, block))} tegelijk en die plekken zijn bezet. {start} {taken}"
        )
    else:
        kind = GEHEEL
        text = f"{start} Het geheel komt beter uit als de student hier staat."
    return Waarom(
        arrays.students[placed.student[at]],
        arrays.places[placed.place[at]],
        kind,
        name,
        plekken=capacity,
        vroegen=asked,
        vroegen_eerst=asked_first,
        bezet=sits,
        vast=fixed,
        hogere_voorrang=higher,
        ook_eerste_keus=same,
        zin=text,
    )


def _taken(sits: int, fixed: int, higher: int, same: int) -> str:
    if not sits:
        return "Er staat nu niemand."
    parts = []
    if fixed:
        parts.append(f"{fixed} {'stond' if fixed == 1 else 'stonden'} al vast")
    if higher:
        parts.append(f"{higher} met hogere voorrang")
    if same:
        parts.append(f"{same} voor wie het ook de eerste keus was")
    rest = sits - fixed - higher - same
    if rest:
        parts.append(f"{rest} omdat het geheel zo het beste uitkomt")
    return f"Er {'staat' if sits == 1 else 'staan'} {_students(sits)}: {', '.join(parts)}."


def _seats(number: int) -> str:
    return f"{number} {'plek' if number == 1 else 'plekken'}"


def _students(number: int) -> str:
    return f"{number} {'student' if number == 1 else 'studenten'}"


def _asked(number: int) -> str:
    return "vroeg" if number == 1 else "vroegen"
