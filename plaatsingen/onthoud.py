"""Remember on a placement what a page has read of it, so that its sections don't ask the same again.

Only a page that reads and writes nothing says `begin`. Every other placement is asked anew each time.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
NAAM = "_gelezen"


def begin(plaatsing: Any) -> None:
    """From now on this object keeps what is read with `eenmaal`; for one request that only reads."""
    plaatsing.__dict__[NAAM] = {}


def onthoudt(plaatsing: Any) -> bool:
    """Whether this object keeps what is read."""
    return NAAM in plaatsing.__dict__


def eenmaal(plaatsing: Any, sleutel: str, lees: Callable[[], T]) -> T:
    """Return what `lees` gives; the second time from memory when the placement keeps it."""
    gelezen = plaatsing.__dict__.get(NAAM)
    if gelezen is None:
        return lees()
    if sleutel not in gelezen:
        gelezen[sleutel] = lees()
    return gelezen[sleutel]


def de_enige(plaatsingen: Sequence[Any]) -> Any | None:
    """Return the placement when it is the only one and keeps what is read; None otherwise."""
    return plaatsingen[0] if len(plaatsingen) == 1 and onthoudt(plaatsingen[0]) else None
