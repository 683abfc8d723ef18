"""Which week a calendar of talks opens with (R7.4)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from begeleiding.models.gesprek import GespreksafspraakQuerySet
from kern.kalender import lokale_dag

ZATERDAG = 5


def _begin(dag: date) -> datetime:
    return timezone.make_aware(datetime.combine(dag, time()))


def begint_met(rijen: GespreksafspraakQuerySet, *, at: datetime) -> date:
    """Return today; in a weekend without talks to come Monday, for then the week that matters is the next one."""
    vandaag = lokale_dag(at)
    if vandaag.weekday() < ZATERDAG:
        return vandaag
    maandag = vandaag + timedelta(days=7 - vandaag.weekday())
    return vandaag if rijen.gepland().filter(begin__gte=at, begin__lt=_begin(maandag)).exists() else maandag


def eerstvolgende(rijen: GespreksafspraakQuerySet, *, na: date) -> date | None:
    """Return the day of the first planned talk later than the day `na`."""
    later = rijen.gepland().filter(begin__gte=_begin(na + timedelta(days=1))).order_by("begin", "pk")
    eerste = later.values_list("begin", flat=True).first()
    return None if eerste is None else lokale_dag(eerste)


def welke_week(maandag: date, *, at: datetime) -> str:
    """Return "deze week", "volgende week" or "vorige week" for a week near today, else nothing."""
    vandaag = lokale_dag(at)
    dagen = (maandag - vandaag + timedelta(days=vandaag.weekday())).days
    return {-7: "vorige week", 0: "deze week", 7: "volgende week"}.get(dagen, "")
