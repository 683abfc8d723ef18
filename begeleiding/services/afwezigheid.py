"""Who covers whom on a day, and who is away without anybody who covers: reads (R7.3)."""

from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.http import urlencode

from begeleiding.models import Afwezigheid, Waarneming
from begeleiding.services.poule_stand import TELT
from plaatsingen.models import Plaatsing

KOMT = timedelta(days=14)  # so long before it begins an absence asks for cover
WERKWEEK = timedelta(days=4)  # from Monday to Friday; who is away for less moves the weekly talk, nobody takes over


def geldig_op(dag: date) -> QuerySet[Waarneming]:
    """Covers that hold on a day."""
    return Waarneming.objects.filter(van__lte=dag, tot__gte=dag, beeindigd_op__isnull=True)


def nu_of_straks(plaatsing: Plaatsing, dag: date) -> list[Waarneming]:
    """Covers of a placement that hold on a day or later. One query."""
    rijen = Waarneming.objects.filter(plaatsing=plaatsing, tot__gte=dag, beeindigd_op__isnull=True)
    return list(rijen.select_related("voor", "door").order_by("van", "pk"))


def zonder_waarnemer(
    dag: date, *, komt: timedelta | None = None, minstens: timedelta | None = None
) -> QuerySet[Plaatsing]:
    """Stages whose stagebegeleider is away on a day from `dag` on while nobody covers at its start (R7.3).

    Each row has `weg` (pk of the absence). An absence or a cover counts from `dag`, from its own first day, or from the
    first day of the stage, whichever is last; a cover by somebody who is away then as well is none. `komt`: absences
    that begin at most so much later; `minstens`: those with so long between first and last day, or without an end.
    """
    weg = Afwezigheid.objects.filter(Q(tot__isnull=True) | Q(tot__gte=dag))
    if komt is not None:
        weg = weg.filter(van__lte=dag + komt)
    if minstens is not None:
        weg = weg.filter(Q(tot__isnull=True) | Q(tot__gte=F("van") + minstens))
    eigen = "stagebegeleider__poulebegeleider__afwezigheden"
    vanaf = Greatest(F(f"{eigen}__van"), F("begindatum"), Value(dag, output_field=DateField()))
    rijen = Plaatsing.objects.annotate(weg=F(eigen), weg_tot=F(f"{eigen}__tot"), vanaf=vanaf)
    rijen = rijen.filter(
        Q(weg_tot__isnull=True) | Q(weg_tot__gte=F("vanaf")),
        weg__in=weg.order_by().values("pk"), status__in=TELT, einddatum__gte=F("vanaf"),
    )  # fmt: skip
    ook_weg = Afwezigheid.objects.filter(
        Q(tot__isnull=True) | Q(tot__gte=OuterRef(OuterRef("vanaf"))),
        begeleider__user=OuterRef("door"), van__lte=OuterRef(OuterRef("vanaf")),
    )  # fmt: skip
    gedekt = Waarneming.objects.filter(
        ~Exists(ook_weg),
        plaatsing=OuterRef("pk"), van__lte=OuterRef("vanaf"), tot__gte=OuterRef("vanaf"), beeindigd_op__isnull=True,
    )  # fmt: skip
    return rijen.filter(~Exists(gedekt)).order_by()


def afwezig_zonder_waarnemer(rijen: QuerySet[Plaatsing]) -> list[tuple[Afwezigheid, int]]:
    """Absences of rows of `zonder_waarnemer`, each with its number of students, first day first. Two queries."""
    tel = dict(rijen.values_list("weg").annotate(aantal=Count("pk", distinct=True)))
    weg = Afwezigheid.objects.filter(pk__in=tel).select_related("begeleider__user").order_by("van", "pk")
    return [(rij, tel[rij.pk]) for rij in weg]


def regel_adres(weg: Afwezigheid, dag: date) -> str:
    """Return the address at which cover for this absence is arranged, with who and when filled in."""
    vraag = {"begeleider": str(weg.begeleider.public_id), "peildatum": max(weg.van, dag).isoformat()}
    if weg.tot is not None:
        vraag["tot"] = weg.tot.isoformat()
    return f"{reverse('toewijzen:waarnemen_nieuw')}?{urlencode(vraag)}"
