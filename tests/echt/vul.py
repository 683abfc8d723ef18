"""Run as a script: put one running placement with a forgotten report in the database that the environment names."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagebureau.settings")
django.setup()

from django.utils import timezone

from kern.models import User
from tests import factories

begin = 1000 * (1 + User.objects.count())
for factory in (
    factories.UserFactory, factories.OrganisatieFactory, factories.LocatieFactory, factories.AfdelingFactory,
    factories.StudentFactory, factories.StageplaatsFactory,
):  # fmt: skip
    factory.reset_sequence(begin, force=True)

vandaag = timezone.localdate()
plaatsing = factories.PlaatsingFactory(
    begindatum=vandaag - timedelta(days=75),
    einddatum=vandaag + timedelta(days=75),
    aangemaakt_op=timezone.now() - timedelta(days=80),
)
sys.stdout.write(str(plaatsing.pk))
