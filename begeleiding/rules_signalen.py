"""Who may do what with signals, and how long one may wait (R7.7). Pure: (user, object), days."""

from datetime import date, timedelta
from typing import Any

from begeleiding.enums import SignaalBron, SignaalSoort, SignaalStatus
from begeleiding.rules import is_van_leerbedrijf, is_van_school
from kern.kalender import is_werkdag

HUIS = ("werkbegeleider", "praktijkopleider")
SCHOOL = ("coordinator", "stagedocent", "stagebegeleider")
HERINNERING, COLLEGA, BUREAU = 1, 2, 3
SPOED_WERKDAGEN = {HERINNERING: 1, COLLEGA: 2, BUREAU: 3}
# What a student may choose in a safe report; all of it is unsafe to the rules below.
MELDING_SOORTEN = (SignaalSoort.ONVEILIG, SignaalSoort.PERSOONLIJK, SignaalSoort.ANDERS)


def is_dringend(soort: str, bron: str, *, spoed: bool) -> bool:
    """Whether a signal goes to a coordinator at once: urgent, unsafe, or told by the student (R7.7)."""
    return spoed or soort == SignaalSoort.ONVEILIG or bron == SignaalBron.MELDING


def mag_signaal_geven(user: Any, plaatsing: Any) -> bool:
    """Who raises a signal about a student on stage: whoever supervises, at the leerbedrijf or from school."""
    return is_van_leerbedrijf(user, plaatsing) or is_van_school(user, plaatsing)


def is_van_kring(user: Any, signaal: Any, kring: set[int]) -> bool:
    """Whether somebody reads everything of a signal; who only raised it reads what was answered."""
    return signaal.eigenaar_id == user.pk or user.pk in kring


def mag_behandelen(user: Any, signaal: Any, kring: set[int]) -> bool:
    """The owner and the circle do something about it; the leerbedrijf only reads and writes along."""
    eigenaar = signaal.eigenaar_id == user.pk
    return signaal.status != SignaalStatus.AFGEROND and (eigenaar or (user.pk in kring and user.heeft_rol(*SCHOOL)))


def mag_schrijven(user: Any, signaal: Any, kring: set[int]) -> bool:
    """Everybody of the circle adds a line, as long as the signal didn't end."""
    return signaal.status != SignaalStatus.AFGEROND and is_van_kring(user, signaal, kring)


def mag_drempels_zetten(user: Any) -> bool:
    """Coordinators of a school for that school, of the bureau for all."""
    return user.heeft_rol("coordinator")


def werkdagen_terug(dag: date, aantal: int) -> date:
    """Return the latest day after which, until and with `dag`, lie so many working days."""
    while aantal > 0:
        aantal -= is_werkdag(dag)
        dag -= timedelta(days=1)
    return dag


def trede(wacht_vanaf: date | None, op: date, *, dringend: bool, dagen: int) -> int:
    """Return how far the waiting of a signal has gone on a day: 0 (nothing yet) to 3 (the bureau looks along).

    An urgent one is reckoned in working days; others in days: half of `dagen`, all of them, twice as many.
    """
    if wacht_vanaf is None:
        return 0
    if dringend:
        bereikt = [n for n, aantal in SPOED_WERKDAGEN.items() if wacht_vanaf <= werkdagen_terug(op, aantal)]
        return max(bereikt, default=0)
    gewacht = (op - wacht_vanaf).days
    termijnen = {HERINNERING: max(1, dagen // 2), COLLEGA: max(2, dagen), BUREAU: max(3, 2 * dagen)}
    return max((n for n, aantal in termijnen.items() if gewacht >= aantal), default=0)
