"""The smallest change of one thing that helps a student without a place: travel, a conversion, a VOG, one more seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from .arrays import Arrays, Bools, Ints
from .eligibility import Pairs, distance_km, find_pairs, options_of
from .instance import Omzetting
from .pins import node_name
from .result import Helpt
from .scene import Scene
from .verdicts import Bezetting

# Travel beyond the limit that is still worth telling.
EXTRA_KM = 15.0


def reliefs(scene: Scene, students: Ints) -> dict[int, tuple[Helpt, ...]]:
    """What helps each of these unplaced students; a student whom no single change helps isn't in it.

    Each change gives the student, or another one with at least that much voorrang in all, a place: with the new pair
    there is a chain of moves that ends at a free seat or at somebody of less voorrang.
    """
    found: dict[int, list[Helpt]] = {}
    for student, help_ in _all(scene, students):
        found.setdefault(student, []).append(help_)
    return {student: tuple(sorted(helps, key=_order)) for student, helps in found.items()}


def sentence(scene: Scene, helps: tuple[Helpt, ...]) -> str:
    """Dutch sentence on what helps; empty without anything."""
    if not helps:
        return ""
    return f" Wat zou helpen: {'; of '.join(_words(scene, one) for one in helps)}."


def _order(one: Helpt) -> tuple[int, float, str]:
    return ("plek", "reisafstand", "vog", "omzetting").index(one.soort), one.km, one.plaats


def _words(scene: Scene, one: Helpt) -> str:
    if one.soort == "reisafstand":
        return f"{one.km:g} km verder reizen, dan komt {one.plaats} in zicht".replace(".", ",", 1)
    if one.soort == "vog":
        return f"een VOG, dan komt {one.plaats} in zicht"
    if one.soort == "omzetting":
        source, _, target = one.wie.partition(">")
        return f"een omzetting van {source} naar {target}, dan komt {one.plaats} in zicht"
    name = f"groep {one.wie}" if one.wie != one.plaats else f"plaats {one.wie}"
    return f"een plek erbij op {name}, voor deze student of een ander die wacht"


def _all(scene: Scene, students: Ints) -> Iterator[tuple[int, Helpt]]:
    arrays = scene.arrays
    yield from _seats(scene, students)
    if not len(students) or not len(arrays.places):
        return
    takes = _Takes(scene)
    near = _only(arrays, students, takes.any)
    wider = replace(near, s_max_km=near.s_max_km + EXTRA_KM)
    pairs = _Found(find_pairs(wider), students)
    km = _distance(arrays, pairs)
    beyond = km > arrays.s_max_km[pairs.student]
    need = np.ceil(np.round((km - arrays.s_max_km[pairs.student]) * 10, 6)) / 10
    for student, place, at in _best(pairs, takes(pairs) & beyond & _unlimited(scene, pairs), need):
        yield student, Helpt("reisafstand", arrays.places[place], km=float(need[at]))
    if not arrays.s_vog[students].all():
        pairs = _Found(find_pairs(replace(near, s_vog=np.ones(len(students), dtype=bool))), students)
        new = ~arrays.s_vog[pairs.student] & arrays.p_vog[pairs.place]
        for student, place, _ in _best(pairs, takes(pairs) & new & _unlimited(scene, pairs), _distance(arrays, pairs)):
            yield student, Helpt("vog", arrays.places[place])
    options = _new_options(arrays, students)
    if options:
        pairs = _Found(find_pairs(replace(near, conversions=options)), students)
        for student, place, at in _best(pairs, takes(pairs) & (pairs.conversion >= 0), _distance(arrays, pairs)):
            option = options[int(pairs.conversion[at])]
            yield student, Helpt("omzetting", arrays.places[place], f"{option.van_cluster}>{option.naar_cluster}")


class _Found:
    """Pairs of some students, with the student numbers of the whole problem."""

    def __init__(self, pairs: Pairs, students: Ints) -> None:
        self.student, self.place, self.conversion = students[pairs.student], pairs.place, pairs.conversion


class _Takes:
    """Whether a place can take a student by a new pair."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.plain = scene.plain
        arrays = scene.arrays
        if self.plain:
            self.any: Bools = scene.loss < int(arrays.s_weight.max(initial=0))
            return
        placed = scene.solved.placed
        self.heads = Bezetting(arrays, dict(zip(placed.student.tolist(), placed.place.tolist(), strict=True)))
        self.known: dict[tuple[int, int], bool] = {}
        self.any = np.array([self._fits(place, None) for place in range(len(arrays.places))], dtype=bool)

    def _fits(self, place: int, student: int | None) -> bool:
        if student is None:
            # Some moment must be free; which one, the student decides.
            return bool(self.scene.arrays.p_capacity[place])
        key = (place, int(self.scene.arrays.s_cells[student]))
        if key not in self.known:
            self.known[key] = self.heads.full_at(student, place) is None
        return self.known[key]

    def __call__(self, pairs: _Found) -> Bools:
        if self.plain:
            found: Bools = self.scene.loss[pairs.place] < self.scene.arrays.s_weight[pairs.student]
            return found
        both = zip(pairs.place.tolist(), pairs.student.tolist(), strict=True)
        return np.fromiter((self._fits(place, student) for place, student in both), dtype=bool, count=len(pairs.place))


