"""The rhythms that the region begins with (R7.4), and an owner for each step that was agreed before steps had one."""

from datetime import UTC, date, datetime

from django.db import migrations
from django.db.models import OuterRef, Subquery

VANAF = date(2020, 8, 1)
RITMES = (
    {"weken": 1, "te_laat_na": 4},
    {"soort_stage": "stagegezin", "weken": 2, "te_laat_na": 3},
    {"soort_stage": "flexstage", "weken": 1, "te_laat_na": 4, "momenten": "10 20 40"},
)


def maak(apps, schema_editor):
    Ritme = apps.get_model("begeleiding", "Gespreksritme")
    for rij in RITMES:
        Ritme.objects.create(minuten=30, geldig_van=VANAF, gemaakt_op=datetime(2020, 8, 1, tzinfo=UTC), **rij)
    Gesprek, Stap = apps.get_model("begeleiding", "Gesprek"), apps.get_model("begeleiding", "Vervolgstap")
    for voor, wie in (("student", "plaatsing__student__user"), ("werkbegeleider", "plaatsing__werkbegeleider")):
        van = Gesprek.objects.filter(pk=OuterRef("gesprek")).order_by().values(wie)[:1]
        Stap.objects.filter(voor=voor, eigenaar=None).update(eigenaar=Subquery(van))


def weg(apps, schema_editor):
    apps.get_model("begeleiding", "Gespreksritme").objects.filter(gemaakt_door=None, geldig_van=VANAF).delete()


class Migration(migrations.Migration):
    dependencies = [("begeleiding", "0005_gesprekken_ritme_afspraken")]
    operations = [migrations.RunPython(maak, weg)]
