"""Put the two starting forms in the database; an existing version is never changed."""

from django.db import migrations

from evaluaties.formulieren import FORMULIEREN, ONDERDELEN


def zet_erin(apps, schema_editor):
    formulier = apps.get_model("evaluaties", "Evaluatieformulier")
    for gegevens in FORMULIEREN:
        formulier.objects.get_or_create(
            naam=gegevens["naam"], versie=gegevens["versie"], defaults={**gegevens, "onderdelen": ONDERDELEN}
        )


class Migration(migrations.Migration):
    dependencies = [("evaluaties", "0003_sleutel_en_bron")]

    operations = [migrations.RunPython(zet_erin, migrations.RunPython.noop)]
