"""Planned talks: the smallest valid row."""

from datetime import datetime

import factory
from factory.django import DjangoModelFactory

from begeleiding.models import Gespreksafspraak
from tests.factories.basis import AMSTERDAM, NU
from tests.factories.stages import PlaatsingFactory


class AfspraakFactory(DjangoModelFactory):
    """A progress talk that is planned on the place, on 15 October 2026 at 10:00."""

    class Meta:
        model = Gespreksafspraak

    plaatsing = factory.SubFactory(PlaatsingFactory)
    soort = "voortgang"
    begin = datetime(2026, 10, 15, 10, 0, tzinfo=AMSTERDAM)
    plek = "Dorpsstraat 1, Groningen"
    gemaakt_op = NU
