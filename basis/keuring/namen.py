"""Names of files as people send them: what is left of one when it can do no harm."""

import re
import unicodedata

MAX_NAAM = 120
_GERESERVEERD = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
_VERBODEN = re.compile(r'[<>:"|?*%;]+')


def schone_naam(naam: str) -> str:
    """Return a name without folders, control characters and marks that turn text around; at most 120 characters.

    The extension stays and is in lower case. Never empty.
    """
    naam = re.split(r"[/\\]", unicodedata.normalize("NFC", naam))[-1]
    tekens = (" " if unicodedata.category(teken)[0] == "Z" else teken for teken in naam)
    naam = "".join(teken for teken in tekens if unicodedata.category(teken)[0] != "C")
    naam = re.sub(r"\s+", " ", _VERBODEN.sub("-", naam)).strip().rstrip(".")
    stam, punt, extensie = naam.rpartition(".")
    if not punt:
        stam, extensie = naam, ""
    extensie = extensie.strip().lower()[:10]
    stam = stam.strip(" .")[: MAX_NAAM - len(extensie) - 1].rstrip(" .") or "bijlage"
    if _GERESERVEERD.match(stam.partition(".")[0]):
        stam = f"bestand-{stam}"
    return f"{stam}.{extensie}" if extensie else stam


def extensie_van(naam: str) -> str:
    """Return what stands after the last dot of a clean name, without the dot."""
    return naam.rpartition(".")[2] if "." in naam else ""
