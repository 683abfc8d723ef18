"""Searching vacatures: one light row per vacature, distance and fit in memory, then the page itself in full."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q

from basis.afstand import hemelsbreed_km
from basis.postcodes import Plek, zoek_plek
from kern.models import Opleidingscluster, Student, User
from vacatures.bezetting import Bezetting, bezetting_van
from vacatures.models import ZOEKWOORDEN, Sollicitatie, Stageplaats, Vacature, VacatureQuerySet
from vacatures.rules import waarom_niet, wanneer
from vacatures.services.sollicitatie_drukte import Drukte, drukte_van

VOLGORDES = {"past": "past het best", "afstand": "dichtbij eerst", "nieuw": "nieuwste eerst"}
STANDAARD = "past"
PER_PAGINA = 20
TEKSTVELDEN = (
    "titel",
    "doel",
    "inhoud",
    "taken",
    "stageplaats__naam",
    "stageplaats__afdeling__naam",
    "stageplaats__afdeling__locatie__naam",
    "stageplaats__afdeling__locatie__plaats",
    "stageplaats__afdeling__locatie__organisatie__naam",
)
LICHT = {
    "pk": "pk",
    "plaats_id": "stageplaats_id",
    "sinds": "gepubliceerd_op",
    "eigen_dagen": "dagen",
    "dagen": "stageplaats__dagen",
    "periodes": "stageplaats__periodes",
    "min_leeftijd": "stageplaats__min_leeftijd",
    "vog_vereist": "stageplaats__vog_vereist",
    "capaciteit": "stageplaats__capaciteit",
    "lat": "stageplaats__afdeling__locatie__lat",
    "lon": "stageplaats__afdeling__locatie__lon",
    "postcode": "stageplaats__afdeling__locatie__postcode",
    "plaats": "stageplaats__afdeling__locatie__plaats",
}


@dataclass(frozen=True, slots=True)
class Zoekvraag:
    """What somebody looks for; empty means: no matter."""

    tekst: str = ""
    cluster: Opleidingscluster | None = None
    vanaf: Plek | None = None
    km: int = 0
    dagen: tuple[str, ...] = ()
    periode: str = ""
    soort: str = ""
    vrij: bool = False
    volgorde: str = STANDAARD


@dataclass(slots=True)
class Treffer:
    """One vacature that was found; `vacature`, `bezetting` and `drukte` are there once `vul` filled them in."""

    pk: int
    plaats_id: int
    sinds: datetime
    eigen_dagen: str
    dagen: str
    periodes: str
    min_leeftijd: int
    vog_vereist: bool
    capaciteit: int
    lat: float | None
    lon: float | None
    postcode: str
    plaats: str
    km: float | None = None
    redenen: list[str] = field(default_factory=list)
    druk: bool = False
    vacature: Vacature | None = None
    bezetting: Bezetting | None = None
    drukte: Drukte | None = None
    wanneer: str = ""

    @property
    def punt(self) -> tuple[float, float] | None:
        """Where it lies (latitude, longitude); None when nobody knows."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


def open_vacatures(user: User, *, op: date) -> VacatureQuerySet:
    """Return the vacatures that this person sees and to which one can react on a day."""
    return Vacature.objects.visible_to(user).open_op(op)


def _gefilterd(rijen: VacatureQuerySet, vraag: Zoekvraag) -> VacatureQuerySet:
    for woord in vraag.tekst.split()[:ZOEKWOORDEN]:
        waar = Q()
        for veld in TEKSTVELDEN:
            waar |= Q(**{f"{veld}__icontains": woord})
        rijen = rijen.filter(waar)
    if vraag.cluster is not None:
        rijen = rijen.filter(stageplaats__in=_plaatsen_van(vraag.cluster.pk))
    if vraag.soort:
        rijen = rijen.filter(stageplaats__soort=vraag.soort)
    return rijen


def _plaatsen_van(cluster_id: int) -> object:
    """Return the ids of the places of a cluster, as a subquery: a join would show a vacature once per cluster."""
    return Stageplaats.clusters.through.objects.filter(opleidingscluster_id=cluster_id).values("stageplaats_id")


def zoek(
    *, user: User, vraag: Zoekvraag, student: Student | None, op: date, sinds: datetime | None = None
) -> list[Treffer]:
    """Return what fits, in order. `sinds`: only what was published after that moment.

    At most seven queries, whatever is found. `redenen` says for a student why a place doesn't fit.
    """
    rijen = _gefilterd(open_vacatures(user, op=op), vraag)
    if sinds is not None:
        rijen = rijen.filter(gepubliceerd_op__gt=sinds)
    licht = rijen.order_by().values_list(*LICHT.values())
    treffers = [Treffer(**dict(zip(LICHT, rij, strict=True))) for rij in licht]
    for treffer in treffers:
        treffer.dagen = treffer.eigen_dagen or treffer.dagen
        _meet(treffer, vraag.vanaf)
    treffers = [treffer for treffer in treffers if _past_bij(treffer, vraag)]
    if vraag.vrij:
        treffers = _met_plek(treffers, vraag)
    if student is not None:
        _toets(treffers, student, op)
    if vraag.volgorde == STANDAARD:
        _merk_drukte(treffers)
    return sorted(treffers, key=_sleutel(vraag.volgorde))


