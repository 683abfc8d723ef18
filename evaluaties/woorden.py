"""What the ladder's codes are called on screens and in mails. Plain Python; dates and codes in, Dutch out."""

from datetime import date

from basis.nederlands import MAANDEN
from evaluaties.enums import VerslagSoort

KEREN = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde"}


def plichtsoort(plicht: str) -> str:
    """Kind of report of an obligation id such as `monthly:2026-10`."""
    return plicht.partition(":")[0]


def plichttitel(plicht: str) -> str:
    """Name of an obligation for people: `reflectieverslag over oktober 2026`."""
    soort, _, rest = plicht.partition(":")
    if soort == VerslagSoort.MAAND:
        jaar, _, maand = rest.partition("-")
        return f"reflectieverslag over {MAANDEN[int(maand) - 1]} {jaar}"
    naam = VerslagSoort(soort).label
    return naam if rest in ("", "1") else f"{naam} {rest}"


def is_plicht(plicht: str) -> bool:
    """Whether a text has the form of an obligation id (it may come from an address)."""
    soort, _, rest = plicht.partition(":")
    if soort == VerslagSoort.MAAND:
        try:
            date.fromisoformat(f"{rest}-01")
        except ValueError:
            return False
        return True
    return soort in VerslagSoort.values and rest.isalnum() and len(rest) <= 12


def keer(rung: int) -> str:
    """`tweede` for the second time."""
    return KEREN.get(rung, f"{rung}e")
