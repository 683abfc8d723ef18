"""Which full place, group or conversion stands in the way of whom, and what one more place would bring."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from .arrays import Ints, distinct
from .funnel import funnel_counts
from .gains import Gain, cluster_gain, find_gains, match_again
from .moments import day_names, days_of_cells
from .pins import node_name
from .result import Knelpunt
from .scene import Scene

NAMED = 5
# Up to this many pairs, the gains of the first bottlenecks are checked by matching again within the run.
CHECK_PAIRS = 1_200_000
FEW_MOMENTS = 10


@dataclass(slots=True)
class Blocked:
    """Per waiting student the first full limit of each suitable place; a conversion m has node number -1 - m."""

    scene: Scene
    student: Ints
    place: Ints
    node: Ints
    heads: Counter[int]

    @classmethod
    def find(cls, scene: Scene) -> Blocked:
        """The blocked pairs of all waiting students."""
        pairs = scene.network.pairs
        inside = np.flatnonzero(scene.waiting[pairs.student])
        student, node = pairs.student[inside], scene.first_full[scene.classes.of_pair[inside]]
        count = max(1, len(scene.arrays.students))
        # Conversions have negative numbers; floor division keeps them.
        heads = Counter((distinct(node * count + student) // count).tolist())
        return cls(scene, student, pairs.place[inside], node, heads)

    def nodes(self) -> list[int]:
        """Places and groups that hold somebody back, ascending."""
        limit = len(self.scene.arrays.places) + len(self.scene.arrays.groups)
        return sorted(node for node in self.heads if 0 <= node < limit)

    def conversions(self) -> list[int]:
        """Conversions whose maximum holds somebody back, ascending."""
        return sorted(-1 - node for node in self.heads if node < 0)

    def sentence(self, student: int) -> str:
        """Dutch sentence on the suitable places of one waiting student and what makes each of them full."""
        low, high = np.searchsorted(self.student, [student, student + 1])
        arrays = self.scene.arrays
        places = len(arrays.places)
        by_node: dict[int, set[int]] = defaultdict(set)
        for node, place in zip(self.node[low:high].tolist(), self.place[low:high].tolist(), strict=True):
            by_node[node].add(place)
        total = len(set(self.place[low:high].tolist()))
        own = sorted(node for node in by_node if 0 <= node < places)
        start = "Er is 1 geschikte plaats" if total == 1 else f"Er zijn {total} geschikte plaatsen"
        parts = []
        if own:
            names = ", ".join(arrays.places[node] for node in own[:NAMED])
            more = f" en {len(own) - NAMED} andere" if len(own) > NAMED else ""
            parts.append(f"{len(own)} {'is' if len(own) == 1 else 'zijn'} zelf vol ({names}{more})")
        groups = sorted((one for one in by_node if one >= places), key=lambda one: (-len(by_node[one]), one))
        for node in groups[:NAMED]:
            size = len(by_node[node])
            verb = "valt" if size == 1 else "vallen"
            name = node_name(arrays, node) if node < places + len(arrays.groups) else "een andere grens"
            parts.append(f"{size} {verb} onder {name}, die vol is")
        rest = sum(len(by_node[node]) for node in groups[NAMED:])
        if rest:
            parts.append(f"{rest} {'valt' if rest == 1 else 'vallen'} onder andere groepen die vol zijn")
        for node in sorted(one for one in by_node if one < 0):
            option = arrays.conversions[-1 - node]
            parts.append(
                f"{len(by_node[node])} kan alleen met de omzetting van {option.van_cluster} naar "
                f"{option.naar_cluster}, waarvan het maximum is bereikt"
            )
        return f"{start}, maar zonder vrije plek op de gevraagde momenten: {'; '.join(parts)}."


def bottlenecks(scene: Scene, blocked: Blocked, unsuited: Ints, check: int) -> list[Knelpunt]:
    """Every bottleneck, the largest gain first; the gains of the first `check` limits are checked by matching again.

    `unsuited` are the students without any suitable place: they wait for other days or a place nearer by.
    """
    arrays = scene.arrays
    nodes, conversions = blocked.nodes(), blocked.conversions()
    gains = find_gains(scene, nodes, conversions, blocked.heads)
    targets = [*nodes, *(-1 - m for m in conversions)]
    targets.sort(key=lambda t: (-gains[t].value, -blocked.heads[t], *_label(scene, t)))
    if len(scene.network.pairs) <= CHECK_PAIRS and not len(scene.choice.crossing_students):
        for target in targets[:check]:
            again = match_again(scene, target)
            if again is not None:
                gains[target] = Gain(again, sure=True, checked=True)
    points = [_point(*_label(scene, t), blocked.heads[t], gains[t], _days(scene, t)) for t in targets]
    waiting = Counter(arrays.s_cluster[scene.waiting].tolist())
    points += [_point("cluster", arrays.clusters[c], waiting[c], cluster_gain(scene, c)) for c in sorted(waiting)]
    points += _unsuited(scene, unsuited)
    points.sort(key=lambda k: (-k.winst_bij_een_plaats_meer, -k.studenten_tegengehouden, k.soort, k.wie))
    return points


def _point(kind: str, who: str, held: int, gain: Gain, days: str = "") -> Knelpunt:
    return Knelpunt(kind, who, held, gain.value, days, gain.sure, gain.checked)


def _label(scene: Scene, target: int) -> tuple[str, str]:
    arrays = scene.arrays
    if target < 0:
        option = arrays.conversions[-1 - target]
        return "omzetting", f"{option.van_cluster}>{option.naar_cluster}"
    kind, _, code = node_name(arrays, target).partition(" ")
    return kind, code


def _days(scene: Scene, target: int) -> str:
    """The days on which a node is full, when not everybody comes on the same days."""
    if target < 0 or scene.one_pattern:
        return ""
    cells = 0
    for number in scene.network.at_node.get(target, []):
        if scene.full[number]:
            shared = -1
            for pattern, mask in enumerate(scene.network.pattern_cells):
                if scene.network.rows[number].patterns >> pattern & 1:
                    shared &= mask
            cells |= max(shared, 0)
    return day_names(days_of_cells(cells))


def _unsuited(scene: Scene, students: Ints) -> list[Knelpunt]:
    """Days and travel that leave students without any place; a place made for them would win the best of them."""
    arrays = scene.arrays
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for student, counts in funnel_counts(arrays, students):
        rule = next(name for name, left in counts if not left)
        if rule == "dagen":
            found["dagen", day_names(int(arrays.s_days[student]))].append(student)
        elif rule == "reisafstand":
            found["reisafstand", f"{arrays.s_max_km[student]:g} km"].append(student)
    return [
        Knelpunt(kind, who, len(group), _shared(scene, group), zeker=_few(scene, group))
        for (kind, who), group in sorted(found.items())
    ]


def _best_per_moments(scene: Scene, group: list[int]) -> list[tuple[int, int]]:
    """(moments, largest voorrang of a student who comes exactly then), the largest first."""
    best: dict[int, int] = {}
    for student in group:
        cells = int(scene.arrays.s_cells[student])
        best[cells] = max(best.get(cells, 0), int(scene.arrays.s_weight[student]))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def _few(scene: Scene, group: list[int]) -> bool:
    return len(_best_per_moments(scene, group)) <= FEW_MOMENTS


def _shared(scene: Scene, group: list[int]) -> int:
    """The most voorrang that one new seat can serve: students who come at different moments share it."""

    def most(left: list[tuple[int, int]], taken: int) -> int:
        if not left:
            return 0
        (cells, weight), *rest = left
        without = most(rest, taken)
        return without if cells & taken else max(without, weight + most(rest, taken | cells))

    return most(_best_per_moments(scene, group)[:FEW_MOMENTS], 0)
