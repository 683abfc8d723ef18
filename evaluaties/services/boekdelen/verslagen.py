"""The reports as they were handed in last, with their feedback, as far as the reader may read them (R6.10, P7)."""

from typing import Any

from evaluaties.models import Feedback, Inlevering, Verslag
from evaluaties.services.boekdelen.bundel import Bundel, PerStage, kort, naam_van, per_stage
from evaluaties.services.boeklezer import Soort
from evaluaties.vragen import delen_van, labels
from evaluaties.woorden import plichttitel


def lees(bundel: Bundel) -> PerStage:
    """Return what was handed in; drafts stay out.

    A host gets those that the student shares, without the feedback of school; the bureau only that they came in.
    """
    rijen = Verslag.objects.filter(plaatsing__in=bundel.ids).ingeleverd().defer(*Verslag.ONDERDELEN)
    rijen = rijen.prefetch_related("inleveringen").order_by("plicht", "pk")
    if bundel.lezer.leest_alles:
        rijen = rijen.prefetch_related("feedback__door")
    return {pk: [_verslag(rij, bundel) for rij in groep] for pk, groep in per_stage(rijen).items()}


def _verslag(verslag: Verslag, bundel: Bundel) -> dict[str, Any]:
    lezer = bundel.lezer
    inlevering = list(verslag.inleveringen.all())[-1]
    uit = {
        "titel": plichttitel(verslag.plicht),
        "ontvangen": inlevering.ontvangen_op,
        "kenmerk": kort(inlevering.sha256),
    }
    gedeeld = lezer.soort == Soort.LEERBEDRIJF and lezer.gedeeld and verslag.delen_met_werkbegeleider
    if not (lezer.leest_alles or gedeeld):
        return uit
    uit["onderdelen"] = [
        {"vraag": vraag, "tekst": tekst} for vraag, tekst in delen_van(verslag.soort, inlevering.inhoud) if tekst
    ]
    uit |= _bijlagen(inlevering)
    if lezer.leest_alles:
        uit["feedback"] = [
            {"door": naam_van(item.door), "op": item.op, "tekst": _tekst(item, verslag.soort)}
            for item in verslag.feedback.all()
        ]
    return uit


def _bijlagen(inlevering: Inlevering) -> dict[str, Any]:
    """Return the files of a hand-in by name, size and mark; nothing when there are none."""
    rijen = inlevering.inhoud.get("bijlagen", [])
    regels = [{"naam": rij["naam"], "bytes": rij["bytes"], "sha256": kort(rij["sha256"])} for rij in rijen]
    return {"bijlagen": regels} if regels else {}


def _tekst(feedback: Feedback, soort: str) -> str:
    """Return what was said as a whole and per part."""
    delen = [
        f"{vraag}: {feedback.per_deel[naam]}" for naam, vraag in labels(soort).items() if feedback.per_deel.get(naam)
    ]
    return "\n\n".join(filter(None, [feedback.tekst, *delen]))
