"""Invented texts of reports, per kind and part.

Each kind has as many as the others: then the words of one do not change what chance makes of the rest.
"""

from evaluaties.enums import VerslagSoort
from stagebureau.demo import teksten

MAAND = {
    "situatie": teksten.SITUATIES,
    "beleving": teksten.BELEVINGEN,
    "resultaat": teksten.RESULTATEN,
    "terugblik": teksten.TERUGBLIKKEN,
    "vooruitblik": teksten.VOORUITBLIKKEN,
}
KENNISMAKING = {
    "situatie": (
        "Ik sprak mijn werkbegeleider op de afdeling, na de middagpauze. We zaten een half uur apart.",
        "Ik sprak mijn werkbegeleider in de teamkamer. Daarna liep ik een rondje mee over de afdeling.",
        "Wij zaten aan de keukentafel van de woongroep. Twee bewoners kwamen even kennismaken.",
        "Het gesprek was op mijn eerste ochtend, na de overdracht. Ook een collega van het team was er even bij.",
        "Ik belde met mijn werkbegeleider, omdat zij late dienst had. De dag erna zagen wij elkaar.",
    ),
    "beleving": (
        "De sfeer is rustig en iedereen groet elkaar. Ik dacht dat het strenger zou zijn. Ik voelde me welkom.",
        "Het is een grote afdeling en ik verdwaalde twee keer. Ik vond het spannend en leuk tegelijk.",
        "Collega's maken grapjes met bewoners. Dat wil ik ook leren. Ik was vooral stil en keek goed rond.",
        "Het ging snel en ik hoorde veel nieuwe woorden. Ik voelde me een beetje onzeker, maar vragen mag altijd.",
    ),
    "resultaat": (
        "Elke vrijdag praten we een kwartier. Ik neem mijn leerdoel mee, mijn werkbegeleider kijkt met mij mee.",
        "De eerste twee weken loop ik mee. Daarna doe ik de zorg voor één bewoner zelf.",
        "Ben ik ziek, dan bel ik voor 7 uur naar de afdeling. Mijn rooster krijg ik steeds twee weken van tevoren.",
        "Ik vraag elke dienst één keer feedback. Mijn werkbegeleider tekent af wat ik zelf mag doen.",
    ),
    "terugblik": (
        "Ik stelde vier vragen die ik had opgeschreven. Over mijzelf vertelde ik weinig. Dat mag meer.",
        "Ik vertelde eerlijk dat ik drukte lastig vind. Ik vergat te vragen wat zij van mij verwacht.",
        "Ik luisterde goed en vatte samen wat we afspraken. Ik praatte wel erg snel.",
    ),
    "vooruitblik": (
        "Morgen leer ik de namen van alle bewoners. Deze week lees ik twee zorgplannen.",
        "Ik schrijf mijn leerdoel op een kaartje en laat het vrijdag zien.",
        "Ik loop deze week één keer mee met een late dienst en vraag waar alles ligt.",
    ),
}
TUSSENEVALUATIE = {
    "situatie": (
        "We zaten een uur met mijn werkbegeleider en mijn stagedocent. We begonnen met wat goed gaat.",
        "Het gesprek was op de afdeling. Eerst vertelde ik zelf, daarna liepen we de onderdelen langs.",
        "Mijn stagedocent was erbij via de computer. We spraken vooral over rapporteren en over samenwerken.",
        "Ik had het formulier thuis al ingevuld. Op twee onderdelen dachten wij anders. Daar praatten we over.",
        "Het gesprek duurde drie kwartier. We keken terug op mijn doelen en kozen wat ik nu ga oefenen.",
    ),
    "beleving": (
        "Mijn compliment: ik blijf rustig bij bewoners. Mijn punt: eerder om hulp vragen. Ik was trots.",
        "Ik hoorde dat mijn rapportages beter zijn. Ik mag vaker zelf beginnen. Dat vond ik even lastig om te horen.",
        "Mijn werkbegeleider zei dat bewoners graag met mij praten. Mijn planning kost nog moeite. Dat herken ik.",
        "Ik kreeg een compliment over op tijd komen. Mijn overdracht mag korter. Ik voelde me serieus genomen.",
    ),
    "resultaat": (
        "Meestal voldoende, en goed bij omgaan met mensen. Rapporteren staat op oefenen. Mijn begeleider vond dat ook.",
        "Ik gaf mijzelf twee keer oefenen, mijn begeleider maar één keer. Over de dagelijkse zorg waren we het eens.",
        "Bijna alles is voldoende. Bij veilig werken dacht ik goed en mijn begeleider voldoende.",
        "Drie onderdelen zijn goed. Omgaan met wat onverwacht is, moet ik nog oefenen. Dat dacht ik zelf ook.",
    ),
    "terugblik": (
        "Ik vind dat het klopt. Vorige week liet ik een collega wachten, omdat ik niet durfde te vragen.",
        "Ik was verbaasd over de goede score voor samenwerken. Bij de drukke dienst van dinsdag zag ik het ook zelf.",
        "Met het punt over mijn overdracht ben ik het eens. Ik vertel alles, ook wat niet nodig is.",
    ),
    "vooruitblik": (
        "Ik vraag elke dienst één keer hulp voordat het druk wordt. Over vier weken bespreken we dat.",
        "Ik schrijf mijn overdracht eerst op, in drie regels. Mijn werkbegeleider luistert op maandag mee.",
        "Ik maak elke ochtend een planning en kijk aan het eind wat lukte. Mijn stagedocent vraagt ernaar.",
    ),
}
PER_SOORT = {
    VerslagSoort.MAAND: MAAND,
    VerslagSoort.KENNISMAKING: KENNISMAKING,
    VerslagSoort.TUSSENEVALUATIE: TUSSENEVALUATIE,
}
