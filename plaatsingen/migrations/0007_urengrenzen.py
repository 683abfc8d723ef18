"""Reference data: limits of working times (Arbeidstijdenwet) and what a whole place is for the Stagefonds."""

from datetime import date

from django.db import migrations

ATW = "Arbeidstijdenwet"
AFSPRAAK = "afspraak in de regio; de wet staat een volwassene 12 uur per dienst en 60 uur per week toe"
# soort, jonger dan 18, waarde, bron
GRENZEN = [
    ("dag", True, "9", f"{ATW} art. 5:7: 16 en 17 jaar, hoogstens 9 uur per dienst"),
    ("week", True, "40", f"{ATW} art. 5:7: gemiddeld 40 uur over 4 weken, hoogstens 45 in een week"),
    ("avond", True, "23", f"{ATW} art. 5:3: rust tussen 23.00 en 06.00 uur"),
    ("ochtend", True, "6", f"{ATW} art. 5:3: rust tussen 23.00 en 06.00 uur"),
    ("zondag", True, "0", f"{ATW} art. 5:6: niet op zondag, tenzij het werk het nodig maakt en het is afgesproken"),
    ("pauze", True, "4.5", f"{ATW} art. 5:4: 30 minuten pauze na meer dan 4,5 uur"),
    ("rust", True, "12", f"{ATW} art. 5:3: 12 uur rust in elke 24 uur"),
    ("dag", False, "10", AFSPRAAK),
    ("week", False, "40", AFSPRAAK),
    ("pauze", False, "5.5", f"{ATW} art. 5:4: 30 minuten pauze na meer dan 5,5 uur"),
    ("rust", False, "11", f"{ATW} art. 5:3: 11 uur rust in elke 24 uur"),
]
FONDS = "Subsidieregeling stageplaatsen zorg II, art. 1 en 2: meer dan een vijfde van een hele plaats"
NORMEN = [("bol", 1440), ("voltijd", 1440), ("bbl", 1280), ("duaal", 1280), ("deeltijd", 1280)]


def vul(apps, schema_editor):
    """Write the rows; what a region has changed stays."""
    grens = apps.get_model("plaatsingen", "Urengrens")
    for soort, minderjarig, waarde, bron in GRENZEN:
        grens.objects.get_or_create(
            soort=soort,
            minderjarig=minderjarig,
            geldig_van=date(2007, 4, 1),
            defaults={"waarde": waarde, "bron": bron},
        )
    norm = apps.get_model("plaatsingen", "Stagefondsnorm")
    for leerweg, uren in NORMEN:
        norm.objects.get_or_create(
            leerweg=leerweg,
            geldig_van=date(2011, 8, 1),
            defaults={"uren": uren, "deel": "0.200", "geldig_tot": date(2027, 7, 31), "bron": FONDS},
        )


class Migration(migrations.Migration):
    """Fill the reference tables of hours."""

    dependencies = [("plaatsingen", "0006_uren_en_stagefonds")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
