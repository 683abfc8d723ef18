"""Searching vacatures: the database finds and sorts; what a page shows of them is read for that page alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from typing import overload

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Greatest

from basis.afstand import hemelsbreed_km
from basis.postcodes import Plek, zoek_plek
from kern.models import Locatie, Opleidingscluster, Student, User
from vacatures.bezetting import Bezetting, bezetting_van
from vacatures.models import ZOEKWOORDEN, Sollicitatie, Stageplaats, Vacature, VacatureQuerySet
from vacatures.rules import leeftijd, waarom_niet, wanneer
from vacatures.services.sollicitatie_drukte import Drukte, drukte_van

VOLGORDES = {"past": "past het best", "afstand": "dichtbij eerst", "nieuw": "nieuwste eerst"}
STANDAARD = "past"
NIEUW = "nieuw"
NIEUWSTE = ("-gepubliceerd_op", "-pk")
PER_PAGINA = 20
WEINIG = 1000  # locations that are asked for by name; of more, all are read
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
    "eigen_dagen": "dagen",
    "dagen": "stageplaats__dagen",
    "periodes": "stageplaats__periodes",
    "min_leeftijd": "stageplaats__min_leeftijd",
    "vog_vereist": "stageplaats__vog_vereist",
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
    eigen_dagen: str
    dagen: str
    periodes: str
    min_leeftijd: int
    vog_vereist: bool
    lat: float | None
    lon: float | None
    postcode: str
    plaats: str
    km: float | None = None
    vacature: Vacature | None = None
    redenen: list[str] = field(default_factory=list)
    bezetting: Bezetting | None = None
    drukte: Drukte | None = None
    wanneer: str = ""

    @property
    def punt(self) -> tuple[float, float] | None:
        """Where it lies (latitude, longitude); None when nobody knows."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass
class Gevonden(Sequence[Treffer]):
    """What was found, in order: only what is asked for is read, so that a page costs the same in a large region."""

    ids: VacatureQuerySet | list[int]
    vanaf: Plek | None
    _aantal: int | None = None

    def __len__(self) -> int:
        """How many there are, counted once."""
        if self._aantal is None:
            self._aantal = len(self.ids) if isinstance(self.ids, list) else self.ids.count()
        return self._aantal

    @overload
    def __getitem__(self, welke: int) -> Treffer: ...

    @overload
    def __getitem__(self, welke: slice) -> list[Treffer]: ...

    def __getitem__(self, welke: int | slice) -> Treffer | list[Treffer]:
        """Return these, in order, with how far they are; two queries at most."""
        if isinstance(welke, int):
            return _lees([self.ids[welke]], self.vanaf)[0]
        return _lees(list(self.ids[welke]), self.vanaf)


def _lees(ids: list[int], vanaf: Plek | None) -> list[Treffer]:
    rijen = Vacature.objects.filter(pk__in=ids).order_by().values_list(*LICHT.values())
    per_id = {rij[0]: Treffer(**dict(zip(LICHT, rij, strict=True))) for rij in rijen}
    treffers = [per_id[pk] for pk in ids if pk in per_id]
    for treffer in treffers:
        treffer.dagen = treffer.eigen_dagen or treffer.dagen
        plek = (treffer.lat, treffer.lon, treffer.postcode, treffer.plaats)
        treffer.lat, treffer.lon = _punt(*plek) or (None, None)
        treffer.km = _km(treffer.punt, vanaf)
    return treffers


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
    if vraag.periode:
        rijen = rijen.filter(stageplaats__periodes__contains=vraag.periode)
    rijen = rijen.annotate(dagen_nu=Case(When(dagen="", then=F("stageplaats__dagen")), default=F("dagen")))
    for dag in vraag.dagen:
        rijen = rijen.filter(dagen_nu__contains=dag)
    return rijen


def _plaatsen_van(cluster_id: int) -> object:
    """Return the ids of the places of a cluster, as a subquery: a join would show a vacature once per cluster."""
    return Stageplaats.clusters.through.objects.filter(opleidingscluster_id=cluster_id).values("stageplaats_id")


def zoek(*, user: User, vraag: Zoekvraag, student: Student | None, op: date, sinds: datetime | None = None) -> Gevonden:
    """Return what fits, in order. `sinds`: only what was published after that moment.

    The database sorts; only how far it is from somewhere is worked out here, once for each location.
    """
    rijen = _gefilterd(open_vacatures(user, op=op), vraag)
    if sinds is not None:
        rijen = rijen.filter(gepubliceerd_op__gt=sinds)
    if vraag.vrij:
        rijen = _met_plek(rijen, vraag)
    eerst = _eerst(student, op) if vraag.volgorde == STANDAARD else []
    if vraag.vanaf is None:
        return Gevonden(rijen.order_by(*eerst, *NIEUWSTE).values_list("pk", flat=True), None)
    return Gevonden(_op_afstand(rijen, eerst, vraag, vraag.vanaf), vraag.vanaf)


def _eerst(student: Student | None, op: date) -> list[OrderBy]:
    """Return what goes before all else in the usual order: what fits the student, where not many wait for each seat."""
    eerst = [Case(When(stageplaats__in=_druk(), then=1), default=0).asc()]
    if student is not None:
        eerst.insert(0, Case(When(past_bij(student, op), then=0), default=1).asc())
    return eerst


