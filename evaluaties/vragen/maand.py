"""The monthly reflection, after the template of R6.10."""

from evaluaties.vragen.delen import Opzet, Vraag

MAAND = Opzet(
    inleiding=(
        "Kies één moment van de afgelopen maand waar jij iets van leerde. Schrijf over wat jij deed en dacht. "
        "Gebruik geen namen van cliënten."
    ),
    voorbeeld_van="Noor, tweede jaar Verzorgende IG",
    vragen=(
        Vraag(
            naam="leerdoel",
            label="Mijn leerdoel",
            hulp="Aan welk doel werkte je? Kies een doel hierboven of schrijf er een op.",
            uitleg="Een leerdoel zegt wat jij wilt kunnen. Maak het klein: iets wat je deze maand kon oefenen.",
            zinnen=(
                "Deze maand wilde ik leren om ",
                "Ik koos dit doel omdat ik merkte dat ik ",
                "Ik zie dat het lukt als ik ",
            ),
            voorbeeld=(
                "Deze maand wilde ik leren om iemand rustig uit te laten praten. "
                "Ik merkte dat ik vaak al een oplossing gaf voordat de ander klaar was."
            ),
            let_op="Een doel gaat over jou. Dus niet: 'de cliënt eet beter', wel: 'ik bied rustig hulp bij het eten'.",
            rijen=2,
        ),
        Vraag(
            naam="situatie",
            label="De situatie",
            hulp="Wat gebeurde er? Vertel het in een paar zinnen. Schrijf geen namen van cliënten op.",
            uitleg=(
                "Iemand die er niet bij was, moet snappen wat er gebeurde: waar, wanneer, wie erbij was, wat je deed."
            ),
            zinnen=(
                "Het was op een ochtend dat ik ",
                "Ik was bezig met ",
                "Bij mij was een mevrouw die ",
                "Mijn taak was om ",
            ),
            voorbeeld=(
                "Op dinsdagochtend hielp ik een mevrouw bij het aankleden. Ik was voor het eerst alleen bij haar. "
                "Halverwege begon ze te huilen en wilde ze niet verder."
            ),
            let_op="Houd het kort. De volgende vraag gaat over jou, en die is belangrijker.",
            rijen=4,
        ),
        Vraag(
            naam="beleving",
            label="Wat ik zag, deed, dacht en voelde",
            hulp="Wat zag je? Wat deed je? Wat dacht je en wat voelde je? Het gaat om jou.",
            uitleg=(
                "Loop het moment nog eens door. Eerst wat je zag en deed, dan wat er in je hoofd en je lijf gebeurde."
            ),
            zinnen=(
                "Ik zag dat ",
                "Ik besloot om ",
                "Ik dacht op dat moment ",
                "Ik voelde me ",
            ),
            voorbeeld=(
                "Ik zag dat haar handen trilden. Ik ging op mijn hurken zitten en zei een tijdje niets. Ik dacht: "
                "straks kom ik te laat bij de volgende. Ik voelde me gehaast en ook een beetje schuldig."
            ),
            let_op="Schrijf 'ik' en niet 'wij' of 'men'. Gevoelens zijn nooit fout, ook niet boos of onzeker zijn.",
            rijen=6,
        ),
        Vraag(
            naam="resultaat",
            label="Het resultaat",
            hulp="Wat kwam eruit? Waarom lukte het wel of niet? Wat neem je mee?",
            uitleg="Kijk wat jouw doen veranderde: bij de ander en bij jou. Zoek daarna de reden.",
            zinnen=(
                "Het gevolg was dat ",
                "Dit lukte omdat ik ",
                "Dit lukte nog niet omdat ik ",
                "Ik neem mee dat ",
            ),
            voorbeeld=(
                "Na een paar minuten werd ze rustig en vertelde ze over vroeger. Dit lukte omdat ik niet doorging "
                "met de taak. Ik neem mee dat wachten ook helpen is."
            ),
            let_op="Zoek de reden bij wat jij deed. Niet: 'zij had een slechte dag'.",
        ),
        Vraag(
            naam="terugblik",
            label="Terugkijken",
            hulp="Wat heb je geleerd? Wat had je ook anders kunnen doen?",
            uitleg=(
                "Stel je voor dat je het moment over mag doen. Bedenk twee andere manieren en wat er dan was gebeurd."
            ),
            zinnen=(
                "Ik leerde van dit moment dat ik ",
                "Ik had ook kunnen kiezen om ",
                "Als ik dat had gedaan, dan ",
            ),
            voorbeeld=(
                "Ik leerde dat ik van haast strakke gebaren krijg. Ik had ook een collega kunnen vragen om de "
                "volgende over te nemen. Dan was ik zelf ook rustiger geweest."
            ),
            let_op="'Ik zou alles weer zo doen' mag, als je uitlegt waarom.",
        ),
        Vraag(
            naam="vooruitblik",
            label="Vooruitkijken",
            hulp="Wat weet je nu over jezelf in dit beroep? Wat ga je de volgende keer proberen?",
            uitleg="Maak er een kleine afspraak met jezelf van: wat, bij wie, en wanneer je het probeert.",
            zinnen=(
                "Als beroepskracht weet ik nu van mezelf dat ",
                "De volgende keer probeer ik ",
                "Ik vraag mijn werkbegeleider om ",
            ),
            voorbeeld=(
                "Ik weet nu dat ik rust uitstraal als ik ga zitten. De volgende keer zeg ik vooraf tegen mijn "
                "collega dat ik iets langer nodig heb. Volgende week vraag ik mijn werkbegeleider om mee te kijken."
            ),
            let_op="Kies één ding. 'Ik ga beter mijn best doen' is te groot om te oefenen.",
        ),
    ),
)
