"""The arithmetic of shifts: how long one lasts, also past midnight and in the night that the clock changes (R5.4)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kern import kalender

UUR = Decimal(3600)
HONDERDSTE = Decimal("0.01")
MAX_PAUZE = 180  # minutes


def grenzen(datum: date, begin: time, eind: time) -> tuple[datetime, datetime]:
    """Return the two instants of a shift that starts on `datum`; an end before the start lies on the next morning."""
    laatste = datum if eind > begin else datum + kalender.EEN_DAG
    return kalender.lokaal_moment(datum, begin), kalender.lokaal_moment(laatste, eind)


def duur(datum: date, begin: time, eind: time, pauze: int) -> Decimal:
    """Return the hours of a shift without its break in minutes, to a hundredth; never below 0."""
    van, tot = grenzen(datum, begin, eind)
    seconden = (tot - van - timedelta(minutes=pauze)).total_seconds()
    return max(Decimal(0), (Decimal(seconden) / UUR).quantize(HONDERDSTE))


def schuif(begin: time, minuten: int) -> time:
    """Return the clock time so many minutes later, past midnight if need be."""
    return (datetime.combine(date(2000, 1, 1), begin) + timedelta(minutes=minuten)).time()


def fout_in_tijden(begin: time | None, eind: time | None, pauze: int) -> str | None:
    """Say what is wrong with the times of a shift, in Dutch; None when they can be right."""
    if (begin is None) != (eind is None):
        return "Vul allebei in: van hoe laat en tot hoe laat."
    if begin is None or eind is None:
        return None
    if begin == eind:
        return "Begin en einde zijn hetzelfde. Hoe laat is de dienst klaar?"
    if not 0 <= pauze <= MAX_PAUZE:
        return f"Een pauze is 0 tot {MAX_PAUZE} minuten."
    if not duur(date(2000, 1, 3), begin, eind, pauze):
        return "De pauze is langer dan de dienst."
    return None
