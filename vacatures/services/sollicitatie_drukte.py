"""How many wait for how many seats, so that students spread over the places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from kern.models import Periode, Student, User
from vacatures.bezetting import Bezetting, bezetting_van
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
    """Return per vacature (by id) how busy it is; vacatures of one place share those who wait. A few queries."""
    vacatures = list(vacatures)
    ids = {vacature.stageplaats_id for vacature in vacatures}
    plaatsen = {rij.pk: rij for rij in Stageplaats.objects.filter(pk__in=ids)}
    bezet = bezetting_van(plaatsen.values())
    rijen = Sollicitatie.objects.lopend().filter(vacature__stageplaats_id__in=ids).order_by()
    wachtend = dict(rijen.values_list("vacature__stageplaats_id").annotate(n=Count("pk")))
    jaren: dict[int, list[Periode]] = {}
    for periode in Periode.objects.filter(schooljaar__in={rij.schooljaar_id for rij in plaatsen.values()}):
        jaren.setdefault(periode.schooljaar_id, []).append(periode)
    return {
        vacature.pk: Drukte(
            wachtend.get(vacature.stageplaats_id, 0),
            _vrij(vacature, bezet[vacature.stageplaats_id], jaren.get(plaatsen[vacature.stageplaats_id].schooljaar_id)),
        )
        for vacature in vacatures
    }


def _vrij(vacature: Vacature, bezetting: Bezetting, jaar: list[Periode] | None) -> int:
    """Return the free seats: in all of the time and on all of the days that the vacature names, else at some moment."""
    codes = {code for code, _ in bezetting.open_momenten}
    begin, eind = vacature.begindatum, vacature.einddatum
    vaste_tijd = bool(begin and eind and jaar)
    if begin and eind and jaar:
        codes &= {rij.code for rij in jaar if rij.begin <= eind and rij.eind >= begin}
    per_dag: dict[str, list[int]] = {}
    for moment in bezetting.open_momenten:
        if moment[0] in codes and (not vacature.dagen or moment[1] in vacature.dagen.split()):
            per_dag.setdefault(moment[1], []).append(bezetting.grens(moment) - bezetting.hoofden[moment])
    kies_tijd = min if vaste_tijd else max
    kies_dag = min if vacature.dagen else max
    return max(0, kies_dag((kies_tijd(vrij) for vrij in per_dag.values()), default=0))


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
