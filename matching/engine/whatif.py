"""What if: the effect of one change on a matched problem, rule by rule checks, and alternatives per student.

How to use it (all codes are those of the instance; nothing here writes or remembers anything):

    klaar = Voorbereid(instance)                     # solves once; about a second for 5,000 students; may be pickled
    klaar = Voorbereid(instance, plaatsingen={...})  # the same, with a draft of the board (student to place)
    klaar = Voorbereid(instance, plaatsingen={...}, oplossen=False)  # takes the draft as the match: no solving first

    klaar.check("s1", "p7")               -> list[Oordeel]     every rule: (regel, mag, hard, uitleg in Dutch)
    klaar.mag("s1", "p7", met_hand=True)  -> bool              by hand only the hard rules count
    klaar.alternatieven("s1", 5)          -> list[Alternatief] allowed places, those with room first
    klaar.trechter("s1")                  -> list[(regel, places left)]

    klaar.effect(PlekErbij("p7"))                        -> Effect   one more place here
    klaar.effect(PlekErbij("afdeling:3", "groep"))       -> Effect   one more head in this group
    klaar.effect(OmzettingToestaan("HP2", "HP1", 1, 10)) -> Effect   allow this conversion, at most 10
    klaar.effect(VerderReizen(5, frozenset({"s1"})))     -> Effect   5 km further; or cluster="HP1"; or everybody
    klaar.effect(ZetVast("s1", "p7"))                    -> Effect   by hand, the others matched around it
    klaar.effect(Verbied("s1", "p7")), MaakLos("s1"), Samen((...,))

    klaar.direct({"s1": "p7"})               -> Effect   only these students move, everybody else stays in the draft
    klaar.direct({"s1": None})               -> Effect   takes a student off
    klaar.wissel("s1", "s2")                 -> Effect   swap two students of the draft
    klaar.gewisseld({"s1": "p7"})            -> Voorbereid with that draft (cheap: nothing is solved again)

An Effect compares the best match before and after the change, all goals in order: `verschil` per goal, `oordeel`
(beter, gelijk, slechter), who is newly placed, who no longer is, who moved, and plain Dutch `zinnen`. `bewezen` is
True when both are proven optimal, so that the effect equals solving anew; else it is a change that can be reached
at least. `kan` is False when hard rules forbid it (`bezwaren` says why). `direct` and `wissel` compare two drafts.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Arrays, to_arrays
from .changes import (
    MaakLos,
    OmzettingToestaan,
    PlekErbij,
    Samen,
    Verbied,
    VerderReizen,
    Wijziging,
    ZetVast,
)
from .effect import Effect, compare
from .eligibility import find_pairs
from .errors import InvoerFout, WijzigingFout
from .funnel import funnel_counts
from .instance import Instance
from .nearby import match_nearby
from .options import Opties
from .pairing import Options, pairs_of
from .pins import check_pins
from .state import as_solved, match
from .validation import check_instance
from .verdicts import Bezetting, Oordeel, verdicts

__all__ = [
    "Alternatief",
    "Effect",
    "MaakLos",
    "OmzettingToestaan",
    "Oordeel",
    "PlekErbij",
    "Samen",
    "Verbied",
    "VerderReizen",
    "Voorbereid",
    "WijzigingFout",
    "ZetVast",
]

# A what-if must answer while somebody waits; beyond this many students in parts that aren't a flow, only the
# surroundings of the change are matched again.
SEARCHED_STUDENTS = 250
ANSWER_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Alternatief:
    """A place that the rules allow for a student; `vrij` says whether there is room as the draft stands."""

    plaats: str
    rang: int
    km: float
    omzetting: str
    vrij: bool


class Voorbereid:
    """A solved problem that questions can be put to; immutable in use, safe to share and to pickle."""

    def __init__(
        self,
        instance: Instance,
        *,
        options: Opties | None = None,
        plaatsingen: Mapping[str, str] | None = None,
        oplossen: bool = True,
    ) -> None:
        """Solve the instance. Raises InvoerFout when it is broken, WijzigingFout when its pins conflict.

        With `oplossen=False` the given placements stand for the match, where solving takes minutes (days that overlap);
        an effect is then what the surroundings of a change can reach from there, never `bewezen`.
        """
        errors = check_instance(instance)
        if errors:
            raise InvoerFout(errors)
        self.instance, self.options = instance, options or Opties()
        arrays = to_arrays(instance, self.options.modus)
        conflicts = check_pins(arrays)
        if conflicts:
            raise WijzigingFout(next(iter(conflicts.values())))
        self._student = {code: number for number, code in enumerate(arrays.students)}
        self._place = {code: number for number, code in enumerate(arrays.places)}
        self._options = Options(arrays)
        self._whole = oplossen
        if oplossen:
            self.solved = match(arrays, seconds=self.options.zoektijd)
        else:
            given = {self._s(student): self._p(place) for student, place in (plaatsingen or {}).items()}
            self.solved = as_solved(arrays, pairs_of(arrays, given | arrays.pins, self._options))
        self._draft(plaatsingen)

    def _draft(self, plaatsingen: Mapping[str, str] | None) -> None:
        placed = self.solved.placed
        best = dict(zip(placed.student.tolist(), placed.place.tolist(), strict=True))
        if plaatsingen is None:
            self.draft = best
        else:
            pins = self.solved.arrays.pins
            self.draft = {self._s(s): self._p(p) for s, p in plaatsingen.items()} | pins
        self.bezetting = Bezetting(self.arrays, self.draft, self._options)
        self._draft_pairs = pairs_of(self.arrays, self.draft, self._options)

    def gewisseld(self, zetten: Mapping[str, str | None]) -> Voorbereid:
        """The same problem with a draft in which these students stand elsewhere (None: nowhere)."""
        other = object.__new__(Voorbereid)
        other.__dict__.update(self.__dict__)
        codes = self.plaatsingen
        for student, place in zetten.items():
            codes.pop(student, None)
            if place is not None:
                codes[student] = place
        other._draft(codes)
        return other

    @property
    def arrays(self) -> Arrays:
        """The problem as arrays."""
        return self.solved.arrays

    @property
    def plaatsingen(self) -> dict[str, str]:
        """The draft: student to place."""
        arrays = self.arrays
        return {arrays.students[s]: arrays.places[p] for s, p in sorted(self.draft.items())}

    def _s(self, code: str) -> int:
        if code not in self._student:
            raise WijzigingFout(f"Student {code} doet niet mee.")
        return self._student[code]

    def _p(self, code: str) -> int:
        if code not in self._place:
            raise WijzigingFout(f"Plaats {code} doet niet mee.")
        return self._place[code]

    def check(self, student: str, plaats: str) -> list[Oordeel]:
        """Every rule for this student on this place, with room and maxima as the draft stands."""
        return verdicts(self.bezetting, self._s(student), self._p(plaats))

    def mag(self, student: str, plaats: str, *, met_hand: bool = False) -> bool:
        """Whether all rules allow it; `met_hand`: whether the hard ones do."""
        return all(one.mag or (met_hand and not one.hard) for one in self.check(student, plaats))

    def trechter(self, student: str) -> list[tuple[str, int]]:
        """How many places remain after each rule, from `cluster` to `verboden`."""
        return next(counts for _, counts in funnel_counts(self.arrays, np.array([self._s(student)])))

    def alternatieven(self, student: str, aantal: int = 5) -> list[Alternatief]:
        """Places that the rules allow, with room first, then by conversion cost, rank and distance."""
        number, arrays, pairs = self._s(student), self.arrays, self.solved.network.pairs
        low, high = np.searchsorted(pairs.student, [number, number + 1])
        found = []
        for at in range(int(low), int(high)):
            place, conversion = int(pairs.place[at]), int(pairs.conversion[at])
            free = self.bezetting.full_at(number, place) is None
            key = (not free, int(pairs.cost[at]), int(pairs.rank[at]), int(pairs.tenths[at]), place)
            found.append((key, conversion))
        found.sort()
        names = ["", *(f"{o.van_cluster}>{o.naar_cluster}" for o in arrays.conversions)]
        return [
            Alternatief(arrays.places[key[4]], key[2], key[3] / 10, names[conversion + 1], not key[0])
            for key, conversion in found[:aantal]
        ]

    def effect(self, wijziging: Wijziging, *, seconds: float = ANSWER_SECONDS) -> Effect:
        """The best match with the change, compared with the best match without. Raises WijzigingFout on nonsense.

        `seconds` bounds the search where moments overlap; everywhere else the answer is exact.
        """
        started = time.monotonic()
        instance = wijziging.apply(self.instance)
        arrays = to_arrays(instance, self.options.modus)
        conflicts = check_pins(arrays)
        if conflicts:
            mine = [text for s, text in conflicts.items() if s not in check_pins(self.arrays)]
            return Effect.onmogelijk(mine or list(conflicts.values()))
        pairs = self.solved.pairs if _same_pairs(self.instance, instance) else find_pairs(arrays)
        if not self._whole or self.solved.choice.milp_students > SEARCHED_STUDENTS:
            after, proven = match_nearby(self.solved, arrays, pairs, seconds=seconds), False
        else:
            after = match(arrays, seconds=seconds, pairs=pairs)
            proven = after.proven and self.solved.proven
        effect = compare(arrays, self.solved.placed, after.placed, proven=proven)
        return replace(effect, seconden=round(time.monotonic() - started, 3))

    def direct(self, zetten: Mapping[str, str | None]) -> Effect:
        """Only these students move (None: off their place); everybody else stays where the draft has them."""
        arrays = self.arrays
        after = self.bezetting.copy()
        moves = {self._s(student): None if place is None else self._p(place) for student, place in zetten.items()}
        for student in moves:
            after.move(student, None)
        refused = []
        for student, place in moves.items():
            if place is not None:
                wrong = [one for one in verdicts(after, student, place) if not one.mag and one.hard]
                refused += [f"{arrays.students[student]}: {one.uitleg}" for one in wrong]
                after.move(student, place)
        effect = compare(arrays, self._draft_pairs, pairs_of(arrays, after.places, self._options), proven=True)
        return replace(effect, kan=not refused, bezwaren=tuple(refused))

    def wissel(self, een: str, ander: str) -> Effect:
        """These two students of the draft change places, everybody else stays."""
        places = self.plaatsingen
        return self.direct({een: places.get(ander), ander: places.get(een)})


def _same_pairs(before: Instance, after: Instance) -> bool:
    """Whether only capacities differ."""
    return (
        before.studenten is after.studenten
        and before.omzettingen is after.omzettingen
        and before.voorkeuren is after.voorkeuren
        and before.vast is after.vast
    )
