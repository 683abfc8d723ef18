"""Stage weeks: counting them, and the hours that are planned in each (R5.5). Plain Python, no database.

A *stage week* is a calendar week (Monday to Sunday) with at least one stage day. A *stage day* is a weekday of the
placement between the first and the last day that is no public holiday and lies in no school holiday or pause. So the
weeks of a Christmas holiday are skipped and the week after goes on counting: 40 stage weeks last longer than 40 weeks.

A week in which only one of two days falls away still counts as a whole, with all of its hours: those of a public
holiday are made on another day. So the blocks of a template always add up to its total.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kern import kalender

WEEK = timedelta(days=7)
VERSTE_EINDE = timedelta(days=3 * 365)
NUL = Decimal(0)


@dataclass(frozen=True, slots=True)
class Blok:
    """A stretch of stage weeks, both ends included, with hours (Decimal) and dagdelen of 4 hours a week."""

    van_week: int
    tot_week: int
    uren: Decimal
    dagdelen: int = 0
    naam: str = ""

    @property
    def weken(self) -> int:
        """How many weeks."""
        return self.tot_week - self.van_week + 1

    @property
    def totaal(self) -> Decimal:
        """Hours of the whole block."""
        return self.weken * self.uren


@dataclass(frozen=True, slots=True)
class Planweek:
    """One stage week: its number from 1, its Monday, its stage days, the hours planned, and those of one full day."""

    nummer: int
    maandag: date
    dagen: tuple[date, ...]
    uren: Decimal
    uren_per_dag: Decimal
    blok: str = ""
    dagdelen: int = 0


def maandag_van(dag: date) -> date:
    """Monday of the week in which a day lies."""
    return dag - timedelta(days=dag.weekday())


def stagedagen(begin: date, eind: date, dagen: str, vrij: Collection[date]) -> Iterator[date]:
    """Stage days from `begin` to `eind`, both included; `dagen` are codes with spaces ("ma di")."""
    codes = set(dagen.split())
    dag = begin
    while codes and dag <= eind:
        if kalender.dagcode(dag) in codes and dag not in vrij and dag not in kalender.feestdagen(dag.year):
            yield dag
        dag += kalender.EEN_DAG


def stageweken(begin: date, eind: date, dagen: str, vrij: Collection[date]) -> list[tuple[date, tuple[date, ...]]]:
    """Return the stage weeks of a stretch of time in order: Monday and stage days; the first is week 1."""
    per_week: dict[date, list[date]] = {}
    for dag in stagedagen(begin, eind, dagen, vrij):
        per_week.setdefault(maandag_van(dag), []).append(dag)
    return [(maandag, tuple(rij)) for maandag, rij in per_week.items()]


def plan(  # noqa: PLR0917 - plain figures of one placement
    begin: date, eind: date, dagen: str, vrij: Collection[date], norm: int, blokken: Sequence[Blok] = ()
) -> list[Planweek]:
    """Return every stage week with its planned hours.

    With blocks (a template) a week has the hours of its block, and none once the blocks are over. Without, the norm is
    spread evenly over the stage days.
    """
    weken = stageweken(begin, eind, dagen, vrij)
    if not blokken:
        alle = sum(len(rij) for _, rij in weken)
        per_dag = Decimal(norm) / alle if alle else NUL
        return [
            Planweek(nummer, maandag, rij, per_dag * len(rij), per_dag)
            for nummer, (maandag, rij) in enumerate(weken, start=1)
        ]
    leeg = Blok(0, 0, NUL)
    uit = []
    for nummer, (maandag, rij) in enumerate(weken, start=1):
        blok = next((blok for blok in blokken if blok.van_week <= nummer <= blok.tot_week), leeg)
        per_dag = blok.uren / len(dagen.split())
        uit.append(Planweek(nummer, maandag, rij, blok.uren, per_dag, blok.naam, blok.dagdelen))
    return uit


def weeknummer(weken: Sequence[Planweek], dag: date) -> int:
    """Return the number of the stage week at a day; in a holiday that of the week before; 0 before the first."""
    maandag = maandag_van(dag)
    return sum(week.maandag <= maandag for week in weken)


def verwacht(weken: Sequence[Planweek], tot: date) -> Decimal:
    """Return the hours planned up to and including `tot`; of the week under way by its stage days that have passed."""
    som = NUL
    for week in weken:
        if week.dagen[-1] <= tot:
            som += week.uren
        else:
            som += week.uren * sum(dag <= tot for dag in week.dagen) / len(week.dagen)
    return som


def laatste_dag(begin: date, weken: int, dagen: str, vrij: Collection[date]) -> date | None:
    """Return the last stage day of the last of so many stage weeks; None when it isn't reached within three years."""
    gevonden = stageweken(begin, begin + VERSTE_EINDE, dagen, vrij)
    return gevonden[weken - 1][1][-1] if 0 < weken <= len(gevonden) else None


def blokfouten(blokken: Sequence[Blok], *, uren: int, weken: int, dagen: str) -> list[str]:
    """Return what is wrong with the blocks of a template, in Dutch; empty when they fit and add up."""
    fouten = []
    verwachte = 1
    for blok in sorted(blokken, key=lambda blok: blok.van_week):
        if blok.van_week > verwachte:
            fouten.append(f"Week {verwachte} zit in geen enkel blok.")
        elif blok.van_week < verwachte:
            fouten.append(f"Week {blok.van_week} zit in meer dan een blok.")
        if blok.tot_week < blok.van_week:
            fouten.append(f"Een blok loopt van week {blok.van_week} tot en met week {blok.tot_week}.")
        if dagen.split() and blok.uren > 9 * len(dagen.split()):
            fouten.append(f"{_getal(blok.uren)} uur in een week past niet op {len(dagen.split())} dagen.")
        verwachte = max(verwachte, blok.tot_week + 1)
    if verwachte - 1 != weken:
        fouten.append(f"De blokken lopen tot en met week {verwachte - 1}, de stagevorm duurt {weken} weken.")
    som = sum((blok.totaal for blok in blokken), NUL)
    if som != uren:
        fouten.append(f"De blokken zijn samen {_getal(som)} uur, de stagevorm telt {uren} uur.")
    return fouten


def _getal(waarde: Decimal) -> str:
    return f"{waarde.normalize():f}".replace(".", ",")
