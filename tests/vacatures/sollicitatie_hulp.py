"""A school with a regisseur, a house with a praktijkopleider, a student and a vacature between them."""

from dataclasses import dataclass
from datetime import date

from kern.models import Periode, Student, User
from tests.factories import (
    ErkenningFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    VacatureFactory,
    persoon,
)
from vacatures.models import Stageplaats, Vacature

TIJD = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2), "dagen": "ma di"}


@dataclass
class Kring:
    """Everybody concerned with one vacature."""

    vacature: Vacature
    plaats: Stageplaats
    student: Student
    docent: User
    coordinator: User
    opleider: User
    ander: User
    bureau: User


def maak_kalender() -> None:
    """Give school year 2026/2027 its periods."""
    jaar = SchooljaarFactory()
    for code, begin, eind in (
        ("1", date(2026, 8, 24), date(2026, 11, 1)),
        ("2", date(2026, 11, 2), date(2027, 1, 31)),
        ("3", date(2027, 2, 1), date(2027, 4, 25)),
        ("4", date(2027, 4, 26), date(2027, 7, 9)),
    ):
        Periode.objects.get_or_create(schooljaar=jaar, code=code, defaults={"begin": begin, "eind": eind})


def maak_kring(*, regie: bool = True, capaciteit: int = 1, **vacature: object) -> Kring:
    """Make the circle; the contact of the vacature has an account unless `contact` says otherwise."""
    school, huis = OrganisatieFactory(school=True), OrganisatieFactory()
    docent, coordinator = persoon("stagedocent", school), persoon("coordinator", school)
    opleider, ander = persoon("praktijkopleider", huis), persoon("praktijkopleider", huis)
    plaats = StageplaatsFactory(afdeling__locatie__organisatie=huis, capaciteit=capaciteit)
    student = StudentFactory(school=school, stagedocent=docent, user__telefoon="06-12345678")
    ErkenningFactory(organisatie=huis, opleiding=student.opleiding)
    gegevens = {"stageplaats": plaats, "regie": regie, "contact": opleider} | vacature
    return Kring(
        VacatureFactory(**gegevens),
        plaats,
        student,
        docent,
        coordinator,
        opleider,
        ander,
        persoon("coordinator", OrganisatieFactory(bureau=True)),
    )


def nog_een(kring: Kring, **velden: object) -> Student:
    """Make another student of the same school."""
    gegevens = {"school": kring.student.school, "stagedocent": kring.docent} | velden
    return StudentFactory(**gegevens)
