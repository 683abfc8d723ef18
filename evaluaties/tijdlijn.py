"""All facts and events of one placement, for its picture and its timeline (R6.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluaties import verslagregels as regels
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.dossiers import dossier_van, events_van, feiten_van, naar_gebeurtenis
from evaluaties.services.ladderbeeld import Ladderbeeld, maak_beeld
from evaluaties.services.ladderregels import van_event, van_feit
from plaatsingen.models import Plaatsing


@dataclass(frozen=True, slots=True)
class Verloop:
    """All facts and events of one placement, for its picture and its timeline."""

    plaatsing: Plaatsing
    feiten: tuple[Verslagfeit, ...]
    events: tuple[LadderEvent, ...]

    @classmethod
    def van(cls, plaatsing: Plaatsing) -> "Verloop":
        """Load them (two queries at most); the placement is annotated by `met_registratie`."""
        return cls(plaatsing, tuple(feiten_van(plaatsing)), tuple(events_van(plaatsing)))

    def beeld(self, stand: regels.PlaatsingStand, at: datetime, *, naam: str = "") -> Ladderbeeld:
        """Draw the ladder at `at`; with `naam` for others than the student."""
        gebeurtenissen = [naar_gebeurtenis(event) for event in self.events]
        return maak_beeld(stand, dossier_van(self.plaatsing, self.feiten), gebeurtenissen, at, naam=naam)

    def tijdlijn(self, *, toon_reden: bool) -> list[dict[str, Any]]:
        """Return what happened, newest first: the same for everybody, but reasons only with `toon_reden`."""
        rijen = [(event.at, 1, event.volgnummer, van_event(event)) for event in self.events]
        rijen += [(feit.recorded_at, 0, feit.pk, van_feit(feit, toon_reden=toon_reden)) for feit in self.feiten]
        rijen.sort(key=lambda rij: rij[:3], reverse=True)
        return [rij for *_, rij in rijen if rij is not None]
