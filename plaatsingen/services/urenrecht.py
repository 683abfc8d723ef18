"""Whose days somebody may see and confirm: each host those of its own part of the stage (R5.4, R5.9)."""

from collections.abc import Iterable

from django.db.models import Q

from kern.models import User
from plaatsingen import rules
from plaatsingen.models import Plaatsing, Urendag


def vergrendel(plaatsing: Plaatsing) -> Plaatsing:
    """Return the placement, locked until the end of the transaction."""
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)


def eigen_dagen(user: User, plaatsing: Plaatsing) -> Q | None:
    """Return which days this person may confirm, as a filter on Urendag; None when there are none."""
    mijn = [deel.pk for deel in rules.delen_van(user, plaatsing)]
    if rules.mag_uren_bevestigen(user, plaatsing):
        return Q(deel__isnull=True) | Q(deel_id__in=mijn)
    return Q(deel_id__in=mijn) if mijn else None


def van_mij(user: User, plaatsing: Plaatsing, dagen: Iterable[Urendag]) -> list[Urendag]:
    """Return those of these days that this person may confirm: `eigen_dagen` for days that were read already."""
    mijn: set[int | None] = {deel.pk for deel in rules.delen_van(user, plaatsing)}
    if rules.mag_uren_bevestigen(user, plaatsing):
        mijn.add(None)
    return [dag for dag in dagen if dag.deel_id in mijn]


def mag_bevestigen(user: User, plaatsing: Plaatsing) -> bool:
    """Whether this person may confirm any day of the placement."""
    return eigen_dagen(user, plaatsing) is not None


def zichtbare_dagen(user: User, plaatsing: Plaatsing) -> Q:
    """Return which days this person may see: a host of only a part those of that part, everybody else all."""
    eigen = eigen_dagen(user, plaatsing)
    if eigen is None or rules.mag_uren_bevestigen(user, plaatsing):
        return Q()
    ziet_alles = rules.is_student_van(user, plaatsing) or rules.is_van_school(user, plaatsing)
    return Q() if ziet_alles else eigen
