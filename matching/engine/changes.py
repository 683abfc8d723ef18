"""Changes a coordinator may try out: each turns one matching problem into another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .errors import WijzigingFout
from .instance import Instance, Omzetting, Vast


@dataclass(frozen=True, slots=True)
class PlekErbij:
    """`aantal` more heads (or fewer, when negative) at a place or, with `soort="groep"`, at a group."""

    wie: str
    soort: str = "plaats"
    aantal: int = 1

    def apply(self, instance: Instance) -> Instance:
        """The problem with the wider place or group; a group without a limit stays without one."""
        if self.soort == "groep":
            groups = _changed(instance.groepen, "groep", {self.wie}, lambda g: {"capaciteit": _wider(g, self.aantal)})
            return replace(instance, groepen=groups)
        places = _changed(instance.plaatsen, "plaats", {self.wie}, lambda p: {"capaciteit": _wider(p, self.aantal)})
        return replace(instance, plaatsen=places)


@dataclass(frozen=True, slots=True)
class OmzettingToestaan:
    """Places of `van` may serve students of `naar`; an agreement that exists gets this cost and maximum."""

    van: str
    naar: str
    kosten: int = 1
    maximum: int | None = None

    def apply(self, instance: Instance) -> Instance:
        """The problem with the agreement."""
        if self.van == self.naar or not 1 <= self.kosten <= 9 or (self.maximum or 0) < 0:
            raise WijzigingFout("Kies twee verschillende clusters, kosten van 1 tot en met 9 en een maximum vanaf 0.")
        others = [o for o in instance.omzettingen if (o.van_cluster, o.naar_cluster) != (self.van, self.naar)]
        return replace(instance, omzettingen=(*others, Omzetting(self.van, self.naar, self.kosten, self.maximum)))


@dataclass(frozen=True, slots=True)
class VerderReizen:
    """`km` more (or less) travel for these students, for everybody of a cluster, or (with neither) for everybody."""

    km: float
    studenten: frozenset[str] = frozenset()
    cluster: str = ""

    def apply(self, instance: Instance) -> Instance:
        """The problem with the other travel limits."""
        if self.studenten:
            who = set(self.studenten)
        else:
            who = {s.student for s in instance.studenten if not self.cluster or s.cluster == self.cluster}
        students = _changed(
            instance.studenten, "student", who, lambda s: {"max_km": max(0.0, min(25_000.0, s.max_km + self.km))}
        )
        return replace(instance, studenten=students)


@dataclass(frozen=True, slots=True)
class ZetVast:
    """This student on this place by hand; the others are matched around them."""

    student: str
    plaats: str

    def apply(self, instance: Instance) -> Instance:
        """The problem with the pin; pins of the same student that contradict it go."""
        _known(instance, self.student, self.plaats)
        pins = [
            pin
            for pin in instance.vast
            if pin.student != self.student
            or pin.soort == "huidig"
            or (pin.soort == "verboden" and pin.plaats != self.plaats)
        ]
        return replace(instance, vast=(*pins, Vast(self.student, self.plaats, "vast")))


@dataclass(frozen=True, slots=True)
class Verbied:
    """This student never on this place; a pin that holds them there goes."""

    student: str
    plaats: str

    def apply(self, instance: Instance) -> Instance:
        """The problem with the forbidden pair."""
        _known(instance, self.student, self.plaats)
        pins = [
            pin
            for pin in instance.vast
            if (pin.student, pin.plaats) != (self.student, self.plaats) or pin.soort == "huidig"
        ]
        return replace(instance, vast=(*pins, Vast(self.student, self.plaats, "verboden")))


@dataclass(frozen=True, slots=True)
class MaakLos:
    """Takes away the pin of this student."""

    student: str

    def apply(self, instance: Instance) -> Instance:
        """The problem without the pin."""
        pins = tuple(pin for pin in instance.vast if pin.student != self.student or pin.soort != "vast")
        return replace(instance, vast=pins)


@dataclass(frozen=True, slots=True)
class Samen:
    """Several changes, one after the other."""

    delen: tuple[Wijziging, ...]

    def apply(self, instance: Instance) -> Instance:
        """The problem after all of them."""
        for part in self.delen:
            instance = part.apply(instance)
        return instance


Wijziging = PlekErbij | OmzettingToestaan | VerderReizen | ZetVast | Verbied | MaakLos | Samen


def _known(instance: Instance, student: str, place: str) -> None:
    if not any(s.student == student for s in instance.studenten):
        raise WijzigingFout(f"Student {student} doet niet mee.")
    if not any(p.plaats == place for p in instance.plaatsen):
        raise WijzigingFout(f"Plaats {place} doet niet mee.")


def _wider(record: Any, number: int) -> int | None:
    return None if record.capaciteit is None else max(0, record.capaciteit + number)


def _changed(records: Iterable[Any], key: str, wanted: set[str], change: Any) -> tuple[Any, ...]:
    records = tuple(records)
    missing = wanted - {getattr(record, key) for record in records}
    if missing:
        raise WijzigingFout(f"{min(missing)} doet niet mee.")
    return tuple(replace(record, **change(record)) if getattr(record, key) in wanted else record for record in records)
