"""The sweep: a reconciler that emits the events which the facts ask for and which are still missing."""

from collections.abc import Sequence
from datetime import datetime

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.controles import controleer, openstaand
from evaluaties.verslagregels.correcties import corrigeer, vraag_herziening
from evaluaties.verslagregels.feiten import Dossier
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis
from evaluaties.verslagregels.ladder import Staat
from evaluaties.verslagregels.ronde import Ronde


def sweep(
    dossier: Dossier, beleid: Rekenwijze, gebeurtenissen: Sequence[Gebeurtenis], now: datetime
) -> list[Gebeurtenis]:
    """Events that are missing at `now`, in the order in which they must be stored (R6.3-R6.7; T0-T12).

    `gebeurtenissen` are all events of the placement so far, in the order in which they were stored. `now` is aware; a
    clock that went back is put at the last event. A caller that sweeps many placements must itself give
    max(clock, last sweep's now), because a sweep without events leaves no trace here.
    """
    now = effectief_moment(gebeurtenissen, now)
    if not dossier.bestaat(now):
        return []
    ronde = Ronde(dossier, beleid, gebeurtenissen, now)
    if ronde.kennis.gesloten:  # T0
        return []
    if ronde.ladder.staat is Staat.ONVOLDOENDE:
        vraag_herziening(ronde)
    else:
        corrigeer(ronde)
        controleer(ronde)
    return ronde.nieuw


def volgende_moment(
    dossier: Dossier,
    beleid: Rekenwijze,
    gebeurtenissen: Sequence[Gebeurtenis],
    now: datetime,
) -> datetime | None:
    """Give the first instant from `now` on at which a sweep could emit something, if no fact is added; None = never.

    `now` itself when a sweep has something to do at once. Store it with the placement, and reset it to "at once" when
    a fact is added or the policy changes: then a sweep needs to load only the placements whose moment has come.
    """
    now = effectief_moment(gebeurtenissen, now)
    komend = [feit.recorded_at for feit in dossier.op_volgorde if feit.recorded_at > now]
    komend += [moment for moment, _ in beleid.wissels(now)]
    if not dossier.bestaat(now):
        return min([dossier.geregistreerd, *komend])
    if sweep(dossier, beleid, gebeurtenissen, now):
        return now
    ronde = Ronde(dossier, beleid, gebeurtenissen, now)
    if ronde.kennis.gesloten:
        return None
    controles = [] if ronde.ladder.staat is Staat.ONVOLDOENDE else [c.moment for c in openstaand(ronde)]
    return min([*controles, *komend], default=None)


def effectief_moment(gebeurtenissen: Sequence[Gebeurtenis], now: datetime) -> datetime:
    """`now`, or the instant of the last event when the clock went back; ValueError for a naive datetime."""
    if now.tzinfo is None:
        raise ValueError("Een sweep heeft een tijdstip met tijdzone nodig.")
    return max(now, gebeurtenissen[-1].at) if gebeurtenissen else now
