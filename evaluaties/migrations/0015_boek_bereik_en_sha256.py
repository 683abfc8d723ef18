"""For which reader a book was made, and the hash of its file where it can be looked up."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def vul_sha256(apps, schema_editor):
    """Copy the hash of the file to the book."""
    boek, bestand = apps.get_model("evaluaties", "BpvBoek"), apps.get_model("kern", "Bestand")
    hashes = bestand.objects.filter(pk=OuterRef("bestand")).values("sha256")
    boek.objects.update(sha256=Subquery(hashes))


class Migration(migrations.Migration):
    dependencies = [("evaluaties", "0014_route_en_evc")]

    operations = [
        migrations.AddField(
            model_name="bpvboek",
            name="bereik",
            field=models.CharField(blank=True, max_length=80, verbose_name="welk deel"),
        ),
        migrations.AddField(
            model_name="bpvboek",
            name="sha256",
            field=models.CharField(blank=True, db_index=True, max_length=64, verbose_name="hash van het bestand"),
        ),
        migrations.AlterField(
            model_name="bpvboek",
            name="inhoud_hash",
            field=models.CharField(db_index=True, max_length=64, verbose_name="hash van de gegevens"),
        ),
        migrations.RunPython(vul_sha256, migrations.RunPython.noop),
    ]
