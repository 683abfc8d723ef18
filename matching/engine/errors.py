"""Errors of the engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fout:
    """One thing that is wrong in the input, with the way to mend it; `rij` counts from 1, the header is row 1."""

    bestand: str
    rij: int | None
    kolom: str
    waarde: str
    wat: str
    hoe: str

    def __str__(self) -> str:
        """One Dutch line: file, row, column, value, what is wrong, how to mend it."""
        row = "" if self.rij is None else f", rij {self.rij}"
        column = f", kolom {self.kolom}" if self.kolom else ""
        value = f", waarde '{self.waarde}'" if self.kolom else ""
        return f"{self.bestand}{row}{column}{value}: {self.wat} {self.hoe}"


class InvoerFout(Exception):
    """The input can't be used; `fouten` holds every error found, not just the first."""

    def __init__(self, fouten: list[Fout]) -> None:
        self.fouten = tuple(fouten)
        super().__init__("\n".join(str(fout) for fout in fouten))


class Geannuleerd(Exception):
    """The caller asked to stop (`cancelled()` returned True)."""


class BewijsFout(Exception):
    """A solver's answer failed its exact check; the caller takes another route, never the answer."""


class WijzigingFout(ValueError):
    """A change that can't be tried out; the message is a Dutch sentence."""
