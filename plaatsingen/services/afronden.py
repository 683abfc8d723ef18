"""What isn't in yet when a coordinator closes a stage, which can't be undone (R5.1). It warns, and stops nobody.

A higher app adds what it keeps with `registreer_afronding(functie)`: (placement, instant) to Dutch sentences.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from basis.nederlands import count_noun, format_number
from plaatsingen.models import Plaatsing
from plaatsingen.services import rijen, uren
from plaatsingen.services.rooster import rooster_van
from vacatures.rules import BUITEN_RONDE

Bron = Callable[[Any, datetime], list[str]]
_bronnen: list[Bron] = []


def registreer_afronding(bron: Bron) -> None:
    """Let a higher app say what of a placement isn't in."""
    _bronnen.append(bron)


def nog_open(plaatsing: Plaatsing, *, at: datetime) -> list[str]:
    """Return what isn't in, in Dutch sentences; empty when the stage can be closed without a thought."""
    return [*_uren(plaatsing, at), *(zin for bron in _bronnen for zin in bron(plaatsing, at))]


def _uren(plaatsing: Plaatsing, at: datetime) -> list[str]:
    if plaatsing.stageplaats.soort in BUITEN_RONDE:
        return []
    op, rooster = timezone.localdate(at), rooster_van(plaatsing)
    uit = []
    if weken := len(uren.open_weken(plaatsing, rooster, op)):
        uit.append(f"{_wacht(weken, 'week met uren', 'weken met uren')} op de student.")
    open_dagen = (dag for dag in rijen.urendagen(plaatsing) if dag.bevestigd_op is None)
    if aantal := sum(dag.stand not in uren.BIJ_STUDENT for dag in open_dagen):
        uit.append(f"{_wacht(aantal, 'dag', 'dagen')} op akkoord van het leerbedrijf.")
    stand = uren.stand(plaatsing=plaatsing, op=op, rooster=rooster)
    if stand.norm and not stand.gehaald:
        uit.append(f"De student maakte {format_number(stand.gemaakt)} van de {stand.norm} uur.")
    return uit


def _wacht(aantal: int, een: str, meer: str) -> str:
    return f"{count_noun(aantal, een, meer)} {'wacht' if aantal == 1 else 'wachten'}"
