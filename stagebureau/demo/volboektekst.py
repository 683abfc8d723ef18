"""Words for a full BPV-boek: what a student, a werkbegeleider and school would write."""

from typing import Any

GESPREKKEN = (
    (
        "kennismaking",
        "Voelt zich welkom. Kent de weg op de afdeling en de namen van het team.",
        "Vindt het nog spannend om zelf iets te vragen.",
        "Loopt een vroege dienst mee met twee verschillende collega's.",
    ),
    (
        "voortgang",
        "Wast en kleedt twee bewoners zelfstandig aan en neemt daar de tijd voor.",
        "Rapporteert nog kort. Schrijft wel wat er is gedaan, maar niet hoe het ging.",
        "Leest elke dienst een rapportage van een collega en schrijft er zelf één met hulp.",
    ),
    (
        "voortgang",
        "Vraagt door bij pijn en meldt het meteen. Bewoners noemen haar naam.",
        "Neemt soms te veel hooi op de vork en vergeet dan pauze.",
        "Maakt aan het begin van de dienst een planning.",
    ),
    (
        "tussenevaluatie",
        "Alle kerntaken zijn geoefend. Werkt veilig en vraagt op tijd om hulp.",
        "Het overdragen aan de volgende dienst mag rustiger.",
        "Doet de overdracht drie keer met de werkbegeleider erbij.",
    ),
    (
        "voortgang",
        "De overdracht is duidelijk en kort. Het team vertrouwt erop.",
        "Familiegesprekken zijn nog lastig als er een klacht is.",
        "Is bij twee familiegesprekken en schrijft op wat werkte.",
    ),
    (
        "eindevaluatie",
        "Werkt zelfstandig en ziet wat nodig is voordat iemand het vraagt.",
        "Blijft leren: plannen als het druk is.",
        "Neemt de doelen mee naar de volgende stage.",
    ),
)
ALINEAS = (
    (
        "Mevrouw wilde vanochtend niet uit bed. Ik ben eerst naast haar gaan zitten en heb gevraagd hoe zij sliep. Ze "
        "vertelde dat ze pijn had aan haar heup. Ik heb dat gemeld en samen met mijn werkbegeleider gekeken wat er kon."
    ),
    (
        "Ik merkte dat ik het lastig vind om stil te zijn. Ik wilde meteen iets oplossen. Toen ik wachtte, vertelde "
        "meneer zelf wat hij nodig had. Dat heeft mij laten zien dat luisteren ook zorgen is."
    ),
    (
        "Op de afdeling was het druk omdat een collega ziek was. Met het team heb ik verdeeld wie wat deed. Ik heb "
        "twee bewoners geholpen bij het eten en daarna alles gerapporteerd. Aan het eind heb ik gevraagd wat beter kon."
    ),
    (
        "Volgende keer vraag ik eerder hulp. Ik schrijf aan het begin van de dienst op wat ik wil leren en vertel dat "
        "aan mijn werkbegeleider. Zo weet zij waar ze op kan letten."
    ),
)
FEEDBACK = (
    (
        "Je beschrijft de situatie helder en durft te zeggen wat lastig was. Probeer een volgende keer te schrijven "
        "wat de ander dacht of voelde."
    ),
    "Mooi dat je het met je werkbegeleider hebt besproken. Welke andere manier had je kunnen kiezen?",
    "Je legt de link met je leerdoel. Hou dat vast.",
)
ALGEMEEN = {
    "student": "Ik ben gegroeid. Ik durf nu zelf een gesprek te beginnen en ik weet wanneer ik hulp moet vragen.",
    "werkbegeleider": "Een fijne collega, rustig met bewoners. Ziet steeds beter wat er nodig is.",
}
SAMEN = "Wij zien allebei dezelfde groei. De basiszorg is op orde; plannen bij drukte blijft een punt om aan te werken."
AFSPRAKEN = "Drie keer een overdracht doen met de werkbegeleider erbij.\nElke week een planning laten zien."
ONDERBOUWING = (
    "De student werkt op alle kerntaken zelfstandig en veilig. De voorbeelden staan in de laatste verslagen "
    "en zijn bevestigd in het gesprek."
)
BEZWAAR = (
    "Ik vind 'oefenen' bij rapporteren te laag. Ik heb in de laatste weken elke dienst gerapporteerd.",
    "De score gaat over de hele periode. In de laatste weken ging het beter; dat telt mee bij de eindbeoordeling.",
)
REDENEN = {
    "oefenen": "Doet het met hulp. Is begonnen, maar nog niet elke dienst.",
    "voldoende": "Doet dit zelf en vraagt om hulp als het nodig is.",
    "goed": "Doet dit zelfstandig, ook als het druk is, en legt uit waarom.",
}
OPEN = "Het contact met bewoners gaat goed. Volgende stap: plannen als het druk is."
FEEDBACKTEKSTEN = (
    "Vraagt altijd eerst hoe het met mij gaat.",
    "Komt afspraken na. Zegt het ook als iets niet lukt.",
    "Mag wat vaker de leiding nemen in een groepje.",
    "Blijft rustig als het druk is op de afdeling.",
)
DOELEN = (
    (
        "Ik durf een gesprek te beginnen met familie",
        "Ik wil dat familie zich gehoord voelt.",
        ("Twee familiegesprekken bijwonen", "Een gesprek zelf beginnen, met mijn werkbegeleider erbij"),
    ),
    (
        "Ik rapporteer volledig en kort",
        "Mijn collega's moeten kunnen lezen wat er is gebeurd.",
        ("Elke dienst een rapportage laten nakijken",),
    ),
    (
        "Ik plan mijn dienst als het druk is",
        "Ik raak nu soms het overzicht kwijt.",
        ("Aan het begin van elke dienst een planning maken",),
    ),
)
STUKKEN = (
    ("werk", "Voorlichting over mondzorg voor bewoners", "Een folder van twee bladzijden, gemaakt met de diëtist."),
    ("feedback", "Brief van de familie van een bewoner", "Met toestemming van de familie, zonder namen."),
    ("diploma", "Certificaat reanimatie en AED", "Behaald bij de eerste dag van de stage."),
)
EVC = (
    ("B1-K1-W2", "Helpt bij de dagelijkse zorg", "erkend", "Twee jaar werk als zorghulp, met een verklaring.", 40),
    (
        "B1-K1-W4",
        "Praat goed met mensen en hun familie",
        "deels",
        "Laat het zien in het gesprek; schrijven mist nog.",
        0,
    ),
)


def antwoorden(onderdelen: list[dict[str, Any]], hoog: int) -> dict[str, dict[str, Any]]:
    """Return scores with reasons for these parts of a form; `hoog` (0 to 2) lifts them."""
    trap = ("oefenen", "voldoende", "goed")
    uit = {}
    for nummer, onderdeel in enumerate(onderdelen):
        if onderdeel.get("soort", "score") != "score":
            uit[onderdeel["code"]] = {"toelichting": OPEN}
            continue
        score = trap[min(2, (nummer % 2) + hoog)]
        uit[onderdeel["code"]] = {"score": score, "toelichting": REDENEN[score]}
    return uit
