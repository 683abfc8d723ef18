"""Reference data: the 15 opleidingsclusters of the region, programmes and the dated legal hour norms."""

from datetime import date

from django.db import migrations

CLUSTERS = [
    ("ZH1-PT", "ZH 1e jaars parttime", 1, "1", "ZH", "parttime"),
    ("HP1-PT", "2 HP 1e jaars parttime", 2, "1", "HP", "parttime"),
    ("HP2-PT", "2 HP 2e jaars parttime", 2, "2", "HP", "parttime"),
    ("VZVP12-PT", "3 VZ/VP 1e jaars/2e jaars parttime", 3, "1 2", "VZ VP", "parttime"),
    ("VZVP12-FT", "3 VZ/VP 1e jaars/2e jaars fulltime", 3, "1 2", "VZ VP", "fulltime"),
    ("VZ3VP2-PT", "3 VZ 3e jaars/4 VP 2e jaars parttime", 3, "2 3", "VZ VP", "parttime"),
    ("VZ3VP2-FT", "3 VZ 3e jaars/4 VP 2e jaars fulltime", 3, "2 3", "VZ VP", "fulltime"),
    ("VP34-FT", "4 VP 3e jaars/4e jaars fulltime", 4, "3 4", "VP", "fulltime"),
    ("VP34-PT", "4 VP 3e jaars/4e jaars parttime", 4, "3 4", "VP", "parttime"),
    ("HBO2-FT", "5 HBO 2e jaars fulltime", 5, "2", "HBO-V", "fulltime"),
    ("HBO2-PT", "5 HBO 2e jaars parttime", 5, "2", "HBO-V", "parttime"),
    ("U1-FT", "5 HBO 3e jaars (U1) fulltime", 5, "3", "HBO-V", "fulltime"),
    ("U1-PT", "5 HBO 3e jaars (U1) parttime", 5, "3", "HBO-V", "parttime"),
    ("U2-FT", "5 HBO 4e jaars (U2) fulltime", 5, "4", "HBO-V", "fulltime"),
    ("U2-PT", "5 HBO 4e jaars (U2) parttime", 5, "4", "HBO-V", "parttime"),
]
OPLEIDINGEN = [
    ("25250", "Zorghulp (entree)", "ZH", 1, "bol", 1),
    ("25498", "Helpende zorg en welzijn", "HP", 2, "bol", 2),
    ("25656", "Verzorgende IG", "VZ", 3, "bol", 3),
    ("25655", "Mbo-verpleegkundige", "VP", 4, "bol", 4),
    ("34560", "Hbo-verpleegkunde", "HBO-V", 5, "voltijd", 4),
]
WEB = "WEB art. 7.2.7"
NORMEN = [
    ("bol", 1, 250, False),
    ("bol", 2, 450, False),
    ("bol", 3, 900, False),
    ("bol", 4, 1350, False),
    ("bbl", None, 610, True),
]


def vul(apps, schema_editor):
    """Write the rows; what a region has added or renamed stays."""
    cluster_model = apps.get_model("kern", "Opleidingscluster")
    for volgorde, (code, naam, niveau, leerjaren, letters, intensiteit) in enumerate(CLUSTERS, start=1):
        cluster_model.objects.get_or_create(
            code=code,
            defaults={
                "naam": naam,
                "niveau": niveau,
                "leerjaren": leerjaren,
                "letters": letters,
                "intensiteit": intensiteit,
                "volgorde": volgorde * 10,
            },
        )
    opleiding_model = apps.get_model("kern", "Opleiding")
    for code, naam, letters, niveau, leerweg, jaren in OPLEIDINGEN:
        opleiding_model.objects.get_or_create(
            code=code,
            defaults={"naam": naam, "letters": letters, "niveau": niveau, "leerweg": leerweg, "jaren": jaren},
        )
    norm_model = apps.get_model("kern", "Urennorm")
    for leerweg, jaren, uren, per_jaar in NORMEN:
        norm_model.objects.get_or_create(
            leerweg=leerweg,
            jaren=jaren,
            geldig_van=date(2014, 8, 1),
            defaults={"uren": uren, "per_jaar": per_jaar, "bron": WEB},
        )
    apps.get_model("kern", "AuditKeten").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    """Fill the reference tables."""

    dependencies = [("kern", "0001_initial")]
    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]
