"""The arithmetic of hours: made, expected by now, left, and when the norm is reached at this pace (R5.4).

Plain dates and numbers in and out. Planned hours come from the timetable; without one a "stage day" counts 8 hours: a
weekday of the placement that is no public or school holiday.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kern import kalender

UREN_PER_DAG = Decimal(8)
# Beyond this the pace says nothing any more.
VERSTE_ZICHT = timedelta(days=3 * 365)
# Gives the planned hours of a day, also of days after the last one.
UrenOp = Callable[[date], Decimal]


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
    verlof_dagen: int = 0
    school_dagen: int = 0
    extra: Decimal = Decimal(0)

    @property
    def ring(self) -> dict[str, float]:
        """The figures as the progress ring takes them."""
        return {"gemaakt": float(self.gemaakt), "norm": float(self.norm), "verwacht": float(self.verwacht)}

    @property
    def achter(self) -> Decimal:
        """Hours behind what was expected by now; 0 when on schedule."""
        return max(Decimal(0), self.verwacht - self.gemaakt)


def bereken(
    *,
    norm: int,
    begin: date,
    eind: date,
    dagen: str = "",
    vrij: Collection[date] = (),
    gemaakt: Decimal,
    bevestigd: Decimal,
    ziek_dagen: int,
    tot: date,
    uren_op: UrenOp | None = None,
) -> Urenstand:
    """Reckon where a placement stands at the end of the day `tot`.

    Expected by now is the norm by share of the planned hours that have passed; without a timetable (`uren_op`) all
    stage days weigh the same. The pace is the hours made per planned hour so far; the days to come are planned as they
    are, also after the last day of the placement.
    """
    uren_op = uren_op or _gewone_dagen(dagen, vrij)
    totaal = voorbij = Decimal(0)
    dag = begin
    while dag <= eind:
        uren = uren_op(dag)
        totaal += uren
        voorbij += uren if dag <= tot else 0
        dag += kalender.EEN_DAG
    over = max(Decimal(0), norm - gemaakt)
    bereikt = _bereikt_op(over, gemaakt, voorbij, max(begin, tot + kalender.EEN_DAG), uren_op)
    return Urenstand(
        norm=norm,
        gemaakt=gemaakt,
        bevestigd=bevestigd,
        ziek_dagen=ziek_dagen,
        verwacht=round(norm * voorbij / totaal, 1) if totaal else Decimal(0),
        over=over,
        bereikt_op=bereikt if norm else None,
        gehaald=bool(norm) and over == 0,
        op_tijd=bereikt is not None and bereikt <= eind,
    )


def _gewone_dagen(dagen: str, vrij: Collection[date]) -> UrenOp:
    codes = set(dagen.split())

    def uren_op(dag: date) -> Decimal:
        stagedag = kalender.dagcode(dag) in codes and dag not in vrij and dag not in kalender.feestdagen(dag.year)
        return UREN_PER_DAG if stagedag else Decimal(0)

    return uren_op


def _bereikt_op(over: Decimal, gemaakt: Decimal, voorbij: Decimal, vanaf: date, uren_op: UrenOp) -> date | None:
    if not over or not gemaakt or not voorbij:
        return None
    straks = Decimal(0)
    dag = vanaf
    while dag <= vanaf + VERSTE_ZICHT:
        straks += uren_op(dag)
        if straks * gemaakt >= over * voorbij:
            return dag
        dag += kalender.EEN_DAG
    return None


def vrije_dagen(vakanties: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every day of these holidays, (first, last) both included."""
    return frozenset(
        begin + timedelta(days=nummer) for begin, eind in vakanties for nummer in range((eind - begin).days + 1)
    )
