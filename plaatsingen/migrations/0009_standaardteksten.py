"""Reference data: the first text of the agreement and of an amendment, of the region, for every school without its own."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import migrations

GELDIG_VAN = date(2015, 8, 1)
GEMAAKT = datetime(2026, 8, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
TEKSTEN = Path(__file__).with_name("teksten")


def vul(apps, schema_editor):
    """Write version 1 where the region has none; what a region wrote itself stays."""
    model = apps.get_model("plaatsingen", "Overeenkomsttekst")
    for soort in ("pok", "aanvulling"):
        if not model.objects.filter(school=None, soort=soort).exists():
            tekst = (TEKSTEN / f"{soort}_1.md").read_text(encoding="utf-8")
            model.objects.create(
                soort=soort,
                versie=1,
                tekst=tekst,
                toelichting="De eerste tekst van de regio.",
                geldig_van=GELDIG_VAN,
                gemaakt_op=GEMAAKT,
            )


class Migration(migrations.Migration):
    """Fill the texts."""

    dependencies = [("plaatsingen", "0008_ondertekenen_en_bevoegd")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
