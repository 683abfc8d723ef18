"""Obligations: which reports are owed, and when each is due, by the facts known at an instant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, partial

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import VOLGORDE, Dossier, Gesprek, Kennis, Pauze, Soort
from evaluaties.verslagregels.pauzes import actieve_dagen, verschuif
from kern import kalender

# Stands for "owed since the placement was registered in time": no deadline needs to wait for a registration.
_OP_TIJD = datetime.min.replace(tzinfo=UTC)

_Basis = Callable[[Rekenwijze], date]  # a due date before extensions and pauses, by a policy


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


def verplichtingen(dossier: Dossier, beleid: Rekenwijze, at: datetime | None) -> dict[str, Verplichting]:
    """All obligations of a placement by id, as known at an instant (None = everything known); R6.1, R6.2.

    Months with too few active days are in it with `due` None. Empty as long as the placement is not registered.
    """
    return uit_kennis(dossier.kennis(at), beleid.bekend_op(at)) if dossier.bestaat(at) else {}


def uit_kennis(kennis: Kennis, beleid: Rekenwijze) -> dict[str, Verplichting]:
    """Give the obligations that follow from what is known of the facts and of the policy."""
    rooster = Rooster(kennis, beleid)
    return {plicht.id: plicht for plicht in rooster.alle()}


@dataclass(frozen=True, slots=True)
class _Tijdvak:
    """From `sinds` on (None = from the registration of the placement) the end, the pauses and the policy were these."""

    sinds: datetime | None
    einde: date
    pauzes: tuple[Pauze, ...]
    beleid: Rekenwijze


class Rooster:
    """Works out the due dates of one placement from what is known."""

    def __init__(self, kennis: Kennis, beleid: Rekenwijze) -> None:
        self.kennis = kennis
        self.beleid = beleid
        self.dossier = kennis.dossier

    def alle(self) -> Iterator[Verplichting]:
        """Give months first, then meetings."""
        for eerste in _maanden(self.dossier.start, self.kennis.einde):
            sinds = self._verschuldigd_sinds(eerste)
            bekend = max(sinds or _OP_TIJD, self.dossier.geregistreerd)
            basis = None if sinds is None else partial(self._basis_maand, eerste, sinds)
            yield self._verplichting(f"{Soort.MAAND}:{eerste:%Y-%m}", bekend, basis)
        for id_, (eerste, *_) in self.kennis.gesprekken.items():
            yield self._verplichting(id_, self._gemeld(eerste), partial(self._week_na, eerste))

    def _verplichting(self, id_: str, bekend: datetime, basis: _Basis | None) -> Verplichting:
        """Give an obligation that people know of since `bekend`; `basis` None = not owed.

        Versions of the policy that were recorded later never make it earlier (I6): each state of knowledge since then
        gives a date, and the latest counts. A date that stands still in one of them has none.
        """
        if id_ in self.kennis.vrijgesteld:
            return Verplichting(id_, None, Waarom.VRIJGESTELD)
        if basis is None:
            return Verplichting(id_, None, Waarom.NIET_VERSCHULDIGD)
        etappes = self.beleid.etappes(bekend)
        data = [verschuif(self._verlengd(id_, basis, beleid), self.kennis.pauzes, beleid) for beleid in etappes]
        if None in data:
            return Verplichting(id_, None, Waarom.PAUZE_OPEN)
        return Verplichting(id_, max(data))

    def _verlengd(self, id_: str, bereken: _Basis, beleid: Rekenwijze) -> date:
        """Base date after extensions and meetings put off: each only counts if later than what held at that time."""
        basis = bereken(beleid)
        for feit in sorted([*self.kennis.uitstel.get(id_, ()), *self._verzet(id_)], key=lambda feit: feit.recorded_at):
            pauzes = self._pauzes_op(feit.recorded_at)
            gold = verschuif(basis, pauzes, beleid) or basis
            if isinstance(feit, Gesprek):
                nieuw = self._week_na(feit, beleid)
                later = (verschuif(nieuw, pauzes, beleid) or nieuw) > gold
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

    def _gemeld(self, gesprek: Gesprek) -> datetime:
        """Instant at which a meeting was known, at the earliest that at which the placement was."""
        if self.dossier.laat_geregistreerd:
            return max(gesprek.recorded_at, self.dossier.geregistreerd)
        return gesprek.recorded_at

    def _week_na(self, gesprek: Gesprek, beleid: Rekenwijze) -> date:
        """Give the end of the week after a meeting or after its registration, the later one."""
        return beleid.gesprekstermijn(max(gesprek.datum, kalender.lokale_dag(self._gemeld(gesprek))))

    def _pauzes_op(self, at: datetime) -> dict[str, list[Pauze]]:
        op_dat_moment = {
            naam: [versie for versie in versies if versie.recorded_at <= at]
            for naam, versies in self.kennis.pauzes.items()
        }
        return {naam: versies for naam, versies in op_dat_moment.items() if versies}

    # --- Months ---

    def _basis_maand(self, eerste: date, sinds: datetime, beleid: Rekenwijze) -> date:
        """First working day of the next month, or a week after the registration that made this month owed."""
        nominaal = beleid.eerste_werkdag(_volgende_maand(eerste))
        if sinds == _OP_TIJD:
            return nominaal
        return max(nominaal, beleid.gesprekstermijn(kalender.lokale_dag(sinds)))

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
        volgende = _volgende_maand(eerste)
        van = max(eerste, self.dossier.start)
        tot = min(volgende - kalender.EEN_DAG, tijdvak.einde)
        return actieve_dagen(van, tot, tijdvak.pauzes) >= tijdvak.beleid.min_actief(volgende)

    @property
    def _begin(self) -> datetime:
        """Registration of the placement, when that came after its first day."""
        return self.dossier.geregistreerd if self.dossier.laat_geregistreerd else _OP_TIJD

    @cached_property
    def _tijdvakken(self) -> list[_Tijdvak]:
        """What was known about end, pauses and policy, from the registration on, per moment it changed."""
        begin = self.dossier.geregistreerd
        wissels = [
            *((feit.recorded_at, feit) for feit in self.kennis.eindes),
            *((feit.recorded_at, feit) for versies in self.kennis.pauzes.values() for feit in versies),
            *self.beleid.wissels(begin),
        ]
        einde, beleid = self.dossier.einde, self.beleid.bekend_op(begin)
        pauzes: dict[str, Pauze] = {}
        tijdvakken = [_Tijdvak(None, einde, (), beleid)]
        for moment, wissel in sorted(wissels, key=lambda wissel: wissel[0]):
            if isinstance(wissel, Pauze):
                pauzes[wissel.id] = wissel
            elif isinstance(wissel, Rekenwijze):
                beleid = wissel
            else:
                einde = wissel.einde
            sinds = None if moment <= begin else moment
            if tijdvakken[-1].sinds == sinds:
                tijdvakken.pop()
            tijdvakken.append(_Tijdvak(sinds, einde, tuple(pauzes.values()), beleid))
        return tijdvakken


def _volgende_maand(eerste: date) -> date:
    return (eerste + timedelta(days=31)).replace(day=1)


def _maanden(van: date, tot: date) -> Iterator[date]:
    eerste = van.replace(day=1)
    while eerste <= tot:
        yield eerste
        eerste = _volgende_maand(eerste)
