"""Signals from facts: sources tell how a placement stands, thresholds when that is a signal (R7.7).

A higher app adds its facts in `AppConfig.ready()` with `registreer_feit`. A sweep may run late, twice, or at once: each
fact makes a signal, or a line of the one that is open, once (`Signaalfeit.sleutel`).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from begeleiding.enums import SignaalSoort
from begeleiding.models import Signaalfeit
from begeleiding.services.signaaldrempels import Drempelboek
from begeleiding.services.signalen import maak_uit_feit
from kern.models import Hartslag
from kern.services.hartslag import klop
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

logger = logging.getLogger("stagebureau.begeleiding")
HARTSLAG = "signaalfeiten"
PER_KEER = 500


@dataclass(frozen=True, slots=True)
class Feit:
    """How one placement stands: a figure, what it is in words, and what makes this fact another than the one before.

    Without `merk` each next multiple of the threshold is a new fact.
    """

    waarde: int
    tekst: str
    merk: str = ""


# Takes placements (met_betrokkenen) and a moment; gives the facts by placement id. A fixed number of queries.
Bron = Callable[[Sequence[Plaatsing], datetime], Mapping[int, Feit]]
_bronnen: dict[str, tuple[str, Bron]] = {}


def registreer_feit(soort: SignaalSoort, drempel: str, bron: Bron) -> None:
    """Add a source of facts of one kind; `drempel` names the field of Signaaldrempel. The same kind replaces it."""
    _bronnen[soort] = (drempel, bron)


def loop_na(*, at: datetime) -> None:
    """Look once a day at every stage under way. A run that was killed is done again by the next ring."""
    klaar = Hartslag.objects.filter(naam=HARTSLAG).values_list("laatst_goed", flat=True).first()
    if klaar is not None and timezone.localdate(klaar) >= timezone.localdate(at):
        return
    boek = Drempelboek.op(timezone.localdate(at))
    na = 0
    while rijen := _volgende(na):
        for soort, (drempel, bron) in _bronnen.items():
            for plaatsing, feit in _te_vertellen(rijen, bron(rijen, at), drempel, boek):
                _vertel_veilig(plaatsing, soort, feit, drempel, boek, at)
        na = rijen[-1].pk
    klop(naam=HARTSLAG, at=at, uitkomst={})  # no numbers: an outsider must not see that there are signals


def kijk_na(*, plaatsing: Plaatsing, soort: str, at: datetime) -> None:
    """Look at one kind of fact of one placement now, because it just changed; in the caller's transaction."""
    drempel, bron = _bronnen[soort]
    rijen = [_met_alles().get(pk=plaatsing.pk)]
    boek = Drempelboek.op(timezone.localdate(at))
    for rij, feit in _te_vertellen(rijen, bron(rijen, at), drempel, boek):
        _vertel(rij, soort, feit, _sleutel(rij, soort, feit, drempel, boek), at)


def _met_alles() -> Any:
    return Plaatsing.objects.met_betrokkenen().select_related("vorm")


def _volgende(na: int) -> list[Plaatsing]:
    rijen = _met_alles().filter(status=PlaatsingStatus.LOPEND, pk__gt=na).order_by("pk")
    return list(rijen[:PER_KEER])


def _grens(plaatsing: Plaatsing, drempel: str, boek: Drempelboek) -> int:
    student = plaatsing.student
    return getattr(boek.voor(student.school_id, student.opleiding.letters), drempel)


def _te_vertellen(
    rijen: Sequence[Plaatsing], feiten: Mapping[int, Feit], drempel: str, boek: Drempelboek
) -> list[tuple[Plaatsing, Feit]]:
    """Return the facts that pass their threshold; a threshold of 0 is off."""
    paren = [(rij, feiten[rij.pk], _grens(rij, drempel, boek)) for rij in rijen if rij.pk in feiten]
    return [(rij, feit) for rij, feit, grens in paren if grens and feit.waarde >= grens]


def _sleutel(plaatsing: Plaatsing, soort: str, feit: Feit, drempel: str, boek: Drempelboek) -> str:
    merk = feit.merk or str(feit.waarde // _grens(plaatsing, drempel, boek))
    return f"{soort}:{plaatsing.pk}:{merk}"


def _vertel_veilig(  # noqa: PLR0917 - one fact with all that decides about it
    plaatsing: Plaatsing, soort: str, feit: Feit, drempel: str, boek: Drempelboek, at: datetime
) -> None:
    sleutel = _sleutel(plaatsing, soort, feit, drempel, boek)
    if Signaalfeit.objects.filter(sleutel=sleutel).exists():
        return
    try:
        _vertel(plaatsing, soort, feit, sleutel, at)
    except Exception:
        logger.exception("een feit kon geen signaal worden")  # the log must not tell of whom


@transaction.atomic
def _vertel(plaatsing: Plaatsing, soort: str, feit: Feit, sleutel: str, at: datetime) -> None:
    Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing.pk)  # one sweep at a time
    if Signaalfeit.objects.filter(sleutel=sleutel).exists():
        return
    signaal = maak_uit_feit(student=plaatsing.student, plaatsing=plaatsing, soort=soort, tekst=feit.tekst, at=at)
    if signaal is not None:
        Signaalfeit.objects.create(sleutel=sleutel, signaal=signaal, at=at)
