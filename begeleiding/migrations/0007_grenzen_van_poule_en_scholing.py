from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("begeleiding", "0006_ritmes_van_de_regio"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="afwezigheid",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__isnull", True), ("tot__gte", models.F("van")), _connector="OR"),
                name="begeleiding_afwezig_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inzet",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__isnull", True), ("tot__gte", models.F("van")), _connector="OR"),
                name="begeleiding_inzet_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inzet",
            constraint=models.CheckConstraint(
                condition=models.Q(("uren_per_week__gt", 0)), name="begeleiding_inzet_uren"
            ),
        ),
        migrations.AddConstraint(
            model_name="mentor",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__isnull", True), ("tot__gte", models.F("van")), _connector="OR"),
                name="begeleiding_mentor_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mentor",
            constraint=models.CheckConstraint(
                condition=models.Q(("boventallige_uren__gt", 0)), name="begeleiding_mentor_uren"
            ),
        ),
        migrations.AddConstraint(
            model_name="mentorkoppeling",
            constraint=models.CheckConstraint(
                condition=models.Q(("tot__isnull", True), ("tot__gte", models.F("van")), _connector="OR"),
                name="begeleiding_koppeling_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mentorkoppeling",
            constraint=models.CheckConstraint(
                condition=models.Q(("uren_per_week__gt", 0)), name="begeleiding_koppeling_uren"
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(("plekken__gt", 0)), name="begeleiding_training_plekken"
            ),
        ),
        migrations.AddConstraint(
            model_name="bekwaamheid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("geldig_tot__isnull", True), ("geldig_tot__gte", models.F("behaald_op")), _connector="OR"
                ),
                name="begeleiding_bekwaam_volgorde",
                violation_error_message="De laatste dag ligt voor de dag waarop het is behaald.",
            ),
        ),
    ]
