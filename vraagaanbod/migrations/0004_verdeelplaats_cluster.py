import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vraagaanbod', '0003_maatregel_verwerkt'),
    ]

    operations = [
        # No division was made before this: the default never lands in a row.
        migrations.AddField(
            model_name='verdeelplaats',
            name='cluster',
            field=models.ForeignKey(default=1, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kern.opleidingscluster'),
            preserve_default=False,
        ),
    ]
