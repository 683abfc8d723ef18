"""Another first day before the stage has begun: later (a late start), or earlier when there is a seat (R5.8)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import Periode, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import delen, slot, verloopmails
from plaatsingen.services.geschikt import Geschiktheid
from vacatures.models import Stageplaats

S = PlaatsingStatus
NIET_BEGONNEN = frozenset({S.VOORGESTELD, S.AANGEBODEN, S.GEACCEPTEERD, S.ONDERTEKENING})
EEN_DAG = timedelta(days=1)


@transaction.atomic
def verzet_begin(*, plaatsing: Plaatsing, begindatum: date, reden: str, by: User, at: datetime) -> Plaatsing:
    """Give a placement that hasn't begun another first day, with a reason; everybody concerned gets a mail.

    An earlier day asks for a seat, for recognition and for the periods that are added. The same day changes nothing.
    Raises GeenToegang for whoever doesn't coordinate, DomainError when a rule speaks against it.
    """
    plaatsen = slot.vergrendel(stageplaats_ids=delen.plaats_ids(plaatsing), student_ids=[plaatsing.student_id])
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator verandert de eerste dag van een stage.")
    oud = nu.begindatum
    if oud == begindatum:
        return nu
    _controleer(nu, begindatum, reden, timezone.localdate(at))
    plaats = plaatsen[nu.stageplaats_id]
    kalender = list(Periode.objects.filter(schooljaar_id=plaats.schooljaar_id))
    periodes = _periodes(nu, kalender, begindatum)
    if begindatum < oud:
        _controleer_eerder(nu, plaatsen, begindatum, periodes)
    voor = {"begindatum": oud, "periodes": nu.periodes}
    nu.begindatum, nu.periodes = begindatum, periodes
    nu.save(update_fields=["begindatum", "periodes"])
    na = {"begindatum": begindatum, "periodes": periodes}
    leg_vast(actie="eerste dag gewijzigd", obj=nu, by=by, at=at, reden=reden.strip(), voor=voor, na=na)
    verloopmails.mail_eerste_dag(plaatsing=nu, at=at)
    return nu


def _controleer(plaatsing: Plaatsing, begindatum: date, reden: str, vandaag: date) -> None:
    if plaatsing.status not in NIET_BEGONNEN:
        raise DomainError(
            "Deze stage is al begonnen. Komt de student later? Onderbreek de stage dan vanaf de eerste dag."
        )
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    if begindatum > plaatsing.einddatum:
        raise DomainError(f"De laatste dag is {long_date(plaatsing.einddatum)}. Kies een eerdere dag.",
                          field="begindatum")  # fmt: skip
    if begindatum < vandaag and begindatum < plaatsing.begindatum:
        raise DomainError("Deze dag is al geweest. Kies vandaag of een latere dag.", field="begindatum")


def _periodes(plaatsing: Plaatsing, kalender: list[Periode], begindatum: date) -> str:
    """Return the periods with another first day: what it now touches comes in, what lies before it goes out."""
    eigen = set(plaatsing.periodes.split())
    if begindatum < plaatsing.begindatum:
        eigen |= {p.code for p in kalender if p.begin < plaatsing.begindatum and p.eind >= begindatum}
    else:
        eigen = eigen - {p.code for p in kalender if p.eind < begindatum} or eigen
    return " ".join(sorted(eigen))


def _controleer_eerder(nu: Plaatsing, plaatsen: dict[int, Stageplaats], begindatum: date, periodes: str) -> None:
    plaats = plaatsen[nu.stageplaats_id]
    if begindatum < plaats.schooljaar.begin:
        raise DomainError(f"Deze stageplaats is er vanaf {long_date(plaats.schooljaar.begin)}.", field="begindatum")
    eind = nu.begindatum - EEN_DAG
    erbij = " ".join(sorted(set(periodes.split()) - set(nu.periodes.split()))) or periodes
    extra = slot.Aanvraag(nu.student_id, begindatum, eind, erbij, nu.dagen)
    waarom = Geschiktheid(plaatsen=[plaats], begin=begindatum, eind=eind).waarom_niet_langer(plaats, extra)
    if waarom:
        raise DomainError(waarom, field="begindatum")
    slot.controleer_tijd(aanvraag=extra, zonder=nu.pk)
    bezetting = slot.Bezetting(stageplaatsen=[plaats], begin=begindatum, eind=eind, zonder=nu.pk)
    vol = bezetting.waarom_niet(plaats, extra)
    if vol:
        raise DomainError(f"{vol} Kies een latere dag.", field="begindatum")
    delen.eis_plek_in(plaatsing=nu, plaatsen=plaatsen, begin=begindatum, eind=eind, periodes=erbij)
