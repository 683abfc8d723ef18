"""Invented texts for reports, talks and evaluations; none is about a real person."""

LEERDOELEN = (
    "Ik rapporteer kort en volgens SOEP",
    "Ik neem zelf het initiatief in een gesprek met een bewoner",
    "Ik geef op tijd aan wanneer iets mij te veel wordt",
    "Ik werk volgens het zorgplan en leg uit waarom ik iets doe",
    "Ik kan feedback ontvangen zonder mij te verdedigen",
    "Ik bewaak mijn planning tijdens een drukke dienst",
)
SITUATIES = (
    "Een bewoner wilde 's ochtends niet uit bed. Ik moest nog drie mensen helpen en voelde de tijd drukken.",
    "Tijdens de overdracht vroeg mijn begeleider mij om zelf een bewoner te bespreken.",
    "Een mevrouw vertelde mij tijdens het wassen dat zij zich eenzaam voelt.",
    "Ik mocht voor het eerst zelf een gesprek voeren over de wensen voor de dag.",
    "Het was druk op de afdeling en twee collega's waren ziek.",
)
BELEVINGEN = (
    "Ik zag dat zij haar hoofd wegdraaide. Ik ging zitten en wachtte. Ik dacht: zo kom ik niet klaar. Ik was onzeker.",
    "Ik begon met de feiten, maar vergat wat de bewoner zelf wilde. Ik voelde mijn wangen warm worden.",
    "Ik legde het washandje neer en vroeg door. Ik dacht dat ik niets kon doen, maar luisteren bleek genoeg.",
    "Ik stelde open vragen en liet stiltes vallen. Dat vond ik spannend. Daarna voelde ik mij trots.",
)
RESULTATEN = (
    "Na tien minuten stond zij zelf op. Rustig blijven werkte beter dan praten. Dat neem ik mee.",
    "Mijn begeleider vulde mij aan. Het werkte niet helemaal, omdat ik geen vaste volgorde gebruikte.",
    "Zij bedankte mij. Het werkte doordat ik tijd nam, ook al liep ik daardoor een kwartier uit.",
    "Het gesprek gaf een nieuwe afspraak in het zorgplan. Ik weet nu dat voorbereiden helpt.",
)
TERUGBLIKKEN = (
    "Ik heb geleerd dat haast van mij niet de haast van de bewoner is. Ik had ook eerst een ander kunnen helpen.",
    "Ik heb geleerd om met een kaartje te werken. Ik had ook kunnen vragen of ik het samen mocht doen.",
    "Ik leerde dat ik niet alles hoef op te lossen. Een andere keer vraag ik eerder een collega om over te nemen.",
)
VOORUITBLIKKEN = (
    "Ik wil de komende maand elke dienst één moment zonder haast maken. Ik bespreek dat met mijn begeleider.",
    "Ik oefen de overdracht nog drie keer en vraag daarna steeds één tip.",
    "Ik ga vaker vragen wat iemand zelf nog kan en wil.",
)
FEEDBACK = (
    "Mooi dat je bij je eigen handelen blijft. Schrijf de volgende keer ook op wat je voelde in je lijf.",
    "Duidelijk verslag. Je laat zien dat je anders kijkt dan vorige maand. Werk je volgende stap nog iets kleiner uit.",
    "Je legt goed uit waarom het werkte. Bespreek dit ook met je werkbegeleider.",
)
GOED = (
    "Komt afspraken na en is vriendelijk voor bewoners.",
    "Neemt initiatief en vraagt op tijd om hulp.",
    "Rapporteert steeds beter en werkt netjes volgens het zorgplan.",
)
BETER = (
    "Mag vaker uit zichzelf vertellen wat lastig is.",
    "Planning in een drukke dienst kost nog moeite.",
    "Overdracht mag korter.",
)
STAPPEN = (
    "Oefent drie keer de overdracht",
    "Bespreekt elke week een leerdoel",
    "Loopt een dienst mee op een andere afdeling",
    "Plant een gesprek over het zorgplan",
)
