from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluaties", "0023_genodigden_en_nalezen"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ladderevent",
            index=models.Index(fields=["soort", "plaatsing"], name="evaluaties_ladder_soort"),
        ),
        migrations.AddIndex(
            model_name="feedbackronde",
            index=models.Index(fields=["-geopend_op", "-id"], name="evaluaties_ronde_nieuwst"),
        ),
    ]
