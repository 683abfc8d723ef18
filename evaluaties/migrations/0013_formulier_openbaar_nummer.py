"""Give the forms an id that can't be guessed, as everything has that stands in an address."""

import uuid

from django.db import migrations, models


def geef_nummers(apps, schema_editor):
    formulier = apps.get_model("evaluaties", "Evaluatieformulier")
    for rij in formulier.objects.filter(public_id__isnull=True):
        rij.public_id = uuid.uuid4()
        rij.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("evaluaties", "0012_begeleiden_feedback_portfolio")]

    operations = [
        migrations.AddField("evaluatieformulier", "public_id", models.UUIDField("kenmerk", null=True, editable=False)),
        migrations.RunPython(geef_nummers, migrations.RunPython.noop),
        migrations.AlterField(
            "evaluatieformulier", "public_id", models.UUIDField("kenmerk", default=uuid.uuid4, editable=False, unique=True)
        ),
    ]
