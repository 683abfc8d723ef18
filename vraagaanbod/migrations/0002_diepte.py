# Tables for freezing, variants, the review board, measures and dividing

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kern', '0003_mailvoorkeuren_agenda'),
        ('vacatures', '0001_initial'),
        ('vraagaanbod', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='opgave',
            name='bevestigd_door',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opgave',
            name='bevestigd_op',
            field=models.DateTimeField(blank=True, null=True, verbose_name='laatst bevestigd op'),
        ),
        migrations.CreateModel(
            name='Maatregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('soort', models.CharField(choices=[('omzetting', 'omzetting van plaatsen'), ('buitenregionaal', 'plaatsen buiten de regio'), ('stagegezin', 'stagegezinnen'), ('leerwerkgilde', 'leerwerkgilde'), ('andere_sector', 'andere sector'), ('zomerweken', 'zomerweken'), ('innovatiecentrum', 'zorginnovatiecentrum (ZIC)'), ('extra_begeleiding', 'extra begeleiding uit de poule')], max_length=20, verbose_name='soort')),
                ('titel', models.CharField(max_length=160, verbose_name='naam')),
                ('plaatsen_van', models.PositiveIntegerField(default=0, verbose_name='plaatsen die verdwijnen')),
                ('plaatsen_naar', models.PositiveIntegerField(verbose_name='plaatsen die erbij komen')),
                ('deelbaar', models.BooleanField(default=True, verbose_name='ook voor een deel mogelijk')),
                ('kosten_vast', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='vaste kosten in euro')),
                ('kosten_per_plaats', models.DecimalField(decimal_places=2, default=0, max_digits=9, verbose_name='kosten per plaats in euro')),
                ('eigenaar', models.CharField(max_length=160, verbose_name='eigenaar')),
                ('status', models.CharField(choices=[('idee', 'idee'), ('toegezegd', 'toegezegd'), ('uitgevoerd', 'uitgevoerd'), ('vervallen', 'vervallen')], default='idee', max_length=12, verbose_name='status')),
                ('ingangsdatum', models.DateField(blank=True, null=True, verbose_name='geldt vanaf')),
                ('toelichting', models.TextField(blank=True, verbose_name='toelichting')),
                ('aangemaakt_op', models.DateTimeField(verbose_name='aangemaakt op')),
                ('versie', models.PositiveIntegerField(default=1, verbose_name='versie')),
                ('aangemaakt_door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('naar_cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maatregelen_naar', to='kern.opleidingscluster')),
                ('omzetting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='maatregel', to='vraagaanbod.omzetting')),
                ('organisatie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='maatregelen', to='kern.organisatie')),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maatregelen', to='kern.schooljaar')),
                ('van_cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='maatregelen_van', to='kern.opleidingscluster')),
            ],
            options={
                'verbose_name': 'maatregel',
                'verbose_name_plural': 'maatregelen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Maatregelstap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('van', models.CharField(blank=True, max_length=12, verbose_name='van')),
                ('naar', models.CharField(choices=[('idee', 'idee'), ('toegezegd', 'toegezegd'), ('uitgevoerd', 'uitgevoerd'), ('vervallen', 'vervallen')], max_length=12, verbose_name='naar')),
                ('plaatsen_naar', models.PositiveIntegerField(verbose_name='plaatsen die erbij komen')),
                ('reden', models.CharField(blank=True, max_length=300, verbose_name='reden')),
                ('op', models.DateTimeField(verbose_name='wanneer')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('maatregel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stappen', to='vraagaanbod.maatregel')),
            ],
            options={
                'verbose_name': 'stap van een maatregel',
                'verbose_name_plural': 'stappen van maatregelen',
                'ordering': ['op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Regiodoel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('naam', models.CharField(max_length=160, verbose_name='doel')),
                ('soort', models.CharField(max_length=20, verbose_name='hoe gemeten')),
                ('streefwaarde', models.DecimalField(decimal_places=1, max_digits=9, verbose_name='streefwaarde')),
                ('eenheid', models.CharField(default='%', max_length=20, verbose_name='eenheid')),
                ('voor', models.DateField(blank=True, null=True, verbose_name='voor')),
                ('stand', models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True, verbose_name='stand, met de hand')),
                ('toelichting', models.CharField(blank=True, max_length=300, verbose_name='toelichting')),
                ('op', models.DateTimeField(verbose_name='bijgewerkt op')),
                ('cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doelen', to='kern.opleidingscluster')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisatie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doelen', to='kern.organisatie')),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doelen', to='kern.schooljaar')),
            ],
            options={
                'verbose_name': 'doel van de regio',
                'verbose_name_plural': 'doelen van de regio',
                'ordering': ['voor', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('naam', models.CharField(max_length=120, verbose_name='naam')),
                ('toelichting', models.TextField(blank=True, verbose_name='toelichting')),
                ('uitleg', models.JSONField(blank=True, default=dict, verbose_name='uitleg van de keuze')),
                ('op', models.DateTimeField(verbose_name='gemaakt op')),
                ('toegepast_op', models.DateTimeField(blank=True, null=True, verbose_name='toegepast op')),
                ('versie', models.PositiveIntegerField(default=1, verbose_name='versie')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='kern.schooljaar')),
                ('toegepast_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'scenario',
                'verbose_name_plural': "scenario's",
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Scenarioregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aantal', models.PositiveIntegerField(verbose_name='plaatsen die erbij komen')),
                ('maatregel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regels', to='vraagaanbod.maatregel')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regels', to='vraagaanbod.scenario')),
            ],
            options={
                'verbose_name': 'regel van een scenario',
                'verbose_name_plural': "regels van scenario's",
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Stagedagen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('periodes', models.CharField(default='1 2 3 4', max_length=10, verbose_name='periodes')),
                ('dagen', models.CharField(max_length=25, verbose_name='stagedagen')),
                ('toelichting', models.CharField(blank=True, max_length=300, verbose_name='toelichting')),
                ('op', models.DateTimeField(verbose_name='opgegeven op')),
                ('vervangen_op', models.DateTimeField(blank=True, null=True, verbose_name='vervangen op')),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stagedagen', to='kern.opleidingscluster')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stagedagen', to='kern.organisatie')),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stagedagen', to='kern.schooljaar')),
            ],
            options={
                'verbose_name': 'stagedagen van een school',
                'verbose_name_plural': 'stagedagen van scholen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Stagevraag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('op', models.DateTimeField(verbose_name='op naam sinds')),
                ('bron', models.CharField(blank=True, max_length=200, verbose_name='bron')),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stagevragen', to='kern.opleidingscluster')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stagevragen', to='kern.schooljaar')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stagevragen', to='kern.student')),
            ],
            options={
                'verbose_name': 'stagevraag op naam',
                'verbose_name_plural': 'stagevragen op naam',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Verdeling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='kenmerk')),
                ('naam', models.CharField(max_length=120, verbose_name='naam')),
                ('sleutel', models.JSONField(blank=True, default=dict, verbose_name='verdeelsleutel')),
                ('status', models.CharField(choices=[('concept', 'concept'), ('vastgesteld', 'vastgesteld'), ('ingetrokken', 'ingetrokken')], default='concept', max_length=12, verbose_name='status')),
                ('op', models.DateTimeField(verbose_name='gemaakt op')),
                ('vastgesteld_op', models.DateTimeField(blank=True, null=True, verbose_name='vastgesteld op')),
                ('versie', models.PositiveIntegerField(default=1, verbose_name='versie')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdelingen', to='kern.schooljaar')),
                ('vastgesteld_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'verdeling',
                'verbose_name_plural': 'verdelingen',
                'ordering': ['-op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Verdeelplaats',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met_hand', models.BooleanField(default=False, verbose_name='met de hand')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kern.organisatie')),
                ('stageplaats', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vacatures.stageplaats')),
                ('verdeling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plaatsen', to='vraagaanbod.verdeling')),
            ],
            options={
                'verbose_name': 'toegedeelde plaats',
                'verbose_name_plural': 'toegedeelde plaatsen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Verdeeldaandeel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vraag', models.PositiveIntegerField(verbose_name='gevraagd')),
                ('recht', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='aandeel volgens de sleutel')),
                ('plekken', models.PositiveIntegerField(default=0, verbose_name='toegedeelde plekken')),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kern.opleidingscluster')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kern.organisatie')),
                ('verdeling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aandelen', to='vraagaanbod.verdeling')),
            ],
            options={
                'verbose_name': 'aandeel van een school',
                'verbose_name_plural': 'aandelen van scholen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Belangstelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('antwoord', models.CharField(choices=[('bereid', 'ja, graag'), ('geinteresseerd', 'misschien'), ('niet', 'nee')], max_length=15, verbose_name='antwoord')),
                ('reden', models.CharField(blank=True, max_length=500, verbose_name='reden')),
                ('op', models.DateTimeField(verbose_name='geantwoord op')),
                ('vervangen_op', models.DateTimeField(blank=True, null=True, verbose_name='vervangen op')),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='belangstellingen', to='kern.opleidingscluster')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisatie', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='belangstellingen', to='kern.organisatie')),
                ('schooljaar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='belangstellingen', to='kern.schooljaar')),
            ],
            options={
                'verbose_name': 'belangstelling',
                'verbose_name_plural': 'belangstellingen',
                'ordering': ['-op', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('vervangen_op__isnull', True)), fields=('schooljaar', 'organisatie', 'cluster'), name='vraagaanbod_belangstelling_een_geldend'), models.CheckConstraint(condition=models.Q(('antwoord__in', ['bereid', 'geinteresseerd', 'niet'])), name='vraagaanbod_belangstelling_antwoord')],
            },
        ),
        migrations.AddConstraint(
            model_name='maatregel',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['omzetting', 'buitenregionaal', 'stagegezin', 'leerwerkgilde', 'andere_sector', 'zomerweken', 'innovatiecentrum', 'extra_begeleiding'])), name='vraagaanbod_maatregel_soort'),
        ),
        migrations.AddConstraint(
            model_name='maatregel',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['idee', 'toegezegd', 'uitgevoerd', 'vervallen'])), name='vraagaanbod_maatregel_status'),
        ),
        migrations.AddConstraint(
            model_name='maatregel',
            constraint=models.CheckConstraint(condition=models.Q(('van_cluster__isnull', False), ('plaatsen_van', 0), _connector='OR'), name='vraagaanbod_maatregel_van', violation_error_message='Kies het cluster waar de plaatsen vandaan komen.'),
        ),
        migrations.AddConstraint(
            model_name='maatregel',
            constraint=models.CheckConstraint(condition=models.Q(('van_cluster__isnull', True), models.Q(('van_cluster', models.F('naar_cluster')), _negated=True), _connector='OR'), name='vraagaanbod_maatregel_ander_cluster', violation_error_message='Kies twee verschillende clusters.'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.UniqueConstraint(fields=('schooljaar', 'naam'), name='vraagaanbod_scenario_naam'),
        ),
        migrations.AddConstraint(
            model_name='scenarioregel',
            constraint=models.UniqueConstraint(fields=('scenario', 'maatregel'), name='vraagaanbod_scenarioregel_uniek'),
        ),
        migrations.AddConstraint(
            model_name='stagedagen',
            constraint=models.UniqueConstraint(condition=models.Q(('vervangen_op__isnull', True)), fields=('schooljaar', 'school', 'cluster', 'periodes'), name='vraagaanbod_stagedagen_een_geldend'),
        ),
        migrations.AddConstraint(
            model_name='stagevraag',
            constraint=models.UniqueConstraint(fields=('student', 'schooljaar'), name='vraagaanbod_stagevraag_uniek'),
        ),
        migrations.AddConstraint(
            model_name='verdeling',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['concept', 'vastgesteld', 'ingetrokken'])), name='vraagaanbod_verdeling_status'),
        ),
        migrations.AddConstraint(
            model_name='verdeelplaats',
            constraint=models.UniqueConstraint(fields=('verdeling', 'stageplaats'), name='vraagaanbod_verdeelplaats_uniek'),
        ),
        migrations.AddConstraint(
            model_name='verdeeldaandeel',
            constraint=models.UniqueConstraint(fields=('verdeling', 'cluster', 'school'), name='vraagaanbod_verdeeldaandeel_uniek'),
        ),
    ]
