"""The Dutch calendar as the portal reckons with it: working days, terms, school years, weeks and local days.

Plain Python: dates in and out, and aware datetimes for the edges of a local day. A *date* always is a day in
Europe/Amsterdam; an *instant* always is an aware datetime. "ATW" is the Algemene termijnenwet.
"""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

TIJDZONE = ZoneInfo("Europe/Amsterdam")
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
EEN_DAG = timedelta(days=1)

# ATW art. 3. The package names more days in some years (and 5 May only in the category "optional"); these count.
FEESTDAGEN_ATW = frozenset(
    {
        "nieuwjaarsdag",
        "goede vrijdag",
        "eerste paasdag",
        "tweede paasdag",
        "koninginnedag",  # until 2013
        "koningsdag",
        "bevrijdingsdag",
        "hemelvaartsdag",
        "eerste pinksterdag",
        "tweede pinksterdag",
        "eerste kerstdag",
        "tweede kerstdag",
    }
)

# --- Working days ---


@lru_cache(maxsize=256)
def feestdagen(jaar: int) -> dict[date, str]:
    """Public holidays of ATW art. 3 in a year: date -> Dutch name. Treat the answer as read-only."""
    bron = holidays.country_holidays("NL", years=jaar, categories=("public", "optional"), language="nl")
    # Two holidays may share a day (Ascension on 5 May, as in 2005 and 2016).
    namen = {dag: [naam for naam in bron.get_list(dag) if naam.lower() in FEESTDAGEN_ATW] for dag in sorted(bron)}
    return {dag: " en ".join(gevonden) for dag, gevonden in namen.items() if gevonden}


def is_werkdag(dag: date, extra: Collection[date] = ()) -> bool:
    """Whether a day is Monday to Friday, no public holiday and none of the `extra` free days."""
    return dag.weekday() < 5 and dag not in feestdagen(dag.year) and dag not in extra


def volgende_werkdag(dag: date, extra: Collection[date] = ()) -> date:
    """Give the day itself when it is a working day, else the first one after it (ATW art. 1)."""
    while not is_werkdag(dag, extra):
        dag += EEN_DAG
    return dag


def eerste_werkdag(jaar: int, maand: int, extra: Collection[date] = ()) -> date:
    """Give the first working day of a month."""
    return volgende_werkdag(date(jaar, maand, 1), extra)


def termijn(start: date, dagen: int, extra: Collection[date] = (), min_werkdagen: int = 0) -> date:
    """Last day of a term of `dagen` calendar days after `start` (the day itself does not count).

    The term never ends on a free day (ATW art. 1) and is made longer until at least `min_werkdagen` working days lie
    in it (ATW art. 2 asks for two).
    """
    einde = start + timedelta(days=dagen)
    werkdagen = sum(is_werkdag(start + timedelta(days=n), extra) for n in range(1, dagen + 1))
    while werkdagen < min_werkdagen or not is_werkdag(einde, extra):
        einde += EEN_DAG
        werkdagen += is_werkdag(einde, extra)
    return einde


# --- School years and weeks ---


def begin_schooljaar(dag: date) -> date:
    """First day (1 August) of the school year in which a day lies."""
    return date(dag.year if dag.month >= 8 else dag.year - 1, 8, 1)


def einde_schooljaar(dag: date) -> date:
    """Last day (31 July) of the school year in which a day lies."""
    return date(begin_schooljaar(dag).year + 1, 7, 31)


def schooljaar(dag: date) -> str:
    """Name of the school year in which a day lies, such as `2009/2010`."""
    begin = begin_schooljaar(dag).year
    return f"{begin}/{begin + 1}"


def schooljaar_grenzen(naam: str) -> tuple[date, date]:
    """First and last day of a school year by its name; ValueError with a Dutch sentence when that is no school year."""
    delen = re.fullmatch(r"([1-9][0-9]{3})/([1-9][0-9]{3})", naam)
    if delen is None or int(delen[2]) != int(delen[1]) + 1:
        raise ValueError(f"'{naam}' is geen schooljaar. Schrijf bijvoorbeeld 2009/2010.")
    return date(int(delen[1]), 8, 1), date(int(delen[2]), 7, 31)


def iso_week(dag: date) -> tuple[int, int]:
    """ISO year and ISO week number of a day."""
    jaar, week, _ = dag.isocalendar()
    return jaar, week


def maandag_van_week(jaar: int, week: int) -> date:
    """Monday of an ISO week; ValueError when the year has no such week."""
    return date.fromisocalendar(jaar, week, 1)


def weken(van: date, tot: date) -> Iterator[tuple[int, int]]:
    """ISO weeks, as (year, week), that hold a day of the period `van` to `tot` (both inclusive)."""
    maandag = van - timedelta(days=van.weekday())
    while van <= tot and maandag <= tot:
        yield iso_week(maandag)
        maandag += timedelta(days=7)


def dagcode(dag: date) -> str:
    """Code of the weekday: ma, di, wo, do, vr, za or zo."""
    return DAGEN[dag.weekday()]


# --- Local days and instants ---


def lokaal_moment(dag: date, tijd: time) -> datetime:
    """Instant (UTC) of a wall-clock time on a local day.

    In the night the clock goes back the first of the two is meant; a time that the clock skips in spring is read with
    the offset of before the change.
    """
    return datetime.combine(dag, tijd, tzinfo=TIJDZONE).astimezone(UTC)


def begin_van_dag(dag: date) -> datetime:
    """Instant (UTC) of local midnight at the start of a day."""
    return lokaal_moment(dag, time.min)


def einde_van_dag(dag: date) -> datetime:
    """Instant (UTC) of local midnight after a day: the first instant that no longer belongs to it."""
    return begin_van_dag(dag + EEN_DAG)


def lokale_dag(moment: datetime) -> date:
    """Local day in which an instant falls; ValueError for a naive datetime."""
    return lokaal(moment).date()


def lokaal(moment: datetime) -> datetime:
    """Return the same instant on the clock of Amsterdam; ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("Een tijdstip moet een tijdzone hebben.")
    return moment.astimezone(TIJDZONE)
