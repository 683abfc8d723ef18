"""Read the name of an opleidingscluster: niveau + letters + leerjaren + parttime or fulltime.

    lees("3 VZ 3e jaars/4 VP 2e jaars parttime")
    -> niveau 3, letters "VZ VP", leerjaren "2 3", parttime, code "VZ3VP2-PT"

Plain Python. A name that can't be read raises ValueError with a Dutch sentence.
"""

import re
import unicodedata
from dataclasses import dataclass

# The niveau that goes without saying with these letters (domein.md, section 2).
NIVEAU_BIJ_LETTERS = {"ZH": 1, "HP": 2, "VZ": 3, "VP": 4, "HBO-V": 5}
_ZELFDE_LETTERS = {"HBO": "HBO-V", "HBOV": "HBO-V", "HBO-V": "HBO-V", "VIG": "VZ", "VZIG": "VZ"}
_INTENSITEIT = {
    "fulltime": "fulltime",
    "full-time": "fulltime",
    "voltijd": "fulltime",
    "ft": "fulltime",
    "parttime": "parttime",
    "part-time": "parttime",
    "deeltijd": "parttime",
    "pt": "parttime",
}
_KORT = {"fulltime": "FT", "parttime": "PT"}
_UITSTROOM = {"U1": 3, "U2": 4}  # the years of the hbo programme have these names
_JAAR = re.compile(r"([1-6])e?(?:-?(?:jaars?))?")
_LETTERS = re.compile(r"[A-Za-z]{2,6}(?:-[A-Za-z])?")
_VULWOORDEN = {"niveau", "mbo", "jaars", "jaar", "leerjaar", "en"}
VOORBEELD = "Schrijf de naam als '2 HP 1e jaars parttime'."


@dataclass(frozen=True, slots=True)
class Deel:
    """One programme (or several of the same niveau) with its years."""

    niveau: int
    letters: tuple[str, ...]
    leerjaren: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clusternaam:
    """A name that was understood. Two names of the same cluster have the same `delen` and `intensiteit`."""

    delen: tuple[Deel, ...]
    intensiteit: str

    @property
    def niveau(self) -> int:
        """The lowest niveau in the cluster."""
        return min(deel.niveau for deel in self.delen)

    @property
    def letters(self) -> str:
        """All letters in the order of the name, with a space between."""
        return " ".join(dict.fromkeys(letter for deel in self.delen for letter in deel.letters))

    @property
    def leerjaren(self) -> str:
        """All years, ascending, with a space between."""
        return " ".join(str(jaar) for jaar in sorted({jaar for deel in self.delen for jaar in deel.leerjaren}))

    @property
    def code(self) -> str:
        """A short code in the manner of the region: HP1-PT, VZVP12-FT, VZ3VP2-PT, U1-FT."""
        uitstroom = next(
            (naam for naam, jaar in _UITSTROOM.items() if self.delen == (Deel(5, ("HBO-V",), (jaar,)),)), ""
        )
        stam = uitstroom or "".join(
            "".join(deel.letters).replace("HBO-V", "HBO") + "".join(str(jaar) for jaar in deel.leerjaren)
            for deel in self.delen
        )
        return f"{stam[:24]}-{_KORT[self.intensiteit]}"


def lees(naam: str) -> Clusternaam:
    """Return what a name says; ValueError (Dutch) when niveau, letters, leerjaren or parttime/fulltime is missing."""
    tekst = unicodedata.normalize("NFKC", naam).replace("–", "-").strip()
    woorden, intensiteit = _knip_intensiteit(tekst)
    rest = " ".join(woorden)
    rest, uitstroom = _knip_uitstroom(rest)
    delen = _lees_delen(re.sub(r"[/,+&]", " ", rest).split(), uitstroom)
    return Clusternaam(tuple(delen), intensiteit)


