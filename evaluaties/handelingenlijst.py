"""The list of acts, and the exams, with which a region begins (R5.6, R5.7). Plain data for the migration."""

ADL, TECHNISCH = True, False
# Per group: name, whether it is ADL, and (code, act, preferred stage week, letters of programmes).
GROEPEN = [
    (
        "Persoonlijke verzorging",
        ADL,
        [
            ("wassen-bed", "Helpen met wassen op bed", 3, "ZH HP VZ VP"),
            ("wassen-wastafel", "Helpen met wassen aan de wastafel", 2, "ZH HP VZ VP"),
            ("douchen", "Helpen met douchen", 3, "ZH HP VZ VP"),
            ("aankleden", "Helpen met aan- en uitkleden", 2, "ZH HP VZ VP"),
            ("mond", "Mond en gebit verzorgen", 3, "ZH HP VZ VP"),
            ("haar-nagels", "Haar en nagels verzorgen", 3, "ZH HP VZ VP"),
            ("scheren", "Scheren", 3, "HP VZ VP"),
            ("huid", "Huid verzorgen en smetten voorkomen", 5, "HP VZ VP"),
        ],
    ),
    (
        "Eten, drinken en toilet",
        ADL,
        [
            ("eten-drinken", "Helpen met eten en drinken", 2, "ZH HP VZ VP"),
            ("slikproblemen", "Eten en drinken bij slikproblemen", 10, "VZ VP"),
            ("toilet", "Helpen bij het toilet en de po", 2, "ZH HP VZ VP"),
            ("incontinentie", "Incontinentiemateriaal verwisselen", 3, "HP VZ VP"),
        ],
    ),
    (
        "Bewegen en houding",
        ADL,
        [
            ("lopen", "Helpen met lopen en opstaan", 2, "ZH HP VZ VP"),
            ("tillift", "Verplaatsen met een tillift", 10, "HP VZ VP"),
            ("wisselligging", "Houding in bed veranderen (wisselligging)", 5, "HP VZ VP"),
            ("steunkousen", "Steunkousen aan- en uittrekken", 10, "HP VZ VP"),
        ],
    ),
    (
        "Meten",
        TECHNISCH,
        [
            ("temperatuur", "Temperatuur meten", 10, "HP VZ VP"),
            ("pols-bloeddruk", "Pols en bloeddruk meten", 15, "VZ VP"),
            ("bloedsuiker", "Bloedsuiker meten met een vingerprik", 20, "VZ VP"),
            ("vochtbalans", "Vochtbalans bijhouden", 15, "VZ VP"),
            ("urine-test", "Urine testen", 20, "VZ VP"),
        ],
    ),
    (
        "Medicijnen",
        TECHNISCH,
        [
            ("medicijnen-mond", "Medicijnen geven via de mond", 20, "VZ VP"),
            ("medicijnen-oog-oor", "Oog-, oor- en neusdruppels geven", 20, "VZ VP"),
            ("medicijnen-zalf", "Zalf aanbrengen", 20, "VZ VP"),
            ("zetpil", "Zetpil en klysma geven", 20, "VZ VP"),
            ("injectie-subcutaan", "Injecteren onder de huid (subcutaan)", 20, "VZ VP"),
            ("insuline", "Insuline geven met een pen", 20, "VZ VP"),
            ("injectie-spier", "Injecteren in een spier (intramusculair)", 25, "VP"),
            ("zuurstof", "Zuurstof geven", 20, "VZ VP"),
        ],
    ),
    (
        "Wonden",
        TECHNISCH,
        [
            ("wond-rood", "Rode wond verzorgen", 20, "VZ VP"),
            ("wond-geel-zwart", "Gele en zwarte wond verzorgen", 25, "VZ VP"),
            ("hechtingen", "Hechtingen verwijderen", 25, "VP"),
            ("zwachtelen", "Benen zwachtelen", 20, "VZ VP"),
        ],
    ),
    (
        "Katheters, sondes en stoma",
        TECHNISCH,
        [
            ("katheter-verzorgen", "Blaaskatheter verzorgen", 20, "VZ VP"),
            ("katheter-inbrengen", "Blaaskatheter inbrengen", 25, "VZ VP"),
            ("stoma", "Stoma verzorgen", 20, "VZ VP"),
            ("sondevoeding", "Sondevoeding geven", 20, "VZ VP"),
            ("maagsonde", "Maagsonde inbrengen", 25, "VP"),
            ("infuus", "Infuus verzorgen en verwijderen", 25, "VP"),
        ],
    ),
]
# code, name, kind, what it is about.
EXAMENS = [
    ("module-1", "Module 1: Zorg en ondersteuning", "module", "Helpen bij het dagelijks leven."),
    ("module-2", "Module 2: Zorgplan en rapporteren", "module", "Een zorgplan maken, bijhouden en overdragen."),
    ("module-3", "Module 3: Verpleegtechnische handelingen", "module", "Handelingen veilig doen, volgens protocol."),
    ("module-4", "Module 4: Samenwerken en kwaliteit", "module", "Werken in een team en aan betere zorg."),
    (
        "innovaties",
        "Keuzedeel Inspelen op innovaties",
        "keuzedeel",
        "Een nieuwe manier van werken of hulpmiddel op de afdeling uitproberen.",
    ),
]
EXAMENLETTERS = "VZ VP"
