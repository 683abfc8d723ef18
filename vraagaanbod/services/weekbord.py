"""Weeks by clusters: seats against students in each week of the school year (R5.13)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Q, QuerySet

from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, Schooljaar, Schoolvakantie
from vacatures.bezetting import bezette_statussen
from vacatures.models import Stageplaats
from vraagaanbod.models import Opgave
from vraagaanbod.rules import OpNaam, tel
from vraagaanbod.services.bord import cijfers
from vraagaanbod.services.genoemd import tel_op_naam
from vraagaanbod.weken import ZOMER, Cel, Plek, Tijdvak, Week, capaciteit_per_periode, weken_van


@dataclass(frozen=True, slots=True)
class Weekrij:
    """One cluster over all weeks; `uit_cijfers` says that its seats are the stated supply, for want of places."""

    cluster: Opleidingscluster
    cellen: tuple[Cel, ...]
    uit_cijfers: bool

    @property
    def ergste(self) -> int:
        """The greatest shortage in one week."""
        return max((-cel.saldo for cel in self.cellen if cel.saldo < 0), default=0)


@dataclass(frozen=True, slots=True)
class Weekbord:
    """The grid: weeks (columns) by clusters (rows, the greatest shortage first)."""

    schooljaar: Schooljaar
    weken: tuple[Week, ...]
    rijen: tuple[Weekrij, ...]

    @property
    def zomer_vanaf(self) -> int:
        """The index of the first week of the summer, or the number of weeks."""
        return next((i for i, week in enumerate(self.weken) if week.is_zomer), len(self.weken))


def _vraag(opgaven: list[Opgave], op_naam: list[OpNaam]) -> dict[str, dict[int, int]]:
    """Return period to cluster to students; in the summer only what was stated or named for the summer."""
    uit = {}
    for code in PeriodeCode.values:
        rijen, namen = opgaven, op_naam
        if code == ZOMER:
            rijen = [opgave for opgave in opgaven if opgave.periode == ZOMER]
            namen = [rij for rij in op_naam if ZOMER in rij.periodes.split()]
        standen = tel(cijfers(rijen), code, op_naam=namen)
        uit[code] = {cluster: stand.vraag.waarde for cluster, stand in standen.items()}
    return uit


def _aanbod(opgaven: list[Opgave]) -> dict[str, dict[int, int]]:
    uit = {}
    for code in PeriodeCode.values:
        rijen = [opgave for opgave in opgaven if code != ZOMER or opgave.periode == ZOMER]
        uit[code] = {cluster: stand.aanbod.waarde for cluster, stand in tel(cijfers(rijen), code).items()}
    return uit


def _plekken(plaatsen: QuerySet[Stageplaats]) -> list[Plek]:
    """Return the seats, in one query for the places and one for their clusters."""
    clusters: dict[int, set[int]] = defaultdict(set)
    for plaats_id, cluster_id in Stageplaats.clusters.through.objects.filter(
        stageplaats__in=plaatsen.values("pk")
    ).values_list("stageplaats_id", "opleidingscluster_id"):
        clusters[plaats_id].add(cluster_id)
    return [
        Plek(frozenset(clusters[pk]), frozenset(periodes.split()), aantal)
        for pk, periodes, aantal in plaatsen.order_by("pk").values_list("pk", "periodes", "capaciteit")
        if clusters[pk]
    ]


def _plaatsen(schooljaar: Schooljaar, school: Organisatie | None) -> QuerySet[Stageplaats]:
    plaatsen = Stageplaats.objects.actief().filter(schooljaar=schooljaar)
    if school is None:
        return plaatsen
    mag = Stageplaats.objects.filter(Q(scholen__isnull=True) | Q(scholen=school)).values("pk")
    return plaatsen.filter(pk__in=mag)


def _geplaatst(schooljaar: Schooljaar, school: Organisatie | None, weken: list[Week]) -> dict[tuple[int, date], int]:
    """Return (cluster of the student, Monday) to students who have a place in that week. One query."""
    rijen = Stageplaats.objects.filter(schooljaar=schooljaar, plaatsingen__status__in=bezette_statussen())
    if school is not None:
        rijen = rijen.filter(plaatsingen__student__school=school)
    erbij: dict[int, list[int]] = defaultdict(lambda: [0] * (len(weken) + 1))
    eerste = weken[0].maandag if weken else schooljaar.begin
    velden = ("plaatsingen__student__cluster_id", "plaatsingen__begindatum", "plaatsingen__einddatum")
    for cluster, begin, eind in rijen.order_by().values_list(*velden):
        van, tot = max(0, (begin - eerste).days // 7), min(len(weken), (eind - eerste).days // 7 + 1)
        if van < tot:
            erbij[cluster][van] += 1
            erbij[cluster][tot] -= 1
    return {
        (cluster, week.maandag): aantal
        for cluster, stappen in erbij.items()
        for week, aantal in zip(weken, accumulate(stappen), strict=False)
    }


def maak_weekbord(*, schooljaar: Schooljaar, school: Organisatie | None = None) -> Weekbord:
    """Return the grid of a school year, of one school's students and the places open to it when asked.

    A cluster without places shows the stated supply of the region.
    """
    tijdvakken = [Tijdvak(rij.code, rij.begin, rij.eind) for rij in schooljaar.periodes.all()]
    vakanties = Schoolvakantie.objects.filter(eind__gte=schooljaar.begin, begin__lte=schooljaar.eind)
    weken = weken_van(schooljaar.begin, schooljaar.eind, tijdvakken, vakanties.values_list("begin", "eind"))
    opgaven = Opgave.objects.geldend().filter(schooljaar=schooljaar)
    alle = list(opgaven)
    eigen = [rij for rij in alle if school is None or rij.organisatie_id == school.pk]
    vraag = _vraag(eigen, tel_op_naam(schooljaar=schooljaar, school=school))
    aanbod = _aanbod(alle)
    plekken = _plekken(_plaatsen(schooljaar, school))
    clusters = {cluster.pk: cluster for cluster in Opleidingscluster.objects.all()}
    capaciteit = capaciteit_per_periode(plekken, vraag, list(clusters))
    met_plekken = {cluster for plek in plekken for cluster in plek.clusters}
    geplaatst = _geplaatst(schooljaar, school, weken) if plekken else {}

    def cel(cluster: int, week: Week) -> Cel:
        bron = capaciteit if cluster in met_plekken else aanbod
        periode = week.periode or ZOMER
        seats = bron.get(periode, {}).get(cluster, 0)
        return Cel(vraag[periode].get(cluster, 0), seats, geplaatst.get((cluster, week.maandag), 0))

    rijen = [
        Weekrij(rij, tuple(cel(pk, week) for week in weken), pk not in met_plekken) for pk, rij in clusters.items()
    ]
    rijen = [rij for rij in rijen if not all(hok.is_leeg for hok in rij.cellen)]
    rijen.sort(key=lambda rij: (-rij.ergste, rij.cluster.volgorde, rij.cluster.naam))
    return Weekbord(schooljaar, tuple(weken), tuple(rijen))


def als_regels(bord: Weekbord) -> list[dict[str, Any]]:
    """Return the grid as rows for a download: one per cluster and week."""
    return [
        {
            "cluster": rij.cluster.naam,
            "week": week.nummer,
            "maandag": week.maandag,
            "periode": week.periode or ZOMER,
            "vakantie": week.vakantie,
            "vraag": cel.vraag,
            "capaciteit": cel.capaciteit,
            "saldo": cel.saldo,
            "geplaatst": cel.geplaatst,
        }
        for rij in bord.rijen
        for week, cel in zip(bord.weken, rij.cellen, strict=True)
    ]
