"""Reading the result of a round: figures, rows, chart; set-based and only what the person may see."""

from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.safestring import SafeString

from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af
from kern.models import Opleidingscluster, User
from matching.models import Berekening, Ronde, Voorkeur, Voorstel
from matching.services.varianten import Variant


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
    rijen = rijen.zoek(gegevens.get("q") or "")
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


# --- variants side by side ---

RANGKLEUREN = ("klaar", "merk", "merk-licht", "wacht", "let-op")
RANGNAMEN = ("1e keuze", "2e keuze", "3e keuze", "4e keuze", "5e of verder")
# Figures of a variant: how the row is called, under which key it stands, with how many decimals.
CIJFERS = (
    ("Geplaatst", "geplaatst", 0),
    ("Niet geplaatst", "niet_geplaatst", 0),
    ("Som van de voorrang van wie een plaats heeft", "voorrang_som", 0),
    ("Omzettingen", "omzettingen", 0),
    ("Plaats buiten de eigen lijst", "buiten_lijst", 0),
    ("Geen lijst ingeleverd", "zonder_lijst", 0),
    ("Reisafstand, middelste student (km)", "km_mediaan", 1),
    ("Reisafstand, 9 van de 10 reizen minder (km)", "km_p90", 1),
    ("Reisafstand, alle studenten samen (km)", "km_som", 0),
)


def namen_van_codes(ronde: Ronde, varianten: list[Variant]) -> dict[str, str]:
    """Return the names of the schools and clusters in the figures of these variants."""
    scholen = {school.code: school.naam for school in ronde.scholen.all()}
    codes = {code for variant in varianten for code in variant.cijfers.get("per_cluster", {})}
    clusters = Opleidingscluster.objects.filter(code__in=codes).order_by("volgorde", "naam")
    return scholen | dict(clusters.values_list("code", "naam"))


def vergelijktabel(varianten: list[Variant], namen: dict[str, str]) -> list[dict[str, Any]]:
    """Return the comparison as rows {naam, cellen}: a text per variant, `–` where a variant has no such figure."""
    rijen = [
        _rij(naam, [_getal(v.cijfers.get(sleutel), decimalen) for v in varianten])
        for naam, sleutel, decimalen in CIJFERS
    ]
    keuzes = [
        _rij(naam, [_getal(v.cijfers.get("rangen", {}).get(str(rang)), 0) for v in varianten])
        for rang, naam in enumerate(RANGNAMEN, start=1)
    ]
    rijen[4:4] = keuzes
    rijen.append(_rij("Houdt de plaats van het vorige voorstel", [_behouden(v) for v in varianten]))
    rijen.append(_rij("Krijgt iets anders dan in wat u bekijkt", [_getal(v.anders, 0) for v in varianten]))
    rijen.append(_rij("Met de hand veranderd", [_getal(v.met_hand, 0) for v in varianten]))
    for sleutel in ("per_school", "per_cluster"):
        codes = [code for code in namen if any(code in v.cijfers.get(sleutel, {}) for v in varianten)]
        rijen += [
            _rij(f"Geplaatst: {namen[code]}", [_deel(v.cijfers.get(sleutel, {}).get(code)) for v in varianten])
            for code in codes
        ]
    return rijen


def _rij(naam: str, cellen: list[str]) -> dict[str, Any]:
    return {"naam": naam, "cellen": cellen}


def _getal(waarde: float | None, decimalen: int) -> str:
    return "–" if waarde is None else format_number(waarde, decimalen)


def _behouden(variant: Variant) -> str:
    had = variant.cijfers.get("had_plaats")
    return f"{format_number(variant.cijfers['behouden'])} van {format_number(had)}" if had else "–"


def _deel(paar: list[int] | None) -> str:
    return f"{format_number(paar[0])} van {format_number(paar[1])}" if paar else "–"


def rangen_balken(varianten: list[Variant]) -> SafeString:
    """Draw per variant how many students got which choice of their list, all bars on one scale."""
    tellingen = [(v, [v.cijfers.get("rangen", {}).get(str(rang), 0) for rang in range(1, 6)]) for v in varianten]
    tellingen = [(v, tel) for v, tel in tellingen if sum(tel)]
    if not tellingen:
        return SafeString("")
    meest = max(sum(tel) for _, tel in tellingen)
    boven = 20 * len(RANGNAMEN) + 16
    tekening = Tekening(boven + 46 * len(tellingen))
    tekening.legenda(RANGNAMEN, RANGKLEUREN)
    for nummer, (variant, tel) in enumerate(tellingen):
        y, x = boven + 46 * nummer, 0.0
        tekening.tekst(0, y + 15, kort_af(variant.berekening.naam or "Verdeling", SMALST))
        for aantal, kleur in zip(tel, RANGKLEUREN, strict=True):
            tekening.balk(x, y + 22, aantal / meest * 0.8, 16, kleur, straal=None)
            x += aantal / meest * 0.8
        tekening.tekst(1, y + 35, format_number(sum(tel)), anker="end", vet=True)
    beste = max(tellingen, key=lambda paar: paar[1][0])
    return tekening.klaar(
        "Wie krijgt welke keuze?",
        f"De meeste eerste keuzes, {beste[1][0]}, heeft {beste[0].berekening.naam or 'de verdeling'}.",
    )
