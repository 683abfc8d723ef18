"""The replacement assignment that holds when the begeleider describes no other one (R6.3-R6.5)."""

STAPPEN = (
    (
        "Kies twee momenten",
        (
            "Kies twee momenten uit deze periode waarop je werkte aan een leerdoel. Beschrijf per moment in een paar "
            "zinnen wat er gebeurde, wat jij deed, en wat je dacht en voelde."
        ),
    ),
    (
        "Vergelijk ze",
        "Waarom ging het ene moment anders dan het andere? Wat deed jij anders? Wat zegt dat over jou in dit beroep?",
    ),
    (
        "Vraag het een collega",
        (
            "Vraag iemand met wie je werkt: 'Wat zie je mij goed doen?' en 'Wat kan ik volgende week oefenen?' Schrijf "
            "op wat je hoorde en of je het herkent."
        ),
    ),
    (
        "Maak een plan",
        (
            "Schrijf op wat je in de komende twee weken gaat oefenen: wat, wanneer en met wie. Schrijf ook op hoe jij "
            "ervoor zorgt dat je volgende verslag op tijd af is, en wie je om hulp vraagt als het niet lukt."
        ),
    ),
)


def standaardopdracht(titel: str) -> str:
    """Return the standard assignment about a report; `titel` is the report as people name it."""
    stappen = "\n\n".join(f"{nummer}. {kop}. {tekst}" for nummer, (kop, tekst) in enumerate(STAPPEN, 1))
    return (
        f"Deze opdracht hoort bij je {titel}. Je kijkt terug op dezelfde periode, en je maakt een plan.\n\n"
        f"{stappen}\n\n"
        "Schrijf samen ongeveer 500 woorden (één A4). Gebruik geen namen van cliënten. Je mag een foto of document "
        "meesturen, bijvoorbeeld een planning."
    )
