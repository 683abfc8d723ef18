"""How many wait for how many seats, so that students spread over the places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from kern.models import Student, User
from vacatures.bezetting import bezetting_van
from vacatures.models import Sollicitatie, Stageplaats, Vacature

KANDIDATEN = 60  # vacatures that are compared
MEEST = 4  # that are suggested


@dataclass(frozen=True, slots=True)
class Drukte:
    """Open applications for a place beside its free seats."""

    wachtend: int
    vrij: int

    @property
    def vol(self) -> bool:
        """Whether no seat is free."""
        return self.vrij == 0

    @property
    def per_plek(self) -> float:
        """Open applications for each free seat."""
        return self.wachtend / max(1, self.vrij)

    @property
    def druk(self) -> bool:
        """Whether so many wait that another place is the better chance (a setting)."""
        return self.per_plek >= settings.SOLLICITATIE_DRUK


def drukte_van(vacatures: Iterable[Vacature]) -> dict[int, Drukte]:
    """Return per vacature (by id) how busy it is; vacatures of one place share its seats. Two queries, or few more."""
    vacatures = list(vacatures)
    ids = {vacature.stageplaats_id for vacature in vacatures}
    plaatsen = list(Stageplaats.objects.filter(pk__in=ids).met_leerbedrijf())
    bezet = bezetting_van(plaatsen)
    rijen = Sollicitatie.objects.lopend().filter(vacature__stageplaats_id__in=ids).order_by()
    wachtend = dict(rijen.values_list("vacature__stageplaats_id").annotate(n=Count("pk")))
    return {
        vacature.pk: Drukte(
            wachtend.get(vacature.stageplaats_id, 0),
            max(1, bezet[vacature.stageplaats_id].vrij) if bezet[vacature.stageplaats_id].heeft_plek else 0,
        )
        for vacature in vacatures
    }


def rustiger(
    *, vacature: Vacature, student: Student, user: User, drukte: Drukte, at: datetime
) -> list[tuple[Vacature, Drukte]]:
    """Return comparable open vacatures (same cluster) on which fewer wait for each seat, quietest first."""
    van_cluster = Stageplaats.clusters.through.objects.filter(opleidingscluster_id=student.cluster_id)
    eigen = Sollicitatie.objects.filter(student=student).values("vacature_id")
    kandidaten = list(
        Vacature.objects.visible_to(user)
        .open_op(timezone.localdate(at))
        .filter(stageplaats__in=van_cluster.values("stageplaats_id"), stageplaats__soort=vacature.stageplaats.soort)
        .exclude(stageplaats=vacature.stageplaats_id)
        .exclude(pk__in=eigen)
        .met_leerbedrijf()[:KANDIDATEN]
    )
    per_id = drukte_van(kandidaten)
    beter = [
        (rij, per_id[rij.pk])
        for rij in kandidaten
        if not per_id[rij.pk].vol and (drukte.vol or per_id[rij.pk].per_plek < drukte.per_plek)
    ]
    return sorted(beter, key=lambda paar: (paar[1].per_plek, paar[0].pk))[:MEEST]
