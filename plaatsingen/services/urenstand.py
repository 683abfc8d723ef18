"""The arithmetic of hours: made, expected by now, left, and when the norm is reached at this pace (R5.4).

Plain dates and numbers in and out; a "stage day" is a weekday of the placement that is no public or school holiday.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kern import kalender

UREN_PER_DAG = Decimal(8)
# Beyond this the pace says nothing any more.
VERSTE_ZICHT = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Urenstand:
    """Where a placement stands; hours as Decimal. `bereikt_op` is None when there is no pace (yet) or no norm."""

    norm: int
    gemaakt: Decimal
    bevestigd: Decimal
    ziek_dagen: int
    verwacht: Decimal
    over: Decimal
    bereikt_op: date | None
    gehaald: bool
    op_tijd: bool

    @property
    def ring(self) -> dict[str, float]:
        """The figures as the progress ring takes them."""
        return {"gemaakt": float(self.gemaakt), "norm": float(self.norm), "verwacht": float(self.verwacht)}

    @property
    def achter(self) -> Decimal:
        """Hours behind what was expected by now; 0 when on schedule."""
        return max(Decimal(0), self.verwacht - self.gemaakt)


def stagedagen(begin: date, eind: date, dagen: str, vrij: Collection[date]) -> Iterator[date]:
    """Stage days from `begin` to `eind`, both included; `dagen` are codes with spaces ("ma di")."""
    codes = set(dagen.split())
    dag = begin
    while dag <= eind:
        if kalender.dagcode(dag) in codes and dag not in vrij and dag not in kalender.feestdagen(dag.year):
            yield dag
        dag += kalender.EEN_DAG


def bereken(
    *,
    norm: int,
    begin: date,
    eind: date,
    dagen: str,
    vrij: Collection[date],
    gemaakt: Decimal,
    bevestigd: Decimal,
    ziek_dagen: int,
    tot: date,
) -> Urenstand:
    """Reckon where a placement stands at the end of the day `tot`.

    Expected by now is the norm by share of the stage days that have passed. The pace is the hours made per stage day so
    far; the days to come are stage days too, also after the last day of the placement.
    """
    alle = list(stagedagen(begin, eind, dagen, vrij))
    voorbij = sum(dag <= tot for dag in alle)
    deel = Decimal(voorbij) / len(alle) if alle else Decimal(0)
    over = max(Decimal(0), norm - gemaakt)
    bereikt = _bereikt_op(over, gemaakt, voorbij, max(begin, tot + kalender.EEN_DAG), dagen, vrij)
    return Urenstand(
        norm=norm,
        gemaakt=gemaakt,
        bevestigd=bevestigd,
        ziek_dagen=ziek_dagen,
        verwacht=round(norm * deel, 1),
        over=over,
        bereikt_op=bereikt if norm else None,
        gehaald=bool(norm) and over == 0,
        op_tijd=bereikt is not None and bereikt <= eind,
    )


def _bereikt_op(  # noqa: PLR0917 - six plain figures, called once
    over: Decimal, gemaakt: Decimal, voorbij: int, vanaf: date, dagen: str, vrij: Collection[date]
) -> date | None:
    if not over or not gemaakt or not voorbij:
        return None
    nodig = -(-over * voorbij // gemaakt)  # rounded up
    for nummer, dag in enumerate(stagedagen(vanaf, vanaf + VERSTE_ZICHT, dagen, vrij), start=1):
        if nummer >= nodig:
            return dag
    return None


def vrije_dagen(vakanties: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every day of these holidays, (first, last) both included."""
    return frozenset(
        begin + timedelta(days=nummer) for begin, eind in vakanties for nummer in range((eind - begin).days + 1)
    )
