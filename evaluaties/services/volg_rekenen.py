"""When a student arrives: from the hours left, the timetable and the pace, with a range, and what if (R8.4).

Plain dates and numbers in and out. Without a plan the day is the one of `plaatsingen.services.urenstand`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from kern import kalender
from plaatsingen.services.urenstand import VERSTE_ZICHT, UrenOp
from plaatsingen.stageweken import maandag_van

WEEK = timedelta(days=7)
NUL = Decimal(0)
VENSTER = 4  # weeks: the range is the calmest and the busiest stretch of so many
TERUG = 12  # weeks that still say something of the pace
HERKANSING = timedelta(weeks=6)  # soft: how long after an exam the next chance is
GRENZEN = {"weken_weg": (0, 26), "uren_meer": (-24, 24), "examens_gemist": (0, 9), "verslagen_gemist": (0, 4)}


@dataclass(frozen=True, slots=True)
class WatAls:
    """What somebody tries out: all zero is "as it goes now". Weeks, hours a week, numbers."""

    weken_weg: int = 0
    uren_meer: int = 0
    examens_gemist: int = 0
    verslagen_gemist: int = 0
    in_vakanties: bool = False

    @property
    def leeg(self) -> bool:
        """Whether nothing is tried out."""
        return self == WatAls()

    def als_keuze(self) -> dict[str, int | bool]:
        """Return what is kept: only what differs from nothing."""
        return {veld.name: waarde for veld in fields(self) if (waarde := getattr(self, veld.name))}

    @classmethod
    def van_keuze(cls, keuze: dict[str, int | bool]) -> "WatAls":
        """Return what was kept, also of an older form with other fields."""
        return cls(**{veld.name: keuze[veld.name] for veld in fields(cls) if veld.name in keuze})


@dataclass(frozen=True, slots=True)
class Tempo:
    """Hours made for so many hours planned; without hours planned there is no pace."""

    gemaakt: Decimal
    gepland: Decimal

    def __bool__(self) -> bool:
        return self.gemaakt > 0 and self.gepland > 0

    @property
    def deel(self) -> Decimal:
        """Made per planned hour; 0 without a pace."""
        return self.gemaakt / self.gepland if self else NUL


VOLGENS_ROOSTER = Tempo(Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class Tempi:
    """The pace on the whole, in the calmest and in the busiest stretch lately. `zeker`: long enough to tell."""

    midden: Tempo
    laag: Tempo
    hoog: Tempo
    zeker: bool


@dataclass(frozen=True, slots=True)
class Aankomst:
    """The day on which the hours are made, with the range; None when it isn't in sight."""

    dag: date | None
    vroeg: date | None
    laat: date | None
    zeker: bool


def bepaal_tempi(*, gemaakt: Decimal, voorbij: Decimal, weken: Sequence[tuple[Decimal, Decimal]]) -> Tempi:
    """Return the paces from hours made against hours planned, and from whole weeks (made, planned), oldest first.

    The calm end is at least half of the pace on the whole: one bad month doesn't make the end unreachable. With fewer
    weeks than one stretch the range lies between the pace so far and the timetable.
    """
    midden = Tempo(gemaakt, voorbij)
    if not midden:
        return Tempi(VOLGENS_ROOSTER, VOLGENS_ROOSTER, VOLGENS_ROOSTER, zeker=False)
    gewerkt = [week for week in weken if week[1] > 0][-TERUG:]
    stukken = [gewerkt[i : i + VENSTER] for i in range(len(gewerkt) - VENSTER + 1)]
    tempi = [Tempo(sum((m for m, _ in stuk), NUL), sum((p for _, p in stuk), NUL)) for stuk in stukken]
    if not tempi:
        kanten = sorted((midden, VOLGENS_ROOSTER), key=lambda tempo: tempo.deel)
        return Tempi(midden, kanten[0], kanten[-1], zeker=False)
    rustig = min(min(tempi, key=lambda tempo: tempo.deel), midden, key=lambda tempo: tempo.deel)
    druk = max(max(tempi, key=lambda tempo: tempo.deel), midden, key=lambda tempo: tempo.deel)
    if rustig.deel * 2 < midden.deel:
        rustig = Tempo(gemaakt, voorbij * 2)
    return Tempi(midden, rustig, druk, zeker=True)


def uren_klaar(*, over: Decimal, vanaf: date, uren_op: UrenOp, tempo: Tempo, plan: WatAls) -> date | None:
    """Return the day on which `over` hours more are made from `vanaf` on; None when not within three years.

    Weeks away are the first weeks with planned hours; more or fewer hours a week are spread over the planned days of
    a week, and are made as they are said.
    """
    if over <= 0 or not tempo:
        return None
    gepland = extra = NUL
    weg = plan.weken_weg
    maandag = maandag_van(vanaf)
    einde = vanaf + VERSTE_ZICHT
    while maandag <= einde:
        week = [maandag + timedelta(days=nummer) for nummer in range(7)]
        dagen = [(dag, uren) for dag in week if (uren := uren_op(dag)) > 0]
        if dagen and weg > 0 and dagen[-1][0] >= vanaf:
            weg -= 1
            dagen = []
        per_dag = Decimal(plan.uren_meer) / len(dagen) if dagen else NUL
        for dag, uren in dagen:
            if dag < vanaf:
                continue
            gepland += uren
            extra += max(per_dag, -uren)
            if gepland * tempo.gemaakt + extra * tempo.gepland >= over * tempo.gepland:
                return dag
        maandag += WEEK
    return None


def aankomst(*, over: Decimal, vanaf: date, uren_op: UrenOp, tempi: Tempi, plan: WatAls) -> Aankomst:
    """Return the day of the hours with its range."""

    def dag(tempo: Tempo) -> date | None:
        return uren_klaar(over=over, vanaf=vanaf, uren_op=uren_op, tempo=tempo, plan=plan)

    return Aankomst(dag(tempi.midden), dag(tempi.hoog), dag(tempi.laag), tempi.zeker)


def weken_later(dag: date, dan: date) -> int:
    """Return how many whole weeks `dag` lies after `dan`, rounded away from zero; negative: before."""
    dagen = (dag - dan).days
    weken = -(-abs(dagen) // 7)
    return weken if dagen > 0 else -weken


def per_week(
    uren: Sequence[tuple[date, Decimal]], uren_op: UrenOp, begin: date, tot: date
) -> list[tuple[Decimal, Decimal]]:
    """Return (made, planned) of every whole week from the first day up to and including `tot`, oldest first."""
    gemaakt: dict[date, Decimal] = {}
    for dag, aantal in uren:
        maandag = maandag_van(dag)
        gemaakt[maandag] = gemaakt.get(maandag, NUL) + aantal
    uit = []
    maandag = max(maandag_van(begin), maandag_van(tot) - TERUG * 2 * WEEK)
    while maandag + WEEK <= tot + kalender.EEN_DAG:
        gepland = sum((uren_op(maandag + timedelta(days=nummer)) for nummer in range(7)), NUL)
        uit.append((gemaakt.get(maandag, NUL), gepland))
        maandag += WEEK
    return uit
