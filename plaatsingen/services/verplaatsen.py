"""Another place at the same leerbedrijf, or other days: the seat is locked and counted first (R4.7)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.kalender import DAGEN
from kern.models import Periode, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.models import Plaatsing
from plaatsingen.services import slot
from plaatsingen.services.geschikt import Geschiktheid
from vacatures.models import Stageplaats


@transaction.atomic
def verplaats(
    *, plaatsing: Plaatsing, stageplaats: Stageplaats, dagen: str, reden: str, by: User, at: datetime
) -> Plaatsing:
    """Give a placement another place of the same leerbedrijf, other days ("ma di"), or both; return it as it is now.

    What was counts until today; from today to the last day there must be a seat. The same again changes nothing.
    Raises GeenToegang for whoever doesn't coordinate, DomainError when a rule speaks against it.
    """
    ids = {plaatsing.stageplaats_id, stageplaats.pk}
    plaatsen = slot.vergrendel(stageplaats_ids=ids, student_ids=[plaatsing.student_id])
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator verandert de plek of de dagen van een stage.")
    plaats = plaatsen[stageplaats.pk]
    dagen = " ".join(dagen.split())
    if (nu.stageplaats_id, set(nu.dagen.split())) == (plaats.pk, set(dagen.split())):
        return nu
    _controleer(nu, plaats, dagen, reden, at)
    voor = {"stageplaats": nu.stageplaats.code, "dagen": nu.dagen}
    nu.stageplaats, nu.dagen = plaats, dagen
    nu.save(update_fields=["stageplaats", "dagen"])
    leg_vast(
        actie="plek of dagen veranderd",
        obj=nu,
        by=by,
        at=at,
        reden=reden.strip(),
        voor=voor,
        na={"stageplaats": plaats.code, "dagen": dagen},
    )
    return nu


def _controleer(plaatsing: Plaatsing, plaats: Stageplaats, dagen: str, reden: str, at: datetime) -> None:
    if not rules.mag_einddatum_wijzigen_nu(plaatsing):
        raise DomainError(f"Deze plaatsing is {plaatsing.get_status_display()}. De plek en de dagen veranderen niet.")
    if not dagen:
        raise DomainError("Kies minstens een stagedag.", field="dagen")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    if plaats.leerbedrijf.pk != plaatsing.stageplaats.leerbedrijf.pk:
        raise DomainError(
            "Deze plek is bij een ander leerbedrijf. Daarvoor komt er een nieuwe overeenkomst: "
            "kies 'Ander leerbedrijf' bij de plaatsing.",
            field="stageplaats",
        )
    elders = {dag for deel in plaatsing.delen.geldig() for dag in deel.dagen.split()}
    if bezet := sorted(elders & set(dagen.split()), key=DAGEN.index):
        dag = slot.DAGNAMEN[bezet[0]]
        raise DomainError(f"Op {dag} is de student bij het tweede leerbedrijf. Kies een andere dag.", field="dagen")
    vanaf = min(max(plaatsing.begindatum, timezone.localdate(at)), plaatsing.einddatum)
    rest = slot.Aanvraag(plaatsing.student_id, vanaf, plaatsing.einddatum, _periodes(plaatsing, plaats, vanaf), dagen)
    geschikt = Geschiktheid(plaatsen=[plaats], begin=vanaf, eind=plaatsing.einddatum)
    if plaats.pk == plaatsing.stageplaats_id:
        ongeschikt = geschikt.waarom_niet_langer(plaats, rest)
    else:
        ongeschikt = geschikt.waarom_niet(plaatsing.student, plaats, rest)
    if ongeschikt:
        raise DomainError(ongeschikt)
    bezetting = slot.Bezetting(stageplaatsen=[plaats], begin=vanaf, eind=plaatsing.einddatum, zonder=plaatsing.pk)
    if vol := bezetting.waarom_niet(plaats, rest):
        raise DomainError(f"{vol} Kies andere dagen of een andere plek.")


def _periodes(plaatsing: Plaatsing, plaats: Stageplaats, vanaf: date) -> str:
    """Return the periods of the placement that aren't over; all of them when the school year has no dates."""
    voorbij = Periode.objects.filter(schooljaar_id=plaats.schooljaar_id, eind__lt=vanaf).values_list("code", flat=True)
    return " ".join(sorted(set(plaatsing.periodes.split()) - set(voorbij))) or plaatsing.periodes
