"""Who and what is behind the figure of one cluster: measures, hosts with their places, students by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from kern.models import Opleidingscluster, Schooljaar, Student, User
from vacatures.models import Stageplaats
from vraagaanbod.effect import Markt
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.models import Maatregel
from vraagaanbod.services.plan import maak_plan

HOOGSTENS = 50


@dataclass(frozen=True, slots=True)
class Gastheer:
    """A leerbedrijf with places for the cluster; `oud` when one of them was not confirmed for long."""

    naam: str
    plaatsen: int
    capaciteit: int
    bevestigd: date | None
    oud: bool


@dataclass(frozen=True, slots=True)
class Achter:
    """What is behind the figures, as one person may see it."""

    maatregelen: tuple[Maatregel, ...]
    na: Markt | None
    gastheren: tuple[Gastheer, ...]
    studenten: tuple[Student, ...]
    meer_studenten: int

    @property
    def capaciteit(self) -> int:
        """Seats of all hosts; a place for several clusters counts in full."""
        return sum(rij.capaciteit for rij in self.gastheren)


def achter_cluster(
    *, user: User, schooljaar: Schooljaar, cluster: Opleidingscluster, oud_voor: datetime | None
) -> Achter:
    """Return what is behind a cluster: only places and students that the person may see."""
    plan = maak_plan(schooljaar=schooljaar)
    raakt = {cluster.pk}
    maatregelen = tuple(
        rij
        for rij in plan.maatregelen
        if rij.status != MaatregelStatus.VERVALLEN and raakt & {rij.van_cluster_id, rij.naar_cluster_id}
    )
    afgesproken = any(rij in plan.afgesproken for rij in maatregelen)
    studenten = Student.objects.visible_to(user).filter(
        stagevragen__schooljaar=schooljaar, stagevragen__cluster=cluster
    )
    namen = list(studenten.select_related("user", "school").distinct()[: HOOGSTENS + 1])
    return Achter(
        maatregelen,
        plan.na.get(cluster.pk) if afgesproken else None,
        tuple(_gastheren(user, schooljaar, cluster, oud_voor)),
        tuple(namen[:HOOGSTENS]),
        studenten.distinct().count() - HOOGSTENS if len(namen) > HOOGSTENS else 0,
    )


def _gastheren(
    user: User, schooljaar: Schooljaar, cluster: Opleidingscluster, oud_voor: datetime | None
) -> Iterable[Gastheer]:
    plaatsen = Stageplaats.objects.visible_to(user).actief().filter(schooljaar=schooljaar, clusters=cluster)
    grens = timezone.localdate(oud_voor) if oud_voor else date.min
    rijen = (
        plaatsen.order_by("afdeling__locatie__organisatie__naam")
        .values("afdeling__locatie__organisatie__naam")
        .annotate(
            plaatsen=Count("pk"),
            som=Sum("capaciteit"),
            eerste=Min("bevestigd_op"),
            nooit=Count("pk", filter=Q(bevestigd_op__isnull=True)),
        )
    )
    for rij in rijen:
        bevestigd = None if rij["nooit"] else rij["eerste"]
        oud = oud_voor is not None and (bevestigd is None or bevestigd < grens)
        yield Gastheer(rij["afdeling__locatie__organisatie__naam"], rij["plaatsen"], rij["som"], bevestigd, oud)
