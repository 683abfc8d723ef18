"""Evaluation forms as data: the two the portal started with, and how the parts of a form are read (R8.1).

A changed form is a new version; running evaluations keep theirs. Plain Python.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

KERNTAAK_ZORG = "Kerntaak 1: zorg en ondersteuning geven"
KERNTAAK_KWALITEIT = "Kerntaak 2: werken aan kwaliteit en aan jezelf"

ONDERDELEN = [
    {
        "code": "B1-K1-W1",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Kijkt wat iemand nodig heeft",
        "uitleg": "Ziet en hoort hoe het gaat. Vraagt door. Helpt mee om het zorgplan te maken of bij te werken.",
    },
    {
        "code": "B1-K1-W2",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Helpt bij de dagelijkse zorg",
        "uitleg": "Helpt bij wassen, aankleden, eten en bewegen. Laat mensen zelf doen wat zij zelf kunnen.",
    },
    {
        "code": "B1-K1-W3",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Doet verpleegtechnische handelingen veilig",
        "uitleg": "Doet alleen handelingen die school heeft afgetekend. Werkt schoon en volgens de afspraken.",
    },
    {
        "code": "B1-K1-W4",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Praat goed met mensen en hun familie",
        "uitleg": "Luistert, is vriendelijk en duidelijk. Houdt rekening met wat iemand gewend is en belangrijk vindt.",
    },
    {
        "code": "B1-K1-W5",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Weet wat te doen als het onverwacht anders gaat",
        "uitleg": "Blijft rustig. Roept op tijd hulp. Vertelt daarna wat er is gebeurd.",
    },
    {
        "code": "B1-K1-W6",
        "kerntaak": KERNTAAK_ZORG,
        "titel": "Stemt de zorg af en rapporteert",
        "uitleg": "Schrijft kort en duidelijk op wat er is gedaan en gezien. Geeft het goed door aan collega's.",
    },
    {
        "code": "B1-K2-W1",
        "kerntaak": KERNTAAK_KWALITEIT,
        "titel": "Werkt aan de eigen ontwikkeling",
        "uitleg": "Heeft leerdoelen, vraagt feedback en doet er iets mee.",
    },
    {
        "code": "B1-K2-W2",
        "kerntaak": KERNTAAK_KWALITEIT,
        "titel": "Werkt samen in het team",
        "uitleg": "Komt afspraken na, is op tijd en vraagt om hulp als dat nodig is.",
    },
    {
        "code": "B1-K2-W3",
        "kerntaak": KERNTAAK_KWALITEIT,
        "titel": "Werkt veilig en volgens de regels",
        "uitleg": "Let op hygiëne, privacy en de eigen gezondheid. Meldt wat niet goed gaat.",
    },
]

FORMULIEREN = (
    {"naam": "Tussenevaluatie zorg", "moment": "tussen", "versie": 1, "geldig_van": date(2020, 8, 1)},
    {"naam": "Eindbeoordeling zorg", "moment": "eind", "versie": 1, "geldig_van": date(2020, 8, 1)},
)

SCOREWOORDEN = {"oefenen": "oefenen", "voldoende": "voldoende", "goed": "goed", "niet_gezien": "nog niet gezien"}
PUNTEN = {"oefenen": 1, "voldoende": 2, "goed": 3}
MAX_ONDERDELEN = 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Onderdeel:
    """One part of a form; older forms lack some keys, and then the plain choice counts."""

    code: str
    titel: str
    uitleg: str = ""
    kerntaak: str = ""
    soort: str = "score"
    gewicht: int = 1
    rubric: Mapping[str, str] = field(default_factory=dict)
    verwacht: Mapping[str, str] = field(default_factory=dict)
    verplicht: bool = False

    @property
    def heeft_score(self) -> bool:
        """Whether it gets a score; else it is an open question."""
        return self.soort == "score"


def onderdelen_van(ruw: Iterable[Mapping[str, Any]]) -> list[Onderdeel]:
    """Return the parts of `Evaluatieformulier.onderdelen`; keys that nobody knows are left out."""
    return [Onderdeel(**{naam: deel[naam] for naam in Onderdeel.__slots__ if naam in deel}) for deel in ruw]


def fouten_in(onderdelen: Sequence[Onderdeel], momenten: Sequence[str]) -> list[str]:
    """Return what keeps a form from being published, as Dutch sentences; empty when nothing does."""
    fouten = [] if momenten else ["Kies minstens één moment."]
    if not any(deel.heeft_score for deel in onderdelen):
        fouten.append("Er is nog geen onderdeel met een score.")
    if len(onderdelen) > MAX_ONDERDELEN:
        fouten.append(f"Een formulier heeft hoogstens {MAX_ONDERDELEN} onderdelen.")
    codes = [deel.code for deel in onderdelen]
    fouten += [f"De code {code} staat er twee keer in." for code in sorted({c for c in codes if codes.count(c) > 1})]
    fouten += [
        f"De code '{code}' kan niet. Gebruik letters, cijfers en streepjes."
        for code in codes
        if not _CODE.fullmatch(code)
    ]
    fouten += [
        f"Onderdeel {nummer} heeft nog geen titel." for nummer, deel in enumerate(onderdelen, 1) if not deel.titel
    ]
    if onderdelen and any(deel.heeft_score for deel in onderdelen) and not any(_telt(deel) for deel in onderdelen):
        fouten.append("Alle gewichten zijn 0. Geef minstens één onderdeel een gewicht.")
    return fouten


def _telt(deel: Onderdeel) -> bool:
    return deel.heeft_score and deel.gewicht > 0


@dataclass(frozen=True, slots=True)
class Voorstel:
    """What the weights would make of the scores; a person decides. `gemiddelde` is from 1 (oefenen) to 3 (goed)."""

    score: str
    gemiddelde: float


def voorstel_eindscore(onderdelen: Sequence[Onderdeel], antwoorden: Mapping[str, Mapping[str, str]]) -> Voorstel | None:
    """Return the weighted mean of the scores that were given; None when nothing weighs anything yet."""
    punten = [
        (PUNTEN[score], deel.gewicht)
        for deel in onderdelen
        if _telt(deel) and (score := antwoorden.get(deel.code, {}).get("score", "")) in PUNTEN
    ]
    gewicht = sum(deel for _, deel in punten)
    if not gewicht:
        return None
    gemiddelde = sum(waarde * deel for waarde, deel in punten) / gewicht
    score = "goed" if gemiddelde >= 2.5 else "voldoende" if gemiddelde >= 1.5 else "onvoldoende"
    return Voorstel(score, gemiddelde)
