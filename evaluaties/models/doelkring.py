"""Who follows what a student takes along: goals and portfolio (R8.3, R8.9)."""

from datetime import date
from functools import reduce
from operator import or_

from django.db import models

from begeleiding.models import Coach, Waarneming
from kern.models import Student, User
from plaatsingen.enums import ZICHTBAAR, PlaatsingStatus
from plaatsingen.models import Plaatsing

S = PlaatsingStatus
# From the day that a place is offered to the last day: after it the leerbedrijf sees no goals any more.
MET_DOELEN = ZICHTBAAR - {S.AFGEROND, S.GESTOPT, S.GEANNULEERD}


def studenten_via_school(user: User, op: date) -> models.QuerySet[Student]:
    """Return whose goals and school part of the portfolio this person follows on `op`, besides the own.

    Coordinator of the own school, stagedocent, coach, stagebegeleider of a stage that goes on or who stands in.
    Not the bureau, not a beheerder: what the student takes along is the student's.
    """
    coach = Coach.objects.filter(models.Q(tot__isnull=True) | models.Q(tot__gte=op), user=user, van__lte=op)
    delen = [models.Q(pk__in=coach.values("student"))]
    if scholen := user.organisatie_ids_als("coordinator"):
        delen.append(models.Q(school_id__in=scholen))
    if user.heeft_rol("stagedocent"):
        delen.append(models.Q(stagedocent=user))
    if user.heeft_rol("stagebegeleider"):
        invaller = Waarneming.objects.filter(door=user, van__lte=op, tot__gte=op, beeindigd_op__isnull=True)
        stages = Plaatsing.objects.filter(status__in=MET_DOELEN)
        wie = (models.Q(stagebegeleider=user), models.Q(pk__in=invaller.values("plaatsing")))
        delen += [models.Q(pk__in=stages.filter(eigen).order_by().values("student")) for eigen in wie]
    return _een_van(delen)


def studenten_via_stage(user: User) -> models.QuerySet[Student]:
    """Return whose goals this person of a leerbedrijf sees: of stages that are offered or go on."""
    wie = []
    if user.heeft_rol("werkbegeleider"):
        wie += [models.Q(werkbegeleider=user), models.Q(tweede_begeleider=user)]
    if huizen := user.organisatie_ids_als("praktijkopleider"):
        wie.append(models.Q(stageplaats__afdeling__locatie__organisatie_id__in=huizen))
    stages = Plaatsing.objects.filter(status__in=MET_DOELEN).order_by()
    return _een_van([models.Q(pk__in=stages.filter(eigen).values("student")) for eigen in wie])


def _een_van(delen: list[models.Q]) -> models.QuerySet[Student]:
    """Return students to whom one of these applies. Apart and then put together: each finds its own index."""
    if not delen:
        return Student.objects.none()
    if any(veld == "school_id__in" for deel in delen for veld, _ in deel.children):
        # A whole school is found by the school; the few others are then looked for among all students.
        return Student.objects.filter(reduce(or_, delen))
    eerste, *rest = [Student.objects.filter(deel).order_by().values("pk") for deel in delen]
    return Student.objects.filter(pk__in=eerste.union(*rest) if rest else eerste)
