"""Rounds that were published before variants existed: the calculation that was published is the chosen one."""

from typing import Any

from django.db import migrations


def kies_wat_gepubliceerd_is(apps: Any, schema_editor: Any) -> None:
    """Point each published round at its outcome, and throw away proposals that nobody ever heard of.

    The outcome is the calculation of which placements were made; when nobody was placed it is the newest.
    """
    Ronde, Voorstel = apps.get_model("matching", "Ronde"), apps.get_model("matching", "Voorstel")
    for ronde in Ronde.objects.filter(gepubliceerd_op__isnull=False, gekozen__isnull=True).order_by("pk"):
        berekeningen = ronde.berekeningen.order_by("-gestart_op", "-pk")
        geplaatst = Voorstel.objects.filter(berekening__ronde=ronde, plaatsing__isnull=False).values("berekening_id")
        uitkomst = berekeningen.filter(pk__in=geplaatst).first() or berekeningen.first()
        if uitkomst is None:
            continue
        Voorstel.objects.filter(berekening__ronde=ronde).exclude(berekening=uitkomst).delete()
        Ronde.objects.filter(pk=ronde.pk).update(gekozen=uitkomst)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0004_met_de_hand_weggehaald"),
    ]

    operations = [
        migrations.RunPython(kies_wat_gepubliceerd_is, migrations.RunPython.noop),
    ]
