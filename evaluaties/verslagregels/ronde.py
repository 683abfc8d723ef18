"""One sweep over one placement: what is known, what was emitted before, and the means to emit what is missing."""

from collections.abc import Sequence
from datetime import date, datetime

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import Dossier
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis, Type
from evaluaties.verslagregels.ladder import Ladder, Termijn, Verzuim
from evaluaties.verslagregels.pauzes import verschuif
from evaluaties.verslagregels.termijnen import uit_kennis
from kern import kalender


class Ronde:
    """State of one sweep at `now`. Whatever is emitted is applied to `ladder` at once, and stands in `nieuw`."""

    def __init__(
        self, dossier: Dossier, beleid: Rekenwijze, gebeurtenissen: Sequence[Gebeurtenis], now: datetime
    ) -> None:
        self.beleid = beleid.bekend_op(now)
        self.now = now
        self.vandaag = kalender.lokale_dag(now)
        self.kennis = dossier.kennis(now)
        self.plichten = uit_kennis(self.kennis, self.beleid)
        self.ladder = Ladder(gebeurtenissen, self.kennis.besluiten)
        self.nieuw: list[Gebeurtenis] = []
        self._etappes = self.beleid.etappes(dossier.bekend_sinds)

    # --- Questions ---

    def check(self, dag: date) -> datetime:
        """Nominal check of a date: versions of the policy since the placement was known only make it later."""
        return max(beleid.check(dag) for beleid in self._etappes)

    def staat_nog(self, verzuim: Verzuim) -> bool:
        """Whether the facts still make this a miss: owed, due on the same date, and not in before the check."""
        plicht = self.plichten.get(verzuim.verplichting)
        return plicht is not None and plicht.due == verzuim.due and self.is_gemist(plicht.id, plicht.due)

    def is_gemist(self, verplichting: str, due: date) -> bool:
        """Whether the check of a due date has come and the report was not received before it."""
        check = self.check(due)
        return self.now >= check and not self.kennis.verslag_binnen(verplichting, voor=check)

    def is_binnen(self, verzuim: Verzuim) -> bool:
        """Whether the report is in by now."""
        return self.kennis.verslag_er(verzuim.verplichting, op=self.now)

    def opdracht_open(self, verzuim: Verzuim) -> bool:
        """Whether a replacement assignment is asked, not handed in and not found overdue."""
        return (
            verzuim.opdracht is not None
            and verzuim.opdracht.loopt
            and not self.kennis.opdracht_er(verzuim.verplichting, op=self.now)
        )

    def datum_nu(self, termijn: Termijn) -> date | None:
        """Where an announced date lies with the pauses known now; None = the clock stands still.

        Reckoned by the policy of when it was announced: a later version never moves it.
        """
        return verschuif(termijn.basis, self.kennis.pauzes, self.beleid.bekend_op(termijn.sinds))

    def herstel_verstreken(self, verzuim: Verzuim) -> bool:
        """Whether the term after the reminder has passed without the report, whether or not a sweep already said so."""
        if verzuim.herstel is None:
            return False
        tot = self.datum_nu(verzuim.herstel)
        return verzuim.herstel.voorbij or (tot is not None and self.is_gemist(verzuim.verplichting, tot))

    # --- Emitting ---

    def meld(self, type_: Type, verzuim: Verzuim, **velden: object) -> None:
        """Emit an event about a miss."""
        self.meld_over(type_, verzuim.verplichting, verzuim.due, verzuim.generation, **velden)

    def meld_over(self, type_: Type, verplichting: str, due: date, generation: int, **velden: object) -> None:
        """Emit an event under its natural key."""
        gebeurtenis = Gebeurtenis(
            type=type_,
            at=self.now,
            verplichting=verplichting,
            due=due,
            generation=generation,
            volgnummer=self.ladder.volgnummer(type_, verplichting, due, generation),
            **velden,
        )
        self.ladder.pas_toe(gebeurtenis)
        self.nieuw.append(gebeurtenis)

    def herinner(self, verzuim: Verzuim) -> None:
        """Send the reminder, unless the report is in by now (R6.3); the term runs from today."""
        if not self.is_binnen(verzuim):
            self._kondig_aan(Type.REMINDER, verzuim, self.beleid.hersteltermijn(self.vandaag))

    def geef_opdracht(self, verzuim: Verzuim) -> None:
        """Give the replacement assignment; its term runs from today."""
        self._kondig_aan(Type.REPLACEMENT_ASSIGNED, verzuim, self.beleid.opdrachttermijn(self.vandaag))

    def trek_opdracht_in(self, verzuim: Verzuim) -> None:
        """Withdraw the replacement assignment if one is open; one that is in stays."""
        if self.opdracht_open(verzuim):
            self.meld(Type.REPLACEMENT_WITHDRAWN, verzuim)

    def _kondig_aan(self, type_: Type, verzuim: Verzuim, basis: date) -> None:
        datum = verschuif(basis, self.kennis.pauzes, self.beleid)
        self.meld(type_, verzuim, rung=verzuim.rung, datum=datum, basis=basis)
