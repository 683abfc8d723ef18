"""How full each weekday is when the stage days of the schools are laid side by side (R3.7). Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
WERKDAGEN = DAGEN[:5]
NAMEN = dict(zip(DAGEN, ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"), strict=True))
GOED_VERDEELD = 0.8  # the quietest working day has at least this part of the busiest


@dataclass(frozen=True, slots=True)
class Schooldeel:
    """The students of one school in a cluster, and on which days they are at work ("ma di")."""

    school: Any
    studenten: int
    dagen: str


@dataclass(slots=True)
class Week:
    """How many students of one cluster are at work per weekday, in total and per school."""

    delen: list[Schooldeel] = field(default_factory=list)

    def per_dag(self, dag: str) -> int:
        """Return the students of that day."""
        return sum(deel.studenten for deel in self.delen if dag in deel.dagen.split())

    @property
    def totalen(self) -> dict[str, int]:
        """Students per day; Saturday and Sunday only when somebody works then."""
        tel = {dag: self.per_dag(dag) for dag in DAGEN}
        return {dag: aantal for dag, aantal in tel.items() if dag in WERKDAGEN or aantal}


def specifiekst(rijen: Iterable[tuple[Any, str, str]], periode: str) -> dict[Any, str]:
    """Return per key the days that hold in a period ("" = any), out of (key, periods, days).

    A statement for fewer periods is more precise, and comes first.
    """
    uit: dict[Any, tuple[int, str]] = {}
    for sleutel, periodes, dagen in rijen:
        codes = periodes.split()
        if periode and periode not in codes:
            continue
        if sleutel not in uit or (len(codes) < uit[sleutel][0]) == bool(periode):
            uit[sleutel] = (len(codes), dagen)
    return {sleutel: dagen for sleutel, (_, dagen) in uit.items()}


def _opsomming(namen: list[str]) -> str:
    return f"{', '.join(namen[:-1])} en {namen[-1]}" if len(namen) > 1 else namen[0]


def advies(week: Week, aanbod: int) -> str:
    """Return in one sentence how the days compare, and how many places stand empty on the quietest working day.

    `aanbod` is the number of places of the cluster (0 = nobody stated it): more than that can't be used on any day.
    """
    tel = {dag: week.totalen[dag] for dag in WERKDAGEN}
    druk, rustig = max(tel.values()), min(tel.values())
    if not druk:
        return "Nog geen school gaf stagedagen op."
    drukke = [NAMEN[dag] for dag in WERKDAGEN if tel[dag] == druk]
    scholen = {deel.school for deel in week.delen if any(NAMEN[dag] in drukke for dag in deel.dagen.split())}
    vraagt = f"{len(scholen)} scholen samen" if len(scholen) > 1 else "1 school"
    if rustig >= GOED_VERDEELD * druk:
        return (
            f"De dagen zijn goed verdeeld: per dag {rustig} tot {druk} studenten."
            if rustig < druk
            else (f"De dagen zijn precies gelijk verdeeld: elke dag {druk} studenten.")
        )
    stil = [NAMEN[dag] for dag in WERKDAGEN if tel[dag] == rustig]
    leeg = (min(druk, aanbod) if aanbod else druk) - rustig
    vraag = "vraagt" if len(scholen) == 1 else "vragen"
    zin = f"{_opsomming(drukke).capitalize()} {vraag} {vraagt} {druk} plekken, {_opsomming(stil)} {rustig}"
    if leeg <= 0:
        return f"{zin}."
    return f"{zin}: {leeg} {'plek wordt' if leeg == 1 else 'plekken worden'} dan niet gebruikt."
