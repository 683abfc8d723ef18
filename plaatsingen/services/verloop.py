"""Pauses, ending early, a student who never came, and what comes next (R5.8).

Each step is one transaction: the state, its row with reasons, the deadlines of reports (by signals) and the mails.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import Initiatief, Onderbreekreden, PlaatsingStatus, Stopreden
from plaatsingen.models import Beeindiging, Onderbreking, Plaatsing
from plaatsingen.services import delen, mails, slot, verloopmails
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.services.startcheck import WACHT
from plaatsingen.services.status import wijzig_status

S = PlaatsingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesprek:
    """The closing talk of a stage that ends early."""

    op: date | None = None
    met: str = ""
    tekst: str = ""


def _neem(plaatsing: Plaatsing, by: User) -> Plaatsing:
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.mag_status_wijzigen(by, nu):
        raise GeenToegang("Alleen een coördinator van de school van deze student mag dit.")
    return nu


# --- pauses ---


@transaction.atomic
def onderbreek(
    *,
    plaatsing: Plaatsing,
    reden: str,
    van: date,
    by: User,
    at: datetime,
    verwacht_tot: date | None = None,
    toelichting: str = "",
) -> Onderbreking:
    """Pause a running stage from `van` on; hours and reports wait from that day. Twice does it once.

    The reason is for the student and school; with the state, which everybody reads, stands only from when.
    """
    nu = _neem(plaatsing, by)
    er_al = nu.onderbrekingen.filter(tot__isnull=True).first()
    if nu.status == S.ONDERBROKEN and er_al is not None:
        return er_al
    if reden not in Onderbreekreden.values:
        raise DomainError("Kies een reden.", field="reden")
    _toets_pauze(nu, van, verwacht_tot, timezone.localdate(at))
    pauze = Onderbreking.objects.create(
        plaatsing=nu,
        reden=reden,
        toelichting=toelichting.strip(),
        van=van,
        verwacht_tot=verwacht_tot,
        door=by,
        at=at,
    )
    woord = f"Staat stil vanaf {long_date(van)}."
    nu = wijzig_status(plaatsing=nu, naar=S.ONDERBROKEN, by=by, at=at, reden=woord, dag=van)
    verloopmails.mail_onderbroken(plaatsing=nu, at=at)
    return pauze


def _toets_pauze(plaatsing: Plaatsing, van: date, verwacht_tot: date | None, vandaag: date) -> None:
    if van > vandaag:
        raise DomainError("Kies vandaag of een eerdere dag. Een pauze leg je vast als ze begint.", field="van")
    if van < plaatsing.begindatum:
        raise DomainError(f"De stage begon op {long_date(plaatsing.begindatum)}.", field="van")
    if verwacht_tot is not None and verwacht_tot < van:
        raise DomainError("Deze dag ligt voor de eerste dag van de pauze.", field="verwacht_tot")
    eerder = plaatsing.onderbrekingen.filter(tot__gte=van).order_by("tot").last()
    if eerder is not None:
        raise DomainError(f"Er was al een pauze tot en met {long_date(eerder.tot)}. Kies een latere dag.", field="van")
    gewerkt = plaatsing.urendagen.filter(datum__gte=van, uren__gt=0).order_by("datum").last()
    if gewerkt is not None:
        raise DomainError(
            f"De student vulde nog uren in op {long_date(gewerkt.datum)}. Kies een latere dag, "
            "of laat die uren eerst verbeteren.",
            field="van",
        )


@transaction.atomic
def verwacht_terug(*, plaatsing: Plaatsing, verwacht_tot: date | None, by: User, at: datetime) -> None:
    """Say until when a pause will probably last; None: not known."""
    nu = _neem(plaatsing, by)
    pauze = nu.onderbrekingen.filter(tot__isnull=True).first()
    if nu.status != S.ONDERBROKEN or pauze is None:
        raise DomainError("Deze stage staat niet stil.")
    if verwacht_tot is not None and verwacht_tot < pauze.van:
        raise DomainError("Deze dag ligt voor de eerste dag van de pauze.", field="verwacht_tot")
    if pauze.verwacht_tot == verwacht_tot:
        return
    voor, pauze.verwacht_tot = pauze.verwacht_tot, verwacht_tot
    pauze.save(update_fields=["verwacht_tot"])
    leg_vast(actie="einde van pauze verwacht", obj=nu, by=by, at=at, voor={"tot": voor}, na={"tot": verwacht_tot})


@transaction.atomic
def hervat(
    *, plaatsing: Plaatsing, op: date, by: User, at: datetime, einddatum: date | None = None, reden: str = ""
) -> Plaatsing:
    """Go on after a pause; `op` is the first day that the student is back. `einddatum`: the last day moves too.

    Raises DomainError when there is no seat in the extra time; then nothing changes. Twice does it once.
    """
    if einddatum is not None:  # seats before the placement: everybody locks in the same order
        slot.vergrendel(stageplaats_ids=delen.plaats_ids(plaatsing), student_ids=[plaatsing.student_id])
    nu = _neem(plaatsing, by)
    if nu.status == S.LOPEND:
        return nu
    pauze = nu.onderbrekingen.filter(tot__isnull=True).first()
    if op > timezone.localdate(at):
        raise DomainError("Kies vandaag of een eerdere dag. U hervat de stage als de student er weer is.", field="op")
    if pauze is not None and op < pauze.van:
        raise DomainError(f"De pauze begon op {long_date(pauze.van)}.", field="op")
    woord = " ".join(filter(None, [f"Weer begonnen op {long_date(op)}.", reden.strip()]))
    nu = wijzig_status(plaatsing=nu, naar=S.LOPEND, by=by, at=at, reden=woord, dag=op)
    if einddatum is not None and einddatum != nu.einddatum:
        nu = wijzig_einddatum(
            plaatsing=nu, einddatum=einddatum, reden=reden.strip() or "Na een onderbreking.", by=by, at=at
        )
    verloopmails.mail_hervat(plaatsing=nu, at=at)
    return nu


# --- ending early ---


@transaction.atomic
def beeindig(
    *,
    plaatsing: Plaatsing,
    reden: str,
    initiatief: str,
    laatste_dag: date,
    zoekt_verder: bool,
    by: User,
    at: datetime,
    toelichting: str = "",
    gesprek: Gesprek | None = None,
) -> Beeindiging:
    """End a stage early: a running one stops, one that hasn't begun is cancelled. The seat is free at once.

    With `zoekt_verder` the student stands with the coordinators as looking for a place, from now on. Twice does it
    once. Raises DomainError when the table doesn't know the step or a day can't be.
    """
    nu = _neem(plaatsing, by)
    er_al = Beeindiging.objects.filter(plaatsing=nu).first()
    if er_al is not None:
        return er_al
    if reden not in Stopreden.values or initiatief not in Initiatief.values:
        raise DomainError("Kies een reden en van wie het initiatief kwam.", field="reden")
    begonnen = nu.status not in {*WACHT, S.VOORGESTELD, S.AANGEBODEN}
    gesprek = gesprek or Gesprek()
    _toets_einde(nu, laatste_dag, gesprek, timezone.localdate(at), begonnen=begonnen)
    einde = Beeindiging.objects.create(
        plaatsing=nu,
        reden=reden,
        initiatief=initiatief,
        toelichting=toelichting.strip(),
        laatste_dag=laatste_dag,
        gesprek_op=gesprek.op,
        gesprek_met=gesprek.met.strip(),
        gesprek_tekst=gesprek.tekst.strip(),
        zoekt_verder=zoekt_verder,
        door=by,
        at=at,
    )
    naar = S.GESTOPT if begonnen else S.GEANNULEERD
    wist, woord = nu.status != S.VOORGESTELD, _openbaar(reden)
    nu = wijzig_status(plaatsing=nu, naar=naar, by=by, at=at, reden=woord)
    if wist:
        mails.mail_einde(plaatsing=nu, at=at)
    return einde


def _openbaar(reden: str) -> str:
    """Return the reason that everybody of the placement may read: health and home stay with school."""
    gevoelig = {Stopreden.GEZONDHEID, Stopreden.PERSOONLIJK, Stopreden.GEDRAG, Stopreden.KENNISMAKING}
    return "In overleg met school." if reden in gevoelig else f"{Stopreden(reden).label}."


def _toets_einde(nu: Plaatsing, laatste_dag: date, gesprek: Gesprek, vandaag: date, *, begonnen: bool) -> None:
    if gesprek.op is not None and gesprek.op > vandaag:
        raise DomainError("Dit gesprek is nog niet geweest. Laat het leeg en vul het later aan.", field="gesprek_op")
    if not begonnen:
        return
    if laatste_dag > vandaag:
        raise DomainError("Kies vandaag of een eerdere dag: u stopt de stage als het zover is.", field="laatste_dag")
    if laatste_dag < nu.begindatum:
        raise DomainError(f"De stage begon op {long_date(nu.begindatum)}.", field="laatste_dag")
    gewerkt = nu.urendagen.filter(datum__gt=laatste_dag, uren__gt=0).order_by("datum").last()
    if gewerkt is not None:
        raise DomainError(f"De student maakte nog uren op {long_date(gewerkt.datum)}.", field="laatste_dag")


@transaction.atomic
def leg_gesprek_vast(*, einde: Beeindiging, gesprek: Gesprek, by: User, at: datetime) -> Beeindiging:
    """Add the closing talk afterwards, by school or the begeleider who had it."""
    nu = Beeindiging.objects.select_for_update(of=("self",)).get(pk=einde.pk)
    plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
    if not rules.is_van_school(by, plaatsing) and not rules.is_begeleider_van(by, plaatsing):
        raise GeenToegang("Alleen school en de begeleider leggen het afsluitende gesprek vast.")
    if gesprek.op is None or gesprek.op > timezone.localdate(at):
        raise DomainError("Kies de dag waarop het gesprek was.", field="gesprek_op")
    nu.gesprek_op, nu.gesprek_met, nu.gesprek_tekst = gesprek.op, gesprek.met.strip(), gesprek.tekst.strip()
    nu.save(update_fields=["gesprek_op", "gesprek_met", "gesprek_tekst"])
    leg_vast(actie="afsluitend gesprek", obj=plaatsing, by=by, at=at, na={"op": gesprek.op})
    return nu


def niet_gekomen(
    *, plaatsing: Plaatsing, by: User, at: datetime, zoekt_verder: bool, toelichting: str = ""
) -> Beeindiging:
    """The student never came: the placement ends (or is cancelled) on its first day and the seat is free."""
    vandaag = timezone.localdate(at)
    if plaatsing.begindatum > vandaag:
        raise DomainError(f"De eerste dag is pas {long_date(plaatsing.begindatum)}.")
    if plaatsing.urendagen.filter(uren__gt=0).exists():
        raise DomainError("De student heeft uren gemaakt, en is dus wel gekomen. Kies 'Stage stoppen'.")
    return beeindig(
        plaatsing=plaatsing,
        reden=Stopreden.NIET_GEKOMEN,
        initiatief=Initiatief.STUDENT,
        laatste_dag=plaatsing.begindatum,
        zoekt_verder=zoekt_verder,
        toelichting=toelichting,
        by=by,
        at=at,
    )
