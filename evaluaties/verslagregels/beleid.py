"""The policy: the figures a school may change, per programme and from a start date."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import lru_cache

from kern import kalender

# ATW art. 2: so many working days lie at least in the term a reminder gives.
WERKDAGEN_IN_HERINNERING = 2


@dataclass(frozen=True, slots=True)
class Beleid:
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

    def met(self, waarden: Mapping[str, object]) -> "Beleid":
        """Replace some values of this policy, given as in a scenario file; ValueError in Dutch when one is wrong."""
        namen = {veld.name for veld in fields(self)}
        nieuw = {}
        for naam, waarde in waarden.items():
            if naam not in namen:
                raise ValueError(f"'{naam}' is geen onderdeel van het beleid. Kies uit: {', '.join(sorted(namen))}.")
            nieuw[naam] = _lees_waarde(naam, waarde)
        return replace(self, **nieuw)

    def check(self, dag: date) -> datetime:
        """Nominal check of a due date (UTC): from this instant on, nothing received means missed."""
        return _check(dag, self.check_time)

    def rol(self, dag: date) -> date:
        """Move a day that is free to the first working day after it (ATW art. 1)."""
        return kalender.volgende_werkdag(dag, self.extra_nonworking)

    def gesprekstermijn(self, dag: date) -> date:
        """Last day of the week in which the report of a meeting on `dag` is handed in (R6.2)."""
        return kalender.termijn(dag, self.meeting_report_days, self.extra_nonworking)

    def hersteltermijn(self, dag: date) -> date:
        """Last day of the term after a reminder that was sent on `dag` (R6.3; ATW art. 1 and 2)."""
        return kalender.termijn(dag, self.grace_days, self.extra_nonworking, WERKDAGEN_IN_HERINNERING)

    def opdrachttermijn(self, dag: date) -> date:
        """Last day of the term for a replacement assignment that was given on `dag` (R6.3)."""
        return kalender.termijn(dag, self.replacement_days, self.extra_nonworking)


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
