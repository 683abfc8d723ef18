"""What earlier rounds did to a student: who was left over, got a low preference or travels far (R3.8, R4.5).

Counted over published rounds only, and only over the outcome that was published.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from matching.enums import BezwaarStatus
from matching.models import Ronde, Voorkeur, Voorstel

HOOGSTE = 9
ZONDER_PLAATS, LAGE_VOORKEUR, GEEN_VOORKEUR, VER = 5, 1, 2, 1
# From this rank on a preference counts as low; from this part of the own limit on a journey counts as far.
LAAG_VANAF, VER_VANAF = 3, Decimal("0.75")


def _uitgekomen(school_ids: Iterable[int]) -> QuerySet[Voorstel]:
    """Proposals as they were published: those of variants that weren't chosen are thrown away then."""
    return Voorstel.objects.filter(
        berekening__ronde__gepubliceerd_op__isnull=False, student__school_id__in=list(school_ids)
    )


def over_geweest(*, school_ids: Iterable[int], schooljaar_id: int) -> set[int]:
    """Return the students whom a published round of this school year left without a place, or gave one back (R4.5)."""
    terug = Q(stageplaats__isnull=True) | Q(bezwaren__status=BezwaarStatus.TOEGEWEZEN)
    rijen = _uitgekomen(school_ids).filter(terug, berekening__ronde__schooljaar_id=schooljaar_id)
    return set(rijen.values_list("student_id", flat=True))


def lees(*, school_ids: Iterable[int], behalve: Ronde) -> dict[int, int]:
    """Return per student 1-9 how badly earlier rounds went, the higher the worse; who is missing had no bad luck.

    No place counts 5 (also one that an objection freed), a place outside the own list 2, a preference from the third
    on 1, a journey longer than three quarters of the own limit 1. Rounds add up, to 9 at most.
    """
    rijen = _uitgekomen(school_ids).exclude(berekening__ronde=behalve).distinct()
    met_wens = set(
        Voorkeur.objects.filter(student__school_id__in=list(school_ids)).values_list("student_id", flat=True)
    )
    terug = set(rijen.filter(bezwaren__status=BezwaarStatus.TOEGEWEZEN).order_by().values_list("pk", flat=True))
    punten: Counter[int] = Counter()
    for pk, student_id, plaats_id, rang, km, max_km in rijen.order_by("pk").values_list(
        "pk", "student_id", "stageplaats_id", "rang", "km", "student__max_km"
    ):
        if plaats_id is None or pk in terug:
            punten[student_id] += ZONDER_PLAATS
            continue
        if rang is None:
            punten[student_id] += GEEN_VOORKEUR if student_id in met_wens else 0
        elif rang >= LAAG_VANAF:
            punten[student_id] += LAGE_VOORKEUR
        if km is not None and km > VER_VANAF * max_km:
            punten[student_id] += VER
    return {student_id: min(HOOGSTE, aantal) for student_id, aantal in punten.items() if aantal}
