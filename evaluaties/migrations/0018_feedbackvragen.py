"""Put the first questions of 360 feedback in the database; an existing version is never changed."""

from datetime import date

from django.db import migrations

from evaluaties.vragen.feedback import ROLLEN, eerste_vragen


def zet_erin(apps, schema_editor):
    formulier = apps.get_model("evaluaties", "Feedbackformulier")
    for rol in ROLLEN:
        velden = {"vragen": eerste_vragen(rol), "geldig_van": date(2020, 1, 1)}
        formulier.objects.get_or_create(rol=rol, versie=1, defaults=velden)


class Migration(migrations.Migration):
    dependencies = [("evaluaties", "0017_evaluatie_resultaat")]

    operations = [migrations.RunPython(zet_erin, migrations.RunPython.noop)]
