"""What to warn about in a timetable and in hours: long days and weeks, and what holds under 18 (R5.4, R5.5).

The limits stand in the dated table `Urengrens` with their source; nothing here refuses anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from basis.nederlands import format_number, long_date
from kern import kalender
from kern.models import Student
from plaatsingen.enums import GrensSoort
from plaatsingen.models import Urengrens
from plaatsingen.services import roostertijd

HALF_UUR = 30


@dataclass(frozen=True, slots=True)
class Werkdag:
    """Hours of one day, planned or made; the times may be unknown."""

    datum: date
    uren: Decimal
    begin: time | None = None
    eind: time | None = None
    pauze: int | None = None


class Grenzen:
    """All limits, read once; `op` gives those of a day."""

    def __init__(self) -> None:
        self._rijen = list(Urengrens.objects.order_by("geldig_van"))

    def op(self, dag: date, *, minderjarig: bool) -> dict[str, Decimal]:
        """Return the limits that hold on a day by kind."""
        return {
            rij.soort: rij.waarde
            for rij in self._rijen
            if rij.minderjarig == minderjarig
            and rij.geldig_van <= dag
            and (rij.geldig_tot is None or dag <= rij.geldig_tot)
        }

    def waarschuwingen(self, dagen: Iterable[Werkdag], student: Student) -> list[str]:
        """Return what is beyond a limit in the days of one week, in Dutch sentences; empty when all is well."""
        rij = sorted((dag for dag in dagen if dag.uren > 0), key=lambda dag: dag.datum)
        if not rij:
            return []
        uit: list[str] = []
        for dag in rij:
            jong = student.is_minderjarig(dag.datum)
            uit += _van_dag(dag, self.op(dag.datum, minderjarig=jong), jong=jong)
        jong = student.is_minderjarig(rij[-1].datum)
        grens = self.op(rij[-1].datum, minderjarig=jong)
        uit += _van_week(rij, grens, jong=jong)
        return uit + _rust(rij, grens)


def _dag(datum: date) -> str:
    """Day without the year: the week it stands in says that."""
    return long_date(datum, today=datum)


def _van_dag(dag: Werkdag, grens: dict[str, Decimal], *, jong: bool) -> list[str]:
    naam = _dag(dag.datum).capitalize()
    wie = " voor wie jonger is dan 18" if jong else ""
    uit = []
    if (hoogste := grens.get(GrensSoort.DAG)) is not None and dag.uren > hoogste:
        uit.append(f"{naam}: {format_number(dag.uren)} uur. De grens{wie} is {format_number(hoogste)} uur op een dag.")
    if GrensSoort.ZONDAG in grens and dag.datum.weekday() == 6:
        uit.append(f"{naam} is een zondag. Wie jonger is dan 18 werkt niet op zondag, tenzij dat in de cao mag.")
    if dag.begin is None or dag.eind is None:
        return uit
    laatste, eerste = grens.get(GrensSoort.AVOND), grens.get(GrensSoort.OCHTEND)
    if _in_de_nacht(dag.begin, dag.eind, laatste, eerste):
        uit.append(
            f"{naam}: {dag.begin:%H:%M} tot {dag.eind:%H:%M}. Wie jonger is dan 18 werkt niet na "
            f"{format_number(laatste or 24)}.00 uur en niet voor {format_number(eerste or 0)}.00 uur."
        )
    na = grens.get(GrensSoort.PAUZE)
    if na is not None and dag.pauze is not None and dag.pauze < HALF_UUR and dag.uren > na:
        uit.append(f"{naam}: na {format_number(na)} uur werken hoort een pauze van een half uur.")
    return uit


def _in_de_nacht(begin: time, eind: time, laatste: Decimal | None, eerste: Decimal | None) -> bool:
    if laatste is None and eerste is None:
        return False
    van = Decimal(begin.hour) + Decimal(begin.minute) / 60
    tot = Decimal(eind.hour) + Decimal(eind.minute) / 60
    if tot <= van:
        tot += 24
    te_laat = laatste is not None and (tot > laatste or van >= laatste)
    te_vroeg = eerste is not None and van < eerste
    return te_laat or te_vroeg


def _van_week(rij: Sequence[Werkdag], grens: dict[str, Decimal], *, jong: bool) -> list[str]:
    som = sum((dag.uren for dag in rij), Decimal(0))
    hoogste = grens.get(GrensSoort.WEEK)
    if hoogste is None or som <= hoogste:
        return []
    wie = " voor wie jonger is dan 18" if jong else ""
    return [f"In deze week {format_number(som)} uur. De grens{wie} is {format_number(hoogste)} uur in een week."]


def _rust(rij: Sequence[Werkdag], grens: dict[str, Decimal]) -> list[str]:
    nodig = grens.get(GrensSoort.RUST)
    if nodig is None:
        return []
    uit = []
    for eerder, later in pairwise(rij):
        if later.datum - eerder.datum != kalender.EEN_DAG:
            continue
        if eerder.begin is None or eerder.eind is None or later.begin is None or later.eind is None:
            continue
        _, klaar = roostertijd.grenzen(eerder.datum, eerder.begin, eerder.eind)
        begin, _ = roostertijd.grenzen(later.datum, later.begin, later.eind)
        rust = Decimal((begin - klaar).total_seconds()) / 3600
        if rust < nodig:
            zit = format_number(round(rust, 1))
            uit.append(
                f"Tussen {_dag(eerder.datum)} en {_dag(later.datum)} zit {zit} uur rust. "
                f"Dat hoort minstens {format_number(nodig)} uur te zijn."
            )
    return uit
