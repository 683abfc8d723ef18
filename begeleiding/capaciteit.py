"""What the poule can do and what it is asked: minutes, students, euros, regions (R7.1). Plain Python, no database.

All times are minutes in a week. A visit takes `minuten_per_student` of contact and `reis_minuten` on the road. At the
norm the road fits in the hours that are not for contact; when some visits are online, the time on the road that is
saved goes to contact, so that each student costs less of it.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

UUR = 60
WERKDAGEN = 5
VRIJDAG = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Norm:
    """With what the planner counts; the defaults are the reference: 10 fte, 400 students, EUR 1.2 million a year."""

    uren_per_fte: float = 40
    contactdeel: float = 0.5
    minuten_per_student: int = 30
    minuten_per_soort: Mapping[str, int] = field(default_factory=dict)
    reis_minuten: int = 0
    kosten_per_fte: int = 120_000

    def contact_minuten(self, fte: float, contactdeel: float | None = None) -> float:
        """Minutes of contact that so many fte have; `contactdeel` is a person's own share."""
        return fte * self.uren_per_fte * UUR * (self.contactdeel if contactdeel is None else contactdeel)

    def minuten_voor(self, soort: str) -> int:
        """Minutes that a student on this kind of stage gets."""
        return self.minuten_per_soort.get(soort, self.minuten_per_student)

    def reisdeel(self, online: float) -> float:
        """How much of its contact minutes a student costs when a part `online` (0-1) of the visits needs no road."""
        heel = self.minuten_per_student + self.reis_minuten
        return (heel - online * self.reis_minuten) / heel if heel else 1.0


@dataclass(frozen=True, slots=True)
class Rekening:
    """What an amount of fte gives: hours in a week, students, euros in a year."""

    fte: float
    contact_uren: float
    reis_uren: float
    overige_uren: float
    studenten: int
    kosten: float

    @property
    def kosten_per_student(self) -> float:
        """Euros in a year for one student; 0 without students."""
        return self.kosten / self.studenten if self.studenten else 0.0


def reken(norm: Norm, fte: float, *, online: float = 0.0) -> Rekening:
    """Return what `fte` gives under `norm`; `online` is the part of the visits without a journey."""
    contact = norm.contact_minuten(fte)
    per_student = norm.minuten_per_student * norm.reisdeel(online)
    studenten = int(contact / per_student + 1e-9) if per_student else 0
    reis = studenten * norm.reis_minuten * (1 - online)
    echt_contact = studenten * norm.minuten_per_student if online else contact
    over = fte * norm.uren_per_fte * UUR - echt_contact - reis
    kosten = fte * norm.kosten_per_fte
    return Rekening(fte, echt_contact / UUR, reis / UUR, over / UUR, studenten, kosten)


def fte_voor(norm: Norm, minuten: float) -> float:
    """Return how many fte so many minutes of contact ask, rounded up to tenths."""
    per_fte = norm.contact_minuten(1)
    return ceil(round(minuten / per_fte * 10, 6)) / 10 if per_fte else 0.0


@dataclass(frozen=True, slots=True)
class Periode:
    """Days from `van` to `tot` (both included; None is without an end)."""

    van: date
    tot: date | None = None

    def heeft_deel_van(self, maandag: date) -> bool:
        """Whether a working day of the week of `maandag` lies in it."""
        return self.van <= maandag + VRIJDAG and (self.tot is None or self.tot >= maandag)

    def heeft_heel(self, maandag: date) -> bool:
        """Whether all working days of the week of `maandag` lie in it."""
        return self.van <= maandag and (self.tot is None or self.tot >= maandag + VRIJDAG)

    def werkdagen(self, maandag: date) -> set[date]:
        """Return the working days (Monday to Friday) of the week of `maandag` that lie in it."""
        dagen = (maandag + timedelta(days=n) for n in range(WERKDAGEN))
        return {dag for dag in dagen if dag >= self.van and (self.tot is None or dag <= self.tot)}


@dataclass(frozen=True, slots=True)
class Kracht:
    """One supervisor, as the planner sees them: when there, when away, what else is booked (hours in a week)."""

    fte: float
    contactdeel: float | None
    inzetbaar: Periode | None  # None: the course isn't done
    afwezig: Sequence[Periode] = ()
    andere_taken: Sequence[tuple[Periode, float]] = ()
    gebieden: frozenset[str] | None = None  # None: everywhere

    def minuten(self, norm: Norm, maandag: date) -> int:
        """Minutes of contact in this week: of the days in the poule, not away, less what else is booked."""
        if self.inzetbaar is None:
            return 0
        if not self.afwezig and not self.andere_taken and self.inzetbaar.heeft_heel(maandag):
            return round(norm.contact_minuten(self.fte, self.contactdeel))  # most people, most weeks
        dagen = self.inzetbaar.werkdagen(maandag)
        for periode in self.afwezig:
            dagen -= periode.werkdagen(maandag)
        deel = len(dagen) / WERKDAGEN
        anders = sum(uren * UUR * len(dagen & periode.werkdagen(maandag)) for periode, uren in self.andere_taken)
        return max(0, round(deel * norm.contact_minuten(self.fte, self.contactdeel) - anders / WERKDAGEN))