def _meet(treffer: Treffer, vanaf: Plek | None) -> None:
    """Give a location without coordinates those of its postcode or town, and tell how far it is."""
    if treffer.lat is None or treffer.lon is None:
        plek = zoek_plek(treffer.postcode) or zoek_plek(treffer.plaats)
        treffer.lat, treffer.lon = (plek.lat, plek.lon) if plek else (None, None)
    if vanaf is not None and treffer.punt is not None:
        treffer.km = hemelsbreed_km(vanaf.lat, vanaf.lon, *treffer.punt)


def _past_bij(treffer: Treffer, vraag: Zoekvraag) -> bool:
    if vraag.km and vraag.vanaf is not None and (treffer.km is None or treffer.km > vraag.km):
        return False
    if vraag.periode and vraag.periode not in treffer.periodes.split():
        return False
    return set(vraag.dagen) <= set(treffer.dagen.split())


def _met_plek(treffers: list[Treffer], vraag: Zoekvraag) -> list[Treffer]:
    ids = {treffer.plaats_id for treffer in treffers}
    kaal = list(Stageplaats.objects.filter(pk__in=ids))
    bezet = bezetting_van(kaal, periode=vraag.periode)
    return [treffer for treffer in treffers if bezet[treffer.plaats_id].heeft_plek]


def _toets(treffers: list[Treffer], student: Student, op: date) -> None:
    ids = {treffer.plaats_id for treffer in treffers}
    koppel = Stageplaats.clusters.through.objects.filter(opleidingscluster_id=student.cluster_id)
    van_cluster = set(koppel.filter(stageplaats_id__in=ids).values_list("stageplaats_id", flat=True))
    for treffer in treffers:
        clusters = {student.cluster_id} if treffer.plaats_id in van_cluster else set()
        treffer.redenen = waarom_niet(student, treffer, clusters, op)


def _merk_drukte(treffers: list[Treffer]) -> None:
    """Mark the places on which many wait for each seat, as far as one query tells."""
    ids = {treffer.plaats_id for treffer in treffers}
    rijen = Sollicitatie.objects.lopend().filter(vacature__stageplaats_id__in=ids).order_by()
    wachtend = dict(rijen.values_list("vacature__stageplaats_id").annotate(n=Count("pk")))
    for treffer in treffers:
        treffer.druk = wachtend.get(treffer.plaats_id, 0) >= settings.SOLLICITATIE_DRUK * max(1, treffer.capaciteit)


def _sleutel(volgorde: str) -> Callable[[Treffer], tuple]:
    ver = 99_999.0

    def nieuw(treffer: Treffer) -> tuple:
        return (-treffer.sinds.timestamp(), -treffer.pk)

    def afstand(treffer: Treffer) -> tuple:
        return (ver if treffer.km is None else treffer.km, *nieuw(treffer))

    def past(treffer: Treffer) -> tuple:
        return (bool(treffer.redenen), treffer.druk, *afstand(treffer))

    return {"nieuw": nieuw, "afstand": afstand}.get(volgorde, past)


def vul(treffers: Iterable[Treffer]) -> list[Treffer]:
    """Fill in what a page shows of each: the vacature with all around it, free seats, and how busy it is."""
    treffers = list(treffers)
    rijen = Vacature.objects.filter(pk__in=[treffer.pk for treffer in treffers]).met_leerbedrijf()
    per_id = {rij.pk: rij for rij in rijen.prefetch_related("stageplaats__clusters")}
    bezet = bezetting_van([rij.stageplaats for rij in per_id.values()])
    drukte = drukte_van(per_id.values())
    for treffer in treffers:
        treffer.vacature = per_id[treffer.pk]
        treffer.bezetting, treffer.drukte = bezet[treffer.plaats_id], drukte[treffer.pk]
        treffer.wanneer = wanneer(treffer.periodes, treffer.dagen)
    return treffers


def thuis_van(student: Student) -> Plek | None:
    """Return where a student lives: the own coordinates, else those of the postcode or the town."""
    if student.lat is not None and student.lon is not None:
        return Plek(student.lat, student.lon, student.postcode or student.woonplaats or "je huis")
    return zoek_plek(student.postcode) or zoek_plek(student.woonplaats)
