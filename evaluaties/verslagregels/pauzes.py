"""Pauses: the clock stands, and the days that were left stay left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import Pauze
from kern import kalender

Versies = Mapping[str, Sequence[Pauze]]  # id of the pause -> its versions, oldest first


@dataclass(frozen=True, slots=True)
class Stilstand:
    """For one date: the clock stopped on `van` and runs again on `hervat` (None = not yet known)."""

    van: date
    hervat: date | None


def verschuif(dag: date, pauzes: Versies, beleid: Rekenwijze) -> date | None:
    """Move a date out of the pauses it lies in; None when an open pause holds it.

    A date d in a pause [p0..p1] becomes resume + (d - p0), rolled to a working day. When that lies in a next pause it
    moves again, by the days that were still left then.
    """
    loopt_weer: date | None = None
    while (stilstand := _eerste_stilstand(dag, pauzes)) is not None:
        vanaf = stilstand.van if loopt_weer is None else max(stilstand.van, loopt_weer)
        loopt_weer = _einde_stilstand(stilstand, pauzes)
        if loopt_weer is None:
            return None
        dag = beleid.rol(loopt_weer + (dag - vanaf))
    return dag


def actieve_dagen(van: date, tot: date, pauzes: Iterable[Pauze]) -> int:
    """Count the days of [van..tot] outside the pauses (their newest versions)."""
    if tot < van:
        return 0
    dagen = set(range(van.toordinal(), tot.toordinal() + 1))
    for pauze in pauzes:
        einde = tot if pauze.tot is None else min(pauze.tot, tot)
        dagen.difference_update(range(pauze.van.toordinal(), einde.toordinal() + 1))
    return len(dagen)


def _eerste_stilstand(dag: date, pauzes: Versies) -> Stilstand | None:
    """Stop of the clock that holds a day, the earliest if more do. It ends after that day."""
    geraakt = [
        (stilstand.van, naam, stilstand)
        for naam, versies in pauzes.items()
        if (stilstand := _stilstand(dag, versies)) is not None
    ]
    return min(geraakt)[2] if geraakt else None


def _einde_stilstand(stilstand: Stilstand, pauzes: Versies) -> date | None:
    """Day on which the clock runs again: not while an overlapping or adjoining pause still holds it."""
    hervat = stilstand.hervat
    while hervat is not None and (volgende := _eerste_stilstand(hervat, pauzes)) is not None:
        hervat = volgende.hervat
    return hervat


def _stilstand(dag: date, versies: Sequence[Pauze]) -> Stilstand | None:
    nu = versies[-1]
    if nu.bevat(dag):
        if nu.tot is None:
            return Stilstand(nu.van, None)
        return Stilstand(nu.van, max(nu.tot, _einde_gemeld(dag, versies)) + kalender.EEN_DAG)
    # The pause was made shorter after the day had come: until that was recorded the clock stood, so nobody had to
    # hand in anything on that day. The days left stay left (I6), and no deadline lies in the past.
    for ouder, jonger in reversed(list(pairwise(versies))):
        gemeld = kalender.lokale_dag(jonger.recorded_at)
        if ouder.bevat(dag) and dag <= gemeld:
            return Stilstand(ouder.van, gemeld + kalender.EEN_DAG)
    return None


def _einde_gemeld(dag: date, versies: Sequence[Pauze]) -> date:
    """Day on which the end of the pause was registered, for a date in it: repeating the same end changes nothing."""
    gemeld = versies[-1].recorded_at
    for versie in reversed(versies[:-1]):
        if versie.tot != versies[-1].tot or not versie.bevat(dag):
            break
        gemeld = versie.recorded_at
    return kalender.lokale_dag(gemeld)
