"""Who is asked about a signal: its owner, who may be let in, and who next when nobody acts (R7.7)."""

from datetime import date

from begeleiding.models import Signaal, Signaalkring
from begeleiding.rules_signalen import SCHOOL
from begeleiding.services.afwezigheid import geldig_op
from kern.enums import Rol
from kern.models import Student, User
from kern.services import wie as kernwie
from kern.services.wie import bureau, met_rol
from plaatsingen.models import Plaatsing


def coordinatoren(student: Student, *, op: date) -> list[User]:
    """Return the coordinators of the student's school; those of the bureau when it has none."""
    return kernwie.coordinatoren(student.school_id, op=op) or bureau(op=op)


def begeleiders(student: Student, plaatsing: Plaatsing | None, *, op: date) -> list[User]:
    """Return who follows the student: the stagedocent, who covers today, the stagebegeleider; who still works there."""
    kandidaten = [student.stagedocent_id]
    if plaatsing is not None and plaatsing.stagebegeleider_id:
        waarnemers = geldig_op(op).filter(plaatsing=plaatsing).order_by("pk").values_list("door", flat=True)
        kandidaten += [*waarnemers, plaatsing.stagebegeleider_id]
    ids = [pk for pk in kandidaten if pk]
    if not ids:
        return []
    actief = {user.pk: user for user in met_rol(op, [Rol.STAGEDOCENT, Rol.STAGEBEGELEIDER], user_id__in=ids)}
    return [actief[pk] for pk in dict.fromkeys(ids) if pk in actief]


def eigenaar_voor(student: Student, plaatsing: Plaatsing | None, *, dringend: bool, op: date) -> User | None:
    """Return whose signal it becomes: a coordinator when it is urgent, else who follows the student."""
    eerst = [] if dringend else begeleiders(student, plaatsing, op=op)
    return next(iter(eerst or coordinatoren(student, op=op)), None)


def ontvangers_van_melding(student: Student, *, op: date) -> list[tuple[User, bool]]:
    """Return whom a student may choose to tell, with whether that is outside school; never the leerbedrijf."""
    school = kernwie.coordinatoren(student.school_id, op=op)
    al = {user.pk for user in school} | {student.user_id}
    return [(user, False) for user in school] + [(user, True) for user in bureau(op=op) if user.pk not in al]


def toe_te_laten(signaal: Signaal, *, op: date) -> list[User]:
    """Return who may be let into the circle: people of the school and those who supervise; not who is in it.

    Of a safe report never anybody of the leerbedrijf, whatever the place of the student.
    """
    student, plaatsing = signaal.student, signaal.plaatsing
    kandidaten = met_rol(op, [Rol.COORDINATOR, Rol.STAGEDOCENT], organisatie_id=student.school_id)
    kandidaten += bureau(op=op) + begeleiders(student, plaatsing, op=op)
    if plaatsing is not None and signaal.bron != "melding":
        huis = [plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id]
        kandidaten += met_rol(op, [Rol.WERKBEGELEIDER], user_id__in=[pk for pk in huis if pk])
    binnen = {signaal.eigenaar_id, student.user_id, *kring_ids(signaal)}
    return list({user.pk: user for user in kandidaten if user.pk not in binnen}.values())


def kring_ids(signaal: Signaal) -> set[int]:
    """Return the ids of whom the owner let in."""
    return set(Signaalkring.objects.filter(signaal=signaal).values_list("user_id", flat=True))


def overnemers(signaal: Signaal, *, op: date) -> list[User]:
    """Return who can become the owner: of the circle or the school, never of the leerbedrijf."""
    student = signaal.student
    kandidaten = begeleiders(student, signaal.plaatsing, op=op) + coordinatoren(student, op=op) + bureau(op=op)
    kandidaten += met_rol(op, SCHOOL, user_id__in=kring_ids(signaal))
    return list(
        {user.pk: user for user in kandidaten if user.pk not in {signaal.eigenaar_id, student.user_id}}.values()
    )
