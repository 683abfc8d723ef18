"""The decision about a proposal 'onvoldoende': always a named person, with a reason (R6.6, AVG art. 22)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services import feiten
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.vooruitblik import Vooruitblik, kijk_vooruit
from kern.kalender import lokale_dag, termijn
from kern.models import User
from kern.services.berichten import zet_klaar
from plaatsingen.models import Plaatsing

BEZWAAR_DAGEN = 14
BEVESTIG, WIJS_AF = regels.Oordeel.BEVESTIGD.value, regels.Oordeel.AFGEWEZEN.value
HERZIE = regels.Oordeel.HERZIEN.value
_OVER_VOORSTEL = (regels.Type.INSUFFICIENT_PROPOSED.value, regels.Type.PROPOSAL_WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Besluitstand:
    """What there is to decide about a placement. `besluiten` are those on the last proposal, oldest first."""

    voorstel: LadderEvent | None
    ingetrokken_op: datetime | None
    besluiten: tuple[Verslagfeit, ...]
    herzieningen: tuple[LadderEvent, ...]
    gesloten: bool

    @property
    def open(self) -> bool:
        """Whether a proposal waits for a decision."""
        return self.voorstel is not None and not self.ingetrokken_op and not self.besluiten and not self.gesloten

    @property
    def besluit(self) -> Verslagfeit | None:
        """The decision that holds: the first, or the one that took a confirmation back."""
        eerste = next(iter(self.besluiten), None)
        return next((b for b in self.besluiten if b.waarde == HERZIE), eerste)

    @property
    def onvoldoende(self) -> bool:
        """Whether a person confirmed that the stage is onvoldoende, and nobody took that back."""
        return self.besluit is not None and self.besluit.waarde == BEVESTIG and not self.ingetrokken_op

    @property
    def herziening_nodig(self) -> bool:
        """Whether something changed since the last word of a person (T1)."""
        if not self.onvoldoende or not self.herzieningen or self.gesloten:
            return False
        return self.herzieningen[-1].at > self.besluiten[-1].recorded_at

    @property
    def gewaarschuwd(self) -> bool:
        """Whether the student was told of each earlier miss before the next report was due."""
        return self.voorstel is None or self.voorstel.gegevens.get("warned") is not False

    @property
    def bezwaar_tot(self) -> date | None:
        """Last day on which the student can object to the decision that holds."""
        return bezwaar_tot(self.besluit.recorded_at) if self.besluit else None


def bezwaar_tot(besloten_op: datetime) -> date:
    """Return the last day to object: fourteen days after the day of the decision, on a working day (ATW art. 1)."""
    return termijn(lokale_dag(besloten_op), BEZWAAR_DAGEN)


def besluitstand(plaatsing: Plaatsing) -> Besluitstand:
    """Return what there is to decide about a placement; two queries."""
    soorten = (*_OVER_VOORSTEL, regels.Type.REVIEW_REQUIRED.value)
    events = list(LadderEvent.objects.filter(plaatsing=plaatsing, soort__in=soorten).order_by("volgnummer"))
    voorstel = next((e for e in reversed(events) if e.soort == _OVER_VOORSTEL[0]), None)
    na = [e for e in events if voorstel is not None and e.volgnummer > voorstel.volgnummer]
    rijen = Verslagfeit.objects.filter(plaatsing=plaatsing, soort__in=(FeitSoort.DECISION, FeitSoort.CLOSED))
    rijen = list(rijen.select_related("by").order_by("recorded_at", "pk"))
    besluiten = [
        feit
        for feit in rijen
        if voorstel is not None and feit.soort == FeitSoort.DECISION and feit.recorded_at >= voorstel.at
    ]
    return Besluitstand(
        voorstel=voorstel,
        ingetrokken_op=next((e.at for e in na if e.soort == _OVER_VOORSTEL[1]), None),
        besluiten=tuple(besluiten),
        herzieningen=tuple(e for e in na if e.soort == regels.Type.REVIEW_REQUIRED.value),
        gesloten=any(feit.soort == FeitSoort.CLOSED for feit in rijen),
    )


@transaction.atomic
def besluit(
    *, plaatsing: Plaatsing, oordeel: str, reden: str, by: User, at: datetime, gesproken_op: date | None = None
) -> Verslagfeit:
    """Confirm or reject the proposal that waits, or say what stays of a decision that must be looked at again.

    The student hears that there is a decision and how to object; what it is stands in the portal. The same person
    saying the same twice is one decision. Raises DomainError when there is nothing (left) to decide (T10, T11).
    """
    feiten.eis_beheer(by, plaatsing)
    feiten.vergrendel(plaatsing.pk)
    if oordeel not in (BEVESTIG, WIJS_AF):
        raise DomainError("Kies of u het voorstel bevestigt of afwijst.", field="oordeel")
    if gesproken_op is not None and gesproken_op > lokale_dag(at):
        raise DomainError("Het gesprek met de student ligt in de toekomst. Kies de dag waarop u sprak.", field="datum")
    stand = besluitstand(plaatsing)
    if not stand.open and not stand.herziening_nodig:
        laatste = stand.besluiten[-1] if stand.besluiten else None
        zelfde = (oordeel, HERZIE) if oordeel == WIJS_AF else (oordeel,)
        if laatste is not None and laatste.by_id == by.pk and laatste.waarde in zelfde:
            return laatste
        raise DomainError(_waarom_niet(stand))
    if stand.open and _vervalt(plaatsing, at):
        raise DomainError("Er is intussen iets vastgelegd waardoor het voorstel vervalt. U hoeft niets te besluiten.")
    waarde = HERZIE if oordeel == WIJS_AF and not stand.open else oordeel
    feit = feiten.leg_besluit_vast(
        plaatsing=plaatsing, oordeel=waarde, reden=reden, by=by, at=at, gesproken_op=gesproken_op
    )
    _bericht(plaatsing, feit, at, herzien=not stand.open)
    return feit


def _waarom_niet(stand: Besluitstand) -> str:
    if stand.besluiten:
        laatste = stand.besluiten[-1]
        wat = {BEVESTIG: "bevestigd", WIJS_AF: "afgewezen"}.get(laatste.waarde, "teruggedraaid")
        naam = laatste.by.naam if laatste.by else "Een collega"
        return f"{naam} heeft dit voorstel al {wat}. Uw besluit is niet vastgelegd. Overleg samen."
    if stand.ingetrokken_op:
        return "Het voorstel is ingetrokken. Er zijn minder dan vier verslagen vergeten. U hoeft niets te besluiten."
    return "Er ligt nu geen voorstel voor deze stage. U hoeft niets te besluiten."


def _vervalt(plaatsing: Plaatsing, at: datetime) -> bool:
    """Whether the next sweep withdraws the proposal: facts came in that no sweep has seen yet."""
    vers = met_registratie(Plaatsing.objects.filter(pk=plaatsing.pk)).get()
    return any(e.type is regels.Type.PROPOSAL_WITHDRAWN for e in kijk_vooruit(vers, [], at).gebeurtenissen)


def kijk_vooruit_bij_herziening(plaatsing: Plaatsing, by: User, at: datetime) -> Vooruitblik:
    """Show what taking the confirmation back would change down the ladder; writes nothing."""
    feit = Verslagfeit(plaatsing=plaatsing, soort=FeitSoort.DECISION, waarde=HERZIE, reden="-", by=by, recorded_at=at)
    return kijk_vooruit(plaatsing, [feit], at)


def _bericht(plaatsing: Plaatsing, feit: Verslagfeit, at: datetime, *, herzien: bool) -> None:
    """Tell the student; the text of the mail holds no decision and no reason (it may go to a shared mailbox)."""
    zet_klaar(
        soort="verslag_besluit",
        sleutel=f"verslag-besluit:{plaatsing.public_id}:{feit.pk}",
        at=at,
        sjabloon="verslag_besluit",
        context={
            "herzien": herzien,
            "onvoldoende": feit.waarde == BEVESTIG,
            "bezwaar_tot": bezwaar_tot(at),
            "bezwaar_dagen": BEZWAAR_DAGEN,
            "school": plaatsing.student.school.naam,
        },
        ontvanger=plaatsing.student.user,
        pad=reverse("verslagen:voorstel", args=[plaatsing.public_id]),
    )
