"""The report of the first meeting (kennismakingsverslag, R6.2)."""

from evaluaties.vragen.delen import Opzet, Vraag

KENNISMAKING = Opzet(
    inleiding=(
        "Dit verslag gaat over je eerste gesprek op je stageplek: wie je sprak, wat je eerste indruk was, en wat "
        "jullie hebben afgesproken. Gebruik geen namen van cliënten."
    ),
    voorbeeld_van="Sami, eerste jaar Maatschappelijke Zorg",
    vragen=(
        Vraag(
            naam="situatie",
            label="Wie ik sprak en waar",
            hulp="Met wie had je het gesprek, en waar was dat? Wat heb je van de plek gezien?",
            uitleg="Vertel kort hoe de kennismaking ging. De naam van je werkbegeleider mag je noemen.",
            zinnen=(
                "Ik had mijn kennismaking met ",
                "Het gesprek was op ",
                "Ik kreeg een rondleiding langs ",
            ),
            voorbeeld=(
                "Ik sprak met mijn werkbegeleider en de praktijkopleider, in de woonkamer van de afdeling. Daarna "
                "liep ik een half uur mee en zag ik de keuken, de tuin en het kantoor."
            ),
            let_op="Namen van collega's mogen. Namen van cliënten niet.",
            rijen=4,
        ),
        Vraag(
            naam="beleving",
            label="Mijn eerste indruk",
            hulp="Wat viel je op? Wat dacht en voelde je toen je er rondliep?",
            uitleg="Een indruk hoeft niet te kloppen. Over een paar maanden is het leuk om dit terug te lezen.",
            zinnen=(
                "Het eerste wat mij opviel was ",
                "Ik voelde me ",
                "Ik had verwacht dat ",
                "Ik vond het spannend om ",
            ),
            voorbeeld=(
                "Het viel me op dat iedereen elkaar groette. Ik had verwacht dat het drukker zou zijn. Ik vond het "
                "spannend om bij mensen op de kamer te komen, want ik weet nog niet wat ik dan moet zeggen."
            ),
            let_op="Schrijf wat het met jou deed, niet alleen hoe het gebouw eruitziet.",
        ),
        Vraag(
            naam="leerdoel",
            label="Mijn doelen",
            hulp="Wat wil je hier leren? Kies een doel of schrijf op wat je in het gesprek hebt verteld.",
            uitleg="Noem één tot drie doelen. Een doel is goed als je over een maand kunt zeggen of het is gelukt.",
            zinnen=(
                "Op deze stage wil ik leren om ",
                "Ik wil hier beter worden in ",
                "Over een maand wil ik zelf kunnen ",
            ),
            voorbeeld=(
                "Op deze stage wil ik leren om een gesprek te beginnen met iemand die ik niet ken. Over een maand "
                "wil ik zelf een activiteit voor vier mensen kunnen begeleiden."
            ),
            let_op="Je doelen mogen later veranderen. Je zet ze ook bij je leerdoelen in het portaal.",
            rijen=3,
        ),
        Vraag(
            naam="resultaat",
            label="Onze afspraken",
            hulp="Wat hebben jullie afgesproken? Denk aan werktijden, ziek melden, begeleiding en kleding.",
            uitleg="Schrijf het zo op dat je het later kunt terugvinden: wie doet wat, en wanneer.",
            zinnen=(
                "Mijn vaste dagen en tijden zijn ",
                "Als ik ziek ben, dan ",
                "Mijn begeleider en ik spreken elkaar elke ",
                "We hebben afgesproken dat ik eerst ",
            ),
            voorbeeld=(
                "Ik werk op maandag en dinsdag van 7.30 tot 16.00 uur. Als ik ziek ben, bel ik voor 7 uur de "
                "afdeling. Elke dinsdag om 15 uur praat ik een kwartier met mijn werkbegeleider."
            ),
            let_op="Weet je iets nog niet? Schrijf op aan wie je het gaat vragen.",
        ),
        Vraag(
            naam="terugblik",
            label="Hoe ik het deed",
            hulp="Hoe had jij je voorbereid? Wat ging goed, en wat zou je de volgende keer anders doen?",
            uitleg="Kijk naar je eigen aandeel in het gesprek: wat vroeg je, wat vertelde je over jezelf?",
            zinnen=(
                "Ik had me voorbereid door ",
                "Ik ben blij dat ik ",
                "Ik vergat om te vragen ",
            ),
            voorbeeld=(
                "Ik had de website gelezen en drie vragen opgeschreven. Ik ben blij dat ik durfde te zeggen dat ik "
                "het spannend vond. Ik vergat te vragen of ik mijn telefoon bij me mag hebben."
            ),
            let_op="Het gaat om wat jij deed. Niet om of het gesprek leuk was.",
        ),
        Vraag(
            naam="vooruitblik",
            label="Mijn eerste stappen",
            hulp="Wat ga je in de eerste weken doen? Wie kan je daarbij helpen?",
            uitleg="Kies een paar kleine stappen die je echt kunt zetten.",
            zinnen=(
                "In mijn eerste week ga ik ",
                "Ik vraag mijn werkbegeleider om ",
                "Ik zoek nog uit hoe ",
            ),
            voorbeeld=(
                "In mijn eerste week leer ik alle namen van het team. Ik vraag mijn werkbegeleider of ik bij het "
                "ontbijt mag helpen. Ik zoek nog uit hoe de bus op zondag rijdt."
            ),
            let_op="Een stap is pas een stap als je weet wanneer je hem zet.",
        ),
    ),
)
