"""Which students need a place in a school year, by name: they replace the prognosis of their school (R3.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from basis.errors import GeenToegang
from kern.models import Opleidingscluster, Organisatie, Schooljaar, Student, User
from kern.services.audit import leg_vast
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave, Stagevraag
from vraagaanbod.rules import figuur, mag_op_naam_voor, veel_lager
from vraagaanbod.services.genoemd import geldend

BLOK = 500


@dataclass(frozen=True, slots=True)
class Naamrij:
    """One cluster of one school: what was stated, who is there, who needs a place by name."""

    cluster: Opleidingscluster
    prognose: int | None
    studenten: int
    op_naam: int

    @property
    def veel_lager(self) -> bool:
        """Whether far fewer students are known by name than the school stated."""
        return veel_lager(self.op_naam, self.prognose)


def studenten_van(school: Organisatie, schooljaar: Schooljaar) -> QuerySet[Student]:
    """Return the students of a school who are still there at the end of the school year."""
    return Student.objects.filter(school=school).exclude(Q(vertrokken_op__lt=schooljaar.eind))


def overzicht(*, school: Organisatie, schooljaar: Schooljaar) -> list[Naamrij]:
    """Return a row per cluster that has a figure, students or names, in the order of the region. Four queries."""
    opgaven: dict[int, dict[str, int]] = {}
    rijen = Opgave.objects.geldend().filter(schooljaar_id=schooljaar.pk, organisatie=school, soort=OpgaveSoort.VRAAG)
    for cluster_id, periode, aantal in rijen.values_list("cluster_id", "periode", "aantal"):
        opgaven.setdefault(cluster_id, {})[periode] = aantal
    er_zijn = _per_cluster(studenten_van(school, schooljaar))
    namen = _per_cluster(geldend(schooljaar).filter(student__school=school))
    clusters = Opleidingscluster.objects.filter(pk__in={*opgaven, *er_zijn, *namen})
    return [
        Naamrij(cluster, figuur(opgaven.get(cluster.pk, {})), er_zijn[cluster.pk], namen[cluster.pk])
        for cluster in clusters
    ]


def _per_cluster(rijen: QuerySet) -> Counter[int]:
    return Counter(dict(rijen.order_by("cluster_id").values_list("cluster_id").annotate(n=Count("pk"))))


@transaction.atomic
def zet_op_naam(
    *,
    school: Organisatie,
    schooljaar: Schooljaar,
    cluster: Opleidingscluster,
    erbij: Iterable[int],
    eraf: Iterable[int],
    by: User,
    at: datetime,
) -> tuple[int, int]:
    """Say which students (ids) of a school need a place in this cluster, or no longer; return (how many in, out).

    Somebody else's students in the lists are left alone. Raises GeenToegang when `by` may not do this for the school.
    """
    if not mag_op_naam_voor(by, school.pk):
        raise GeenToegang("U mag voor deze school niet zeggen wie een plaats zoekt.")
    eigen = set(studenten_van(school, schooljaar).filter(pk__in=set(erbij)).values_list("pk", flat=True))
    weg = Stagevraag.objects.filter(schooljaar=schooljaar, cluster=cluster, student__school=school)
    weg = weg.filter(student__in=set(eraf) - eigen)
    uit = sorted(weg.values_list("student_id", flat=True))
    weg.delete()
    if uit:
        wat = {"cluster": cluster.code, "studenten": len(uit)}
        leg_vast(actie="studenten van de lijst gehaald", obj=school, by=by, at=at, reden=schooljaar.naam, voor=wat)
    erin = schrijf_op_naam(
        schooljaar=schooljaar, clusters=dict.fromkeys(eigen, cluster.pk), bron="portaal", by=by, at=at, school=school
    )
    return erin, len(uit)


@transaction.atomic
def schrijf_op_naam(
    *,
    schooljaar: Schooljaar,
    clusters: Mapping[int, int],
    bron: str,
    by: User | None,
    at: datetime,
    school: Organisatie | None = None,
) -> int:
    """Write that these students (id to cluster id) need a place in the year; return how many are new or moved."""
    Schooljaar.objects.select_for_update().get(pk=schooljaar.pk)
    ids = sorted(clusters)
    nu: dict[int, int] = {}
    for begin in range(0, len(ids), BLOK):
        rijen = Stagevraag.objects.filter(schooljaar=schooljaar, student__in=ids[begin : begin + BLOK])
        nu.update(rijen.values_list("student_id", "cluster_id"))
    anders = [pk for pk in ids if pk in nu and nu[pk] != clusters[pk]]
    for begin in range(0, len(anders), BLOK):
        Stagevraag.objects.filter(schooljaar=schooljaar, student__in=anders[begin : begin + BLOK]).delete()
    nieuw = [
        Stagevraag(student_id=pk, schooljaar=schooljaar, cluster_id=clusters[pk], op=at, door=by, bron=bron)
        for pk in ids
        if nu.get(pk) != clusters[pk]
    ]
    Stagevraag.objects.bulk_create(nieuw, batch_size=BLOK)
    if nieuw:
        codes = dict(Opleidingscluster.objects.values_list("pk", "code"))
        tel = Counter(codes[rij.cluster_id] for rij in nieuw)
        obj = school or schooljaar
        leg_vast(actie="studenten op naam", obj=obj, by=by, at=at, reden=schooljaar.naam, na=dict(sorted(tel.items())))
    return len(nieuw)
