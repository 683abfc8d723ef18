"""What a column of an import file must look like."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Soort(StrEnum):
    """Kinds of values a column can hold, with the Python type they become."""

    TEKST = "tekst"  # str, trimmed, NFC
    GETAL = "getal"  # int
    DECIMAAL = "decimaal"  # Decimal
    DATUM = "datum"  # datetime.date
    JA_NEE = "ja_nee"  # bool
    KEUZE = "keuze"  # the value of one of `keuzes`
    LIJST = "lijst"  # tuple of values, separated by spaces, commas or semicolons
    POSTCODE = "postcode"  # "1234 AB"
    EMAIL = "email"  # lower case


LEEG: dict[Soort, Any] = {
    Soort.TEKST: "",
    Soort.KEUZE: "",
    Soort.POSTCODE: "",
    Soort.EMAIL: "",
    Soort.LIJST: (),
}


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column of an import file.

    `minimum`/`maximum` bound the value of a number or date, the length of a text and the number of parts of a list.
    `keuzes` are allowed values, or (value, label) pairs as Django choices are; both are read, whatever the case.
    `uitleg` tells a person what belongs here; it is shown with the error and on the import page.
    `ook` lists other header names that mean this column. `patroon` is a regular expression the whole text must match,
    explained by `patroon_uitleg`. `controle` gets the read value and returns what is wrong (Dutch) or None.
    `meerregelig` allows line breaks inside a text.
    """

    naam: str
    verplicht: bool = False
    soort: Soort | str = Soort.TEKST
    minimum: int | Decimal | date | None = None
    maximum: int | Decimal | date | None = None
    keuzes: Iterable[Any] = ()
    uitleg: str = ""
    ook: tuple[str, ...] = ()
    patroon: str = ""
    patroon_uitleg: str = ""
    controle: Callable[[Any], str | None] | None = None
    meerregelig: bool = False

    @property
    def leeg(self) -> Any:
        """The value of an empty cell: "" for texts, () for lists, None for the rest."""
        return LEEG.get(Soort(self.soort))

    def namen(self) -> set[str]:
        """Return every header name, normalised, that means this column."""
        return {normaliseer(naam) for naam in (self.naam, *self.ook)}

    def keuzewaarden(self) -> dict[str, Any]:
        """Return {normalised value or label: value}; a value wins from a label that looks like it."""
        paren = [keuze if isinstance(keuze, tuple | list) else (keuze, keuze) for keuze in self.keuzes]
        labels = {normaliseer(label): waarde for waarde, label in paren}
        return labels | {normaliseer(waarde): waarde for waarde, _ in paren}


def normaliseer(naam: Any) -> str:
    """Return a header name (or choice) without differences in case, width, spaces, dashes and underscores."""
    tekst = unicodedata.normalize("NFKC", str(naam)).casefold()
    return re.sub(r"[\s_\-]+", "_", tekst.strip()).strip("_")
