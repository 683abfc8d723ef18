"""For whom a BPV-boek is made, and so what stands in it: nobody gets more on paper than on the screen (R8.6, P7)."""

from dataclasses import dataclass
from enum import StrEnum

from evaluaties import rules
from evaluaties.models import Evctraject
from kern.models import Student, User
from plaatsingen.models import Plaatsing


class Soort(StrEnum):
    """Kinds of reader; the values are those of `BpvBoek.lezer`."""

    STUDENT = "student"
    SCHOOL = "school"
    BUREAU = "bureau"
    LEERBEDRIJF = "leerbedrijf"
    ASSESSOR = "assessor"


WOORDEN = {
    Soort.STUDENT: "de student",
    Soort.SCHOOL: "de school",
    Soort.BUREAU: "het stagebureau",
    Soort.LEERBEDRIJF: "het leerbedrijf",
    Soort.ASSESSOR: "de assessor van het EVC-traject",
}
# What a reader doesn't get, in a sentence of the last page.
WEGGELATEN = {
    Soort.STUDENT: "",
    Soort.SCHOOL: "Wat de student niet met school heeft gedeeld, zoals een ronde 360 feedback, staat er niet in.",
    Soort.BUREAU: "De tekst van gesprekken, verslagen en evaluaties staat er niet in: die lezen alleen de student, de "
    "school en de begeleiders.",
    Soort.LEERBEDRIJF: "Alleen de stage bij dit leerbedrijf staat erin. Verslagen die de student niet heeft gedeeld, "
    "staan er niet in. Doelen en portfolio staan er alleen in zolang de stage loopt.",
    Soort.ASSESSOR: "Alleen wat bij het EVC-traject hoort, staat erin.",
}


@dataclass(frozen=True, slots=True)
class Lezer:
    """A reader: of which kind, and of which stages (None: all). `bereik` names that scope, to find the same book again.

    `gedeeld`: reads the reports that the student shares, as the werkbegeleider does. `traject` is the procedure of an
    assessor.
    """

    soort: Soort
    bereik: str = ""
    plaatsingen: frozenset[int] | None = None
    gedeeld: bool = False
    traject: int | None = None

    @property
    def voor(self) -> str:
        """For whom, in words."""
        return WOORDEN[self.soort]

    @property
    def leest_alles(self) -> bool:
        """The student and the readers of school see texts, reasons, goals and portfolio."""
        return self.soort in {Soort.STUDENT, Soort.SCHOOL}

    @property
    def leest_gesprekken(self) -> bool:
        """Whoever was there or follows the student reads what was said and judged."""
        return self.leest_alles or self.soort == Soort.LEERBEDRIJF


ZELF = Lezer(Soort.STUDENT)
SCHOOL = Lezer(Soort.SCHOOL)
BUREAU = Lezer(Soort.BUREAU)


def lezer_van_student(user: User, student: Student) -> Lezer | None:
    """As whom this person exports the whole book: the student, the school, or the bureau; None for anybody else.

    A beheerder and a coordinator of the region aren't readers (P8): they get the facts without the texts.
    """
    if student.user_id == user.pk:
        return ZELF
    docent = student.stagedocent_id == user.pk and user.heeft_rol("stagedocent")
    if docent or student.school_id in user.organisatie_ids_als("coordinator"):
        return SCHOOL
    return BUREAU if user.is_beheerder or user.regio_coordinator else None


def lezer_van_plaatsing(user: User, plaatsing: Plaatsing) -> Lezer | None:
    """As whom this person gets the book of one stage; wider where the person may see the whole of it.

    The second host of a stage in parts gets none: the stage is with the first.
    """
    heel = lezer_van_student(user, plaatsing.student)
    if heel is not None:
        return heel
    alleen = {"plaatsingen": frozenset({plaatsing.pk})}
    if rules.is_stagebegeleider_van(user, plaatsing):
        return Lezer(Soort.SCHOOL, f"sb:{plaatsing.public_id}", **alleen)
    if rules.is_werkbegeleider_van(user, plaatsing):
        return Lezer(Soort.LEERBEDRIJF, f"wb:{plaatsing.public_id}", gedeeld=True, **alleen)
    if rules.is_praktijkopleider_van(user, plaatsing):
        return Lezer(Soort.LEERBEDRIJF, f"po:{plaatsing.public_id}", **alleen)
    return None


def lezer_van_evc(traject: Evctraject) -> Lezer:
    """The assessor of a procedure: what was handed in, nothing of the stages."""
    return Lezer(Soort.ASSESSOR, f"evc:{traject.public_id}", frozenset(), traject=traject.pk)
