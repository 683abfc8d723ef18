"""The raw table of a file: cells in rows, before anyone asks what they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from basis.errors import DomainError

Tik = Callable[[int], None]
MAX_BYTES = 64 * 1024 * 1024
MAX_RIJEN = 200_000
MAX_KOLOMMEN = 500


class BestandsFout(DomainError):
    """The file as a whole can't be read. `message` is Dutch and may be shown.

    `rij` is the row (counted as a spreadsheet does) where reading stopped, if known; `hoe` tells how to mend it.
    """

    def __init__(self, wat: str, hoe: str = "", *, rij: int | None = None) -> None:
        super().__init__(f"{wat} {hoe}".strip())
        self.wat = wat
        self.hoe = hoe
        self.rij = rij


@dataclass(slots=True)
class Tabel:
    """A sheet: `rijen[0]` is row 1 of the file, also when it is empty.

    `formules` and `foutcellen` hold (row number, column index from 0) of cells with a formula, and of cells with an
    error value or a formula that was never worked out. `korte_rijen_mogen`: trailing empty cells may be left out.
    `let_op` are notices about the file as a whole (Dutch).
    """

    rijen: Sequence[Sequence[Any]]
    formules: set[tuple[int, int]] = field(default_factory=set)
    foutcellen: set[tuple[int, int]] = field(default_factory=set)
    korte_rijen_mogen: bool = True
    let_op: list[str] = field(default_factory=list)


def te_veel_rijen(max_rijen: int) -> BestandsFout:
    """Return the error for a file with too many rows."""
    return BestandsFout(
        f"Dit bestand heeft meer dan {max_rijen:,} rijen.".replace(",", "."), "Deel het op in kleinere bestanden."
    )


def stil(*_: object) -> None:
    """Stand in for a progress callback where nobody listens."""
