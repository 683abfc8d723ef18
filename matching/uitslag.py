"""Reading the result of a round: figures, rows, chart; set-based and only what the person may see."""

from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.safestring import SafeString

from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af
from kern.models import User
from matching.models import Berekening, Voorkeur, Voorstel


def zichtbaar(berekening: Berekening, user: User) -> QuerySet:
    """Return the proposals of a calculation that this person may see, with what a row shows."""
    return (
        Voorstel.objects.visible_to(user)
        .filter(berekening=berekening)
        .select_related(
            "student__user",
            "student__school",
            "student__cluster",
            "stageplaats__afdeling__locatie__organisatie",
            "plaatsing",
        )
    )


def cijfers(berekening: Berekening, user: User) -> dict[str, Any]:
    """Return the figures of the tiles over the visible proposals."""
    met_wens = Voorkeur.objects.filter(student__voorstellen__berekening=berekening).values("student_id")
    tel = (
        Voorstel.objects.visible_to(user)
        .filter(berekening=berekening)
        .aggregate(
            geplaatst=Count("pk", filter=Q(stageplaats__isnull=False)),
            niet_geplaatst=Count("pk", filter=Q(stageplaats__isnull=True)),
            eerste=Count("pk", filter=Q(rang=1)),
            met_wens=Count("pk", filter=Q(stageplaats__isnull=False, student_id__in=met_wens)),
            omzettingen=Count("pk", filter=Q(stageplaats__isnull=False) & ~Q(omzetting="")),
            km=Avg("km"),
        )
    )
    totaal = tel["geplaatst"] + tel["niet_geplaatst"]
    tel["totaal"] = totaal
    tel["geplaatst_procent"] = round(100 * tel["geplaatst"] / totaal) if totaal else 0
    tel["eerste_procent"] = round(100 * tel["eerste"] / tel["met_wens"]) if tel["met_wens"] else None
    return tel


def filter_rijen(rijen: QuerySet, gegevens: dict[str, Any]) -> QuerySet:
    """Apply the cleaned filters to the proposals."""
    for woord in (gegevens.get("q") or "").split()[:6]:
        rijen = rijen.filter(
            Q(student__user__voornaam__icontains=woord)
            | Q(student__user__achternaam__icontains=woord)
            | Q(stageplaats__naam__icontains=woord)
            | Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
        )
    if gegevens.get("school"):
        rijen = rijen.filter(student__school=gegevens["school"])
    if gegevens.get("cluster"):
        rijen = rijen.filter(student__cluster=gegevens["cluster"])
    if gegevens.get("leerbedrijf"):
        rijen = rijen.filter(stageplaats__afdeling__locatie__organisatie=gegevens["leerbedrijf"])
    if gegevens.get("reden"):
        rijen = rijen.filter(reden=gegevens["reden"])
    return rijen


VOLGORDES = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "leerbedrijf": ("stageplaats__afdeling__locatie__organisatie__naam", "stageplaats__afdeling__naam"),
    "rang": ("rang",),
    "km": ("km",),
    "reden": ("reden",),
}


def sorteer(rijen: QuerySet, sleutel: str) -> QuerySet:
    """Sort by a key of VOLGORDES; usually by name."""
    velden = VOLGORDES.get(sleutel.removeprefix("-"), VOLGORDES["student"])
    teken = "-" if sleutel.startswith("-") else ""
    return rijen.order_by(*(f"{teken}{veld}" for veld in velden), "pk")


def per_cluster(berekening: Berekening, user: User) -> list[dict[str, Any]]:
    """Return per cluster how many students there are and how many got a place."""
    return list(
        Voorstel.objects.visible_to(user)
        .filter(berekening=berekening)
        .order_by()
        .values("student__cluster__naam", "student__cluster__volgorde")
        .annotate(totaal=Count("pk"), geplaatst=Count("pk", filter=Q(stageplaats__isnull=False)))
        .order_by("student__cluster__volgorde", "student__cluster__naam")
    )


def cluster_balken(rijen: list[dict[str, Any]]) -> SafeString:
    """Draw per cluster the students with a place, in a track as long as all its students."""
    meest = max((rij["totaal"] for rij in rijen), default=1) or 1
    schaal = 0.72 / meest
    tekening = Tekening(46 * len(rijen) or 10)
    for nummer, rij in enumerate(rijen):
        y = 46 * nummer
        tekening.tekst(0, y + 15, kort_af(rij["student__cluster__naam"], SMALST))
        tekening.balk(0, y + 22, rij["totaal"] * schaal, 16, "lijn")
        tekening.balk(
            0, y + 22, rij["geplaatst"] * schaal, 16, "klaar" if rij["geplaatst"] == rij["totaal"] else "merk"
        )
        stand = f"{format_number(rij['geplaatst'])} van {format_number(rij['totaal'])}"
        tekening.tekst(1, y + 35, stand, anker="end", vet=True)
    compleet = sum(rij["geplaatst"] == rij["totaal"] for rij in rijen)
    return tekening.klaar(
        "Geplaatste studenten per cluster", f"In {compleet} van de {len(rijen)} clusters heeft iedereen een plaats."
    )
