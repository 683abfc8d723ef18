"""Placements that gave a werkbegeleider more students than fit, while nobody said why (R7.6).

By hand that asks for a reason at once. Publishing a round, accepting an application and signing an amendment go on all
the same, so it is seen afterwards: from the placements as they are, and the reasons in the log. Of the stages that
nobody gave a reason for, the first `VEEL` at the same time are no question; those made after them are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kern.models import AuditRegel, User
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from plaatsingen.services.begeleiderlast import REDEN_GEGEVEN, TELT, VEEL


@dataclass(frozen=True, slots=True)
class Druk:
    """One placement, who supervises it, and how many others that person has in those weeks."""

    plaatsing: Plaatsing
    wie: User
    anderen: int


@dataclass(frozen=True, slots=True)
class _Stage:
    pk: int
    begin: date
    eind: date


def _lopend(op: date) -> PlaatsingQuerySet:
    return Plaatsing.objects.filter(status__in=TELT, einddatum__gte=op).order_by()


def drukke_mensen(rijen: PlaatsingQuerySet, *, op: date) -> QuerySet[User]:
    """Return who supervises one of these placements and has more than `VEEL` stages that aren't over, busiest first.

    Stages of any school count, also as second werkbegeleider and at a second host.
    """
    nu = rijen.filter(status__in=TELT, einddatum__gte=op).order_by()
    wie = nu.values("werkbegeleider").union(nu.values("tweede_begeleider"))

    def aantal(stages: QuerySet, veld: str) -> Coalesce:
        per = stages.filter(**{veld: OuterRef("pk")}).order_by().values(veld).annotate(n=Count("pk"))
        return Coalesce(Subquery(per.values("n")), 0)

    delen = Stagedeel.objects.geldig().filter(plaatsing__in=_lopend(op).values("pk"))
    mensen = User.objects.filter(pk__in=wie).annotate(
        eerste=aantal(_lopend(op), "werkbegeleider"),
        tweede=aantal(_lopend(op), "tweede_begeleider"),
        elders=aantal(delen, "werkbegeleider"),
    )
    mensen = mensen.annotate(samen=F("eerste") + F("tweede") + F("elders"))
    return mensen.filter(samen__gt=VEEL).order_by("-samen", "pk")


def druk_bij(mensen: Collection[int], *, op: date) -> list[Druk]:
    """Return the placements that are one too many for these people (ids), soonest first. Three queries at most."""
    bij = Q(werkbegeleider__in=mensen) | Q(tweede_begeleider__in=mensen)
    stages = list(_lopend(op).filter(bij).met_betrokkenen().order_by("pk")) if mensen else []
    if len(stages) <= 1:
        return []
    delen = Stagedeel.objects.geldig().filter(werkbegeleider__in=mensen, plaatsing__in=_lopend(op).values("pk"))
    per: dict[int, list[_Stage]] = defaultdict(list)
    for deel in delen.select_related("plaatsing").order_by("pk"):
        per[deel.werkbegeleider_id].append(_stage(deel.plaatsing, op))
    for stage in stages:
        for wie in {stage.werkbegeleider_id, stage.tweede_begeleider_id} & set(mensen):
            per[wie].append(_stage(stage, op))
    if all(len(rij) <= VEEL for rij in per.values()):
        return []
    gezegd = _redenen(stages)
    uit = []
    for stage in stages:
        for wie in filter(None, (stage.werkbegeleider, stage.tweede_begeleider)):
            anderen = [rij for rij in per.get(wie.pk, ()) if rij.pk != stage.pk]
            eerder = [rij for rij in anderen if rij.pk < stage.pk and (rij.pk, wie.pk) not in gezegd]
            zelf = _stage(stage, op)
            if (stage.pk, wie.pk) not in gezegd and _tegelijk(zelf, eerder) >= VEEL:
                uit.append(Druk(stage, wie, _tegelijk(zelf, anderen)))
    return sorted(uit, key=lambda druk: (druk.plaatsing.begindatum, druk.plaatsing.pk, druk.wie.pk))


def _stage(plaatsing: Plaatsing, op: date) -> _Stage:
    return _Stage(plaatsing.pk, max(plaatsing.begindatum, op), plaatsing.einddatum)


def _tegelijk(zelf: _Stage, anderen: Sequence[_Stage]) -> int:
    """The most of these at the same time, on a day of this stage."""
    samen = [rij for rij in anderen if rij.begin <= zelf.eind and rij.eind >= zelf.begin]
    starts = {max(zelf.begin, rij.begin) for rij in samen}
    return max((sum(rij.begin <= dag <= rij.eind for rij in samen) for dag in starts), default=0)


def _redenen(stages: Iterable[Plaatsing]) -> set[tuple[int, int]]:
    """Return (placement, person) for which somebody said why it can."""
    ids = {str(stage.public_id): stage.pk for stage in stages}
    regels = AuditRegel.objects.filter(actie=REDEN_GEGEVEN, object_id__in=ids).order_by("volgnummer")
    return {(ids[kenmerk], na["begeleider"]) for kenmerk, na in regels.values_list("object_id", "na") if na}
