"""The whole history behind a proposal 'onvoldoende', miss by miss, for the person who decides (R6.6)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.woorden import keer, plichttitel
from kern.kalender import einde_van_dag
from plaatsingen.models import Plaatsing

Type = regels.Type


@dataclass(slots=True)
class Verzuim:
    """One forgotten report. Moments are aware; `verteld` is None when there is no next one to be in time for."""

    plicht: str
    titel: str
    due: date
    rung: int
    gezien_op: datetime
    telt: bool = True
    teruggedraaid_op: datetime | None = None
    herinnerd_op: datetime | None = None
    herstel_tot: date | None = None
    herstel_voorbij: bool = False
    verteld: bool | None = None
    ontvangen_op: datetime | None = None
    opdracht_tot: date | None = None
    opdracht_gegeven_op: datetime | None = None
    opdracht_woord: str = ""
    opdracht_op: datetime | None = None

    @property
    def keer(self) -> str:
        """Which time it was."""
        return keer(self.rung)


def geschiedenis(plaatsing: Plaatsing) -> list[Verzuim]:
    """Return every miss there ever was, the standing ones with what was told and came in; by due date. Two queries."""
    verzuimen: dict[tuple[str, int], Verzuim] = {}
    for event in LadderEvent.objects.filter(plaatsing=plaatsing).order_by("volgnummer"):
        _vertel(verzuimen, event)
    binnen = _ontvangsten(plaatsing)
    rijen = sorted(verzuimen.values(), key=lambda rij: (rij.due, rij.gezien_op))
    for rij in rijen:
        rij.ontvangen_op = binnen[FeitSoort.SUBMISSION].get(rij.plicht)
        rij.opdracht_op = binnen[FeitSoort.REPLACEMENT].get(rij.plicht) if rij.opdracht_gegeven_op else None
        if rij.opdracht_op is not None:
            rij.opdracht_woord = "ingeleverd"
    for eerder, later in pairwise([rij for rij in rijen if rij.telt]):
        eerder.verteld = eerder.gezien_op < einde_van_dag(later.due)
    return rijen


def _ontvangsten(plaatsing: Plaatsing) -> dict[str, dict[str, datetime]]:
    """First receipt of each report and replacement assignment, by kind."""
    eerste: dict[str, dict[str, datetime]] = defaultdict(dict)
    feiten = Verslagfeit.objects.filter(
        plaatsing=plaatsing, soort__in=(FeitSoort.SUBMISSION, FeitSoort.REPLACEMENT)
    ).order_by("recorded_at", "pk")
    for feit in feiten:
        moment = feit.received_at or feit.recorded_at
        eerder = eerste[feit.soort].get(feit.plicht)
        eerste[feit.soort][feit.plicht] = min(moment, eerder) if eerder else moment
    return eerste


def _vertel(verzuimen: dict[tuple[str, int], Verzuim], event: LadderEvent) -> None:  # noqa: C901 - one per kind
    sleutel, gegevens = (event.plicht, event.generatie), event.gegevens
    if event.soort == Type.MISS:
        verzuimen[sleutel] = Verzuim(
            event.plicht, plichttitel(event.plicht), event.due, gegevens.get("rung", 1), event.at
        )
        return
    rij = verzuimen.get(sleutel)
    if rij is None:
        return
    datum = date.fromisoformat(gegevens["datum"]) if gegevens.get("datum") else None
    match event.soort:
        case Type.MISS_UNDONE:
            rij.telt, rij.teruggedraaid_op = False, event.at
        case Type.RUNG_CHANGED:
            rij.rung = gegevens.get("rung", rij.rung)
        case Type.REMINDER:
            rij.herinnerd_op, rij.herstel_tot = event.at, datum
        case Type.GRACE_EXPIRED:
            rij.herstel_voorbij = True
        case Type.REPLACEMENT_ASSIGNED:
            rij.opdracht_gegeven_op, rij.opdracht_tot, rij.opdracht_woord = event.at, datum, "nog niet ingeleverd"
        case Type.REPLACEMENT_OVERDUE:
            rij.opdracht_woord = "te laat"
        case Type.REPLACEMENT_WITHDRAWN:
            rij.opdracht_woord = "vervallen"
        case Type.DEADLINE_MOVED if gegevens.get("wat") == regels.Wat.OPDRACHT:
            rij.opdracht_tot = datum
        case Type.DEADLINE_MOVED:
            rij.herstel_tot = datum
