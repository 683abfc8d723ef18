import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REDENEN = [
    ("beroep", "Dit beroep past niet"),
    ("plek", "Deze plek past niet"),
    ("begeleiding", "De begeleiding was niet goed genoeg"),
    ("gedrag", "Afspraken niet nagekomen"),
    ("gezondheid", "Gezondheid"),
    ("persoonlijk", "Persoonlijke omstandigheden"),
    ("opleiding", "Gestopt met de opleiding"),
    ("leerbedrijf", "Het leerbedrijf kan niet meer begeleiden"),
    ("erkenning", "Het leerbedrijf is niet meer erkend"),
    ("niet_gekomen", "Nooit begonnen"),
    ("kennismaking", "Na de kennismaking toch niet"),
    ("anders", "Een andere reden"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("kern", "0005_codes_per_link"),
        ("plaatsingen", "0004_overeenkomst_zegel_en_doorvoeren"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verloopinstelling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "start",
                    models.CharField(
                        choices=[
                            ("waarschuwen", "De stage start; het blijft als waarschuwing staan"),
                            ("blokkeren", "De stage start pas als alles er is"),
                        ],
                        default="waarschuwen",
                        max_length=12,
                        verbose_name="als er iets ontbreekt op de eerste dag",
                    ),
                ),
                (
                    "bedenktijd_dagen",
                    models.PositiveSmallIntegerField(default=3, verbose_name="dagen bedenktijd na een kennismaking"),
                ),
                ("gewijzigd_op", models.DateTimeField(verbose_name="gewijzigd op")),
                (
                    "gewijzigd_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verloopinstelling",
                        to="kern.organisatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "afspraak over het verloop van stages",
                "verbose_name_plural": "afspraken over het verloop van stages",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bedenktijd_dagen__gte", 1), ("bedenktijd_dagen__lte", 14)),
                        name="plaatsingen_bedenktijd_1_14",
                        violation_error_message="De bedenktijd is 1 tot en met 14 dagen.",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="beeindiging", name="plaatsingen_einde_reden"),
        migrations.AlterField(
            model_name="beeindiging",
            name="reden",
            field=models.CharField(choices=REDENEN, max_length=15, verbose_name="reden"),
        ),
        migrations.AddConstraint(
            model_name="beeindiging",
            constraint=models.CheckConstraint(
                condition=models.Q(("reden__in", [code for code, _ in REDENEN])), name="plaatsingen_einde_reden"
            ),
        ),
        migrations.AddIndex(
            model_name="beeindiging", index=models.Index(fields=["laatste_dag"], name="plaatsing_einde_dag")
        ),
        migrations.AddField(
            model_name="kennismaking",
            name="gewijzigd_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gewijzigd op"),
        ),
        migrations.AddField(
            model_name="kennismaking",
            name="herinnerd_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="laatst herinnerd op"),
        ),
        migrations.AddField(
            model_name="kennismaking",
            name="versie",
            field=models.PositiveIntegerField(default=1, verbose_name="versie"),
        ),
        migrations.AddIndex(
            model_name="kennismaking",
            index=models.Index(fields=["gepland_op"], name="plaatsing_kennis_gepland"),
        ),
        migrations.AddIndex(
            model_name="documentregel",
            index=models.Index(fields=["status", "geldig_tot"], name="plaatsing_document_geldig"),
        ),
    ]
