"""Invented names. Towns and their coordinates are real; people and organisations are not."""
# ruff: noqa: SIM905 - a list of words is easier to read and to add to than so many quotes

VOORNAMEN = (
    "Aïsha Anouk Bram Celine Daan Demi Eefje Emre Fenna Fatima Finn Gijs Hanna Hidde Ilse Imane Ivar Jesse Jildou "
    "Joost Kaoutar Lars Lieke Łukasz Maartje Mehmet Milan Naomi Nienke Noor Olaf Özlem Pien Quinten Rachid Renske "
    "Ruben Sanne Sietske Sophie Stijn Tamar Thijs Tuğba Vera Wietske Wout Yara Yıldız Zoë Ziggy Őry"
).split()
# Surnames that nobody has: a reader must see at once that a person is made up.
ACHTERNAMEN = (
    "Voorbeeldsma Testema Proefstra Fictema Verzinsel Modelstra Oefenberg Schijnbaar Denkbeeld Maquettema Bedacht "
    "Demostra Probeersel Schetsema Simulari Kunstmatig Hypothesema Stelsma Papierenberg Nepstra Figurant Dummersma "
    "Oefenstra Schaduwberg Droomhuis Fantasiema Invullema Sjabloonstra Voorbeeldink Proefhuis Testinga Verdichtsel "
    "Rolmodel Schertsema Willekeur Zogenaamd Kamerspel Toneelstra Plaatshouder Naamloos"
).split()
PLAATSEN = (
    ("Groningen", 53.2194, 6.5665, "9711", 9),
    ("Assen", 52.9928, 6.5642, "9401", 4),
    ("Emmen", 52.7792, 6.9069, "7811", 4),
    ("Hoogeveen", 52.7225, 6.4767, "7901", 3),
    ("Meppel", 52.6957, 6.1944, "7941", 2),
    ("Stadskanaal", 52.9895, 6.9504, "9501", 2),
    ("Veendam", 53.1062, 6.8792, "9641", 2),
    ("Winschoten", 53.1421, 7.0347, "9671", 2),
    ("Delfzijl", 53.3301, 6.9181, "9934", 2),
    ("Leek", 53.1625, 6.3764, "9351", 1),
    ("Roden", 53.1389, 6.4257, "9301", 1),
    ("Haren", 53.1722, 6.6060, "9751", 1),
    ("Zuidhorn", 53.2463, 6.4031, "9801", 1),
    ("Coevorden", 52.6610, 6.7410, "7741", 1),
    ("Beilen", 52.8560, 6.5130, "9411", 1),
    ("Borger", 52.9230, 6.7930, "9531", 1),
    ("Hoogezand", 53.1617, 6.7610, "9601", 2),
    ("Drachten", 53.1060, 6.0990, "9203", 2),
    ("Heerenveen", 52.9601, 5.9200, "8441", 1),
)
SCHOLEN = (
    ("ROC-NK", "ROC Noorderkwartier", "Groningen", "ma di"),
    ("ROC-HV", "ROC De Hondsrugvallei", "Assen", "wo do"),
    ("ROC-ZB", "ROC Zuiderbrug", "Emmen", "ma di"),
    ("HS-WP", "Hogeschool Wierdepoort", "Groningen", "do vr"),
)
ZORGSOORTEN = (
    ("Ziekenhuis", "ziekenhuis", ("Interne", "Chirurgie", "Geriatrie", "Kinderafdeling", "Spoedpost")),
    ("Woonzorgcentrum", "ouderenzorg", ("Somatiek", "Psychogeriatrie", "Revalidatie", "Dagbesteding")),
    ("Thuiszorg", "thuiszorg", ("Team Noord", "Team Centrum", "Team Zuid")),
    ("Zorggroep", "ouderenzorg", ("Kleinschalig wonen", "Somatiek", "Wijkteam")),
    ("Zorgboerderij", "gehandicaptenzorg", ("Dagbesteding", "Wonen")),
    ("GGZ-centrum", "geestelijke gezondheidszorg", ("Opname", "Ambulant team")),
    ("Instelling", "gehandicaptenzorg", ("Wonen", "Dagcentrum", "Ambulant team")),
)
BEDRIJFSWOORDEN = (
    "Wilgenhof Lindenborgh Turfsingel Hunzeboog Borgstee Veenpluis Esdoornlaan Zandraap Molenwiek Noorderster "
    "Heidehof Kwelderland Waterpoort Brinkhof Stroomdal Boekweit Vlindertuin Klokhuis Rietkraag Zonnewijzer Steenhof "
    "Korenaar Berkenrode Wierdezicht Havenlicht Hondsrug Slochterbos Veldkamp Winterkoning Zwaluwnest"
).split()
