"""The timetable and the hours: per month, confirmed or not, sickness and leave in days (R5.4)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from evaluaties.services.boekdelen.bundel import Bundel, PerStage, per_stage
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Roosterregel, Urendag
from plaatsingen.services import roostertijd

WEEKDAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
NUL = Decimal(0)
BEVESTIGD = Q(bevestigd_op__isnull=False)


def lees(bundel: Bundel) -> PerStage:
    """Return the hours of each stage; a stage without hours has them too, empty."""
    dagen = Urendag.objects.filter(plaatsing__in=bundel.ids)
    roosters, maanden, soorten = _roosters(bundel), _maanden(dagen), _soorten(dagen)
    uit = {}
    for stage in bundel.stages:
        rijen = maanden.get(stage.pk, [])
        uit[stage.pk] = {
            "maanden": rijen,
            "totaal": sum((rij["uren"] for rij in rijen), NUL),
            "bevestigd": sum((rij["bevestigd"] for rij in rijen), NUL),
            "norm": stage.uren_norm,
            "rooster": roosters.get(stage.pk, []),
            **soorten.get(stage.pk, {"ziek": 0}),
        }
    return uit


def _maanden(dagen: QuerySet[Urendag]) -> dict[int, list[dict[str, Any]]]:
    gewerkt = dagen.filter(soort=UrenSoort.AANWEZIG).annotate(maand=TruncMonth("datum")).order_by()
    rijen = gewerkt.values("plaatsing_id", "maand").annotate(
        som=Sum("uren"), klopt=Sum("uren", filter=BEVESTIGD, default=NUL), dagen=Count("pk")
    )
    uit: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for rij in rijen.order_by("plaatsing_id", "maand"):
        maand = {"maand": rij["maand"], "uren": rij["som"], "bevestigd": rij["klopt"], "dagen": rij["dagen"]}
        uit[rij["plaatsing_id"]].append(maand)
    return uit


def _soorten(dagen: QuerySet[Urendag]) -> dict[int, dict[str, int]]:
    """Count days that were no work: ill, on leave."""
    anders = dagen.filter(soort__in=[UrenSoort.ZIEK, UrenSoort.VERLOF]).order_by()
    uit: dict[int, dict[str, int]] = defaultdict(lambda: {"ziek": 0})
    for pk, soort, aantal in anders.values_list("plaatsing_id", "soort").annotate(aantal=Count("pk")):
        uit[pk][soort] = aantal
    return uit


def _roosters(bundel: Bundel) -> dict[int, list[dict[str, Any]]]:
    """Return the patterns that were agreed to, oldest first, each with its weekdays."""
    rijen = Roosterregel.objects.filter(plaatsing__in=bundel.ids, akkoord=True).order_by("geldig_van", "weekdag")
    return {pk: _patronen(groep) for pk, groep in per_stage(rijen).items()}


def _patronen(regels: Iterable[Roosterregel]) -> list[dict[str, Any]]:
    patronen: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for regel in regels:
        patronen[regel.geldig_van].append(
            {
                "dag": WEEKDAGEN[regel.weekdag],
                "begin": f"{regel.begin:%H:%M}",
                "eind": f"{regel.eind:%H:%M}",
                "pauze": regel.pauze,
                "uren": roostertijd.duur(regel.geldig_van, regel.begin, regel.eind, regel.pauze),
            }
        )
    return [{"vanaf": vanaf, "dagen": dagen} for vanaf, dagen in patronen.items()]
