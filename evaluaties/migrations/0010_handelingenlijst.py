"""Reference data: acts per programme (R5.6) and the four modules with the keuzedeel (R5.7)."""

from django.db import migrations

from evaluaties.handelingenlijst import EXAMENLETTERS, EXAMENS, GROEPEN


def vul(apps, schema_editor):
    """Write what isn't there; what a region has changed stays."""
    opleidingen = apps.get_model("kern", "Opleiding").objects.all()
    handeling_model, examen_model = apps.get_model("evaluaties", "Handeling"), apps.get_model("evaluaties", "Examen")
    volgorde = 0
    for groep, adl, handelingen in GROEPEN:
        for code, naam, week, letters in handelingen:
            volgorde += 10
            rij, nieuw = handeling_model.objects.get_or_create(
                code=code,
                defaults={"naam": naam, "groep": groep, "adl": adl, "vanaf_week": week, "volgorde": volgorde},
            )
            if nieuw:
                rij.opleidingen.set(opleidingen.filter(letters__in=letters.split()))
    for nummer, (code, naam, soort, uitleg) in enumerate(EXAMENS, start=1):
        rij, nieuw = examen_model.objects.get_or_create(
            code=code, defaults={"naam": naam, "soort": soort, "uitleg": uitleg, "volgorde": nummer * 10}
        )
        if nieuw:
            rij.opleidingen.set(opleidingen.filter(letters__in=EXAMENLETTERS.split()))


class Migration(migrations.Migration):
    """Fill the lists."""

    dependencies = [("evaluaties", "0009_handelingen_examens"), ("kern", "0002_referentie")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
