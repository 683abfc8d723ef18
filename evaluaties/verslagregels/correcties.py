"""Corrections, the first half of a sweep: what was emitted before and is no longer true (T1-T5)."""

from datetime import date

from evaluaties.verslagregels.gebeurtenissen import Type, Wat
from evaluaties.verslagregels.ladder import ONVOLDOENDE, Staat, Termijn, Verzuim
from evaluaties.verslagregels.ronde import Ronde


def vraag_herziening(ronde: Ronde) -> None:
    """T1: after a person confirmed, the ladder only tells once that a miss no longer stands."""
    for verzuim in ronde.ladder.op_volgorde:
        if not verzuim.herzien and not ronde.staat_nog(verzuim):
            ronde.meld(Type.REVIEW_REQUIRED, verzuim)


def corrigeer(ronde: Ronde) -> None:
    """T2-T5, in this order."""
    _draai_terug(ronde)
    _verlaag_treden(ronde)
    _trek_voorstel_in(ronde)
    _verplaats_data(ronde)


def _draai_terug(ronde: Ronde) -> None:
    """T2: a miss that the facts no longer bear is undone."""
    for verzuim in ronde.ladder.op_volgorde:
        if not ronde.staat_nog(verzuim):
            ronde.meld(Type.MISS_UNDONE, verzuim, rung=verzuim.rung)
            ronde.trek_opdracht_in(verzuim)


def _verlaag_treden(ronde: Ronde) -> None:
    """T3: later misses shift down, never up. A replacement goes only if the lower rung would not have given it."""
    for rang, verzuim in enumerate(ronde.ladder.op_volgorde, start=1):
        oud, nieuw = verzuim.rung, min(rang, ONVOLDOENDE)
        if nieuw >= oud:
            continue
        ronde.meld(Type.RUNG_CHANGED, verzuim, van_rung=oud, rung=nieuw)
        if nieuw == 1 and not ronde.herstel_verstreken(verzuim):
            ronde.trek_opdracht_in(verzuim)


def _trek_voorstel_in(ronde: Ronde) -> None:
    """T4: fewer than four misses stand, so the proposal goes and what was a fourth miss gets its ordinary rung."""
    ladder = ronde.ladder
    if ladder.staat is not Staat.VOORGESTELD or len(ladder.staand) >= ONVOLDOENDE:
        return
    voorstel = ladder.voorstel
    ronde.meld_over(Type.PROPOSAL_WITHDRAWN, voorstel.verplichting, voorstel.due, voorstel.generation)
    for verzuim in ladder.op_volgorde:
        if not verzuim.was_vierde:
            continue
        if verzuim.herstel is None:
            ronde.herinner(verzuim)
        if verzuim.opdracht is None and verzuim.rung in (2, 3):
            ronde.geef_opdracht(verzuim)


def _verplaats_data(ronde: Ronde) -> None:
    """T5: a pause moved a date that was announced, or stopped its clock, or let it run again."""
    for verzuim in ronde.ladder.op_volgorde:
        herstel, opdracht = verzuim.herstel, verzuim.opdracht
        if herstel is not None and herstel.loopt and not ronde.is_binnen(verzuim):
            _verplaats(ronde, verzuim, Wat.HERSTEL, herstel)
        if ronde.opdracht_open(verzuim):
            _verplaats(ronde, verzuim, Wat.OPDRACHT, opdracht)


def _verplaats(ronde: Ronde, verzuim: Verzuim, wat: Wat, termijn: Termijn) -> None:
    datum: date | None = ronde.datum_nu(termijn)
    if datum != termijn.tot:
        ronde.meld(Type.DEADLINE_MOVED, verzuim, wat=wat, datum=datum)
