"""Reference data: the templates flexstage (R5.5), blokstage and lintstage, with their weeks and phases."""

from decimal import Decimal

from django.db import migrations

# code, naam, uitleg, uren, weken, dagen, letters, blokken (naam, van, tot, uren, dagdelen), fasen (naam, uitleg, van, samen)
VORMEN = [
    (
        "flexstage",
        "Flexstage",
        "Zachte landing voor verzorgende IG, leerjaar 1 en 2: 520 uur in 40 stageweken op maandag en dinsdag. "
        "De stage begint in periode 3 en loopt door tot en met periode 2 van het volgende schooljaar. "
        "Wie nog geen 18 is, werkt alleen 's avonds of in het weekend als dat volgens de cao mag.",
        520,
        40,
        "ma di",
        "VZ",
        [
            ("Periode 3", 1, 10, 8, 2),
            ("Periode 4", 11, 20, 12, 3),
            ("Periode 1 en 2 van het volgende schooljaar", 21, 40, 16, 4),
        ],
        [
            (
                "Kennismaken",
                "De afdeling leren kennen en de mensen die er wonen: meelopen en veel kijken.",
                1,
                False,
            ),
            (
                "Stap voor stap zorg geven",
                "Steeds meer zorg geven. Dat begint als de student zegt eraan toe te zijn, en de docent en de "
                "werkbegeleider het ermee eens zijn.",
                11,
                True,
            ),
            ("Volledig meedoen", "Meedoen zoals een collega, met de eigen taken van de opleiding.", 20, True),
        ],
    ),
    (
        "blokstage",
        "Blokstage",
        "Een half schooljaar achter elkaar op stage: 20 stageweken van drie dagen.",
        480,
        20,
        "ma di wo",
        "HP VZ VP",
        [("Inwerken", 1, 2, 24, 6), ("Meewerken", 3, 20, 24, 6)],
        [
            ("Kennismaken", "De afdeling, de mensen en de afspraken leren kennen.", 1, False),
            ("Meewerken onder begeleiding", "Meewerken naast de werkbegeleider.", 3, False),
            ("Zelf zorg geven", "Eigen taken, met de werkbegeleider op de achtergrond.", 9, True),
        ],
    ),
    (
        "lintstage",
        "Lintstage",
        "Het hele schooljaar twee dagen per week op stage, naast de lessen.",
        640,
        40,
        "do vr",
        "HP VZ VP",
        [("Hele schooljaar", 1, 40, 16, 4)],
        [
            ("Kennismaken", "De afdeling, de mensen en de afspraken leren kennen.", 1, False),
            ("Meewerken", "Meewerken, met steeds meer eigen taken.", 6, False),
        ],
    ),
]


def vul(apps, schema_editor):
    """Write the templates that aren't there; what a region has changed stays."""
    vorm_model = apps.get_model("plaatsingen", "Stagevorm")
    opleidingen = apps.get_model("kern", "Opleiding").objects.all()
    for code, naam, uitleg, uren, weken, dagen, letters, blokken, fasen in VORMEN:
        vorm, nieuw = vorm_model.objects.get_or_create(
            code=code, defaults={"naam": naam, "uitleg": uitleg, "uren": uren, "weken": weken, "dagen": dagen}
        )
        if not nieuw:
            continue
        vorm.opleidingen.set(opleidingen.filter(letters__in=letters.split()))
        for blok, van, tot, per_week, dagdelen in blokken:
            vorm.blokken.create(
                naam=blok, van_week=van, tot_week=tot, uren_per_week=Decimal(per_week), dagdelen=dagdelen
            )
        for fase, tekst, van, samen in fasen:
            vorm.fasen.create(naam=fase, uitleg=tekst, van_week=van, samen=samen)


class Migration(migrations.Migration):
    """Fill the templates."""

    dependencies = [("plaatsingen", "0002_overeenkomst_uren_verloop"), ("kern", "0002_referentie")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
