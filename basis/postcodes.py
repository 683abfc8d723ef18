"""Where a Dutch postcode or town lies, from a table in this package: nothing is asked of anybody (ADR 0017).

The middle of the town of the four digits, so good to some kilometres: enough to look around, not to measure.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BESTAND = Path(__file__).with_name("data") / "postcodes.csv"
POSTCODE = re.compile(r"^\s*([1-9]\d{3})\s?(?:[A-Za-z]{2})?\s*$")


@dataclass(frozen=True, slots=True)
class Plek:
    """A point in degrees (WGS 84) with what a person calls it."""

    lat: float
    lon: float
    naam: str


@cache
def _tabel() -> tuple[dict[str, Plek], dict[str, Plek]]:
    """Return the points by four digits, and by town in small letters (the lowest postcode of the town)."""
    per_code: dict[str, Plek] = {}
    per_plaats: dict[str, Plek] = {}
    with BESTAND.open(encoding="utf-8", newline="") as bestand:
        for rij in csv.DictReader(bestand):
            plek = Plek(float(rij["lat"]), float(rij["lon"]), rij["plaats"])
            per_code[rij["pc4"]] = plek
            per_plaats.setdefault(rij["plaats"].casefold(), plek)
    return per_code, per_plaats


def cijfers(tekst: str) -> str:
    """Return the four digits of a postcode ("9712 AB" gives "9712"); "" when it is none."""
    gevonden = POSTCODE.match(tekst)
    return gevonden[1] if gevonden else ""


def zoek_plek(tekst: str) -> Plek | None:
    """Return the point of a postcode (four digits, with or without letters) or a town; None when unknown."""
    per_code, per_plaats = _tabel()
    return per_code.get(cijfers(tekst)) or per_plaats.get(" ".join(tekst.split()).casefold())