def _knip_intensiteit(tekst: str) -> tuple[list[str], str]:
    woorden = tekst.split()
    gevonden = {_INTENSITEIT[woord.casefold()] for woord in woorden if woord.casefold() in _INTENSITEIT}
    if len(gevonden) != 1:
        raise ValueError(f"In de naam staat niet of het parttime of fulltime is. {VOORBEELD}")
    return [woord for woord in woorden if woord.casefold() not in _INTENSITEIT], gevonden.pop()


def _knip_uitstroom(tekst: str) -> tuple[str, int]:
    """Take "(U1)" or "(U2)" out; it names a year of the hbo programme (0 = not there)."""
    gevonden = re.search(r"\(?\b(U[12])\b\)?", tekst, re.IGNORECASE)
    if not gevonden:
        return tekst, 0
    return tekst[: gevonden.start()] + " " + tekst[gevonden.end() :], _UITSTROOM[gevonden[1].upper()]


def _lees_delen(woorden: list[str], uitstroom: int) -> list[Deel]:
    lezer = _Delenlezer(uitstroom)
    for woord in woorden:
        lezer.neem(woord)
    lezer.sluit()
    if not lezer.delen:
        raise ValueError(f"In de naam staan geen letters van een opleiding. {VOORBEELD}")
    if uitstroom and any(deel.niveau != 5 or deel.leerjaren != (uitstroom,) for deel in lezer.delen):
        raise ValueError("U1 is hbo leerjaar 3 en U2 is hbo leerjaar 4; dat past niet bij de rest van de naam.")
    return lezer.delen


class _Delenlezer:
    """Takes the words one by one: [niveau] letters years, and again."""

    def __init__(self, uitstroom: int) -> None:
        self.delen: list[Deel] = []
        self._uitstroom = uitstroom
        self._niveau: int | None = None
        self._letters: list[str] = []
        self._jaren: list[int] = []
        self._na_leerjaar = False

    def neem(self, woord: str) -> None:
        """Add one word. Raises ValueError (Dutch) when it fits nowhere."""
        laag = woord.casefold()
        if laag in _VULWOORDEN:
            self._na_leerjaar = laag == "leerjaar"
            return
        kaal_cijfer = woord.isdigit() and not self._na_leerjaar
        jaar = _JAAR.fullmatch(laag)
        if jaar and self._letters and not (kaal_cijfer and self._jaren):
            self._jaren.append(int(jaar[1]))
        elif woord.isdigit() and 1 <= int(woord) <= 5:
            self.sluit()
            self._niveau = int(woord)
        elif _LETTERS.fullmatch(woord):
            if self._jaren:
                self.sluit()
            self._letters.append(_ZELFDE_LETTERS.get(woord.upper(), woord.upper()))
        else:
            raise ValueError(f"Het deel '{woord}' van de naam is niet te lezen. {VOORBEELD}")

    def sluit(self) -> None:
        """End the part that was being read, if there is one."""
        if self._letters or self._jaren:
            jaren = self._jaren or ([self._uitstroom] if self._uitstroom else [])
            self.delen.append(_maak_deel(self._niveau, self._letters, jaren))
        self._niveau, self._letters, self._jaren = None, [], []


def _maak_deel(niveau: int | None, letters: list[str], jaren: list[int]) -> Deel:
    if not letters:
        raise ValueError(f"In de naam staan geen letters van een opleiding. {VOORBEELD}")
    if not jaren:
        raise ValueError(f"In de naam staan geen leerjaren. {VOORBEELD}")
    if niveau is None:
        bekend = {NIVEAU_BIJ_LETTERS.get(letter) for letter in letters}
        gevonden = bekend.pop()
        if gevonden is None or bekend:
            raise ValueError(f"In de naam staat geen niveau (1 tot en met 5). {VOORBEELD}")
        niveau = gevonden
    return Deel(niveau, tuple(dict.fromkeys(letters)), tuple(sorted(set(jaren))))
