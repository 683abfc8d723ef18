"""Placements and what happens in them: the smallest valid rows."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from begeleiding.models import Gesprek
from evaluaties.models import Evaluatie, Evaluatieformulier, Leerdoel, Verslag
from matching.models import Ronde, Voorkeur
from plaatsingen.models import Plaatsing
from tests.factories.basis import (
    NU,
    ClusterFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
)
from vraagaanbod.models import Opgave, Stagevraag, Verdeling


class PlaatsingFactory(DjangoModelFactory):
    """A running placement of school year 2026/2027; trait-free: pass `status`."""

    class Meta:
        model = Plaatsing

    student = factory.SubFactory(StudentFactory)
    stageplaats = factory.SubFactory(StageplaatsFactory)
    begindatum = date(2026, 9, 1)
    einddatum = date(2027, 1, 29)
    periodes = "1 2"
    dagen = "ma di"
    status = "lopend"
    aangemaakt_op = NU


class VoorkeurFactory(DjangoModelFactory):
    """A first preference."""

    class Meta:
        model = Voorkeur

    student = factory.SubFactory(StudentFactory)
    stageplaats = factory.SubFactory(StageplaatsFactory)
    rang = 1
    ingevoerd_op = NU


class RondeFactory(DjangoModelFactory):
    """A round in preparation for periods 3 and 4; `scholen=[...]`."""

    class Meta:
        model = Ronde
        skip_postgeneration_save = True

    naam = factory.Sequence(lambda n: f"Ronde {n}")
    schooljaar = factory.SubFactory(SchooljaarFactory)
    periodes = "3 4"
    begindatum = date(2027, 2, 1)
    einddatum = date(2027, 7, 2)
    aangemaakt_op = NU

    @factory.post_generation
    def scholen(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Set the schools."""
        if create and extracted:
            self.scholen.set(extracted)


class GesprekFactory(DjangoModelFactory):
    """A progress talk."""

    class Meta:
        model = Gesprek

    plaatsing = factory.SubFactory(PlaatsingFactory)
    soort = "voortgang"
    datum = date(2026, 10, 5)
    aanwezig = "student, werkbegeleider"
    vastgelegd_op = NU


class VerslagFactory(DjangoModelFactory):
    """A draft of the report about September 2026; trait `ingeleverd`."""

    class Meta:
        model = Verslag

    class Params:
        ingeleverd = factory.Trait(status="ingeleverd", eerste_inlevering=NU, laatste_inlevering=NU)

    plaatsing = factory.SubFactory(PlaatsingFactory)
    plicht = "monthly:2026-09"
    bewaard_op = NU


class LeerdoelFactory(DjangoModelFactory):
    """A goal."""

    class Meta:
        model = Leerdoel

    student = factory.SubFactory(StudentFactory)
    titel = factory.Sequence(lambda n: f"Doel {n}")
    gemaakt_op = NU


class FormulierFactory(DjangoModelFactory):
    """A mid-term form with one part."""

    class Meta:
        model = Evaluatieformulier

    naam = factory.Sequence(lambda n: f"Formulier {n}")
    momenten = "tussen"
    versie = 1
    onderdelen = [{"code": "B1-K1-W1", "titel": "Helpt bij dagelijkse zorg", "uitleg": "Doet dit veilig."}]
    geldig_van = date(2020, 1, 1)


class EvaluatieFactory(DjangoModelFactory):
    """An open mid-term evaluation."""

    class Meta:
        model = Evaluatie

    plaatsing = factory.SubFactory(PlaatsingFactory)
    formulier = factory.SubFactory(FormulierFactory)
    moment = "tussen"
    geopend_op = NU


class OpgaveFactory(DjangoModelFactory):
    """A school of 2026/2027 asks 20 places for the whole year."""

    class Meta:
        model = Opgave

    schooljaar = factory.SubFactory(SchooljaarFactory)
    cluster = factory.SubFactory(ClusterFactory)
    soort = "vraag"
    organisatie = factory.SubFactory(OrganisatieFactory, school=True)
    aantal = 20
    op = NU


class StagevraagFactory(DjangoModelFactory):
    """A student by name who needs a place in 2026/2027."""

    class Meta:
        model = Stagevraag

    student = factory.SubFactory(StudentFactory)
    schooljaar = factory.SubFactory(SchooljaarFactory)
    cluster = factory.SelfAttribute("student.cluster")
    op = NU


class VerdelingFactory(DjangoModelFactory):
    """An empty division of 2026/2027 in concept, in plain proportion."""

    class Meta:
        model = Verdeling

    schooljaar = factory.SubFactory(SchooljaarFactory)
    naam = factory.Sequence(lambda n: f"Verdeling {n}")
    sleutel = factory.LazyFunction(lambda: {"gewichten": {}, "minimum": 0, "reizen": True})
    op = NU
