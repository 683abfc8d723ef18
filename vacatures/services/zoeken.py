"""Searching vacatures: the database finds and sorts; what a page shows of them is read for that page alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Greatest

from basis.postcodes import Plek, zoek_plek
from kern.models import Locatie, Opleidingscluster, Student, User
from vacatures.bezetting import bezetting_van
from vacatures.models import ZOEKWOORDEN, Sollicitatie, Stageplaats, Vacature, VacatureQuerySet
from vacatures.rules import leeftijd, waarom_niet, wanneer
from vacatures.services.sollicitatie_drukte import drukte_van
from vacatures.services.treffers import Gevonden, Treffer, km_tussen, punt_van

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
    for dag in vraag.dagen:
        rijen = rijen.filter(_op_dag(dag))
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
    if vraag.vanaf is not None:
        return Gevonden([_op_afstand(rijen, eerst, vraag, vraag.vanaf)], alle=None, vanaf=vraag.vanaf)
    delen = [rijen]
    for waar in eerst:
        delen = [deel.filter(keus) for deel in delen for keus in (waar, ~waar)]
    # Each part by the index of what is newest: sorting all at once by what goes first would read all.
    ids = [deel.order_by(*NIEUWSTE).values_list("pk", flat=True) for deel in delen]
    return Gevonden(ids, alle=rijen, vanaf=None)


def _eerst(student: Student | None, op: date) -> list[Q]:
    """Return what goes before all else in the usual order: what fits the student, where not many wait for each seat."""
    rustig = ~Q(stageplaats__in=_druk())
    return [rustig] if student is None else [past_bij(student, op), rustig]


def _druk() -> QuerySet:
    """Return the ids of the places on which many wait for each seat, as far as the applications tell."""
    rijen = Sollicitatie.objects.lopend().order_by().values("vacature__stageplaats_id")
    plekken = Greatest(1, F("vacature__stageplaats__capaciteit"), output_field=IntegerField())
    druk = rijen.annotate(n=Count("pk")).filter(n__gte=settings.SOLLICITATIE_DRUK * plekken)
    return druk.values("vacature__stageplaats_id")


def _op_dag(dag: str) -> Q:
    """Return whether it is on this day: the days of the vacature go before those of the place."""
    return Q(dagen__contains=dag) | Q(dagen="", stageplaats__dagen__contains=dag)


def past_bij(student: Student, op: date) -> Q:
    """Return what `waarom_niet` has nothing against, as a question about vacatures."""
    past = Q(
        stageplaats__in=_plaatsen_van(student.cluster_id),
        stageplaats__min_leeftijd__lte=leeftijd(student.geboortedatum, op),
    )
    een_periode = Q(pk__in=[])
    for periode in student.periodes.split():
        een_periode |= Q(stageplaats__periodes__contains=periode)
    for dag in student.dagen.split():
        past &= _op_dag(dag)
    if not student.vog:
        past &= Q(stageplaats__vog_vereist=False)
    return past & een_periode


def _op_afstand(rijen: VacatureQuerySet, eerst: list[Q], vraag: Zoekvraag, vanaf: Plek) -> list[int]:
    """Return the ids by `eerst`, then (unless the newest go first) by distance, then the newest first."""
    rangen = [Case(When(waar, then=0), default=1) for waar in eerst]
    waar = rijen.order_by(*NIEUWSTE).values_list("pk", "stageplaats__afdeling__locatie", *rangen)
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
    afstanden = {pk: km_tussen(punt_van(*plek), vanaf) for pk, *plek in rijen if pk in locaties}
    return {pk: inf if km is None else km for pk, km in afstanden.items()}


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