def _unlimited(scene: Scene, pairs: _Found) -> Bools:
    return ~np.isin(pairs.conversion, sorted(scene.limited))


def _distance(arrays: Arrays, pairs: _Found) -> np.ndarray:
    s, p = pairs.student, pairs.place
    return distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])


def _best(pairs: _Found, good: Bools, key: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """(student, place, index) of the good pair with the least key of each student."""
    inside = np.flatnonzero(good)
    order = inside[np.lexsort((pairs.place[inside], key[inside], pairs.student[inside]))]
    student = pairs.student[order]
    lead = np.flatnonzero(np.concatenate([[True], student[1:] != student[:-1]])) if len(order) else order
    for at in order[lead].tolist():
        yield int(pairs.student[at]), int(pairs.place[at]), at


def _only(arrays: Arrays, students: Ints, places: Bools) -> Arrays:
    """The problem of these students alone and the places that can take somebody; wishes and pins left out."""
    width = arrays.width
    number = np.full(len(arrays.students), -1, dtype=np.int64)
    number[students] = np.arange(len(students))
    forbidden = arrays.forbidden[number[arrays.forbidden // width] >= 0]
    none = np.zeros(0, dtype=np.int64)
    names = [field.name for field in fields(arrays) if field.name.startswith("s_")]
    columns = {name: getattr(arrays, name)[students] for name in (*names, "no_wish_rank")}
    return replace(
        arrays,
        **columns,
        students=[arrays.students[one] for one in students.tolist()],
        cluster_places=[found[places[found]] for found in arrays.cluster_places],
        pins={},
        forbidden=number[forbidden // width] * width + forbidden % width,
        current=none,
        wish_key=none,
        wish_rank=none,
    )


def _new_options(arrays: Arrays, students: Ints) -> list[Omzetting]:
    """Conversions that aren't agreed yet, into the clusters of these students."""
    present = options_of(arrays)
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    asked = np.bincount(arrays.s_cluster, minlength=len(arrays.clusters))
    free = np.bincount(arrays.s_cluster[~pinned], minlength=len(arrays.clusters))
    # Places that exist only to seat pinned students are nobody's to convert.
    sources = [one for one in range(len(arrays.clusters)) if free[one] or not asked[one]]
    targets = np.unique(arrays.s_cluster[students]).tolist()
    return [
        Omzetting(arrays.clusters[source], arrays.clusters[target], 1)
        for source in sources
        for target in targets
        if (source, target) not in present
    ]


def _seats(scene: Scene, students: Ints) -> Iterator[tuple[int, Helpt]]:
    """The first suitable place per student where one more seat is enough, because nothing else is full."""
    arrays, network, classes = scene.arrays, scene.network, scene.classes
    rows, full = len(network.rows), scene.full.tolist()
    only = np.full(len(classes.rows), -1, dtype=np.int64)
    for number, limits in enumerate(classes.rows):
        nodes = {network.rows[row].node if row < rows else -1 for row in limits if full[row]}
        if len(nodes) == 1 and -1 not in nodes:
            only[number] = nodes.pop()
    asked = np.zeros(len(arrays.students), dtype=bool)
    asked[students] = True
    pairs = network.pairs
    inside = np.flatnonzero(asked[pairs.student] & (only[classes.of_pair] >= 0)) if len(pairs) else students[:0]
    order = inside[np.lexsort((pairs.tenths[inside], pairs.rank[inside], pairs.cost[inside], pairs.student[inside]))]
    student = pairs.student[order]
    lead = np.flatnonzero(np.concatenate([[True], student[1:] != student[:-1]])) if len(order) else order
    for at in order[lead].tolist():
        node = int(only[classes.of_pair[at]])
        wie = node_name(arrays, node).partition(" ")[2]
        yield int(pairs.student[at]), Helpt("plek", arrays.places[int(pairs.place[at])], wie)
