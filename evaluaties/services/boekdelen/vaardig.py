"""Phases, acts and exams of the stages (R5.5-R5.7), and the certificates of school."""

from typing import Any

from evaluaties.models import Beheersing, Examengang, Handelingscertificaat
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, gevuld, naam_van, per_stage
from plaatsingen.models import Fasestap
from plaatsingen.services.vormroute import akkoord_op


def lees(bundel: Bundel) -> PerStage:
    """Return phases, acts and exams by stage; what isn't there leaves no key."""
    fasen = per_stage(
        Fasestap.objects.filter(plaatsing__in=bundel.ids, afgewezen_op__isnull=True).select_related("fase")
    )
    niveaus = per_stage(
        Beheersing.objects.filter(plaatsing__in=bundel.ids, bevestigd_op__isnull=False)
        .select_related("handeling", "bevestigd_door")
        .order_by("handeling__volgorde", "at", "pk")
    )
    examens = per_stage(
        Examengang.objects.filter(plaatsing__in=bundel.ids).exclude(uitslag="").select_related("examen")
    )
    return {
        stage.pk: gevuld(
            {
                "vorm": stage.vorm.naam if stage.vorm else "",
                "fasen": _fasen(fasen.get(stage.pk, [])),
                "handelingen": _handelingen(niveaus.get(stage.pk, [])),
                "examens": [_examen(gang) for gang in examens.get(stage.pk, [])],
            }
        )
        for stage in bundel.stages
    }


def _fasen(stappen: list[Fasestap]) -> list[dict[str, Any]]:
    return [{"fase": stap.fase.naam, "op": op} for stap in stappen if (op := akkoord_op(stap)) is not None]


def _handelingen(rijen: list[Beheersing]) -> list[dict[str, Any]]:
    """Return the last confirmed level of each act."""
    laatste = {rij.handeling.naam: rij for rij in rijen}
    return [
        {
            "handeling": naam,
            "niveau": rij.get_niveau_display(),
            "op": rij.bevestigd_op,
            "door": naam_van(rij.bevestigd_door, ""),
        }
        for naam, rij in laatste.items()
    ]


def _examen(gang: Examengang) -> dict[str, Any]:
    return {
        "examen": gang.examen.naam,
        "poging": gang.poging,
        "dag": gang.datum,
        "uitslag": gang.get_uitslag_display(),
    }


def certificaten(bundel: Bundel) -> list[dict[str, Any]]:
    """Return the certificates of school that were not withdrawn: the booklet is of student and school."""
    if not bundel.lezer.leest_alles:
        return []
    rijen = Handelingscertificaat.objects.filter(student=bundel.student, ingetrokken_op__isnull=True)
    rijen = rijen.select_related("handeling").order_by("handeling__volgorde", "afgegeven_op", "pk")
    return [{"handeling": rij.handeling.naam, "afgegeven": rij.afgegeven_op, "tot": rij.geldig_tot} for rij in rijen]
