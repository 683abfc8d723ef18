"""The facts of reports and evaluations that can be a signal; begeleiding decides when they are (R7.7)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, Sum, Value, When

from begeleiding.enums import SignaalSoort
from begeleiding.services.signaalfeiten import Feit, registreer_feit
from evaluaties.models import Evaluatieresultaat, LadderEvent
from evaluaties.verslagregels import Type
from plaatsingen.models import Plaatsing

LAAG = "oefenen"
ALTIJD = 1000  # an 'onvoldoende' passes every threshold
TELT = {Type.MISS.value: 1, Type.MISS_UNDONE.value: -1}


def registreer() -> None:
    """Add these sources."""
    registreer_feit(SignaalSoort.VERSLAGEN, "verslagen_te_laat", verslagen)
    registreer_feit(SignaalSoort.EVALUATIE, "lage_scores", evaluaties)


def verslagen(rijen: Sequence[Plaatsing], at: datetime) -> dict[int, Feit]:
    """How many reports were forgotten and still count (R6.7). One query."""
    gebeurd = LadderEvent.objects.filter(plaatsing__in=[rij.pk for rij in rijen], soort__in=TELT, at__lte=at)
    punten = Case(*(When(soort=soort, then=Value(n)) for soort, n in TELT.items()), default=Value(0))
    tellingen = gebeurd.order_by().values_list("plaatsing").annotate(aantal=Sum(punten))
    return {
        pk: Feit(aantal, f"Verslagen die te laat zijn en meetellen: {aantal}.") for pk, aantal in tellingen if aantal
    }


def evaluaties(rijen: Sequence[Plaatsing], at: datetime) -> dict[int, Feit]:
    """How many low scores the newest result has that was offered for signing. One query."""
    resultaten = (
        Evaluatieresultaat.objects.filter(
            evaluatie__plaatsing__in=[rij.pk for rij in rijen], aangeboden_op__lte=at, vervangen_op=None
        )
        .order_by("aangeboden_op", "pk")
        .values_list("evaluatie__plaatsing", "pk", "antwoorden", "eindscore")
    )
    uit: dict[int, Feit] = {}
    for plaatsing, pk, antwoorden, eindscore in resultaten:
        laag = sum(antwoord.get("score") == LAAG for antwoord in antwoorden.values())
        tekst = f"In de laatste evaluatie staat {laag} keer dat het nog geoefend moet worden."
        if eindscore == "onvoldoende":
            laag, tekst = ALTIJD, f"De laatste evaluatie is onvoldoende. {tekst}"
        uit[plaatsing] = Feit(laag, tekst, str(pk))
    return uit
