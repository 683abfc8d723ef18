"""A template for a placement: which fit, what it means in days, and choosing it (R5.5)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import Opleiding, Periode, User
from kern.services.audit import leg_vast
from plaatsingen import rules_vorm, signals, stageweken
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.models import Plaatsing, Stagevorm
from plaatsingen.services import slot
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.normen import Normen
from plaatsingen.services.vormplan import vakantiedagen
from vacatures.models import Stageplaats


@dataclass(frozen=True, slots=True)
class Vormtijd:
    """What a template means from a first day: the last day and the periods in which its stage days fall."""

    einddatum: date
    periodes: str


def te_kiezen(*, opleiding: Opleiding, op: date) -> QuerySet[Stagevorm]:
    """Return the templates that may be chosen on a day for a programme; those without programmes fit all."""
    geldig = Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=op)
    past = Q(opleidingen=opleiding) | Q(opleidingen__isnull=True)
    return Stagevorm.objects.filter(geldig, past).distinct()


def tijd_van(vorm: Stagevorm, begindatum: date) -> Vormtijd:
    """Return when a template that begins on this day ends: its stage weeks, holidays left out (`stageweken`).

    Raises DomainError when it doesn't end within three years.
    """
    vrij = vakantiedagen(begindatum, begindatum + stageweken.VERSTE_EINDE)
    eind = stageweken.laatste_dag(begindatum, vorm.weken, vorm.dagen, vrij)
    if eind is None:
        raise DomainError(f"{vorm.naam} duurt vanaf deze dag langer dan drie jaar.", field="begindatum")
    dagen = set(stageweken.stagedagen(begindatum, eind, vorm.dagen, vrij))
    periodes = Periode.objects.filter(begin__lte=eind, eind__gte=begindatum)
    codes = {p.code for p in periodes if any(p.begin <= dag <= p.eind for dag in dagen)}
    return Vormtijd(eind, " ".join(sorted(codes)))


@transaction.atomic
def kies_vorm(*, plaatsing: Plaatsing, vorm: Stagevorm | None, by: User, at: datetime) -> Plaatsing:
    """Give a placement a template, or none again; hours, days, periods and last day come along.

    Locks the place, all above it and the student before counting: the seat must be free on the new days too. Refused
    once an agreement with the old hours is being signed (make a small agreement for the change first), once a step to a
    phase was asked, and for hours after the new last day. Without a template the placement keeps its dates.
    """
    plaats = slot.vergrendel(stageplaats_ids=[plaatsing.stageplaats_id], student_ids=[plaatsing.student_id])[
        plaatsing.stageplaats_id
    ]
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules_vorm.mag_vorm_kiezen(by, nu):
        raise GeenToegang("Alleen een coördinator kiest de stagevorm van een plaatsing die nog open is.")
    if nu.vorm_id == (vorm.pk if vorm else None):
        return nu
    _controleer(nu)
    velden = _nieuw(nu, Stagevorm.objects.select_for_update().get(pk=vorm.pk), plaats) if vorm else _zonder(nu, at)
    voor = {veld: getattr(nu, veld) for veld in velden} | {"vorm": _code(nu.vorm_id)}
    oud = nu.einddatum
    for veld, waarde in velden.items():
        setattr(nu, veld, waarde)
    nu.vorm = vorm
    nu.save(update_fields=[*velden, "vorm"])
    na = velden | {"vorm": vorm.code if vorm else ""}
    leg_vast(actie="stagevorm gekozen", obj=nu, by=by, at=at, voor=voor, na=na)
    if nu.einddatum != oud:
        signals.einddatum_gewijzigd.send(
            Plaatsing, plaatsing=nu, oud=oud, nieuw=nu.einddatum, by=by, at=at, reden=f"Stagevorm: {vorm}"
        )
    return nu


def _code(vorm_id: int | None) -> str:
    return Stagevorm.objects.filter(pk=vorm_id).values_list("code", flat=True).first() or ""


def _controleer(plaatsing: Plaatsing) -> None:
    loopt = [OvereenkomstStatus.ONDERTEKENING, OvereenkomstStatus.GETEKEND]
    if plaatsing.overeenkomsten.filter(status__in=loopt).exists():
        raise DomainError(
            "De overeenkomst met de afgesproken uren en dagen wordt of is al getekend. Spreek een wijziging af bij de "
            "overeenkomst, dan veranderen de uren daar."
        )
    if plaatsing.fasestappen.exists():
        raise DomainError("De student heeft al een stap voorgesteld in deze stagevorm. De vorm verandert niet meer.")


def _zonder(plaatsing: Plaatsing, at: datetime) -> dict[str, object]:
    normen = Normen(op=timezone.localdate(at))
    return {"uren_norm": normen.voor_periodes(plaatsing.student.opleiding, plaatsing.periodes.split())}


def _nieuw(plaatsing: Plaatsing, vorm: Stagevorm, plaats: Stageplaats) -> dict[str, object]:
    """Return the fields that come with a template, after asking whether the place can hold them; rows are locked."""
    tijd = tijd_van(vorm, plaatsing.begindatum)
    laatste = plaatsing.urendagen.filter(datum__gt=tijd.einddatum, uren__gt=0).order_by("datum").last()
    if laatste is not None:
        raise DomainError(
            f"De student vulde uren in tot en met {long_date(laatste.datum)}, dat is na de nieuwe laatste dag."
        )
    periodes = tijd.periodes or plaatsing.periodes
    aanvraag = slot.Aanvraag(plaatsing.student_id, plaatsing.begindatum, tijd.einddatum, periodes, vorm.dagen)
    geschikt = Geschiktheid(plaatsen=[plaats], begin=aanvraag.begindatum, eind=aanvraag.einddatum)
    slot.controleer_tijd(aanvraag=aanvraag, zonder=plaatsing.pk)
    bezetting = slot.Bezetting(
        stageplaatsen=[plaats], begin=aanvraag.begindatum, eind=aanvraag.einddatum, zonder=plaatsing.pk
    )
    reden = geschikt.waarom_niet_langer(plaats, aanvraag) or bezetting.waarom_niet(plaats, aanvraag)
    if reden:
        raise DomainError(f"{vorm.naam} past niet op deze plek. {reden}")
    return {"uren_norm": vorm.uren, "einddatum": tijd.einddatum, "dagen": vorm.dagen, "periodes": periodes}
