"""Another last day: the seat of the extra time is locked and counted first, and the apps above hear of it (R4.7)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import Periode, User
from kern.services.audit import leg_vast
from plaatsingen import rules, signals
from plaatsingen.models import Plaatsing
from plaatsingen.services import delen, slot
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.normen import Normen
from vacatures.models import Stageplaats

EEN_DAG = timedelta(days=1)


@transaction.atomic
def wijzig_einddatum(*, plaatsing: Plaatsing, einddatum: date, reden: str, by: User, at: datetime) -> Plaatsing:
    """Give a placement that isn't closed another last day, with a reason; return it as it is now.

    A later day asks for a seat, for recognition and for the place to be there in the periods that are added; those
    periods and their hours come along. Sends `einddatum_gewijzigd` in the same transaction. The same day again changes
    nothing. Raises GeenToegang for whoever doesn't coordinate, DomainError when a rule speaks against it.
    """
    plaatsen = slot.vergrendel(stageplaats_ids=delen.plaats_ids(plaatsing), student_ids=[plaatsing.student_id])
    plaats = plaatsen[plaatsing.stageplaats_id]
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator verandert de laatste dag van een stage.")
    oud = nu.einddatum
    if oud == einddatum:
        return nu
    _controleer(nu, einddatum, reden)
    kalender = list(Periode.objects.filter(schooljaar_id=plaats.schooljaar_id))
    periodes = _periodes(nu, kalender, einddatum)
    if einddatum > oud:
        nieuw = {p.code for p in kalender if p.begin <= einddatum and p.eind > oud}
        extra = slot.Aanvraag(nu.student_id, oud + EEN_DAG, einddatum, " ".join(sorted(nieuw)) or periodes, nu.dagen)
        _controleer_verlenging(nu, plaats, extra)
        delen.eis_plek_in(
            plaatsing=nu, plaatsen=plaatsen, begin=extra.begindatum, eind=einddatum, periodes=extra.periodes
        )
    voor, na = _schrijf(nu, einddatum, periodes, at)
    leg_vast(actie="laatste dag gewijzigd", obj=nu, by=by, at=at, reden=reden.strip(), voor=voor, na=na)
    signals.einddatum_gewijzigd.send(
        Plaatsing, plaatsing=nu, oud=oud, nieuw=einddatum, by=by, at=at, reden=reden.strip()
    )
    return nu


def _controleer(plaatsing: Plaatsing, einddatum: date, reden: str) -> None:
    if not rules.mag_einddatum_wijzigen_nu(plaatsing):
        raise DomainError(f"Deze plaatsing is {plaatsing.get_status_display()}. De laatste dag verandert niet meer.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    if einddatum < plaatsing.begindatum:
        raise DomainError(
            f"De laatste dag ligt voor de eerste dag ({long_date(plaatsing.begindatum)}).", field="einddatum"
        )
    laatste = plaatsing.urendagen.filter(datum__gt=einddatum, uren__gt=0).order_by("datum").last()
    if laatste is not None:
        raise DomainError(
            f"De student vulde uren in tot en met {long_date(laatste.datum)}. "
            "Kies die dag of een latere, of laat de student de uren eerst verbeteren.",
            field="einddatum",
        )


def _periodes(plaatsing: Plaatsing, kalender: list[Periode], einddatum: date) -> str:
    """Return the periods of the placement with another last day: those that it now touches come in, others go out.

    Without dates of periods in the school year they stay as they are.
    """
    eigen = set(plaatsing.periodes.split())
    if einddatum > plaatsing.einddatum:
        eigen |= {p.code for p in kalender if p.begin <= einddatum and p.eind > plaatsing.einddatum}
    else:
        eigen = eigen - {p.code for p in kalender if p.begin > einddatum} or eigen
    return " ".join(sorted(eigen))


def _controleer_verlenging(plaatsing: Plaatsing, plaats: Stageplaats, extra: slot.Aanvraag) -> None:
    """Ask the rules of the stretch that is added; the place and the student are locked."""
    # A stage with a template that is over the end of the school year already may become longer after a pause.
    loopt_door = plaatsing.vorm_id is not None and extra.begindatum > plaats.schooljaar.eind
    if extra.einddatum > plaats.schooljaar.eind and not loopt_door:
        raise DomainError(
            f"Deze stageplaats is er tot en met {long_date(plaats.schooljaar.eind)}, het einde van het schooljaar. "
            "Maak voor het volgende schooljaar een nieuwe plaatsing.",
            field="einddatum",
        )
    geschikt = Geschiktheid(plaatsen=[plaats], begin=extra.begindatum, eind=extra.einddatum)
    ongeschikt = geschikt.waarom_niet_langer(plaats, extra)
    if ongeschikt:
        raise DomainError(ongeschikt, field="einddatum")
    slot.controleer_tijd(aanvraag=extra, zonder=plaatsing.pk)
    bezetting = slot.Bezetting(
        stageplaatsen=[plaats], begin=extra.begindatum, eind=extra.einddatum, zonder=plaatsing.pk
    )
    vol = bezetting.waarom_niet(plaats, extra)
    if vol:
        raise DomainError(f"{vol} Kies een eerdere dag.", field="einddatum")


def _schrijf(plaatsing: Plaatsing, einddatum: date, periodes: str, at: datetime) -> tuple[dict, dict]:
    """Write what changes; return it as it was and as it is. Hours that were set by hand stay."""
    nieuw: dict[str, object] = {"einddatum": einddatum}
    if set(periodes.split()) != set(plaatsing.periodes.split()):
        nieuw["periodes"] = periodes
        normen, opleiding = Normen(op=timezone.localdate(at)), plaatsing.student.opleiding
        if plaatsing.uren_norm == normen.voor_periodes(opleiding, plaatsing.periodes.split()):
            nieuw["uren_norm"] = normen.voor_periodes(opleiding, periodes.split())
    oud = {veld: getattr(plaatsing, veld) for veld in nieuw}
    for veld, waarde in nieuw.items():
        setattr(plaatsing, veld, waarde)
    plaatsing.save(update_fields=list(nieuw))
    return oud, nieuw