def _druk() -> QuerySet:
    """Return the ids of the places on which many wait for each seat, as far as the applications tell."""
    rijen = Sollicitatie.objects.lopend().order_by().values("vacature__stageplaats_id")
    grens = settings.SOLLICITATIE_DRUK * Greatest(
        1, F("vacature__stageplaats__capaciteit"), output_field=IntegerField()
    )
    return rijen.annotate(n=Count("pk")).filter(n__gte=grens).values("vacature__stageplaats_id")


def past_bij(student: Student, op: date) -> Q:
    """Return what `waarom_niet` has nothing against, as a question about vacatures with `dagen_nu`."""
    past = Q(
        stageplaats__in=_plaatsen_van(student.cluster_id),
        stageplaats__min_leeftijd__lte=leeftijd(student.geboortedatum, op),
    )
    een_periode = Q(pk__in=[])
    for periode in student.periodes.split():
        een_periode |= Q(stageplaats__periodes__contains=periode)
    for dag in student.dagen.split():
        past &= Q(dagen_nu__contains=dag)
    if not student.vog:
        past &= Q(stageplaats__vog_vereist=False)
    return past & een_periode


def _op_afstand(rijen: VacatureQuerySet, eerst: list[OrderBy], vraag: Zoekvraag, vanaf: Plek) -> list[int]:
    """Return the ids by `eerst`, then (unless the newest go first) by distance, then the newest first."""
    rangen = {f"rang_{nummer}": deel.expression for nummer, deel in enumerate(eerst)}
    waar = rijen.order_by(*NIEUWSTE).values_list("pk", "stageplaats__afdeling__locatie", *rangen.values())
    gevonden = list(waar)
    ver = _ver(vanaf, {locatie for _, locatie, *_ in gevonden})
    if vraag.km:
        gevonden = [rij for rij in gevonden if ver[rij[1]] <= vraag.km]
    if vraag.volgorde != NIEUW:
        gevonden.sort(key=lambda rij: (*rij[2:], ver[rij[1]]))
    return [pk for pk, *_ in gevonden]


def _ver(vanaf: Plek, locaties: set[int]) -> dict[int, float]:
    """Return how far each location is in km; what lies nobody knows where is very far."""
    rijen = Locatie.objects.order_by().values_list("pk", "lat", "lon", "postcode", "plaats")
    if len(locaties) <= WEINIG:
        rijen = rijen.filter(pk__in=locaties)
    afstanden = {pk: _km(_punt(*plek), vanaf) for pk, *plek in rijen if pk in locaties}
    return {pk: inf if km is None else km for pk, km in afstanden.items()}


def _punt(lat: float | None, lon: float | None, postcode: str, plaats: str) -> tuple[float, float] | None:
    """Return the coordinates, else those of the postcode or the town."""
    if lat is not None and lon is not None:
        return lat, lon
    plek = zoek_plek(postcode) or zoek_plek(plaats)
    return (plek.lat, plek.lon) if plek else None


def _km(punt: tuple[float, float] | None, vanaf: Plek | None) -> float | None:
    return None if punt is None or vanaf is None else hemelsbreed_km(vanaf.lat, vanaf.lon, *punt)


def _met_plek(rijen: VacatureQuerySet, vraag: Zoekvraag) -> VacatureQuerySet:
    kaal = list(Stageplaats.objects.filter(pk__in=rijen.order_by().values("stageplaats")))
    bezet = bezetting_van(kaal, periode=vraag.periode)
    return rijen.filter(stageplaats__in=[pk for pk, stand in bezet.items() if stand.heeft_plek])


def vul(treffers: Iterable[Treffer], *, student: Student | None, op: date) -> list[Treffer]:
    """Fill in what a page shows of each: the vacature with all around it, free seats, how busy, why it doesn't fit."""
    treffers = list(treffers)
    rijen = Vacature.objects.filter(pk__in=[treffer.pk for treffer in treffers]).met_leerbedrijf()
    per_id = {rij.pk: rij for rij in rijen.prefetch_related("stageplaats__clusters")}
    bezet = bezetting_van([rij.stageplaats for rij in per_id.values()])
    drukte = drukte_van(per_id.values())
    for treffer in treffers:
        treffer.vacature = per_id[treffer.pk]
        treffer.bezetting, treffer.drukte = bezet[treffer.plaats_id], drukte[treffer.pk]
        treffer.wanneer = wanneer(treffer.periodes, treffer.dagen)
        if student is not None:
            clusters = {cluster.pk for cluster in treffer.vacature.stageplaats.clusters.all()}
            treffer.redenen = waarom_niet(student, treffer, clusters, op)
    return treffers


def thuis_van(student: Student) -> Plek | None:
    """Return where a student lives: the own coordinates, else those of the postcode or the town."""
    if student.lat is not None and student.lon is not None:
        return Plek(student.lat, student.lon, student.postcode or student.woonplaats or "je huis")
    return zoek_plek(student.postcode) or zoek_plek(student.woonplaats)
