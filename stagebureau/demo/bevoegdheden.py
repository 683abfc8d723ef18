"""Who may sign for schools and leerbedrijven, and the parents of students who are not yet 18."""

import uuid
from datetime import timedelta
from random import Random

from django.conf import settings

from kern.enums import OrganisatieSoort, Rol
from kern.models import Lidmaatschap, Organisatie, Student, Vertegenwoordiger
from plaatsingen.models import Tekenbevoegdheid
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.namen import ACHTERNAMEN, VOORNAMEN

ZONDER = 9  # one in so many leerbedrijven has nobody yet who may sign
TEKENROL = {OrganisatieSoort.SCHOOL: Rol.COORDINATOR, OrganisatieSoort.LEERBEDRIJF: Rol.PRAKTIJKOPLEIDER}


def maak_bevoegdheden(wereld: Wereld) -> None:
    """Give almost every organisation somebody who may sign, and minors a parent; in the demo also other kinds."""
    rng = Random(f"{wereld.seed}-bevoegd")  # of its own: the rest of the region stays as it was
    per_huis: dict[int, Lidmaatschap] = {}
    leden = Lidmaatschap.objects.filter(rol__in=TEKENROL.values(), organisatie__soort__in=TEKENROL)
    # The accounts of the demo first, so that they have something to sign.
    for lid in leden.select_related("user", "organisatie").order_by("-pk"):
        demo = lid.user.email.split("@")[0] in {"coordinator", "coordinator-twee", "praktijkopleider"}
        if lid.rol == TEKENROL[lid.organisatie.soort] and (demo or lid.organisatie_id not in per_huis):
            per_huis[lid.organisatie_id] = lid
    rijen = [
        _rij(wereld, rng, lid.organisatie, user=lid.user, naam=lid.user.naam, email=lid.user.email)
        for nummer, (_, lid) in enumerate(sorted(per_huis.items()))
        if nummer % ZONDER or lid.user.email.startswith(("coordinator", "praktijkopleider@"))
    ]
    schrijf(Tekenbevoegdheid, rijen)
    _ouders(wereld, rng)
    if settings.DEMO:
        _andere_soorten(wereld, rng)


def _rij(wereld: Wereld, rng: Random, organisatie: Organisatie, **velden: object) -> Tekenbevoegdheid:
    dag = wereld.dagen_geleden(300)
    gegevens = {"functie": "", "van": dag, "vastgelegd_op": wereld.moment(dag, 10)} | velden
    return Tekenbevoegdheid(
        public_id=uuid.UUID(int=rng.getrandbits(128), version=4), organisatie=organisatie, **gegevens
    )


def _ouders(wereld: Wereld, rng: Random) -> None:
    """Give every minor a parent; one in four has two, and one in ten of the parents signs on paper."""
    grens = wereld.vandaag.replace(year=wereld.vandaag.year - 18, day=min(wereld.vandaag.day, 28))
    rijen = []
    for student in (
        Student.objects.filter(geboortedatum__gt=grens - timedelta(days=4)).select_related("user").order_by("pk")
    ):
        for relatie in ("moeder", "vader")[: 2 if rng.random() < 0.25 else 1]:
            naam = f"{rng.choice(VOORNAMEN)} {student.user.achternaam or rng.choice(ACHTERNAMEN)}"
            papier = rng.random() < 0.1
            rijen.append(
                Vertegenwoordiger(
                    public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                    student=student,
                    naam=naam,
                    relatie=relatie,
                    email="" if papier else f"{relatie}.{student.studentnummer.lower()}@ouders.demo.test",
                )
            )
    schrijf(Vertegenwoordiger, rijen)


def _andere_soorten(wereld: Wereld, rng: Random) -> None:
    """At the house of the demo: somebody without an account, a deputy, one for later and one that was taken back."""
    eigen = Tekenbevoegdheid.objects.filter(email="praktijkopleider@demo.test").select_related("organisatie").first()
    if eigen is None:
        return
    straks, weg = wereld.vandaag + timedelta(days=30), wereld.moment(wereld.dagen_geleden(20), 9)
    velden = (
        {"naam": "Geertje Bestuur", "email": "bestuur@huis.demo.test", "functie": "bestuurder"},
        {"naam": "Wiebe Vervanger", "email": "vervanger@huis.demo.test", "via": eigen, "tot": straks},
        {"naam": "Tjitske Straks", "email": "straks@huis.demo.test", "functie": "teamleider", "van": straks},
        {"naam": "Jelle Voorheen", "email": "voorheen@huis.demo.test", "functie": "teamleider", "ingetrokken_op": weg},
    )
    schrijf(Tekenbevoegdheid, [_rij(wereld, rng, eigen.organisatie, **rij) for rij in velden])
