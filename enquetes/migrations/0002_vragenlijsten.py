"""Put the two starting questionnaires in the database; what a region made of them stays."""

from datetime import UTC, datetime

from django.db import migrations

from enquetes.vragen import LIJSTEN


def vul(apps, schema_editor):
    """Write what isn't there."""
    lijst = apps.get_model("enquetes", "Vragenlijst")
    for soort, naam, vragen in LIJSTEN:
        lijst.objects.get_or_create(
            naam=naam,
            versie=1,
            defaults={"soort": soort, "vragen": vragen, "gemaakt_op": datetime(2026, 1, 1, tzinfo=UTC)},
        )


class Migration(migrations.Migration):
    """Fill the lists."""

    dependencies = [("enquetes", "0001_initial")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
