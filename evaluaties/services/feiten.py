"""Facts of the ladder: append-only rows; each makes the next sweep look at the placement again (verslagregels.md)."""

import uuid
from datetime import date, datetime

from django.db import transaction

from basis.errors import DomainError
from evaluaties import rules
from evaluaties.enums import FeitSoort, VerslagSoort
from evaluaties.models import Veegstand, Verslagfeit
from evaluaties.services.feitenpost import vertel_feit
from evaluaties.verslagregels import Oordeel
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing


def vergrendel(plaatsing_id: int) -> Plaatsing:
    """Lock the placement, so that a sweep that is under way can't overlook the fact that follows."""
    return Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing_id)


def maak_los(plaatsing_ids: list[int] | None = None) -> None:
    """Make the next sweep look at these placements again (None = at all)."""
    standen = Veegstand.objects.all()
    if plaatsing_ids is not None:
        standen = standen.filter(plaatsing__in=plaatsing_ids)
    standen.update(volgend_moment=None)


@transaction.atomic
def leg_feit_vast(
    *, plaatsing: Plaatsing, soort: str, by: User | None, at: datetime, actie: str = "", **velden: object
) -> Verslagfeit:
    """Add one fact that exists from `at` on; with an audit line under `actie`. The rules that guard it stand above."""
    vergrendel(plaatsing.pk)
    feit = Verslagfeit.objects.create(plaatsing=plaatsing, soort=soort, by=by, recorded_at=at, **velden)
    maak_los([plaatsing.pk])
    na = {"feit": soort, "plicht": feit.plicht, "datum": feit.datum, "tot": feit.tot, "waarde": feit.waarde}
    na = {naam: waarde for naam, waarde in na.items() if waarde}
    leg_vast(actie=actie or feit.get_soort_display(), obj=plaatsing, by=by, at=at, reden=feit.reden, na=na)
    vertel_feit(plaatsing, feit, at)
    return feit


def _eis_reden(reden: str) -> str:
    if not reden.strip():
        raise DomainError("Schrijf op waarom.", field="reden")
    return reden.strip()


def eis_beheer(by: User | None, plaatsing: Plaatsing) -> None:
    """Raise DomainError for whoever doesn't coordinate for the school of this student."""
    if by is None or not rules.mag_ladder_beheren(by, plaatsing):
        raise DomainError("Alleen de coördinator van de school van deze student mag dit.")


def meld_inlevering(
    *, plaatsing: Plaatsing, plicht: str, received_at: datetime, by: User | None, at: datetime
) -> Verslagfeit:
    """A report came in at `received_at`, which may lie before `at` (by e-mail, or a slow connection)."""
    return leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.SUBMISSION, plicht=plicht, received_at=received_at, by=by, at=at
    )


def meld_opdracht(
    *, plaatsing: Plaatsing, plicht: str, received_at: datetime, by: User | None, at: datetime
) -> Verslagfeit:
    """The replacement assignment for a report came in (R6.3)."""
    return leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.REPLACEMENT, plicht=plicht, received_at=received_at, by=by, at=at
    )


@transaction.atomic
def meld_gesprek(
    *, plaatsing: Plaatsing, soort: str, datum: date, by: User | None, at: datetime, bron: str = "", ref: str = ""
) -> Verslagfeit | None:
    """A talk took place about which a report is owed (R6.2): kennismaking (only the first) or tussenevaluatie.

    The same `bron` on another day is a correction of the same meeting. None when nothing new is owed.
    """
    vergrendel(plaatsing.pk)
    eerder = list(plaatsing.verslagfeiten.filter(soort=FeitSoort.MEETING, waarde=soort).order_by("recorded_at", "pk"))
    zelfde = [feit for feit in eerder if bron and feit.bron == bron]
    if zelfde:
        if zelfde[-1].datum == datum:
            return None
        ref = zelfde[-1].ref
    elif not ref:
        if soort == VerslagSoort.KENNISMAKING and eerder:
            return None
        ref = str(len({feit.ref for feit in eerder}) + 1)
    return leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.MEETING, waarde=soort, ref=ref, datum=datum, bron=bron, by=by, at=at
    )


def stel_vrij(*, plaatsing: Plaatsing, plicht: str, reden: str, by: User, at: datetime) -> Verslagfeit:
    """Excuse a report with a reason; a miss of it is undone (R6.7)."""
    eis_beheer(by, plaatsing)
    return leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.EXCUSE, plicht=plicht, reden=_eis_reden(reden), by=by, at=at
    )


def geef_uitstel(
    *, plaatsing: Plaatsing, plicht: str, tot: date | None, reden: str, by: User, at: datetime
) -> Verslagfeit:
    """Give a later due date; the rules ignore one that is earlier than the date that holds."""
    eis_beheer(by, plaatsing)
    if tot is None:
        raise DomainError("Kies tot en met welke dag het verslag mag.", field="datum")
    return leg_feit_vast(
        plaatsing=plaatsing,
        soort=FeitSoort.EXTENSION,
        plicht=plicht,
        datum=tot,
        reden=_eis_reden(reden),
        by=by,
        at=at,
    )


def pauzeer(
    *,
    plaatsing: Plaatsing,
    van: date,
    tot: date | None,
    by: User | None,
    at: datetime,
    reden: str = "",
    ref: str = "",
    bron: str = "",
) -> Verslagfeit:
    """The clock stands from `van` up to and including `tot` (None = open); the same `ref` changes that pause."""
    if tot is not None and tot < van:
        raise DomainError("De laatste dag van de pauze ligt voor de eerste dag.", field="tot")
    return leg_feit_vast(
        plaatsing=plaatsing,
        soort=FeitSoort.PAUSE,
        ref=ref or uuid.uuid4().hex[:12],
        datum=van,
        tot=tot,
        reden=reden,
        bron=bron,
        by=by,
        at=at,
    )


def wijzig_einde(
    *, plaatsing: Plaatsing, oud: date, nieuw: date, by: User | None, at: datetime, reden: str = ""
) -> Verslagfeit:
    """The placement has another last day; `oud` is the day it had before this change."""
    return leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.END_CHANGED, datum=nieuw, tot=oud, reden=reden, by=by, at=at
    )


def leg_besluit_vast(
    *, plaatsing: Plaatsing, oordeel: str, reden: str, by: User, at: datetime, gesproken_op: date | None = None
) -> Verslagfeit:
    """Record a decision about a proposal as a fact; whether there is something to decide `besluiten.besluit` guards."""
    eis_beheer(by, plaatsing)
    if oordeel not in set(Oordeel):
        raise DomainError("Kies of u het voorstel bevestigt of afwijst.", field="oordeel")
    return leg_feit_vast(
        plaatsing=plaatsing,
        soort=FeitSoort.DECISION,
        waarde=oordeel,
        datum=gesproken_op,
        reden=_eis_reden(reden),
        by=by,
        at=at,
    )


@transaction.atomic
def sluit(*, plaatsing: Plaatsing, by: User | None, at: datetime, reden: str = "") -> Verslagfeit | None:
    """Close the reports of a placement: the ladder stands still for good. Closing twice is closing once."""
    vergrendel(plaatsing.pk)
    if plaatsing.verslagfeiten.filter(soort=FeitSoort.CLOSED).exists():
        return None
    return leg_feit_vast(plaatsing=plaatsing, soort=FeitSoort.CLOSED, reden=reden, by=by, at=at)
