from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kern", "0007_bericht_agenda"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["achternaam", "voornaam"], name="kern_user_naam"),
        ),
    ]
