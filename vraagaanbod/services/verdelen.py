"""Dividing the places of a school year over its schools by an agreed key: reckoning and writing the outcome."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg

from basis.afstand import hemelsbreed_km
from kern.models import Locatie, Opleidingscluster, Organisatie, Schooljaar, Student
from vacatures.models import Stageplaats
from vacatures.rules import ZONDER_ERKENNING
from vraagaanbod.engine.aandelen import rechten
from vraagaanbod.engine.toedelen import Plek, deel_toe, kies_cluster
from vraagaanbod.models import Opgave, Verdeeldaandeel, Verdeelplaats, Verdeling
from vraagaanbod.rules import vraag_per_school
from vraagaanbod.services.belangstelling import erkende_clusters
from vraagaanbod.services.bord import cijfers
from vraagaanbod.services.genoemd import tel_op_naam

Punt = tuple[float, float]
PER_KM = 10  # distances are whole hundreds of metres, so that sums are exact
BLOK = 1000


@dataclass(slots=True)
class Invoer:
    """What a division reckons with: ids everywhere; `vraag` is (cluster, school) to students."""

    vraag: dict[tuple[int, int], int]
    plaatsen: list[Stageplaats]
    clusters: dict[int, list[int]]
    scholen: dict[int, set[int]]
    zonder_erkenning: int = 0
    punten: dict[tuple[int, int], Punt] = field(default_factory=dict)


@dataclass(slots=True)
class Uitslag:
    """The outcome: place to (cluster, school); right per (cluster, school)."""

    plaatsen: dict[int, tuple[int, int]]
    recht: dict[tuple[int, int], int]


def lees(schooljaar: Schooljaar) -> Invoer:
    """Read demand, places that a school can have, and where students of a school live. A fixed number of queries."""
    opgaven = Opgave.objects.geldend().filter(schooljaar=schooljaar)
    vraag = vraag_per_school(cijfers(opgaven), op_naam=tel_op_naam(schooljaar=schooljaar))
    rijen = list(Stageplaats.objects.actief().filter(schooljaar=schooljaar).met_leerbedrijf().order_by("code"))
    volgorde = list(Opleidingscluster.objects.values_list("pk", flat=True))
    plek = {pk: i for i, pk in enumerate(volgorde)}
    clusters: dict[int, list[int]] = {}
    koppels = Stageplaats.clusters.through.objects.filter(stageplaats__schooljaar=schooljaar)
    for plaats_id, cluster_id in koppels.values_list("stageplaats_id", "opleidingscluster_id"):
        clusters.setdefault(plaats_id, []).append(cluster_id)
    erkend = erkende_clusters(schooljaar=schooljaar)
    mag: dict[int, list[int]] = {}
    for rij in rijen:
        eigen = sorted(clusters.get(rij.pk, ()), key=plek.__getitem__)
        if rij.soort not in ZONDER_ERKENNING:
            eigen = [pk for pk in eigen if pk in erkend.get(rij.leerbedrijf.pk, ())]
        if eigen:
            mag[rij.pk] = eigen
    scholen: dict[int, set[int]] = {}
    voor = Stageplaats.scholen.through.objects.filter(stageplaats__schooljaar=schooljaar)
    for plaats_id, school_id in voor.values_list("stageplaats_id", "organisatie_id"):
        scholen.setdefault(plaats_id, set()).add(school_id)
    invoer = Invoer(vraag, [rij for rij in rijen if rij.pk in mag], mag, scholen, len(rijen) - len(mag))
    invoer.punten = _punten(vraag)
    return invoer


def _punten(vraag: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Punt]:
    """Return where the students of a school and cluster live on average; else those of the school, else the school."""
    paren = set(vraag)
    ids = {school for _, school in paren}
    thuis = Student.objects.filter(school__in=ids, lat__isnull=False, lon__isnull=False, vertrokken_op__isnull=True)
    per_school = {
        school: (lat, lon)
        for school, lat, lon in thuis.order_by("school_id")
        .values_list("school_id")
        .annotate(a=Avg("lat"), b=Avg("lon"))
    }
    per_paar = {
        (cluster, school): (lat, lon)
        for cluster, school, lat, lon in thuis.order_by("cluster_id", "school_id")
        .values_list("cluster_id", "school_id")
        .annotate(a=Avg("lat"), b=Avg("lon"))
    }
    adressen = Locatie.objects.filter(organisatie__in=ids, lat__isnull=False, lon__isnull=False).order_by("-pk")
    school = {pk: (lat, lon) for pk, lat, lon in adressen.values_list("organisatie_id", "lat", "lon")}
    gevonden = {paar: per_paar.get(paar) or per_school.get(paar[1]) or school.get(paar[1]) for paar in paren}
    return {paar: punt for paar, punt in gevonden.items() if punt}


def reken(
    invoer: Invoer, sleutel: Mapping[str, Any], *, namen: Mapping[int, str], vast: Mapping[int, int] | None = None
) -> Uitslag:
    """Return the division by the key; `vast` are places (ids) that somebody gave to a school by hand.

    `sleutel` holds gewichten (school code free: id as text to percent), minimum, reizen. `namen` (school id to name)
    gives the schools one order, so that equal cases fall the same way on every run.
    """
    vast = vast or {}
    per_cluster: Counter[int] = Counter()
    for (cluster, _), aantal in invoer.vraag.items():
        per_cluster[cluster] += aantal
    keuzes = [(rij.pk, rij.capaciteit, invoer.clusters[rij.pk]) for rij in invoer.plaatsen]
    van_cluster = kies_cluster(keuzes, per_cluster)
    gewichten = {int(pk): procent for pk, procent in sleutel.get("gewichten", {}).items()}
    uitslag = Uitslag({}, {})
    for cluster in dict.fromkeys(van_cluster.values()):
        plaatsen = [rij for rij in invoer.plaatsen if van_cluster[rij.pk] == cluster]
        vraag = {school: aantal for (c, school), aantal in invoer.vraag.items() if c == cluster}
        vraag = dict(sorted(vraag.items(), key=lambda rij: (namen.get(rij[0], ""), rij[0])))
        recht = rechten(
            sum(rij.capaciteit for rij in plaatsen), vraag, gewichten=gewichten, minimum=sleutel.get("minimum", 0)
        )
        uitslag.recht |= {(cluster, school): aantal for school, aantal in recht.items()}
        scholen = _verdeel_cluster(cluster, plaatsen, recht, invoer, vast, reizen=bool(sleutel.get("reizen", True)))
        uitslag.plaatsen |= {pk: (cluster, school) for pk, school in scholen.items()}
    for cluster, school in invoer.vraag:
        uitslag.recht.setdefault((cluster, school), 0)
    return uitslag


def _verdeel_cluster(
    cluster: int,
    plaatsen: list[Stageplaats],
    recht: dict[int, int],
    invoer: Invoer,
    vast: Mapping[int, int],
    *,
    reizen: bool,
) -> dict[int, int]:
    uit = {rij.pk: vast[rij.pk] for rij in plaatsen if rij.pk in vast}
    over = dict(recht)
    vrij, afstand = [], {}
    for rij in plaatsen:
        if rij.pk in uit:
            over[uit[rij.pk]] = over.get(uit[rij.pk], 0) - rij.capaciteit
            continue
        gereserveerd = invoer.scholen.get(rij.pk)
        # A place for a school that asks nothing here stays with that school.
        if gereserveerd and not gereserveerd & set(recht):
            continue
        vrij.append(Plek(rij.pk, rij.capaciteit, frozenset(gereserveerd) if gereserveerd else None))
        if reizen:
            afstand |= {(rij.pk, school): _ver(rij, invoer.punten.get((cluster, school))) for school in recht}
    doelen = {school: over[school] for school in recht}
    return uit | deel_toe(vrij, doelen, afstand).school if recht else uit


def _ver(plaats: Stageplaats, punt: Punt | None) -> int:
    locatie = plaats.afdeling.locatie
    if punt is None or locatie.lat is None or locatie.lon is None:
        return 0
    return round(PER_KM * hemelsbreed_km(*punt, locatie.lat, locatie.lon))


def schrijf(verdeling: Verdeling, invoer: Invoer, uitslag: Uitslag, *, vast: Mapping[int, int]) -> None:
    """Write the outcome in the place of the former one, inside the caller's transaction."""
    verdeling.plaatsen.all().delete()
    verdeling.aandelen.all().delete()
    rijen = [
        Verdeelplaats(verdeling=verdeling, stageplaats_id=pk, cluster_id=cluster, school_id=school, met_hand=pk in vast)
        for pk, (cluster, school) in uitslag.plaatsen.items()
    ]
    Verdeelplaats.objects.bulk_create(rijen, batch_size=BLOK)
    groot = {rij.pk: rij.capaciteit for rij in invoer.plaatsen}
    kreeg: Counter[tuple[int, int]] = Counter()
    for pk, paar in uitslag.plaatsen.items():
        kreeg[paar] += groot[pk]
    paren = sorted({*uitslag.recht, *kreeg})
    Verdeeldaandeel.objects.bulk_create(
        [
            Verdeeldaandeel(
                verdeling=verdeling,
                cluster_id=cluster,
                school_id=school,
                vraag=invoer.vraag.get((cluster, school), 0),
                recht=uitslag.recht.get((cluster, school), 0),
                plekken=kreeg[cluster, school],
            )
            for cluster, school in paren
        ],
        batch_size=BLOK,
    )


def schoolnamen(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of schools by id."""
    return dict(Organisatie.objects.filter(pk__in=set(ids)).values_list("pk", "naam"))
