"""Moments of a school year: periodes x weekdays as bit masks.

A cell is one (periode, dag); its bit is `periode * 7 + dag`, so 35 bits in all (contract section 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

PERIODES = ("1", "2", "3", "4", "z")
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
CELLS = len(PERIODES) * len(DAGEN)


def period_mask(periodes: Iterable[str]) -> int:
    """Bit mask of periode codes; raises ValueError on an unknown code."""
    return _mask(periodes, PERIODES)


def day_mask(dagen: Iterable[str]) -> int:
    """Bit mask of weekday codes; raises ValueError on an unknown code."""
    return _mask(dagen, DAGEN)


def _mask(codes: Iterable[str], known: tuple[str, ...]) -> int:
    mask = 0
    for code in codes:
        mask |= 1 << known.index(code)
    return mask


@cache
def cell_mask(periods: int, days: int) -> int:
    """Bit mask of all cells periode x dag of the two masks."""
    mask = 0
    for index in range(len(PERIODES)):
        if periods >> index & 1:
            mask |= days << (index * len(DAGEN))
    return mask


def cells_of(mask: int) -> list[int]:
    """Indices of the cells in a cell mask, ascending."""
    return [index for index in range(CELLS) if mask >> index & 1]


def cell_name(cell: int) -> str:
    """Dutch name of a cell, e.g. `periode 2, di`."""
    return f"periode {PERIODES[cell // len(DAGEN)]}, {DAGEN[cell % len(DAGEN)]}"


def day_names(days: int) -> str:
    """Codes of the days in a day mask, in order of the week, e.g. `ma di`."""
    return " ".join(day for index, day in enumerate(DAGEN) if days >> index & 1)


def days_of_cells(cells: int) -> int:
    """Day mask of the days that occur in a cell mask."""
    days = 0
    for index in range(len(PERIODES)):
        days |= cells >> (index * len(DAGEN)) & ((1 << len(DAGEN)) - 1)
    return days
