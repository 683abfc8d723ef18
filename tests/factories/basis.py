"""Factories: the smallest valid rows; situations are traits."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from kern.models import (
    Afdeling,
    Erkenning,
    Lidmaatschap,
    Locatie,
    Opleiding,
    Opleidingscluster,
    Organisatie,
    Schooljaar,
    Student,
    User,
)
from vacatures.models import Stageplaats

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NU = datetime(2026, 10, 12, 10, 0, tzinfo=AMSTERDAM)
WACHTWOORD = "een-lang-wachtwoord"


class UserFactory(DjangoModelFactory):
    """A person without a role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.test")
    voornaam = factory.Sequence(lambda n: f"Voor{n}")
    achternaam = factory.Sequence(lambda n: f"Achter{n}")
    password = factory.django.Password(WACHTWOORD)


class OrganisatieFactory(DjangoModelFactory):
    """A leerbedrijf; trait `school` or `bureau`."""

    class Meta:
        model = Organisatie

    class Params:
        school = factory.Trait(soort="school", naam=factory.Sequence(lambda n: f"School {n}"))
        bureau = factory.Trait(soort="bureau", naam=factory.Sequence(lambda n: f"Bureau {n}"))

    soort = "leerbedrijf"
    code = factory.Sequence(lambda n: f"ORG{n:05d}")
    naam = factory.Sequence(lambda n: f"Leerbedrijf {n}")


class LidmaatschapFactory(DjangoModelFactory):
    """A role from long ago without an end."""

    class Meta:
        model = Lidmaatschap

    user = factory.SubFactory(UserFactory)
    organisatie = factory.SubFactory(OrganisatieFactory)
    rol = "praktijkopleider"
    van = date(2020, 1, 1)


def persoon(rol: str, organisatie: Organisatie | None = None, **extra: object) -> User:
    """Make a person with one role; the organisation is of the kind that fits the role unless given."""
    soort = {
        "coordinator": "school",
        "stagedocent": "school",
        "student": "school",
        "beheerder": "bureau",
        "stagebegeleider": "bureau",
    }.get(rol, "leerbedrijf")
    organisatie = organisatie or OrganisatieFactory(soort=soort)
    return LidmaatschapFactory(rol=rol, organisatie=organisatie, user=UserFactory(**extra)).user


class LocatieFactory(DjangoModelFactory):
    """A location in Groningen."""

    class Meta:
        model = Locatie

    organisatie = factory.SubFactory(OrganisatieFactory)
    code = factory.Sequence(lambda n: f"LOC{n:05d}")
    naam = factory.Sequence(lambda n: f"Locatie {n}")
    plaats = "Groningen"
    lat = 53.2194
    lon = 6.5665


class AfdelingFactory(DjangoModelFactory):
    """A department."""

    class Meta:
        model = Afdeling

    locatie = factory.SubFactory(LocatieFactory)
    code = factory.Sequence(lambda n: f"AFD{n:05d}")
    naam = factory.Sequence(lambda n: f"Afdeling {n}")


class OpleidingFactory(DjangoModelFactory):
    """The programme Verzorgende IG of the reference data."""

    class Meta:
        model = Opleiding
        django_get_or_create = ("code",)

    code = "25656"
    naam = "Verzorgende IG"
    letters = "VZ"
    niveau = 3
    leerweg = "bol"
    jaren = 3


class ClusterFactory(DjangoModelFactory):
    """A cluster of the reference data."""

    class Meta:
        model = Opleidingscluster
        django_get_or_create = ("code",)

    code = "VZVP12-FT"
    naam = "3 VZ/VP 1e jaars/2e jaars fulltime"
    niveau = 3
    leerjaren = "1 2"
    letters = "VZ VP"
    intensiteit = "fulltime"


class ErkenningFactory(DjangoModelFactory):
    """A recognition without an end."""

    class Meta:
        model = Erkenning

    organisatie = factory.SubFactory(OrganisatieFactory)
    opleiding = factory.SubFactory(OpleidingFactory)
    geldig_van = date(2020, 1, 1)


class SchooljaarFactory(DjangoModelFactory):
    """School year 2026/2027."""

    class Meta:
        model = Schooljaar
        django_get_or_create = ("naam",)

    naam = "2026/2027"
    begin = date(2026, 8, 1)
    eind = date(2027, 7, 31)


class StudentFactory(DjangoModelFactory):
    """An adult second-year student, living in Groningen, with the role at the own school."""

    class Meta:
        model = Student
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    studentnummer = factory.Sequence(lambda n: f"S{n:06d}")
    school = factory.SubFactory(OrganisatieFactory, school=True)
    opleiding = factory.SubFactory(OpleidingFactory)
    cluster = factory.SubFactory(ClusterFactory)
    leerjaar = 2
    geboortedatum = date(2005, 5, 5)
    lat = 53.2194
    lon = 6.5665

    @factory.post_generation
    def rol(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Give the student the role at the school."""
        if create:
            LidmaatschapFactory(user=self.user, organisatie=self.school, rol="student")


class StageplaatsFactory(DjangoModelFactory):
    """A place for one student of the default cluster; `clusters=[...]` gives others."""

    class Meta:
        model = Stageplaats
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"PL{n:06d}")
    naam = factory.Sequence(lambda n: f"Stageplaats {n}")
    afdeling = factory.SubFactory(AfdelingFactory)
    schooljaar = factory.SubFactory(SchooljaarFactory)
    capaciteit = 1

    @factory.post_generation
    def clusters(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Set the clusters."""
        if create:
            self.clusters.set(extracted if extracted is not None else [ClusterFactory()])

    @factory.post_generation
    def scholen(self, create: bool, extracted: object, **kwargs: object) -> None:
        """Reserve for schools."""
        if create and extracted:
            self.scholen.set(extracted)
