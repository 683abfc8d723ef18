"""School years as files name them; one that isn't there yet is made, with its periods (domein.md, section 2)."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from basis.inlezen import Inlezing, RijFout
from kern.enums import PeriodeCode
from kern.kalender import maandag_van_week, schooljaar_grenzen
from kern.models import Periode, Schooljaar, User
from kern.services.audit import leg_vast

EERSTE, LAATSTE = 1990, 2100
_VORM = re.compile(r"\s*([0-9]{4})\s*[/\-–]\s*([0-9]{4}|[0-9]{2})\s*")
# ISO weeks in which the periods begin: late August, November, late January, April, July.
_BEGINWEKEN = (
    (PeriodeCode.P1, 0, 35),
    (PeriodeCode.P2, 0, 46),
    (PeriodeCode.P3, 1, 4),
    (PeriodeCode.P4, 1, 16),
    (PeriodeCode.ZOMER, 1, 27),
)


def lees_schooljaar(tekst: str) -> str:
    """Return the name of a school year: "2009/2010" also for "2009-2010" and "2009/10"; else ValueError (Dutch)."""
    delen = _VORM.fullmatch(tekst)
    fout = ValueError("Dit is geen schooljaar. Schrijf bijvoorbeeld 2009/2010.")
    if delen is None:
        raise fout
    begin = int(delen[1])
    eind = (
        int(delen[2]) if len(delen[2]) == 4 else begin // 100 * 100 + int(delen[2]) + (100 if delen[2] == "00" else 0)
    )
    if eind != begin + 1 or not EERSTE <= begin <= LAATSTE:
        raise fout
    return f"{begin}/{eind}"


def periodes_van(naam: str) -> list[tuple[str, date, date]]:
    """Return (code, first day, last day) of the periods of a school year, from Monday to Sunday.

    Periods 1 and 2 run from late August to late January, 3 and 4 to early July, then the summer.
    """
    begin, eind = schooljaar_grenzen(naam)
    eerste_dagen = [(code.value, maandag_van_week(begin.year + erbij, week)) for code, erbij, week in _BEGINWEKEN]
    laatste_dagen = [dag - timedelta(days=1) for _, dag in eerste_dagen[1:]] + [eind]
    return [(code, dag, laatste) for (code, dag), laatste in zip(eerste_dagen, laatste_dagen, strict=True)]


def zorg_voor_schooljaar(*, naam: str, by: User | None, at: datetime) -> Schooljaar:
    """Return the school year; make it with its periods when it isn't there. ValueError for a name that is none."""
    begin, eind = schooljaar_grenzen(naam)
    jaar, nieuw = Schooljaar.objects.get_or_create(naam=naam, defaults={"begin": begin, "eind": eind})
    if nieuw:
        Periode.objects.bulk_create(
            [
                Periode(schooljaar=jaar, code=code, begin=eerste, eind=laatste)
                for code, eerste, laatste in periodes_van(naam)
            ]
        )
        leg_vast(actie="schooljaar gemaakt", obj=jaar, by=by, at=at, na={"naam": naam})
    return jaar


@dataclass
class Jarenboek:
    """All school years by name. Read once for a whole import."""

    inlezing: Inlezing
    _jaren: dict[str, Schooljaar] = field(default_factory=dict)
    _tekst: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._jaren = {jaar.naam: jaar for jaar in Schooljaar.objects.all()}

    def zoek(self, tekst: str, rij: int, kolom: str = "schooljaar") -> str:
        """Return the name of the school year that `tekst` means; RijFout when it is none."""
        if tekst not in self._tekst:
            try:
                naam = lees_schooljaar(tekst)
            except ValueError as fout:
                wat, _, hoe = str(fout).partition(". ")
                raise RijFout(kolom, f"{wat}.", hoe) from None
            self._tekst[tekst] = naam
            if naam not in self._jaren:
                self.inlezing.melding(rij, kolom, tekst, "Dit schooljaar is er nog niet en wordt gemaakt.")
        return self._tekst[tekst]

    def jaar(self, naam: str) -> Schooljaar | None:
        """Return the school year, or None when it must still be made."""
        return self._jaren.get(naam)

    def bewaar(self, naam: str, *, by: User | None, at: datetime) -> Schooljaar:
        """Return the school year, made when needed."""
        if naam not in self._jaren:
            self._jaren[naam] = zorg_voor_schooljaar(naam=naam, by=by, at=at)
        return self._jaren[naam]
