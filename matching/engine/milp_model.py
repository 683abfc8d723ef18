"""A part that is no flow: who may choose what, and which limits each choice counts in."""

from __future__ import annotations

from dataclasses import dataclass

from .arrays import Ints

# What counts as a whole number in the answer of a solver with floating point.
TINY = 1e-6


@dataclass(slots=True)
class MilpProblem:
    """Arcs sorted by student; entry i says that arc `entry_arc[i]` (ascending) counts in limit `entry_row[i]`."""

    students: int
    student: Ints
    entry_row: Ints
    entry_arc: Ints
    capacity: Ints
    pair_costs: list[Ints]
    unplaced_costs: list[Ints]


@dataclass(slots=True)
class MilpAnswer:
    """Chosen arc per student (-1: unplaced); per goal the gap that is left unproven (0: proven)."""

    chosen: Ints
    gaps: list[int]
