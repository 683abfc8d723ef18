"""The talks: who was there, what goes well, what not yet, next steps, and whether the student agrees (R7.4)."""

from typing import Any

from begeleiding.models import Gesprek
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, gevuld, per_stage


def lees(bundel: Bundel) -> PerStage:
    """Return the talks; who doesn't read them gets that there was one, not what was said."""
    rijen = Gesprek.objects.filter(plaatsing__in=bundel.ids).order_by("datum", "pk")
    leest = bundel.lezer.leest_gesprekken
    if leest:
        rijen = rijen.prefetch_related("vervolgstappen")
    return {pk: [_gesprek(rij, leest=leest) for rij in groep] for pk, groep in per_stage(rijen).items()}


def _gesprek(rij: Gesprek, *, leest: bool) -> dict[str, Any]:
    uit = {"soort": rij.get_soort_display(), "vorm": rij.get_vorm_display(), "datum": rij.datum}
    if not leest:
        return uit
    return uit | {
        "aanwezig": rij.aanwezig,
        "gaat_goed": rij.gaat_goed,
        "kan_beter": rij.kan_beter,
        "stappen": [
            {
                "voor": stap.get_voor_display(),
                "wat": stap.wat,
                "voor_datum": stap.voor_datum,
                "gedaan": stap.gedaan_op,
            }
            for stap in rij.vervolgstappen.all()
        ],
        **gevuld(
            {
                "oordeel": rij.get_oordeel_student_display() if rij.oordeel_student else "",
                "reactie": rij.reactie_student,
            }
        ),
    }
