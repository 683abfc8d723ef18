# Tables for freezing, variants, the review board, measures and dividing

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bevriezing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('op', models.DateTimeField(verbose_name='bevroren op')),
                ('hash', models.CharField(max_length=64, verbose_name='hash van de gegevens')),
                ('telling', models.JSONField(default=dict, verbose_name='telling')),
                ('gegevens', models.BinaryField(verbose_name='gegevens')),
                ('opgeheven_op', models.DateTimeField(blank=True, null=True, verbose_name='opgeheven op')),
            ],
            options={
                'verbose_name': 'bevriezing',
                'verbose_name_plural': 'bevriezingen',
                'ordering': ['-op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Bezwaar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('tekst', models.TextField(verbose_name='bezwaar')),
                ('ingediend_op', models.DateTimeField(verbose_name='ingediend op')),
                ('status', models.CharField(choices=[('open', 'nog te behandelen'), ('toegewezen', 'toegewezen'), ('afgewezen', 'afgewezen'), ('ingetrokken', 'ingetrokken')], default='open', max_length=12, verbose_name='status')),
                ('antwoord', models.TextField(blank=True, verbose_name='antwoord')),
                ('behandeld_op', models.DateTimeField(blank=True, null=True, verbose_name='behandeld op')),
            ],
            options={
                'verbose_name': 'bezwaar',
                'verbose_name_plural': 'bezwaren',
                'ordering': ['ingediend_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Zet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('soort', models.CharField(choices=[('plaatsen', 'geplaatst'), ('weghalen', 'plaats weggehaald'), ('ruilen', 'geruild'), ('vastzetten', 'vastgezet'), ('verbieden', 'plaats niet toegestaan'), ('loslaten', 'losgelaten'), ('notitie', 'notitie')], max_length=12, verbose_name='soort')),
                ('voor', models.JSONField(default=dict, verbose_name='hiervoor')),
                ('na', models.JSONField(default=dict, verbose_name='hierna')),
                ('effect', models.JSONField(default=dict, verbose_name='gevolg voor de doelen')),
                ('reden', models.CharField(blank=True, max_length=300, verbose_name='reden')),
                ('op', models.DateTimeField(verbose_name='wanneer')),
                ('ongedaan_op', models.DateTimeField(blank=True, null=True, verbose_name='ongedaan gemaakt op')),
            ],
            options={
                'verbose_name': 'zet',
                'verbose_name_plural': 'zetten',
                'ordering': ['-op', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='ronde',
            name='matching_ronde_status',
        ),
        migrations.AddField(
            model_name='berekening',
            name='instellingen',
            field=models.JSONField(blank=True, default=dict, verbose_name='instellingen'),
        ),
        migrations.AddField(
            model_name='berekening',
            name='naam',
            field=models.CharField(blank=True, max_length=80, verbose_name='variant'),
        ),
        migrations.AddField(
            model_name='berekening',
            name='vergelijking',
            field=models.JSONField(blank=True, default=dict, verbose_name='cijfers om te vergelijken'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='bevroren_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ronde',
            name='bevroren_op',
            field=models.DateTimeField(blank=True, null=True, verbose_name='bevroren op'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='eerlijkheid',
            field=models.BooleanField(default=False, verbose_name='eerdere uitkomst telt mee'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='gekozen',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gekozen_in', to='matching.berekening'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='gesloten_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ronde',
            name='gesloten_op',
            field=models.DateTimeField(blank=True, null=True, verbose_name='gesloten op'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='klaargezet_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ronde',
            name='publiceren_op',
            field=models.DateTimeField(blank=True, null=True, verbose_name='afgesproken moment van publiceren'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='reactie_dagen',
            field=models.PositiveSmallIntegerField(default=7, verbose_name='dagen om te reageren'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='reactie_tot',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reageren tot'),
        ),
    ]
