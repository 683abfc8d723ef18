"""The two forms the portal starts with, as data (R8.1).

A changed form is a new version; running evaluations keep theirs.
"""

from datetime import date

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
