"""Obligations: which reports are owed, and when each is due, by the facts known at an instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from evaluaties.verslagregels.beleid import Beleid
from evaluaties.verslagregels.feiten import VOLGORDE, Dossier, Gesprek, Kennis, Pauze, Soort
from evaluaties.verslagregels.pauzes import actieve_dagen, verschuif
from kern import kalender

# Stands for "owed since the placement was registered in time": no deadline needs to wait for a registration.
_OP_TIJD = datetime.min.replace(tzinfo=UTC)


class Waarom(StrEnum):
    """Why an obligation has no due date."""

    VRIJGESTELD = "vrijgesteld"
    PAUZE_OPEN = "pauze_open"
    NIET_VERSCHULDIGD = "niet_verschuldigd"


@dataclass(frozen=True, slots=True)
class Verplichting:
    """One report. `due` is its last day (local); None when nothing is asked, and `waarom` says why."""

    id: str
    due: date | None
    waarom: Waarom | None = None

    @property
    def soort(self) -> Soort:
        """Kind of report."""
        return Soort(self.id.partition(":")[0])


def volgorde(verplichting: str, due: date) -> tuple:
    """Sort key of the nominal order: check, then kennismaking < tussenevaluatie < monthly, then the number."""
    soort, _, nummer = verplichting.partition(":")
    return due, VOLGORDE[Soort(soort)], (0, int(nummer), "") if nummer.isdigit() else (1, 0, nummer)


def verplichtingen(dossier: Dossier, beleid: Beleid, at: datetime | None) -> dict[str, Verplichting]:
    """All obligations of a placement by id, as known at an instant (None = everything known); R6.1, R6.2.

    Months with too few active days are in it with `due` None. Empty as long as the placement is not registered.
    """
    return uit_kennis(dossier.kennis(at), beleid) if dossier.bestaat(at) else {}


def uit_kennis(kennis: Kennis, beleid: Beleid) -> dict[str, Verplichting]:
    """Give the obligations that follow from what is known."""
    rooster = Rooster(kennis, beleid)
    return {plicht.id: plicht for plicht in rooster.alle()}


@dataclass(frozen=True, slots=True)
class _Tijdvak:
    """From `sinds` on (None = from the registration of the placement) this end and these pauses were known."""

    sinds: datetime | None
    einde: date
    pauzes: tuple[Pauze, ...]


class Rooster:
    """Works out the due dates of one placement from what is known."""

    def __init__(self, kennis: Kennis, beleid: Beleid) -> None:
        self.kennis = kennis
        self.beleid = beleid
        self.dossier = kennis.dossier

    def alle(self) -> Iterator[Verplichting]:
        """Give months first, then meetings."""
        for eerste in _maanden(self.dossier.start, self.kennis.einde):
            yield self._verplichting(f"{Soort.MAAND}:{eerste:%Y-%m}", self._basis_maand(eerste))
        for id_, (eerste, *_) in self.kennis.gesprekken.items():
            yield self._verplichting(id_, self._week_na(eerste))

    def _verplichting(self, id_: str, basis: date | None) -> Verplichting:
        if id_ in self.kennis.vrijgesteld:
            return Verplichting(id_, None, Waarom.VRIJGESTELD)
        if basis is None:
            return Verplichting(id_, None, Waarom.NIET_VERSCHULDIGD)
        due = verschuif(self._verlengd(id_, basis), self.kennis.pauzes, self.beleid)
        return Verplichting(id_, due, Waarom.PAUZE_OPEN if due is None else None)

    def _verlengd(self, id_: str, basis: date) -> date:
        """Base date after extensions and meetings put off: each only counts if later than what held at that time."""
        for feit in sorted([*self.kennis.uitstel.get(id_, ()), *self._verzet(id_)], key=lambda feit: feit.recorded_at):
            pauzes = self._pauzes_op(feit.recorded_at)
            gold = verschuif(basis, pauzes, self.beleid) or basis
            if isinstance(feit, Gesprek):
                nieuw = self._week_na(feit)
                later = (verschuif(nieuw, pauzes, self.beleid) or nieuw) > gold
            else:  # a person names the very day
                nieuw = feit.due
                later = nieuw > gold
            if later:
                basis = nieuw
        return basis

    def _verzet(self, id_: str) -> Iterator[Gesprek]:
        """Registrations that put a meeting off to a later day; noting it down once more moves no deadline."""
        versies = self.kennis.gesprekken.get(id_, [])
        for nummer, gesprek in enumerate(versies):
            if nummer and gesprek.datum > max(eerder.datum for eerder in versies[:nummer]):
                yield gesprek

    def _week_na(self, gesprek: Gesprek) -> date:
        """Give the end of the week after a meeting or after its registration, the later one."""
        bekend = gesprek.recorded_at
        if self.dossier.laat_geregistreerd:
            bekend = max(bekend, self.dossier.geregistreerd)
        return self.beleid.gesprekstermijn(max(gesprek.datum, kalender.lokale_dag(bekend)))

    def _pauzes_op(self, at: datetime) -> dict[str, list[Pauze]]:
        op_dat_moment = {
            naam: [versie for versie in versies if versie.recorded_at <= at]
            for naam, versies in self.kennis.pauzes.items()
        }
        return {naam: versies for naam, versies in op_dat_moment.items() if versies}

    # --- Months ---

    def _basis_maand(self, eerste: date) -> date | None:
        """First working day of the next month, or a week after the registration that made this month owed."""
        sinds = self._verschuldigd_sinds(eerste)
        if sinds is None:
            return None
        volgende = _volgende_maand(eerste)
        nominaal = kalender.eerste_werkdag(volgende.year, volgende.month, self.beleid.extra_nonworking)
        if sinds == _OP_TIJD:
            return nominaal
        return max(nominaal, self.beleid.gesprekstermijn(kalender.lokale_dag(sinds)))

    def _verschuldigd_sinds(self, eerste: date) -> datetime | None:
        """Instant since which the month is owed without a break; _OP_TIJD = from the start; None = not owed."""
        sinds = None
        for tijdvak in self._tijdvakken:
            if not self._verschuldigd(eerste, tijdvak):
                sinds = None
            elif sinds is None:
                sinds = self._begin if tijdvak.sinds is None else tijdvak.sinds
        return sinds

    def _verschuldigd(self, eerste: date, tijdvak: _Tijdvak) -> bool:
        van = max(eerste, self.dossier.start)
        tot = min(_volgende_maand(eerste) - kalender.EEN_DAG, tijdvak.einde)
        return actieve_dagen(van, tot, tijdvak.pauzes) >= self.beleid.min_active_days

    @property
    def _begin(self) -> datetime:
        """Registration of the placement, when that came after its first day."""
        return self.dossier.geregistreerd if self.dossier.laat_geregistreerd else _OP_TIJD

    @cached_property
    def _tijdvakken(self) -> list[_Tijdvak]:
        """What was known about end and pauses, from the registration of the placement on, per moment it changed."""
        feiten = sorted(
            [*self.kennis.eindes, *(versie for versies in self.kennis.pauzes.values() for versie in versies)],
            key=lambda feit: feit.recorded_at,
        )
        einde = self.dossier.einde
        pauzes: dict[str, Pauze] = {}
        tijdvakken = [_Tijdvak(None, einde, ())]
        for feit in feiten:
            if isinstance(feit, Pauze):
                pauzes[feit.id] = feit
            else:
                einde = feit.einde
            sinds = None if feit.recorded_at <= self.dossier.geregistreerd else feit.recorded_at
            if tijdvakken[-1].sinds == sinds:
                tijdvakken.pop()
            tijdvakken.append(_Tijdvak(sinds, einde, tuple(pauzes.values())))
        return tijdvakken


def _volgende_maand(eerste: date) -> date:
    return (eerste + timedelta(days=31)).replace(day=1)


def _maanden(van: date, tot: date) -> Iterator[date]:
    eerste = van.replace(day=1)
    while eerste <= tot:
        yield eerste
        eerste = _volgende_maand(eerste)
