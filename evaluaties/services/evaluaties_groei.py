"""How a student grew over the moments of one placement: fixed results beside each other, part by part (R8.1)."""

from dataclasses import dataclass

from evaluaties.enums import EvaluatieMoment
from evaluaties.formulieren import PUNTEN, SCOREWOORDEN, onderdelen_van
from evaluaties.models import Evaluatieresultaat
from plaatsingen.models import Plaatsing

VOLGORDE = [EvaluatieMoment.WEEK10, EvaluatieMoment.TUSSEN, EvaluatieMoment.WEEK20, EvaluatieMoment.EIND]


@dataclass(frozen=True, slots=True)
class Groei:
    """`momenten`: names in time; `rijen`: (part, score or "" per moment), by code, so that forms may differ."""

    momenten: list[str]
    rijen: list[tuple[str, list[str]]]

    @property
    def punten(self) -> list[tuple[str, list[int | None]]]:
        """The rows as points for a picture; no score has none."""
        return [(titel, [PUNTEN.get(score) for score in scores]) for titel, scores in self.rijen]

    @property
    def woorden(self) -> list[list[str]]:
        """The rows as words for a table."""
        return [[titel, *(SCOREWOORDEN.get(score, "–") for score in scores)] for titel, scores in self.rijen]


def groei_van(plaatsing: Plaatsing) -> Groei | None:
    """Return the growth over the moments that are fixed; None with fewer than two. One query."""
    resultaten = Evaluatieresultaat.objects.filter(
        evaluatie__plaatsing=plaatsing, vast_op__isnull=False, vervangen_op=None
    ).select_related("evaluatie__formulier")
    per_moment = {rij.evaluatie.moment: rij for rij in resultaten}
    momenten = [moment for moment in VOLGORDE if moment in per_moment]
    if len(momenten) < 2:
        return None
    titels: dict[str, str] = {}
    for moment in momenten:
        delen = onderdelen_van(per_moment[moment].evaluatie.formulier.onderdelen)
        titels |= {deel.code: deel.titel for deel in delen if deel.heeft_score}
    rijen = [
        (titel, [per_moment[moment].antwoorden.get(code, {}).get("score", "") for moment in momenten])
        for code, titel in titels.items()
    ]
    return Groei([str(moment.label) for moment in momenten], rijen)
