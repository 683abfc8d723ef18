"""The poule, mentors and trainings: the smallest valid rows."""

from datetime import date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from begeleiding.models import Bekwaamheid, Mentor, Poulebegeleider, Training
from tests.factories.basis import AMSTERDAM, NU, AfdelingFactory, OrganisatieFactory, persoon


class PoulebegeleiderFactory(DjangoModelFactory):
    """One full-time supervisor who has done the course and goes everywhere."""

    class Meta:
        model = Poulebegeleider
        skip_postgeneration_save = True

    user = factory.LazyFunction(lambda: persoon("stagebegeleider"))
    fte = 1
    dienstverband = "ingehuurd"
    cursus = "klaar"
    cursus_klaar_op = date(2026, 6, 1)
    in_poule_van = date(2026, 8, 1)


class MentorFactory(DjangoModelFactory):
    """A mentor of eight hours for at most two; an employee of the house of `afdeling`."""

    class Meta:
        model = Mentor

    afdeling = factory.SubFactory(AfdelingFactory)
    user = factory.LazyAttribute(lambda o: persoon("werkbegeleider", o.afdeling.locatie.organisatie))
    boventallige_uren = 8
    hoogstens = 2
    van = date(2026, 8, 1)


class TrainingFactory(DjangoModelFactory):
    """A training of the bureau in a week, for two."""

    class Meta:
        model = Training

    naam = "Werkbegeleider worden"
    aanbieder = factory.SubFactory(OrganisatieFactory, bureau=True)
    niveau = 4
    begin = datetime(2026, 10, 19, 13, 0, tzinfo=AMSTERDAM)
    plek = "Zaal 2"
    plekken = 2
    gemaakt_op = NU - timedelta(days=1)


class BekwaamheidFactory(DjangoModelFactory):
    """A certificate without an end, written down by hand."""

    class Meta:
        model = Bekwaamheid

    user = factory.LazyFunction(lambda: persoon("werkbegeleider"))
    naam = "Werkbegeleiden niveau 4"
    niveau = 4
    behaald_op = date(2025, 3, 1)
    vastgelegd_op = NU
