"""Vacatures, applications and places that students found: the smallest valid rows."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.basis import NU, StageplaatsFactory, StudentFactory
from vacatures.models import EigenPlek, Sollicitatie, Vacature


class VacatureFactory(DjangoModelFactory):
    """A published vacature that is complete, open until 1 December 2026; `scholen=[...]` chooses schools."""

    class Meta:
        model = Vacature
        skip_postgeneration_save = True

    stageplaats = factory.SubFactory(StageplaatsFactory)
    titel = factory.Sequence(lambda n: f"Vacature {n}")
    doel = "Je leert zorgen voor ouderen."
    inhoud = "Een afdeling met twintig bewoners."
    taken = "Helpen bij wassen en eten."
    begeleiding = "Elke dag een werkbegeleider."
    hoe = "Schrijf waarom deze plek bij je past."
    uren_per_week = 16
    dagen = "ma di"
    begindatum = date(2027, 2, 1)
    einddatum = date(2027, 7, 2)
    verloopt_op = date(2026, 12, 1)
    contact_naam = "Contact van het huis"
    contact_email = "contact@voorbeeld.test"
    status = "gepubliceerd"
    gemaakt_op = NU
    gepubliceerd_op = NU
    gewijzigd_op = NU

    @factory.post_generation
    def scholen(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Publish for these schools only."""
        if create and extracted:
            self.scholen.set(extracted)


class SollicitatieFactory(DjangoModelFactory):
    """An application that waits for the leerbedrijf; traits `concept` and `bij_school`."""

    class Meta:
        model = Sollicitatie

    class Params:
        concept = factory.Trait(status="concept", verstuurd_op=None, bereikte_leerbedrijf_op=None, wacht_sinds=None)
        bij_school = factory.Trait(status="bij_regisseur", bereikte_leerbedrijf_op=None)

    vacature = factory.SubFactory(VacatureFactory)
    student = factory.SubFactory(StudentFactory)
    motivatie = "Ik wil graag leren hoe je voor ouderen zorgt."
    status = "bij_leerbedrijf"
    begonnen_op = NU
    bewaard_op = NU
    verstuurd_op = NU
    bereikte_leerbedrijf_op = NU
    wacht_sinds = NU


class EigenPlekFactory(DjangoModelFactory):
    """A place that a student found, which the leerbedrijf confirmed and the school must check."""

    class Meta:
        model = EigenPlek

    student = factory.SubFactory(StudentFactory)
    organisatie_naam = factory.Sequence(lambda n: f"Gevonden huis {n}")
    postcode = "9401 AB"
    plaats = "Assen"
    contact_naam = "Contact van het huis"
    contact_email = "contact@voorbeeld.test"
    begindatum = date(2027, 2, 1)
    einddatum = date(2027, 7, 2)
    dagen = "ma di"
    status = "in_controle"
    gemaakt_op = NU
    wacht_sinds = NU
    contact_bevestigd_op = NU
