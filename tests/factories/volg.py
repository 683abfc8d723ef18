"""Factories of the route and of EVC."""

import factory
from factory.django import DjangoModelFactory

from evaluaties.models import Bewijsstuk, Bewijsversie, Evconderdeel, Evctraject, Routekeuze
from tests.factories.basis import NU, StudentFactory
from tests.factories.stages import PlaatsingFactory


class RoutekeuzeFactory(DjangoModelFactory):
    """A choice of two weeks away that nobody spoke about."""

    class Meta:
        model = Routekeuze

    plaatsing = factory.SubFactory(PlaatsingFactory)
    keuze = factory.LazyFunction(lambda: {"weken_weg": 2})
    gekozen_op = NU


class EvctrajectFactory(DjangoModelFactory):
    """A procedure that was just begun, with one part; `onderdeel={...}` fills it."""

    class Meta:
        model = Evctraject
        skip_postgeneration_save = True

    student = factory.SubFactory(StudentFactory)
    opleiding = factory.SelfAttribute("student.opleiding")
    geopend_op = NU

    @factory.post_generation
    def onderdeel(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Make the part."""
        if create:
            velden = {"code": "B1-K1-W1", "titel": "Kijkt wat iemand nodig heeft"} | dict(extracted or {})
            Evconderdeel.objects.create(traject=self, **velden)


class BewijsversieFactory(DjangoModelFactory):
    """The first version of a piece of the portfolio, with words only."""

    class Meta:
        model = Bewijsversie

    stuk = factory.LazyAttribute(
        lambda rij: Bewijsstuk.objects.create(
            student=rij.student, soort="diploma", titel="Diploma helpende", gemaakt_op=NU
        )
    )
    versie = 1
    tekst = "Behaald in 2021."
    gemaakt_op = NU

    class Params:
        student = factory.SubFactory(StudentFactory)
