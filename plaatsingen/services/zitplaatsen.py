"""Seats of many placements at once, as an import needs them: nobody sits twice, no place holds too many (R4.7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kern.imports.basis import zoek
from kern.models import Periode, Student
from plaatsingen.enums import BEZET
from plaatsingen.models import Stagedeel
from plaatsingen.services import slot
from vacatures.bezetting import Kalenderregel, Stuk, periodes_tussen
from vacatures.models import Stageplaats, Weekcapaciteit

Moment = tuple[str, str]
Sleutel = tuple[int, int, date]  # student, place, first day


def weken_van(plaats_ids: Iterable[int]) -> dict[int, list[Stuk]]:
    """Return the places that have another capacity in some weeks (R5.13)."""
    weken: dict[int, list[Stuk]] = {}
    for rij in zoek(Weekcapaciteit.objects.all(), "stageplaats_id", plaats_ids):
        weken.setdefault(rij.stageplaats_id, []).append((rij.begin, rij.eind, rij.capaciteit))
    return weken


@dataclass(slots=True)
class Wens:
    """A placement as it is or as a file wants it, with what decides whether there is a seat.

    `student` is None for a placement that a file doesn't name.
    """

    sleutel: Sleutel
    student: Student | None
    plaats: Stageplaats
    velden: dict[str, Any]
    status: str

    @property
    def einddatum(self) -> date:
        """Last day."""
        return self.velden["einddatum"]

    def momenten(self) -> list[tuple[str, str]]:
        """Every (periode, dag) on which the student is there."""
        return [(p, d) for p in self.velden["periodes"].split() for d in self.velden["dagen"].split()]


class Zitplaatsen:
    """Who sits where and when, in the database and in the file (R4.7). Counts as `plaatsingen.services.slot` does."""

    def __init__(self, weken: Mapping[int, Sequence[Stuk]] | None = None) -> None:
        """`weken`: per place the stretches with a capacity of their own (R5.13)."""
        self._weken = weken or {}
        self._plekken: dict[tuple, list[tuple[date, date, Any, int]]] = defaultdict(list)
        self._kalender: list[Kalenderregel] | None = None
        self._studenten: dict[int, list[tuple[date, date, Any, str]]] = defaultdict(list)
        self._zitters: dict[int, list[tuple[slot.Zitter, Any]]] = defaultdict(list)

    def neem(self, wens: Wens) -> None:
        """Take the seats of this placement, if its state takes a seat."""
        if wens.status not in BEZET:
            return
        begin, eind = wens.sleutel[2], wens.einddatum
        self._studenten[wens.sleutel[0]].append((begin, eind, wens.sleutel, wens.plaats.naam))
        self.neem_plek(wens.sleutel, wens.plaats, begin, eind, wens.momenten())

    def neem_plek(
        self, sleutel: Sleutel, plaats: Stageplaats, begin: date, eind: date, momenten: Iterable[Moment]
    ) -> None:
        """Take a seat at a place: of a placement itself, or of its part at a second host."""
        momenten = frozenset(momenten)
        self._zitters[plaats.pk].append(((begin, eind, momenten), sleutel))
        for knoop, grens, _ in slot.knopen(plaats):
            if grens is not None:
                for moment in momenten:
                    self._plekken[knoop, moment].append((begin, eind, sleutel, plaats.schooljaar_id))

    def neem_delen(self, organisatie_ids: Iterable[int]) -> None:
        """Take the seats of all stages that have a part at these leerbedrijven."""
        delen = Stagedeel.objects.geldig().filter(plaatsing__status__in=BEZET)
        delen = delen.select_related("plaatsing", "stageplaats__afdeling__locatie__organisatie")
        for deel in zoek(delen, "stageplaats__afdeling__locatie__organisatie_id", organisatie_ids):
            stage = deel.plaatsing
            sleutel = (stage.student_id, stage.stageplaats_id, stage.begindatum)
            momenten = [(periode, dag) for periode in stage.periodes.split() for dag in deel.dagen.split()]
            self.neem_plek(sleutel, deel.stageplaats, stage.begindatum, stage.einddatum, momenten)

    def waarom_niet(self, wens: Wens) -> tuple[str, str]:
        """Return (column, reason) why this placement can't be, or two empty texts."""
        if wens.status not in BEZET:
            return "", ""
        begin, eind = wens.sleutel[2], wens.einddatum
        for ander_begin, ander_eind, sleutel, naam in self._studenten[wens.sleutel[0]]:
            if sleutel != wens.sleutel and ander_begin <= eind and ander_eind >= begin:
                return "begindatum", f"Deze student heeft in die tijd al een plaatsing ({naam})."
        for knoop, grens, naam in slot.knopen(wens.plaats):
            if knoop[0] == "plaats" and wens.plaats.pk in self._weken:
                vol = self._vol_in_weken(wens)
                if vol:
                    return "stageplaats", vol
                continue
            for periode, dag in wens.momenten() if grens is not None else ():
                bezet = self._bezet((knoop, (periode, dag)), wens)
                if bezet >= grens:
                    wanneer = "in de zomer" if periode == "z" else f"in periode {periode}"
                    return (
                        "stageplaats",
                        f"{naam} is vol op {slot.DAGNAMEN[dag]} {wanneer}: {bezet} van {grens} plekken zijn bezet.",
                    )
        return "", ""

    def _bezet(self, plek: tuple[slot.Knoop, Moment], wens: Wens) -> int:
        """Count who else sits there; a stage of another school year only in a period that it touches in that time."""
        begin, eind, periode = wens.sleutel[2], wens.einddatum, plek[1][0]
        aantal = 0
        for van, tot, sleutel, jaar in self._plekken[plek]:
            if sleutel == wens.sleutel or van > eind or tot < begin:
                continue
            if jaar != wens.plaats.schooljaar_id:
                kalender = [regel for regel in self._periodes() if regel[1] <= eind and regel[2] >= begin]
                aantal += bool(periodes_tussen(kalender, periode, max(van, begin), min(tot, eind)))
            else:
                aantal += 1
        return aantal

    def _periodes(self) -> list[Kalenderregel]:
        """Return the periods of every school year; asked once, and only when it matters."""
        if self._kalender is None:
            self._kalender = list(Periode.objects.values_list("code", "begin", "eind"))
        return self._kalender

    def _vol_in_weken(self, wens: Wens) -> str:
        aanvraag = slot.Aanvraag(
            wens.sleutel[0], wens.sleutel[2], wens.einddatum, wens.velden["periodes"], wens.velden["dagen"]
        )
        anderen = [zitter for zitter, sleutel in self._zitters[wens.plaats.pk] if sleutel != wens.sleutel]
        return slot.waarom_vol_in_weken(wens.plaats, self._weken[wens.plaats.pk], aanvraag, anderen)
