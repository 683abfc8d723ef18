"""How many students need a place by name; they count instead of what their school stated (R3.1)."""

from django.db.models import Count, Q, QuerySet

from kern.models import Opleidingscluster, Organisatie, Schooljaar
from vraagaanbod.models import Stagevraag
from vraagaanbod.rules import OpNaam


def geldend(schooljaar: Schooljaar) -> QuerySet[Stagevraag]:
    """Return the named students who need a place in the school year; who leaves before its end is not one of them."""
    vertrokken = Q(student__vertrokken_op__lt=schooljaar.eind)
    return Stagevraag.objects.filter(schooljaar_id=schooljaar.pk).exclude(vertrokken)


def tel_op_naam(
    *, schooljaar: Schooljaar, cluster: Opleidingscluster | None = None, school: Organisatie | None = None
) -> list[OpNaam]:
    """Return the numbers per cluster, school and periods, of one cluster or school when asked. One query."""
    rijen = geldend(schooljaar)
    if cluster is not None:
        rijen = rijen.filter(cluster=cluster)
    if school is not None:
        rijen = rijen.filter(student__school=school)
    tellingen = (
        rijen.order_by("cluster__volgorde", "cluster_id", "student__school_id", "student__periodes")
        .values_list("cluster_id", "student__school_id", "student__periodes")
        .annotate(aantal=Count("pk"))
    )
    return [OpNaam(*rij) for rij in tellingen]
