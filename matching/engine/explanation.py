"""Reasons per student, placed or not, and the bottlenecks with the gain of one more place (R4.6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bottlenecks import Blocked, bottlenecks
from .crowd import crowd_sentences
from .funnel import funnel_sentences
from .reasons import reasons
from .relief import reliefs, sentence
from .result import GEEN_GESCHIKTE_PLAATS, TEKORT, Knelpunt, NietGeplaatst, Waarom
from .scene import Scene
from .state import Solved


@dataclass(slots=True)
class Explanation:
    """Reasons and bottlenecks; `exact_gains` is False when some gain is only a proven minimum."""

    unplaced: list[NietGeplaatst]
    bottlenecks: list[Knelpunt]
    placed: list[Waarom]

    @property
    def exact_gains(self) -> bool:
        """Whether every gain is exact."""
        return all(point.zeker for point in self.bottlenecks)

    @property
    def checked(self) -> int:
        """How many gains were checked by matching again."""
        return sum(point.nagerekend for point in self.bottlenecks)


def explain(solved: Solved, *, check: int = 0) -> Explanation:
    """Explain a match; sentences only state what was checked. `check`: how many gains to match again for."""
    scene = Scene(solved)
    arrays = scene.arrays
    none = np.flatnonzero(scene.waiting & ~scene.has_pair)
    short = np.flatnonzero(scene.waiting & scene.has_pair)
    blocked = Blocked.find(scene)
    crowds = crowd_sentences(scene)
    helps = reliefs(scene, np.flatnonzero(scene.waiting))
    told = [(student, GEEN_GESCHIKTE_PLAATS, text) for student, text in funnel_sentences(arrays, none)]
    told += [(student, TEKORT, blocked.sentence(student) + crowds.get(student, "")) for student in short.tolist()]
    unplaced = []
    for student, code, text in sorted(told):
        helping = helps.get(student, ())
        unplaced.append(NietGeplaatst(arrays.students[student], code, text + sentence(scene, helping), helping))
    points = bottlenecks(scene, blocked, none, check)
    return Explanation(unplaced, points, reasons(solved, scene.classes, scene.first_full))
