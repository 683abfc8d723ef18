"""What a change does to the five goals of the match (R4.5), in figures and in words."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from basis.nederlands import format_number
from matching.services.bord.stand import Bijdrage, Stand


@dataclass(frozen=True, slots=True)
class Gevolg:
    """Differences after minus before, in the order of the goals; `tienden` are tenths of a kilometre."""

    geplaatst: int = 0
    voorrang: int = 0
    omzettingskosten: int = 0
    rang: int = 0
    huidig: int = 0
    tienden: int = 0

    @property
    def oordeel(self) -> str:
        """Whether the first goal that changes gets better: beter, slechter or gelijk."""
        for verschil in (self.voorrang, -self.omzettingskosten, -self.rang, self.huidig, -self.tienden):
            if verschil:
                return "beter" if verschil > 0 else "slechter"
        return "gelijk"

    @property
    def delen(self) -> list[str]:
        """Each goal that changes, in words, the most important first."""
        uit = []
        if self.geplaatst:
            aantal = abs(self.geplaatst)
            woord = "student" if aantal == 1 else "studenten"
            uit.append(f"{aantal} {woord} {_meer(self.geplaatst)} geplaatst")
        elif self.voorrang:
            uit.append(f"{abs(self.voorrang)} {_meer(self.voorrang)} aan voorrang")
        if self.omzettingskosten:
            uit.append(f"{abs(self.omzettingskosten)} {_meer(self.omzettingskosten)} aan kosten van omzettingen")
        if self.rang and not self.geplaatst:
            stap = "stap" if abs(self.rang) == 1 else "stappen"
            lager = "lager" if self.rang > 0 else "hoger"
            uit.append(f"{abs(self.rang)} {stap} {lager} op de lijst met voorkeuren")
        if self.huidig:
            woord = "student" if abs(self.huidig) == 1 else "studenten"
            uit.append(f"{abs(self.huidig)} {woord} {_meer(self.huidig)} op de plaats van de vorige berekening")
        if self.tienden:
            uit.append(f"{format_number(abs(self.tienden) / 10, 1)} km {_meer(self.tienden)} reizen")
        return uit

    @property
    def tekst(self) -> str:
        """One sentence."""
        delen = self.delen
        if not delen:
            return "Dit verandert niets aan de doelen."
        zin = ", ".join(delen)
        return f"{zin[0].upper()}{zin[1:]}."

    def als_json(self) -> dict[str, Any]:
        """For the ledger: the figures and the words."""
        return {**asdict(self), "tekst": self.tekst}


def _meer(verschil: int) -> str:
    return "meer" if verschil > 0 else "minder"


def gevolg(voor: Stand, na: Stand, studenten: Iterable[int]) -> Gevolg:
    """Return the difference between two boards on which only these students (indices) stand elsewhere."""
    wie = list(studenten)
    oud, nieuw = [voor.bijdrage(student) for student in wie], [na.bijdrage(student) for student in wie]
    velden = Bijdrage.__dataclass_fields__
    return Gevolg(
        **{veld: sum(getattr(b, veld) for b in nieuw) - sum(getattr(b, veld) for b in oud) for veld in velden}
    )
