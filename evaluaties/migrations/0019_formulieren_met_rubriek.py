"""Reference data: the two forms with what each score means, and one for weeks 10 and 20 of flexstage (R8.1, R5.5)."""

from datetime import date

from django.db import migrations

ZORG = "Kerntaak 1: zorg en ondersteuning geven"
KWALITEIT = "Kerntaak 2: werken aan kwaliteit en aan jezelf"
VRAAG = {
    "code": "OPEN-1",
    "soort": "open",
    "kerntaak": "Verder",
    "titel": "Wat gaat er nu goed, en wat is de volgende stap?",
    "uitleg": "Een of twee zinnen zijn genoeg.",
    "verplicht": False,
}
# code, kerntaak, gewicht, titel, uitleg, (oefenen, voldoende, goed), (week 10, week 20)
DELEN = [
    (
        "B1-K1-W1", ZORG, 1, "Kijkt wat iemand nodig heeft",
        "Ziet en hoort hoe het gaat. Vraagt door. Helpt mee om het zorgplan te maken of bij te werken.",
        ("Ziet het als iemand het aanwijst.", "Ziet zelf wat er nodig is en meldt het.",
         "Ziet het vroeg, vraagt door en stelt iets voor."),
        ("Kent de mensen op de afdeling en weet wie wat nodig heeft.", "Ziet zelf wat iemand op een dag nodig heeft."),
    ),
    (
        "B1-K1-W2", ZORG, 2, "Helpt bij de dagelijkse zorg",
        "Helpt bij wassen, aankleden, eten en bewegen. Laat mensen zelf doen wat zij zelf kunnen.",
        ("Doet het samen met een ander.", "Doet gewone zorg zelf, volgens het zorgplan.",
         "Doet het zelf en past het aan als iemand een slechte dag heeft."),
        ("Kijkt mee en helpt met kleine dingen.", "Helpt enkele mensen zelf bij de ochtendzorg."),
    ),
    (
        "B1-K1-W3", ZORG, 2, "Doet verpleegtechnische handelingen veilig",
        "Doet alleen handelingen die school heeft afgetekend. Werkt schoon en volgens de afspraken.",
        ("Heeft hulp nodig bij de stappen.", "Doet alle stappen in de goede volgorde.",
         "Doet het rustig, legt uit wat er gebeurt en controleert zichzelf."),
        ("Kijkt mee. Doet nog geen handelingen.", "Oefent onder begeleiding wat school heeft afgetekend."),
    ),
    (
        "B1-K1-W4", ZORG, 1, "Praat goed met mensen en hun familie",
        "Luistert, is vriendelijk en duidelijk. Houdt rekening met wat iemand gewend is en belangrijk vindt.",
        ("Is vriendelijk, maar begint niet zelf een gesprek.", "Luistert en praat duidelijk.",
         "Voelt aan wat iemand niet zegt en gaat daar goed mee om."),
        ("Maakt kennis en durft een praatje te maken.", "Praat met mensen en familie over de dag."),
    ),
    (
        "B1-K1-W5", ZORG, 1, "Weet wat te doen als het onverwacht anders gaat",
        "Blijft rustig. Roept op tijd hulp. Vertelt daarna wat er is gebeurd.",
        ("Schrikt en wacht af.", "Roept op tijd hulp en blijft erbij.", "Blijft rustig, doet het nodige en haalt hulp."),
        ("Weet wie te roepen en waar de noodknop zit.", "Roept zelf hulp en vertelt wat er gebeurde."),
    ),
    (
        "B1-K1-W6", ZORG, 1, "Stemt de zorg af en rapporteert",
        "Schrijft kort en duidelijk op wat er is gedaan en gezien. Geeft het goed door aan collega's.",
        ("Vergeet soms iets door te geven.", "Geeft door en schrijft op wat nodig is.",
         "Schrijft kort, precies en op tijd; collega's kunnen ermee verder."),
        ("Leest de rapportages en luistert bij de overdracht.", "Rapporteert over enkele mensen, met een controle."),
    ),
    (
        "B1-K2-W1", KWALITEIT, 1, "Werkt aan de eigen ontwikkeling",
        "Heeft leerdoelen, vraagt feedback en doet er iets mee.",
        ("Krijgt feedback, maar vraagt er niet om.", "Vraagt feedback en werkt aan leerdoelen.",
         "Stuurt het eigen leren en laat zien wat er beter ging."),
        ("Heeft de eerste leerdoelen opgeschreven.", "Vraagt elke week feedback op een leerdoel."),
    ),
    (
        "B1-K2-W2", KWALITEIT, 1, "Werkt samen in het team",
        "Komt afspraken na, is op tijd en vraagt om hulp als dat nodig is.",
        ("Wacht tot iemand zegt wat er moet gebeuren.", "Komt afspraken na en vraagt om hulp.",
         "Ziet werk liggen en helpt collega's uit zichzelf."),
        ("Kent het team en is op tijd.", "Neemt eigen taken in een dienst."),
    ),
    (
        "B1-K2-W3", KWALITEIT, 1, "Werkt veilig en volgens de regels",
        "Let op hygiëne, privacy en de eigen gezondheid. Meldt wat niet goed gaat.",
        ("Kent de regels, maar vergeet ze soms.", "Houdt zich aan de regels.",
         "Houdt zich eraan en spreekt anderen erop aan."),
        ("Kent de regels voor hygiëne en privacy.", "Werkt volgens de regels zonder hulp."),
    ),
]  # fmt: skip
SCORES = ("oefenen", "voldoende", "goed")


def deel(rij, *, met_weken):
    """Return one part as the form keeps it."""
    code, kerntaak, gewicht, titel, uitleg, rubric, verwacht = rij
    uit = {
        "code": code,
        "kerntaak": kerntaak,
        "titel": titel,
        "uitleg": uitleg,
        "soort": "score",
        "gewicht": gewicht,
        "rubric": dict(zip(SCORES, rubric, strict=True)),
    }
    return uit | ({"verwacht": dict(zip(("week10", "week20"), verwacht, strict=True))} if met_weken else {})


def zet_erin(apps, schema_editor):
    """Add what isn't there; a version that exists is never changed."""
    formulier = apps.get_model("evaluaties", "Evaluatieformulier")
    for naam, momenten, versie, met_weken, uitleg in (
        ("Tussenevaluatie zorg", "tussen", 2, False, ""),
        ("Eindbeoordeling zorg", "eind", 2, False, "Bij elke score hoort een reden."),
        (
            "Flexstage, week 10 en 20",
            "week10 week20",
            1,
            True,
            "Kijk bij elk onderdeel wat er nu al mag worden verwacht.",
        ),
    ):
        formulier.objects.get_or_create(
            naam=naam,
            versie=versie,
            school=None,
            defaults={
                "momenten": momenten,
                "onderdelen": [*(deel(rij, met_weken=met_weken) for rij in DELEN), VRAAG],
                "geldig_van": date(2020, 8, 1),
                "uitleg": uitleg,
                "status": "gepubliceerd",
            },
        )


class Migration(migrations.Migration):
    """Fill the forms."""

    dependencies = [("evaluaties", "0018_feedbackvragen")]

    operations = [migrations.RunPython(zet_erin, migrations.RunPython.noop)]
