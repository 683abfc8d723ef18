"""Forms for several moments, the joint result in versions, signatures for seen, objections with a decision."""

from django.conf import settings
from django.db import migrations, models


def neem_moment_over(apps, schema_editor):
    """A form that was for one moment is for that moment."""
    apps.get_model("evaluaties", "Evaluatieformulier").objects.update(momenten=models.F("moment"))


def zet_moment_terug(apps, schema_editor):
    """Going back keeps the first moment."""
    for formulier in apps.get_model("evaluaties", "Evaluatieformulier").objects.all():
        formulier.moment = formulier.momenten.split()[0]
        formulier.save(update_fields=["moment"])


class Migration(migrations.Migration):
    dependencies = [
        ("evaluaties", "0016_feedback_en_portfolio"),
        ("kern", "0007_bericht_agenda"),
        ("plaatsingen", "0011_bijzondere_soorten"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="evaluatieformulier",
            name="evaluaties_formulier_uniek",
        ),
        migrations.RemoveConstraint(
            model_name="invulling",
            name="evaluaties_invulling_ingediend_door_mens",
        ),
        migrations.AddField(
            model_name="bezwaar",
            name="besloten_naam",
            field=models.CharField(blank=True, max_length=200, verbose_name="besloten door"),
        ),
        migrations.AddField(
            model_name="bezwaar",
            name="ingetrokken_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ingetrokken op"),
        ),
        migrations.AddField(
            model_name="evaluatieformulier",
            name="bewerking",
            field=models.PositiveIntegerField(default=0, verbose_name="bewerking"),
        ),
        migrations.AddField(
            model_name="evaluatieformulier",
            name="momenten",
            field=models.CharField(default="tussen", max_length=40, verbose_name="momenten"),
        ),
        migrations.AddField(
            model_name="evaluatiehandtekening",
            name="gezien",
            field=models.BooleanField(default=False, verbose_name="alleen voor gezien"),
        ),
        migrations.AddField(
            model_name="evaluatiehandtekening",
            name="reden_zonder",
            field=models.TextField(blank=True, verbose_name="waarom zonder handtekening"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="bewaard_naam",
            field=models.CharField(blank=True, max_length=200, verbose_name="laatst bewaard door"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="onvoldoende_naam",
            field=models.CharField(blank=True, max_length=200, verbose_name="onvoldoende vastgesteld door"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="onvoldoende_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="onvoldoende vastgesteld op"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="onvoldoende_reden",
            field=models.TextField(blank=True, verbose_name="waarom onvoldoende"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="vast_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ligt vast sinds"),
        ),
        migrations.AddField(
            model_name="evaluatieresultaat",
            name="vervangen_op",
            field=models.DateTimeField(blank=True, null=True, verbose_name="vervangen op"),
        ),
        migrations.AddField(
            model_name="invulling",
            name="naam",
            field=models.CharField(blank=True, max_length=200, verbose_name="naam"),
        ),
        migrations.AddField(
            model_name="invulling",
            name="via_link",
            field=models.BooleanField(default=False, verbose_name="via een link per mail"),
        ),
        migrations.RunPython(neem_moment_over, zet_moment_terug),
        # With a default the field can come back: going down must work on a table with rows.
        migrations.AlterField(
            model_name="evaluatieformulier",
            name="moment",
            field=models.CharField(default="tussen", max_length=10, verbose_name="moment"),
        ),
        migrations.RemoveField(
            model_name="evaluatieformulier",
            name="moment",
        ),
        migrations.AddIndex(
            model_name="evaluatie",
            index=models.Index(
                condition=models.Q(("status", "vast"), _negated=True),
                fields=["status", "voor_datum"],
                name="evaluaties_evaluatie_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="bezwaar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("besloten_op", None), ("ingetrokken_op", None)),
                fields=("resultaat",),
                name="evaluaties_bezwaar_een_open",
                violation_error_message="Er loopt al een bezwaar.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bezwaar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("besloten_op", None),
                    models.Q(
                        ("gegrond__isnull", False),
                        models.Q(("besluit", ""), _negated=True),
                        models.Q(("besloten_naam", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evaluaties_bezwaar_besluit_met_reden",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieformulier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("school", None)), fields=("naam", "versie"), name="evaluaties_formulier_uniek"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieformulier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("school__isnull", False)),
                fields=("school", "naam", "versie"),
                name="evaluaties_formulier_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieresultaat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("vast_op", None), ("vervangen_op", None)),
                fields=("evaluatie",),
                name="evaluaties_resultaat_een_lopend",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieresultaat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("eindscore", "onvoldoende"), _negated=True),
                    ("aangeboden_op", None),
                    models.Q(
                        ("onvoldoende_op__isnull", False),
                        models.Q(("onvoldoende_naam", ""), _negated=True),
                        models.Q(("onvoldoende_reden", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evaluaties_resultaat_onvoldoende_door_mens",
                violation_error_message="Bij onvoldoende hoort wie dat vaststelde, wanneer en waarom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluatieresultaat",
            constraint=models.CheckConstraint(
                condition=models.Q(("aangeboden_op", None), models.Q(("hash", ""), _negated=True), _connector="OR"),
                name="evaluaties_resultaat_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="invulling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ingediend"), _negated=True),
                    models.Q(
                        ("ingediend_op__isnull", False),
                        models.Q(("door__isnull", False), models.Q(("naam", ""), _negated=True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="evaluaties_invulling_ingediend_door_mens",
            ),
        ),
    ]
