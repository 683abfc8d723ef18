"""Checks, the second half of a sweep: what became due since, in the order of the nominal moments (T6-T10)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise

from evaluaties.verslagregels.gebeurtenissen import Type
from evaluaties.verslagregels.ladder import ONVOLDOENDE, Staat, Verzuim
from evaluaties.verslagregels.ronde import Ronde
from evaluaties.verslagregels.termijnen import volgorde
from kern import kalender


@dataclass(frozen=True, slots=True)
class Controle:
    """A check that lies ahead or has come: at `moment` (UTC), by rule `regel` of the table."""

    moment: datetime
    regel: int
    volgorde: tuple
    doe: Callable[[], None]

    @property
    def sleutel(self) -> tuple:
        """Order in which the checks of one sweep are done: by moment, then by the nominal order of the reports."""
        return self.moment, self.volgorde, self.regel


def controleer(ronde: Ronde) -> None:
    """T6-T10: do all checks whose moment has come."""
    gekomen = [controle for controle in openstaand(ronde) if controle.moment <= ronde.now]
    for controle in sorted(gekomen, key=lambda controle: controle.sleutel):
        controle.doe()


def openstaand(ronde: Ronde) -> Iterator[Controle]:
    """All checks that will still have an effect if nothing more comes in, past and future."""
    for verzuim in ronde.ladder.staand.values():
        yield from _herstel(ronde, verzuim)
        yield from _opdracht(ronde, verzuim)
    for plicht in ronde.plichten.values():
        if plicht.due is None or plicht.id in ronde.ladder.staand:
            continue
        check = ronde.check(plicht.due)
        if not ronde.kennis.verslag_binnen(plicht.id, voor=check):
            doe = partial(_tel, ronde, plicht.id, plicht.due)
            yield Controle(check, 8, volgorde(plicht.id, plicht.due), doe)


def _herstel(ronde: Ronde, verzuim: Verzuim) -> Iterator[Controle]:
    herstel = verzuim.herstel
    if herstel is None or not herstel.loopt or herstel.tot is None:
        return
    check = ronde.check(herstel.tot)
    if not ronde.kennis.verslag_binnen(verzuim.verplichting, voor=check):
        yield Controle(check, 6, verzuim.volgorde, partial(_herstel_verstreken, ronde, verzuim))


def _opdracht(ronde: Ronde, verzuim: Verzuim) -> Iterator[Controle]:
    opdracht = verzuim.opdracht
    if opdracht is None or not opdracht.loopt or opdracht.tot is None:
        return
    check = ronde.check(opdracht.tot)
    if not ronde.kennis.opdracht_binnen(verzuim.verplichting, voor=check):
        doe = partial(ronde.meld, Type.REPLACEMENT_OVERDUE, verzuim)
        yield Controle(check, 7, verzuim.volgorde, doe)


def _herstel_verstreken(ronde: Ronde, verzuim: Verzuim) -> None:
    """T6: not in within three days; the first time that brings a replacement assignment (R6.3)."""
    ronde.meld(Type.GRACE_EXPIRED, verzuim, rung=verzuim.rung)
    gehad = verzuim.opdracht is not None and not verzuim.opdracht.ingetrokken
    if verzuim.rung == 1 and not gehad and not ronde.kennis.opdracht_er(verzuim.verplichting, op=ronde.now):
        ronde.geef_opdracht(verzuim)


def _tel(ronde: Ronde, verplichting: str, due: date) -> None:
    """T8-T10: a report was forgotten; its place in the nominal order decides what follows (R6.3-R6.6)."""
    ladder = ronde.ladder
    plek = volgorde(verplichting, due)
    rang = 1 + sum(verzuim.volgorde < plek for verzuim in ladder.staand.values())
    rung = min(rang, ONVOLDOENDE)
    generation = ladder.generation(verplichting)
    ronde.meld_over(Type.MISS, verplichting, due, generation, rung=rung, count=rang)
    verzuim = ladder.staand[verplichting]
    if rung < ONVOLDOENDE:
        ronde.herinner(verzuim)
        if rung > 1:
            ronde.geef_opdracht(verzuim)
    elif ladder.staat is not Staat.VOORGESTELD:
        warned = _gewaarschuwd(ladder.op_volgorde[:rang])
        ronde.meld(Type.INSUFFICIENT_PROPOSED, verzuim, count=rang, warned=warned)


def _gewaarschuwd(verzuimen: list[Verzuim]) -> bool:
    """Whether each miss was told before the next report was due, so that the student could still have acted."""
    return all(eerder.verteld_op < kalender.einde_van_dag(later.due) for eerder, later in pairwise(verzuimen))
