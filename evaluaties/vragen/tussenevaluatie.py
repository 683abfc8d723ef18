"""The report of the tussenevaluatie (R6.2); coordinator and SLB'er read it too."""

from evaluaties.vragen.delen import Opzet, Vraag

TUSSENEVALUATIE = Opzet(
    inleiding=(
        "Dit verslag gaat over je tussenevaluatie: wat is er gezegd, hoe scoorde je, en wat ga jij nu doen? Je "
        "coördinator en je SLB'er krijgen bericht als je het inlevert. Gebruik geen namen van cliënten."
    ),
    voorbeeld_van="Lotte, derde jaar Verzorgende IG",
    vragen=(
        Vraag(
            naam="situatie",
            label="Het gesprek",
            hulp="Wie waren erbij, wanneer was het, en waar ging het over?",
            uitleg="Vertel in een paar zinnen hoe het gesprek ging en welke onderwerpen aan bod kwamen.",
            zinnen=(
                "Bij mijn tussenevaluatie waren ",
                "We hebben gepraat over ",
                "Het gesprek begon met ",
            ),
            voorbeeld=(
                "Bij mijn tussenevaluatie waren mijn werkbegeleider en mijn stagebegeleider. We namen het formulier "
                "door en praatten lang over samenwerken."
            ),
            let_op="Namen van cliënten horen hier niet in, ook geen voornamen.",
            rijen=4,
        ),
        Vraag(
            naam="leerdoel",
            label="Mijn doelen tot nu toe",
            hulp="Aan welke doelen werkte je? Kies een doel of schrijf op waar jullie het over hadden.",
            uitleg="Noem per doel hoe ver je bent: gelukt, bijna, of nog niet.",
            zinnen=(
                "Mijn doel was om ",
                "Dit doel heb ik gehaald, want ",
                "Aan dit doel werk ik nog: ",
            ),
            voorbeeld=(
                "Mijn doel was om zelf te rapporteren. Dat lukt nu elke dienst. Aan 'hulp vragen als het druk is' "
                "werk ik nog."
            ),
            let_op="Eerlijk zijn helpt je meer dan alles 'gehaald' noemen.",
            rijen=3,
        ),
        Vraag(
            naam="beleving",
            label="Wat er over mij is gezegd",
            hulp="Wat zeiden de anderen over jouw werk? Wat deed dat met je?",
            uitleg="Schrijf een compliment op en een punt om aan te werken. Vertel erbij wat je dacht en voelde.",
            zinnen=(
                "Mijn werkbegeleider zei dat ik ",
                "Ik werd blij van ",
                "Ik schrok een beetje van ",
                "Ik had niet verwacht dat ",
            ),
            voorbeeld=(
                "Mijn werkbegeleider zei dat ik rustig ben bij mensen die verward zijn. Daar werd ik blij van. Ik "
                "schrok ervan dat ik soms ongeïnteresseerd lijk in de overdracht."
            ),
            let_op="Schrijf op wat er gezegd is, ook als je het er niet mee eens bent. Dat mag je hieronder kwijt.",
            rijen=6,
        ),
        Vraag(
            naam="resultaat",
            label="Mijn scores",
            hulp="Hoe scoorde je op de onderdelen? Waar gaven jij en je werkbegeleider een andere score?",
            uitleg=(
                "Je hoeft niet alles over te schrijven. Noem je hoogste en laagste score, en waar jullie verschilden."
            ),
            zinnen=(
                "Mijn hoogste score kreeg ik voor ",
                "Mijn laagste score kreeg ik voor ",
                "We dachten verschillend over ",
            ),
            voorbeeld=(
                "Ik kreeg 'goed' voor contact maken en 'nog niet' voor plannen. We dachten verschillend over "
                "samenwerken: ik vond 'goed', mijn werkbegeleider 'voldoende'."
            ),
            let_op="Een score zegt waar je nu staat. Niet wie je bent.",
        ),
        Vraag(
            naam="terugblik",
            label="Wat ik ervan vind",
            hulp="Herken je wat er is gezegd? Waarom wel of niet?",
            uitleg="Geef een voorbeeld uit je werk waaraan jij ziet dat het klopt, of juist niet.",
            zinnen=(
                "Ik herken dit, want ",
                "Ik ben het hier niet mee eens, omdat ",
                "Ik begrijp nu waarom ",
            ),
            voorbeeld=(
                "Ik herken dat ik stil ben in de overdracht. Ik luister dan wel, maar ik kijk naar mijn papier. Ik "
                "begrijp nu waarom dat voor anderen anders lijkt."
            ),
            let_op="Het gaat om jouw aandeel. Schrijf niet alleen wat een ander anders moet doen.",
        ),
        Vraag(
            naam="vooruitblik",
            label="Wat ik ga doen",
            hulp="Waar ga je tot de eindbeoordeling aan werken? Wat heb je daarvoor nodig?",
            uitleg="Kies twee of drie acties. Schrijf erbij wanneer je ze doet en wie je helpt.",
            zinnen=(
                "Tot mijn eindbeoordeling werk ik aan ",
                "Ik begin daarmee op ",
                "Ik heb daarbij nodig dat ",
            ),
            voorbeeld=(
                "In elke overdracht vertel ik zelf één ding. Ik begin daar maandag mee. Mijn werkbegeleider kijkt "
                "na twee weken met mij hoe het gaat."
            ),
            let_op="Maak het klein genoeg om morgen te beginnen.",
        ),
    ),
)
