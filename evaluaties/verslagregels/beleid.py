"""The policy: the figures a school may change, and the sums that are made with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import lru_cache

from kern import kalender

# ATW art. 2: so many working days lie at least in the term a reminder gives.
WERKDAGEN_IN_HERINNERING = 2

# Told before a due date, outside the ladder: no part of a scenario.
BUITEN_DE_LADDER = "nudge_days"


class Rekenwijze:
    """What the rules ask of a policy, one that never changes as well as one with versions.

    `op(dag)` gives the figures of a day and `vrij` the free days; the sums follow. A day is a local day.
    """

    __slots__ = ()

    def op(self, dag: date) -> "Beleid":
        """Figures that hold on a day."""
        raise NotImplementedError

    @property
    def vrij(self) -> frozenset[date]:
        """Free days besides the public holidays."""
        raise NotImplementedError

    # --- Days and instants ---

    def check(self, dag: date) -> datetime:
        """Nominal check of a due date (UTC): from this instant on, nothing received means missed."""
        return _check(dag, self.op(dag).check_time)

    def rol(self, dag: date) -> date:
        """Move a day that is free to the first working day after it (ATW art. 1)."""
        return kalender.volgende_werkdag(dag, self.vrij)

    def eerste_werkdag(self, eerste: date) -> date:
        """First working day of the month that begins on `eerste` (R6.1)."""
        return kalender.eerste_werkdag(eerste.year, eerste.month, self.vrij)

    def min_actief(self, eerste: date) -> int:
        """Days of stage that make a report owed on the first working day of the month that begins on `eerste`."""
        return self.op(self.eerste_werkdag(eerste)).min_active_days

    def gesprekstermijn(self, dag: date) -> date:
        """Last day of the week in which the report of a meeting on `dag` is handed in (R6.2)."""
        return kalender.termijn(dag, self.op(dag).meeting_report_days, self.vrij)

    def hersteltermijn(self, dag: date) -> date:
        """Last day of the term after a reminder that was sent on `dag` (R6.3; ATW art. 1 and 2)."""
        return kalender.termijn(dag, self.op(dag).grace_days, self.vrij, WERKDAGEN_IN_HERINNERING)

    def opdrachttermijn(self, dag: date) -> date:
        """Last day of the term for a replacement assignment that was given on `dag` (R6.3)."""
        return kalender.termijn(dag, self.op(dag).replacement_days, self.vrij)

    def nudges(self, dag: date) -> tuple[int, ...]:
        """How many days before the due date `dag` the student is told that it comes (R6.8)."""
        return self.op(dag).nudge_days

    # --- What was known when: a policy without versions was always known ---

    def bekend_op(self, at: datetime | None) -> "Rekenwijze":
        """The policy as it was known at an instant (None = everything known)."""
        return self

    def etappes(self, sinds: datetime) -> "Sequence[Rekenwijze]":
        """The policy as known at `sinds`, and as known after each version that was recorded later, in that order."""
        return (self,)

    def wissels(self, sinds: datetime) -> "Sequence[tuple[datetime, Rekenwijze]]":
        """Instants after `sinds` at which a version was recorded, with the policy as known from then on."""
        return ()


@dataclass(frozen=True, slots=True)
class Beleid(Rekenwijze):
    """Figures of the ladder (verslagregels.md, section 1); the defaults are the house rules.

    `check_time` is local time on the day after the due date; all `*_days` are calendar days;
    `extra_nonworking` are free days besides the public holidays.
    """

    check_time: time = time(7)
    min_active_days: int = 14
    grace_days: int = 3
    replacement_days: int = 14
    meeting_report_days: int = 7
    extra_nonworking: frozenset[date] = frozenset()
    nudge_days: tuple[int, ...] = (7, 1)

    def op(self, dag: date) -> "Beleid":
        """Figures that hold on a day: always these."""
        return self

    @property
    def vrij(self) -> frozenset[date]:
        """Free days besides the public holidays."""
        return self.extra_nonworking

    def min_actief(self, eerste: date) -> int:
        """Days of stage that make a report owed, whatever the month."""
        return self.min_active_days

    def met(self, waarden: Mapping[str, object]) -> "Beleid":
        """Replace some values of this policy, given as in a scenario file; ValueError in Dutch when one is wrong."""
        namen = {veld.name for veld in fields(self)} - {BUITEN_DE_LADDER}
        nieuw = {}
        for naam, waarde in waarden.items():
            if naam not in namen:
                raise ValueError(f"'{naam}' is geen onderdeel van het beleid. Kies uit: {', '.join(sorted(namen))}.")
            nieuw[naam] = _lees_waarde(naam, waarde)
        return replace(self, **nieuw)


@lru_cache(maxsize=8192)
def _check(dag: date, tijd: time) -> datetime:
    return kalender.lokaal_moment(dag + kalender.EEN_DAG, tijd)


def _lees_waarde(naam: str, waarde: object) -> object:
    try:
        if naam == "check_time":
            return time.fromisoformat(waarde)
        if naam == "extra_nonworking":
            return frozenset(date.fromisoformat(dag) for dag in waarde)
    except (TypeError, ValueError):
        voorbeeld = "07:00" if naam == "check_time" else '["2026-05-15"]'
        raise ValueError(f"'{waarde}' past niet bij {naam}. Schrijf bijvoorbeeld {voorbeeld}.") from None
    if isinstance(waarde, bool) or not isinstance(waarde, int) or waarde < 1:
        raise ValueError(f"'{waarde}' past niet bij {naam}. Schrijf een heel aantal dagen, 1 of meer.")
    return waarde
