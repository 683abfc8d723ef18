"""The goals of the student with their steps, and what reports, talks and evaluations say about them (R8.3)."""

from collections import defaultdict
from typing import Any

from begeleiding.models import Gesprek
from evaluaties.models import Doelverwijzing, Evaluatie, Leerdoel, Verslag
from evaluaties.services.boekdelen.bundel import Bundel, gevuld
from evaluaties.woorden import plichttitel


def lees(bundel: Bundel) -> list[dict[str, Any]] | None:
    """Return the goals, oldest first: for who follows the student now; why is not for the leerbedrijf (P7).

    None for any other reader: that is something else than a student without goals.
    """
    if not bundel.ziet_wat_meegaat:
        return None
    doelen = bundel.student.leerdoelen.prefetch_related("actiepunten", "verwijzingen").order_by("gemaakt_op", "pk")
    doelen = list(doelen)
    titels = _titels(bundel, [rij for doel in doelen for rij in doel.verwijzingen.all()])
    return [_doel(doel, titels, waarom=bundel.lezer.leest_alles) for doel in doelen]


def _doel(doel: Leerdoel, titels: dict[tuple[str, Any], str], *, waarom: bool) -> dict[str, Any]:
    return {
        "titel": doel.titel,
        "aanpak": doel.aanpak,
        "gemaakt": doel.gemaakt_op,
        "behaald": doel.behaald_op,
        **gevuld(
            {
                "waarom": doel.waarom if waarom else "",
                "werkproces": doel.werkproces,
                "klaar_voor": doel.klaar_voor,
                "gestopt": doel.gestopt_op,
                "terugblik": doel.terugblik,
                "stappen": [
                    {"wat": punt.wat, "voor": punt.voor_datum, "hulp": punt.hulp_van, "gedaan": punt.gedaan_op}
                    for punt in doel.actiepunten.all()
                ],
                "draad": [
                    {"wat": titels[(rij.soort, rij.object_id)], "notitie": rij.notitie}
                    for rij in doel.verwijzingen.all()
                    if (rij.soort, rij.object_id) in titels
                ],
            }
        ),
    }


def _titels(bundel: Bundel, verwijzingen: list[Doelverwijzing]) -> dict[tuple[str, Any], str]:
    """Name what the goals refer to, of the stages in the book; one query per kind that occurs."""
    ids: dict[str, list[Any]] = defaultdict(list)
    for rij in verwijzingen:
        ids[rij.soort].append(rij.object_id)
    uit: dict[tuple[str, Any], str] = {}
    stages = {"plaatsing__in": bundel.ids}
    if ids["verslag"]:
        rijen = Verslag.objects.filter(public_id__in=ids["verslag"], **stages).ingeleverd()
        for pk, plicht in rijen.values_list("public_id", "plicht"):
            uit["verslag", pk] = plichttitel(plicht)
    if ids["gesprek"]:
        for gesprek in Gesprek.objects.filter(public_id__in=ids["gesprek"], **stages):
            uit["gesprek", gesprek.public_id] = f"gesprek ({gesprek.get_soort_display()}) van {gesprek.datum:%d-%m-%Y}"
    if ids["evaluatie"]:
        for evaluatie in Evaluatie.objects.filter(public_id__in=ids["evaluatie"], **stages):
            uit["evaluatie", evaluatie.public_id] = evaluatie.get_moment_display()
    return uit
