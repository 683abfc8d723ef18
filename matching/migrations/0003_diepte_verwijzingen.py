# References between the tables of 0002, and their constraints

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kern', '0003_mailvoorkeuren_agenda'),
        ('matching', '0002_diepte'),
        ('vraagaanbod', '0002_diepte'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='ronde',
            name='verdeling',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rondes', to='vraagaanbod.verdeling'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='versie',
            field=models.PositiveIntegerField(default=1, verbose_name='versie'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='voorkeuren_tot',
            field=models.DateTimeField(blank=True, null=True, verbose_name='voorkeuren tot'),
        ),
        migrations.AddField(
            model_name='ronde',
            name='vorige',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='volgende', to='matching.ronde'),
        ),
        migrations.AddField(
            model_name='voorstel',
            name='met_hand',
            field=models.BooleanField(default=False, verbose_name='met de hand'),
        ),
        migrations.AddField(
            model_name='voorstel',
            name='notitie',
            field=models.TextField(blank=True, verbose_name='notitie van de coordinator'),
        ),
        migrations.AddField(
            model_name='voorstel',
            name='versie',
            field=models.PositiveIntegerField(default=1, verbose_name='versie'),
        ),
        migrations.AddField(
            model_name='voorstel',
            name='waarom',
            field=models.JSONField(blank=True, default=dict, verbose_name='waarom, in cijfers'),
        ),
        migrations.AlterField(
            model_name='ronde',
            name='status',
            field=models.CharField(choices=[('voorbereiding', 'in voorbereiding'), ('bevroren', 'bevroren'), ('berekend', 'voorstel berekend'), ('klaargezet', 'klaar om te publiceren'), ('gepubliceerd', 'gepubliceerd'), ('gesloten', 'gesloten')], default='voorbereiding', max_length=15, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='ronde',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['voorbereiding', 'bevroren', 'berekend', 'klaargezet', 'gepubliceerd', 'gesloten'])), name='matching_ronde_status'),
        ),
        migrations.AddField(
            model_name='bevriezing',
            name='door',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bevriezing',
            name='opgeheven_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bevriezing',
            name='ronde',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bevriezingen', to='matching.ronde'),
        ),
        migrations.AddField(
            model_name='berekening',
            name='bevriezing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='berekeningen', to='matching.bevriezing'),
        ),
        migrations.AddField(
            model_name='bezwaar',
            name='behandeld_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bezwaar',
            name='voorstel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bezwaren', to='matching.voorstel'),
        ),
        migrations.AddField(
            model_name='zet',
            name='andere_student',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kern.student'),
        ),
        migrations.AddField(
            model_name='zet',
            name='berekening',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zetten', to='matching.berekening'),
        ),
        migrations.AddField(
            model_name='zet',
            name='door',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='zet',
            name='ongedaan_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='zet',
            name='student',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kern.student'),
        ),
        migrations.AddConstraint(
            model_name='bevriezing',
            constraint=models.UniqueConstraint(condition=models.Q(('opgeheven_op__isnull', True)), fields=('ronde',), name='matching_bevriezing_een_geldend'),
        ),
        migrations.AddConstraint(
            model_name='bezwaar',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('voorstel',), name='matching_bezwaar_een_open'),
        ),
        migrations.AddConstraint(
            model_name='bezwaar',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'toegewezen', 'afgewezen', 'ingetrokken'])), name='matching_bezwaar_status'),
        ),
        migrations.AddConstraint(
            model_name='zet',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['plaatsen', 'weghalen', 'ruilen', 'vastzetten', 'verbieden', 'loslaten', 'notitie'])), name='matching_zet_soort'),
        ),
    ]
