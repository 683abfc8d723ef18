"""Rungs across students: per placement where it stands, what is asked now and what happened last (R6.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluaties import verslagregels as regels
from evaluaties.models import LadderEvent
from evaluaties.services.dossiers import standen
from evaluaties.woorden import plichttitel
from plaatsingen.models import Plaatsing

HOOGSTE = 4
WOORDEN = {
    "MISS": "vergeten",
    "REMINDER": "herinnering",
    "GRACE_EXPIRED": "dagen na de herinnering voorbij",
    "REPLACEMENT_ASSIGNED": "vervangende opdracht gegeven",
    "REPLACEMENT_OVERDUE": "vervangende opdracht te laat",
    "REPLACEMENT_WITHDRAWN": "vervangende opdracht vervallen",
    "INSUFFICIENT_PROPOSED": "voorstel onvoldoende",
    "PROPOSAL_WITHDRAWN": "voorstel ingetrokken",
    "MISS_UNDONE": "telt niet meer mee",
    "RUNG_CHANGED": "telling aangepast",
    "DEADLINE_MOVED": "datum verschoven",
    "REVIEW_REQUIRED": "besluit opnieuw bekijken",
}


@dataclass(frozen=True, slots=True)
class Gevraagd:
    """Something that is asked of a student; `tot` None = no day (yet)."""

    titel: str
    tot: date | None


@dataclass(frozen=True, slots=True)
class Trederij:
    """One placement on the list of rungs."""

    plaatsing: Plaatsing
    stand: regels.PlaatsingStand
    gevraagd: tuple[Gevraagd, ...]
    laatste: LadderEvent | None
    gewaarschuwd: bool | None

    @property
    def trede(self) -> int:
        """Rung, 0 to 4."""
        return min(self.stand.aantal, HOOGSTE)

    @property
    def woord(self) -> str:
        """State in words."""
        if self.stand.staat is regels.Staat.VOORGESTELD:
            return "voorstel onvoldoende"
        if self.stand.staat is regels.Staat.ONVOLDOENDE:
            return "onvoldoende"
        return f"{self.stand.aantal} keer vergeten" if self.stand.aantal else "niets vergeten"

    @property
    def kleur(self) -> str:
        """Kind of badge."""
        if self.besluit:
            return "fout"
        return ("klaar", "let_op", "let_op", "fout", "fout")[self.trede]

    @property
    def besluit(self) -> bool:
        """Whether there is a proposal or a decision to look at."""
        return self.stand.staat in (regels.Staat.VOORGESTELD, regels.Staat.ONVOLDOENDE)

    @property
    def laatste_woord(self) -> str:
        """What happened last."""
        return WOORDEN.get(self.laatste.soort, "") if self.laatste else ""

    @property
    def eerste(self) -> Gevraagd | None:
        """What is asked first."""
        return self.gevraagd[0] if self.gevraagd else None


def trederijen(plaatsingen: Sequence[Plaatsing], at: datetime) -> list[Trederij]:
    """Return the rows of placements (annotated by `met_registratie`); the same number of queries for any number."""
    alle = standen(plaatsingen, at)
    laatste: dict[int, LadderEvent] = {}
    voorstel: dict[int, LadderEvent] = {}
    events = LadderEvent.objects.filter(plaatsing__in=[p.pk for p in plaatsingen]).order_by("plaatsing", "volgnummer")
    for event in events:
        laatste[event.plaatsing_id] = event
        if event.soort == regels.Type.INSUFFICIENT_PROPOSED:
            voorstel[event.plaatsing_id] = event
    return [_rij(p, alle[p.pk], laatste.get(p.pk), voorstel.get(p.pk)) for p in plaatsingen]


def _rij(
    plaatsing: Plaatsing, stand: regels.PlaatsingStand, laatste: LadderEvent | None, voorstel: LadderEvent | None
) -> Trederij:
    vragen = []
    for rij in stand.verslagen:
        titel = plichttitel(rij.verplichting)
        vragen += [
            Gevraagd(titel if vraag.wat == "verslag" else f"vervangende opdracht bij {titel}", vraag.tot)
            for vraag in rij.gevraagd
        ]
    vragen.sort(key=lambda vraag: (vraag.tot is None, vraag.tot or date.max))
    besluit = stand.staat in (regels.Staat.VOORGESTELD, regels.Staat.ONVOLDOENDE)
    gewaarschuwd = voorstel.gegevens.get("warned") is not False if besluit and voorstel else None
    return Trederij(plaatsing, stand, tuple(vragen), laatste, gewaarschuwd)
