"""The difference between two matches of the same students, goal by goal, in numbers and in plain Dutch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .arrays import Arrays
from .eligibility import Pairs
from .options import EERLIJKHEID, HUIDIG, KM, OMZETTING, RANG, VOORRANG
from .state import goal_values

BETER, GELIJK, SLECHTER = "beter", "gelijk", "slechter"
_MORE_IS_BETTER = frozenset((VOORRANG, HUIDIG))
_WORDS = {
    VOORRANG: "de som van de voorrang",
    OMZETTING: "de som van de kosten van omzettingen",
    RANG: "de som van de rang",
    EERLIJKHEID: "de achterstand van wie eerder slecht uitkwam",
    HUIDIG: "het aantal dat op de huidige plaats blijft",
    KM: "het aantal kilometers",
}


@dataclass(frozen=True, slots=True)
class Verhuizing:
    """A student who stands elsewhere afterwards."""

    student: str
    van: str
    naar: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does; `verschil` holds after minus before per goal, in the strict order of the goals."""

    verschil: dict[str, Any] = field(default_factory=dict)
    voor: dict[str, Any] = field(default_factory=dict)
    na: dict[str, Any] = field(default_factory=dict)
    geplaatst: int = 0
    oordeel: str = GELIJK
    nieuw_geplaatst: tuple[str, ...] = ()
    niet_meer_geplaatst: tuple[str, ...] = ()
    verhuisd: tuple[Verhuizing, ...] = ()
    bewezen: bool = True
    kan: bool = True
    bezwaren: tuple[str, ...] = ()
    seconden: float = 0.0

    @classmethod
    def onmogelijk(cls, bezwaren: Iterable[str]) -> Effect:
        """The effect of something that hard rules forbid."""
        return cls(kan=False, bezwaren=tuple(bezwaren))

    @property
    def zinnen(self) -> tuple[str, ...]:
        """Plain Dutch sentences, the most important first."""
        if not self.kan and not self.verschil:
            return self.bezwaren
        told = list(self.bezwaren)
        if self.geplaatst:
            count = abs(self.geplaatst)
            word = "student" if count == 1 else "studenten"
            told.append(f"Er {'wordt' if count == 1 else 'worden'} {count} {word} {_more(self.geplaatst)} geplaatst.")
        changed = [
            f"{_WORDS[goal]} {'stijgt' if value > 0 else 'daalt'} met {_number(abs(value))}"
            for goal, value in self.verschil.items()
            if value
        ]
        if changed:
            text = "; ".join(changed)
            told.append(f"{text[0].upper()}{text[1:]}.")
        if self.verhuisd:
            count = len(self.verhuisd)
            told.append(f"{count} {'student krijgt' if count == 1 else 'studenten krijgen'} een andere plaats.")
        if not told:
            told.append("Dit verandert niets aan de indeling.")
        if not self.bewezen:
            told.append("Er is alleen in de omgeving gezocht: het kan nog beter uitpakken.")
        return tuple(told)


def _more(number: int) -> str:
    return "meer" if number > 0 else "minder"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def compare(arrays: Arrays, before: Pairs, after: Pairs, *, proven: bool) -> Effect:
    """The effect of going from one match to another; both are about the students and places of `arrays`."""
    old, new = goal_values(arrays, before), goal_values(arrays, after)
    goals = [*arrays.goals, *(goal for goal in old if goal not in arrays.goals)]
    difference = {goal: _minus(new[goal], old[goal]) for goal in goals}
    where_old = dict(zip(before.student.tolist(), before.place.tolist(), strict=True))
    where_new = dict(zip(after.student.tolist(), after.place.tolist(), strict=True))
    moved = [
        Verhuizing(arrays.students[s], arrays.places[where_old[s]], arrays.places[where_new[s]])
        for s in sorted(where_old.keys() & where_new.keys())
        if where_old[s] != where_new[s]
    ]
    return Effect(
        verschil=difference,
        voor=old,
        na=new,
        geplaatst=len(after) - len(before),
        oordeel=_verdict({goal: difference[goal] for goal in arrays.goals}),
        nieuw_geplaatst=tuple(arrays.students[s] for s in sorted(where_new.keys() - where_old.keys())),
        niet_meer_geplaatst=tuple(arrays.students[s] for s in sorted(where_old.keys() - where_new.keys())),
        verhuisd=tuple(moved),
        bewezen=proven,
    )


def _minus(new: float, old: float) -> float:
    # Kilometres are whole tenths; the difference of two floats need not be.
    return round(new - old, 1) if isinstance(new, float) else new - old


def _verdict(difference: dict[str, float]) -> str:
    for goal, value in difference.items():
        if value:
            return BETER if (value > 0) == (goal in _MORE_IS_BETTER) else SLECHTER
    return GELIJK