@dataclass(frozen=True, slots=True)
class Dekking:
    """How far the need of each region is met: `gedekt` and `ruimte` (met plus what is left over there) in minutes."""

    gedekt: dict[str, int]
    ruimte: dict[str, int]


def dek(vraag: Mapping[str, int], aanbod: Sequence[tuple[int, frozenset[str] | None]]) -> Dekking:
    """Divide what supervisors have over the regions that they reach, so that as much need as possible is met.

    Each first divides in proportion to the need; what is then left goes where it is still lacking, if need be by
    somebody else taking over (a maximum flow, so a shortage that remains can't be solved by dividing otherwise).
    """
    namen = sorted(vraag)
    alles = frozenset(namen)
    groepen: dict[frozenset[str], int] = {}
    for minuten, gebieden in aanbod:
        bereik = alles if gebieden is None else gebieden & alles
        if minuten > 0 and bereik:
            groepen[bereik] = groepen.get(bereik, 0) + minuten
    open_ = {naam: vraag[naam] for naam in namen}
    gegeven: dict[frozenset[str], dict[str, int]] = {}
    volgorde = sorted(groepen, key=lambda bereik: (len(bereik), sorted(bereik)))  # who reaches least goes first
    for bereik in volgorde:
        gegeven[bereik] = _naar_rato(groepen[bereik], {naam: open_[naam] for naam in bereik})
        for naam, minuten in gegeven[bereik].items():
            open_[naam] -= minuten
    over = {bereik: groepen[bereik] - sum(gegeven[bereik].values()) for bereik in volgorde}
    _schuif(open_, over, gegeven)
    gedekt = {naam: vraag[naam] - open_[naam] for naam in namen}
    ruimte = dict(gedekt)
    for bereik in volgorde:
        gewicht = {naam: vraag[naam] + 1 for naam in bereik}
        for naam, minuten in _deel_op(over[bereik], gewicht).items():
            ruimte[naam] += minuten
    return Dekking(gedekt, ruimte)


def _naar_rato(minuten: int, wens: Mapping[str, int]) -> dict[str, int]:
    """Divide at most what is wished, in proportion to it."""
    totaal = sum(wens.values())
    return dict(wens) if totaal <= minuten else _deel_op(minuten, wens)


def _deel_op(minuten: int, gewicht: Mapping[str, int]) -> dict[str, int]:
    """Divide all of `minuten` in proportion to the weights; whole minutes, the last ones by name."""
    totaal = sum(gewicht.values())
    deel = {naam: minuten * waarde // totaal for naam, waarde in sorted(gewicht.items())}
    rest = minuten - sum(deel.values())
    for naam in [naam for naam in deel if gewicht[naam]][:rest]:
        deel[naam] += 1
    return deel


def _schuif(
    open_: dict[str, int], over: dict[frozenset[str], int], gegeven: dict[frozenset[str], dict[str, int]]
) -> None:
    """Bring what is left over to where it lacks, along chains of supervisors who each shift to another region."""
    while pad := _zoek_pad(open_, over, gegeven):
        begin = pad[0][0]
        hoeveel = min(over[begin], open_[pad[-1][1]])
        for (_, plek), (groep, _) in pairwise(pad):
            hoeveel = min(hoeveel, gegeven[groep][plek])
        over[begin] -= hoeveel
        open_[pad[-1][1]] -= hoeveel
        for nummer, (groep, naar) in enumerate(pad):
            gegeven[groep][naar] = gegeven[groep].get(naar, 0) + hoeveel
            if nummer:
                gegeven[groep][pad[nummer - 1][1]] -= hoeveel


def _zoek_pad(
    open_: Mapping[str, int],
    over: Mapping[frozenset[str], int],
    gegeven: Mapping[frozenset[str], Mapping[str, int]],
) -> list[tuple[frozenset[str], str]]:
    """Return the shortest chain of (group, region it goes to) from a group with time left to a region that lacks."""
    vanwaar: dict[str, tuple[frozenset[str], str]] = {}
    rij: deque[str] = deque()
    for groep, minuten in over.items():
        if minuten > 0:
            _bezoek(groep, "", vanwaar, rij)
    while rij:
        naam = rij.popleft()
        if open_[naam] > 0:
            return _terug(naam, vanwaar)
        for groep, plekken in gegeven.items():
            if plekken.get(naam):
                _bezoek(groep, naam, vanwaar, rij)
    return []


def _bezoek(
    groep: frozenset[str], komt_van: str, vanwaar: dict[str, tuple[frozenset[str], str]], rij: deque[str]
) -> None:
    for naam in sorted(groep - vanwaar.keys()):
        vanwaar[naam] = (groep, komt_van)
        rij.append(naam)


def _terug(naam: str, vanwaar: Mapping[str, tuple[frozenset[str], str]]) -> list[tuple[frozenset[str], str]]:
    pad = []
    while naam:
        groep, vorige = vanwaar[naam]
        pad.append((groep, naam))
        naam = vorige
    return pad[::-1]
