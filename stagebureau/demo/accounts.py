"""The accounts that `make demo` prints: one per role, tied to one student's stage so that the roles meet."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from basis.errors import DomainError
from kern.enums import Rol
from kern.models import Lidmaatschap, Organisatie, Student, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld
from stagebureau.demo.organisaties import Regio, nieuwe_persoon
from stagebureau.demo.stages import Stages

WACHTWOORD = "demo-stagebureau"  # printed on the login page of the demo; never made outside demo settings


KAN_REIZEN = 10  # km
RUIME_CLUSTERS = frozenset({"HP2-PT", "VZVP12-PT", "VZVP12-FT", "VZ3VP2-PT", "VZ3VP2-FT", "VP34-FT"})


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account: role as shown, e-mail address."""

    rol: str
    email: str


ACCOUNTS = (
    Account("coördinator", "coordinator@demo.test"),
    Account("stagedocent", "stagedocent@demo.test"),
    Account("praktijkopleider", "praktijkopleider@demo.test"),
    Account("werkbegeleider", "werkbegeleider@demo.test"),
    Account("stagebegeleider", "stagebegeleider@demo.test"),
    Account("student", "student@demo.test"),
    Account("coördinator informele zorg", "coordinator-iz@demo.test"),
    Account("beheerder", "beheerder@demo.test"),
    Account("coördinator van een andere school", "coordinator-twee@demo.test"),
    Account("student die nog een plaats zoekt", "student-zoekt@demo.test"),
)


def _hoofdpersoon(regio: Regio, stages: Stages) -> Plaatsing:
    """Return a running stage of ten weeks or so at the first school, with all its reports in if possible."""
    kandidaten = [p for p in stages.met_status("lopend") if p.student.school_id == regio.scholen[0].pk]
    kandidaten = kandidaten or stages.met_status("lopend")
    if not kandidaten:
        msg = "De demo heeft geen lopende stage. Kies meer studenten."
        raise DomainError(msg)
    return min(
        kandidaten[:60],
        key=lambda p: (p.verslagen.exclude(status="besproken").count(), -p.verslagen.count(), p.pk),
    )


def _zoeker(regio: Regio, stages: Stages) -> Student | None:
    """Return an adult of the first school without a place, with a VOG and preferences, in a cluster with seats left."""
    kandidaten = [
        student
        for student in stages.zonder
        if student.school_id == regio.scholen[0].pk
        and student.vog
        and student.max_km > KAN_REIZEN
        and student.cluster.code in RUIME_CLUSTERS
    ]
    kandidaten = kandidaten or stages.zonder
    return max(kandidaten, key=lambda s: (s.voorkeuren.count(), -s.geboortedatum.toordinal(), -s.pk), default=None)


def _lid(user: User, organisatie: Organisatie, rol: str, wereld: Wereld) -> None:
    Lidmaatschap.objects.create(user=user, organisatie=organisatie, rol=rol, van=wereld.dagen_geleden(400))


def maak_accounts(wereld: Wereld, regio: Regio, stages: Stages) -> Plaatsing:
    """Give ten people a known address and the demo password; refuses outside demo settings."""
    if not settings.DEMO:
        msg = "Demo-accounts bestaan alleen in de demo."
        raise DomainError(msg)
    plaatsing = _hoofdpersoon(regio, stages)
    bedrijf = plaatsing.stageplaats.afdeling.locatie.organisatie
    opleider = User.objects.get(lidmaatschappen__organisatie=bedrijf, lidmaatschappen__rol=Rol.PRAKTIJKOPLEIDER)
    bestaand = {
        "stagedocent@demo.test": plaatsing.student.stagedocent,
        "praktijkopleider@demo.test": opleider,
        "werkbegeleider@demo.test": plaatsing.werkbegeleider,
        "stagebegeleider@demo.test": plaatsing.stagebegeleider,
        "student@demo.test": plaatsing.student.user,
    }
    nieuw = {
        "coordinator@demo.test": (regio.scholen[0], Rol.COORDINATOR),
        "coordinator-twee@demo.test": (regio.scholen[1], Rol.COORDINATOR),
        "beheerder@demo.test": (regio.bureau, Rol.BEHEERDER),
    }
    for email, (organisatie, rol) in nieuw.items():
        persoon = nieuwe_persoon(wereld, email)
        persoon.save()
        _lid(persoon, organisatie, rol, wereld)
        bestaand[email] = persoon
    welzijn = Organisatie.objects.create(
        public_id=wereld.id(), soort="welzijn", code="WZ-001", naam="Welzijn De Brugwachter"
    )
    persoon = nieuwe_persoon(wereld, "coordinator-iz@demo.test")
    persoon.save()
    _lid(persoon, welzijn, Rol.COORDINATOR_IZ, wereld)
    bestaand["coordinator-iz@demo.test"] = persoon
    zoeker = _zoeker(regio, stages)
    if zoeker is not None:
        bestaand["student-zoekt@demo.test"] = zoeker.user
    wachtwoord = make_password(WACHTWOORD)
    for email, persoon in bestaand.items():
        User.objects.filter(pk=persoon.pk).update(email=email, password=wachtwoord)
    return plaatsing


def geef_concept(wereld: Wereld, plaatsing: Plaatsing) -> None:
    """Leave the demo student a half-written report about this month."""
    plaatsing.verslagen.get_or_create(
        plicht=f"monthly:{wereld.vandaag:%Y-%m}",
        defaults={
            "public_id": wereld.id(),
            "leerdoel": "Ik rapporteer kort en volgens SOEP",
            "situatie": "Vorige week was ik voor het eerst alleen verantwoordelijk voor de rapportage van een dienst.",
            "versie": 1,
            "bewaard_op": wereld.moment(wereld.vandaag - timedelta(days=1), 22, 10),
        },
    )
