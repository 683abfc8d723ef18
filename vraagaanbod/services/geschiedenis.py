"""Who is behind the figures of a cluster: what counts now, what doesn't and why, and every change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kern.enums import PeriodeCode
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave
from vraagaanbod.rules import HEEL_JAAR, Stand, figuur, tel
from vraagaanbod.services.bord import cijfers

MAX_GESCHIEDENIS = 200


@dataclass(frozen=True, slots=True)
class Regel:
    """A statement that stands, whether it counts, and if not why."""

    opgave: Opgave
    bron: str
    wanneer: str
    telt: bool
    waarom: str


@dataclass(frozen=True, slots=True)
class Verandering:
    """One change of a figure; `nieuw` None means that it was withdrawn."""

    op: Any
    wie: str
    wat: str
    oud: int | None
    nieuw: int | None
    herkomst: str


@dataclass(frozen=True, slots=True)
class Verhaal:
    """The figures of one cluster with what lies behind them."""

    stand: Stand
    regels: tuple[Regel, ...]
    geschiedenis: tuple[Verandering, ...]


def _bron(opgave: Opgave) -> str:
    return opgave.organisatie.naam if opgave.organisatie else "Hele regio (prognose)"


def _wanneer(opgave: Opgave) -> str:
    return PeriodeCode(opgave.periode).label if opgave.periode else "hele jaar"


def _wie(opgave: Opgave) -> str:
    return opgave.door.naam if opgave.door else "systeem"


def _regels(geldend: list[Opgave], stand: Stand, periode: str) -> Iterable[Regel]:
    per_bron: dict[tuple, dict[str, int]] = {}
    for opgave in geldend:
        per_bron.setdefault((opgave.soort, opgave.organisatie_id), {})[opgave.periode] = opgave.aantal
    for opgave in geldend:
        eigen = per_bron[opgave.soort, opgave.organisatie_id]
        som = getattr(stand, opgave.soort)
        waarom = ""
        if opgave.organisatie_id is None and som.organisaties:
            waarom = "organisaties gaven zelf cijfers op"
        elif periode and opgave.periode not in {periode, HEEL_JAAR}:
            waarom = "is voor een andere periode"
        elif periode and opgave.periode == HEEL_JAAR and periode in eigen:
            waarom = "het cijfer van deze periode gaat voor"
        elif not periode and opgave.periode != HEEL_JAAR and HEEL_JAAR in eigen:
            waarom = "het jaarcijfer gaat voor"
        elif not periode and opgave.aantal != figuur(eigen):
            waarom = "de hoogste periode telt"
        yield Regel(opgave, _bron(opgave), _wanneer(opgave), not waarom, waarom)


def _geschiedenis(opgaven: list[Opgave]) -> list[Verandering]:
    vorige: dict[tuple, Opgave] = {}
    uit: list[tuple[Any, int, Verandering]] = []
    for opgave in sorted(opgaven, key=lambda rij: (rij.op, rij.pk)):
        sleutel = (opgave.soort, opgave.organisatie_id, opgave.periode)
        oud = vorige.get(sleutel)
        wat = f"{OpgaveSoort(opgave.soort).label}, {_bron(opgave)}, {_wanneer(opgave)}"
        if oud is not None and oud.vervangen_op is not None and oud.vervangen_op < opgave.op:
            uit.append(
                (oud.vervangen_op, oud.pk, Verandering(oud.vervangen_op, "", wat, oud.aantal, None, "ingetrokken"))
            )
            oud = None
        nieuw = Verandering(opgave.op, _wie(opgave), wat, oud.aantal if oud else None, opgave.aantal, opgave.bron)
        uit.append((opgave.op, opgave.pk, nieuw))
        vorige[sleutel] = opgave
    for opgave in vorige.values():
        if opgave.vervangen_op is not None:
            wat = f"{OpgaveSoort(opgave.soort).label}, {_bron(opgave)}, {_wanneer(opgave)}"
            uit.append(
                (
                    opgave.vervangen_op,
                    opgave.pk,
                    Verandering(opgave.vervangen_op, "", wat, opgave.aantal, None, "ingetrokken"),
                )
            )
    return [verandering for _, _, verandering in sorted(uit, key=lambda rij: rij[:2], reverse=True)][:MAX_GESCHIEDENIS]


def cluster_verhaal(opgaven: Iterable[Opgave], *, periode: str = "") -> Verhaal:
    """Return the figures of one cluster in one school year; `opgaven` are all its statements, also replaced ones."""
    alle = list(opgaven)
    geldend = sorted(
        (opgave for opgave in alle if opgave.vervangen_op is None),
        key=lambda rij: (rij.soort != OpgaveSoort.VRAAG, rij.organisatie_id is None, _bron(rij), rij.periode),
    )
    standen = tel(cijfers(geldend), periode)
    stand = next(iter(standen.values()), Stand())
    return Verhaal(stand, tuple(_regels(geldend, stand, periode)), tuple(_geschiedenis(alle)))
