"""Factories: the smallest valid rows; situations are traits."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from begeleiding.models import Gesprek
from evaluaties.models import Evaluatie, Evaluatieformulier, Leerdoel, Verslag
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
from matching.models import Ronde, Voorkeur
from plaatsingen.models import Plaatsing
from vacatures.models import EigenPlek, Sollicitatie, Stageplaats, Vacature
from vraagaanbod.models import Opgave, Stagevraag, Verdeling

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
    moment = "tussen"
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
