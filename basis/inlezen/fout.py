"""One thing that is wrong in a file, and a list of them that can't grow without end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_GETOOND = 500
MAX_WAARDE = 60


def toon_waarde(waarde: Any) -> str:
    """Return `waarde` as one short line that is safe to print: no line breaks, no control characters."""
    tekst = str(waarde)
    if len(tekst) > MAX_WAARDE:
        tekst = tekst[: MAX_WAARDE - 1] + "…"
    return "".join(teken if teken.isprintable() else teken.encode("unicode_escape").decode() for teken in tekst)


@dataclass(frozen=True, slots=True)
class Fout:
    """One error (or notice): where, what is wrong, how to mend it.

    `rij` counts as a spreadsheet does (1 = first row of the file); None when the whole file is meant.
    `kolom` is the column name, "" when the whole row is meant; `waarde` is what stands there.
    `wat` and `hoe` are plain Dutch sentences. `str()` gives the single line that commands print.
    """

    bestand: str
    rij: int | None
    kolom: str
    waarde: str
    wat: str
    hoe: str = ""

    def __str__(self) -> str:
        plek = [toon_waarde(self.bestand)]
        if self.rij is not None:
            plek.append(f"rij {self.rij}")
        if self.kolom:
            plek.append(f"kolom {toon_waarde(self.kolom)}")
        if self.waarde != "":
            plek.append(f"waarde '{toon_waarde(self.waarde)}'")
        return f"{', '.join(plek)}: {' '.join(zin for zin in (self.wat, self.hoe) if zin)}"

    def to_json(self) -> dict[str, Any]:
        """Return the error as a dict of plain JSON values."""
        return {
            "bestand": self.bestand,
            "rij": self.rij,
            "kolom": self.kolom,
            "waarde": toon_waarde(self.waarde),
            "wat": self.wat,
            "hoe": self.hoe,
        }


@dataclass(slots=True)
class Foutenlijst:
    """Collects errors: keeps the first `maximum`, counts all, and knows which rows are wrong."""

    maximum: int = MAX_GETOOND
    getoond: list[Fout] = field(default_factory=list)
    aantal: int = 0
    rijen: set[int | None] = field(default_factory=set)

    def voeg_toe(self, fout: Fout) -> None:
        """Count `fout`, and keep it when there is room."""
        self.aantal += 1
        self.rijen.add(fout.rij)
        if len(self.getoond) < self.maximum:
            self.getoond.append(fout)

    def voeg_alle_toe(self, fouten: Iterable[Fout]) -> None:
        """Count every error of `fouten`."""
        for fout in fouten:
            self.voeg_toe(fout)

    @property
    def rest(self) -> int:
        """Number of errors that are counted but not kept."""
        return self.aantal - len(self.getoond)

    def regels(self) -> list[str]:
        """Return one printable line per kept error, in the order of the file, and a last line for the rest."""
        regels = [str(fout) for fout in sorted(self.getoond, key=lambda fout: fout.rij or 0)]
        if self.rest:
            regels.append(f"… en nog {self.rest} fouten. Verbeter eerst de fouten hierboven.")
        return regels

    def __iter__(self) -> Iterator[Fout]:
        return iter(self.getoond)

    def __len__(self) -> int:
        return self.aantal

    def __bool__(self) -> bool:
        return self.aantal > 0
