"""After a stage that ended early: who looks for a place, and the next stage that goes on with the hours (R5.8)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from basis.errors import DomainError, GeenToegang
from kern.models import Student, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import BEZET, OVERGANGEN, PlaatsingStatus
from plaatsingen.models import Beeindiging, Plaatsing

S = PlaatsingStatus


def zonder_plek(*, user: User, op: date) -> QuerySet[Beeindiging]:
    """Return the ends of stages (visible to this person) whose student looks for another place and has none on `op`."""
    bezet = Plaatsing.objects.filter(student=OuterRef("plaatsing__student"), status__in=BEZET, einddatum__gte=op)
    return (
        Beeindiging.objects.filter(
            ~Exists(bezet),
            zoekt_verder=True,
            plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"),
            plaatsing__vervolgen__isnull=True,
            plaatsing__student__vertrokken_op__isnull=True,
            plaatsing__stageplaats__schooljaar__eind__gte=op,
        )
        .select_related(
            "plaatsing__student__user",
            "plaatsing__student__school",
            "plaatsing__student__cluster",
            "plaatsing__stageplaats__afdeling__locatie__organisatie",
        )
        .order_by("laatste_dag", "pk")
    )


def te_vervolgen(student: Student) -> Plaatsing | None:
    """Return the stage that ended early and has no sequel yet, whose hours count for the next place; None if none."""
    return (
        Plaatsing.objects.filter(student=student, status=S.GESTOPT, vervolgen__isnull=True)
        .filter(beeindiging__zoekt_verder=True)
        .select_related("stageplaats__afdeling__locatie__organisatie")
        .order_by("beeindiging__laatste_dag", "pk")
        .last()
    )


def gemaakte_uren(plaatsing: Plaatsing) -> Decimal:
    """Return the hours made in this stage; those of an earlier one are out of its norm already."""
    return plaatsing.urendagen.aggregate(som=Sum("uren"))["som"] or Decimal(0)


def nog_nodig(plaatsing: Plaatsing) -> int:
    """Return the hours of the norm that are left for a sequel at another host."""
    return max(0, round(plaatsing.uren_norm - gemaakte_uren(plaatsing)))


@transaction.atomic
def koppel_vervolg(*, plaatsing: Plaatsing, vorige: Plaatsing, by: User, at: datetime) -> Plaatsing:
    """Tie a placement to the stage it goes on from: the hours that are still needed become its norm. Twice is once.

    Raises DomainError for a stage of another student, one that did not stop, or one that has a sequel already.
    """
    slot = Plaatsing.objects.select_for_update(of=("self",)).filter(pk__in=[plaatsing.pk, vorige.pk]).order_by("pk")
    rijen = {rij.pk: rij for rij in slot.select_related("student")}
    nu, eerder = rijen[plaatsing.pk], rijen[vorige.pk]
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator koppelt twee stages aan elkaar.")
    if nu.vervolg_op_id == eerder.pk:
        return nu
    if nu.student_id != eerder.student_id or eerder.status != S.GESTOPT or nu.pk == eerder.pk:
        raise DomainError("Een stage kan alleen doorgaan op een gestopte stage van dezelfde student.")
    if not OVERGANGEN[nu.status] or nu.vervolg_op_id is not None:
        raise DomainError("Deze stage kan niet meer aan een andere worden gekoppeld.")
    if eerder.vervolgen.exists():
        raise DomainError("Die stage heeft al een vervolg.")
    voor = {"uren_norm": nu.uren_norm}
    nu.vervolg_op, nu.uren_norm = eerder, nog_nodig(eerder)
    nu.save(update_fields=["vervolg_op", "uren_norm"])
    na = {"vervolg_op": str(eerder.public_id), "uren_norm": nu.uren_norm}
    leg_vast(actie="vervolg op een eerdere stage", obj=nu, by=by, at=at, voor=voor, na=na)
    return nu
