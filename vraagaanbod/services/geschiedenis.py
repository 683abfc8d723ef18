"""Who is behind the figures of a cluster: what counts now, what doesn't and why, and every change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kern.enums import PeriodeCode
from kern.models import AuditRegel
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave
from vraagaanbod.rules import HEEL_JAAR, OpNaam, Stand, figuur, tel
from vraagaanbod.services.bord import cijfers

MAX_GESCHIEDENIS = 200


@dataclass(frozen=True, slots=True)
class Regel:
    """A statement that stands (or students by name: `opgave` None), whether it counts, and if not why.

    `oud`: nobody said for a long time that the figure is still right.
    """

    opgave: Opgave | None
    bron: str
    soort: str
    wanneer: str
    aantal: int
    telt: bool
    waarom: str = ""
    oud: bool = False

    @property
    def bevestigd_op(self) -> datetime | None:
        """When somebody last said that the figure is right."""
        return self.opgave.geldig_sinds if self.opgave else None


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


def _waarom_niet(opgave: Opgave, eigen: Mapping[str, int], stand: Stand, periode: str, genoemd: set[int]) -> str:
    """Return why a statement doesn't count; empty when it does."""
    andere_periode = bool(periode) and opgave.periode not in {periode, HEEL_JAAR}
    redenen = (
        (
            opgave.soort == OpgaveSoort.VRAAG and opgave.organisatie_id in genoemd,
            "studenten op naam gaan voor",
        ),
        (
            opgave.organisatie_id is None and bool(getattr(stand, opgave.soort).organisaties),
            "organisaties gaven zelf cijfers op",
        ),
        (andere_periode, "is voor een andere periode"),
        (bool(periode) and opgave.periode == HEEL_JAAR and periode in eigen, "het cijfer van deze periode gaat voor"),
        (not periode and opgave.periode != HEEL_JAAR and HEEL_JAAR in eigen, "het jaarcijfer gaat voor"),
        (not periode and opgave.aantal != figuur(dict(eigen)), "de hoogste periode telt"),
    )
    return next((waarom for klopt, waarom in redenen if klopt), "")


def _regels(
    geldend: list[Opgave], stand: Stand, periode: str, genoemd: set[int], oud_voor: datetime | None
) -> Iterable[Regel]:
    per_bron: dict[tuple, dict[str, int]] = {}
    for opgave in geldend:
        per_bron.setdefault((opgave.soort, opgave.organisatie_id), {})[opgave.periode] = opgave.aantal
    for opgave in geldend:
        eigen = per_bron[opgave.soort, opgave.organisatie_id]
        waarom = _waarom_niet(opgave, eigen, stand, periode, genoemd)
        oud = oud_voor is not None and not waarom and opgave.geldig_sinds < oud_voor
        soort = OpgaveSoort(opgave.soort).label
        yield Regel(opgave, _bron(opgave), soort, _wanneer(opgave), opgave.aantal, not waarom, waarom, oud)


def _op_naam(rijen: Iterable[OpNaam], periode: str, scholen: Mapping[int, str]) -> list[Regel]:
    """Return one line per school with students by name."""
    per_school: dict[int, int] = {}
    for rij in rijen:
        telt = not periode or periode in rij.periodes.split()
        per_school[rij.organisatie] = per_school.get(rij.organisatie, 0) + (rij.aantal if telt else 0)
    wanneer = PeriodeCode(periode).label if periode else "hele jaar"
    return [
        Regel(None, naam, OpgaveSoort.VRAAG.label, wanneer, aantal, telt=True)
        for naam, aantal in sorted((scholen.get(pk, ""), aantal) for pk, aantal in per_school.items())
    ]


def wie_trok_in(opgaven: Iterable[Opgave]) -> dict[datetime, str]:
    """Return per moment at which a figure was withdrawn who did it, from the log. No query when none was."""
    rijen = list(opgaven)
    momenten = {rij.vervangen_op for rij in rijen if rij.vervangen_op} - {rij.op for rij in rijen}
    if not momenten:
        return {}
    acties = [f"{soort.label} opgegeven" for soort in OpgaveSoort]
    regels = AuditRegel.objects.filter(actie__in=acties, at__in=momenten).select_related("by")
    return {regel.at: regel.by.naam for regel in regels if regel.by}


def _geschiedenis(opgaven: list[Opgave], wie: Mapping[datetime, str]) -> list[Verandering]:
    vorige: dict[tuple, Opgave] = {}
    uit: list[tuple[Any, int, Verandering]] = []
    for opgave in sorted(opgaven, key=lambda rij: (rij.op, rij.pk)):
        sleutel = (opgave.soort, opgave.organisatie_id, opgave.periode)
        oud = vorige.get(sleutel)
        wat = f"{OpgaveSoort(opgave.soort).label}, {_bron(opgave)}, {_wanneer(opgave)}"
        if oud is not None and oud.vervangen_op is not None and oud.vervangen_op < opgave.op:
            uit.append(
                (
                    oud.vervangen_op,
                    oud.pk,
                    Verandering(oud.vervangen_op, wie.get(oud.vervangen_op, ""), wat, oud.aantal, None, "ingetrokken"),
                )
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
                    Verandering(
                        opgave.vervangen_op, wie.get(opgave.vervangen_op, ""), wat, opgave.aantal, None, "ingetrokken"
                    ),
                )
            )
    return [verandering for _, _, verandering in sorted(uit, key=lambda rij: rij[:2], reverse=True)][:MAX_GESCHIEDENIS]


def cluster_verhaal(
    opgaven: Iterable[Opgave],
    *,
    periode: str = "",
    op_naam: Iterable[OpNaam] = (),
    scholen: Mapping[int, str] | None = None,
    oud_voor: datetime | None = None,
) -> Verhaal:
    """Return the figures of one cluster in one school year; `opgaven` are all its statements, also replaced ones.

    `op_naam` are its named students with the names of their `scholen` by id; a figure that counts and was last
    confirmed before `oud_voor` is marked as old.
    """
    alle, genoemd = list(opgaven), list(op_naam)
    geldend = sorted(
        (opgave for opgave in alle if opgave.vervangen_op is None),
        key=lambda rij: (rij.soort != OpgaveSoort.VRAAG, rij.organisatie_id is None, _bron(rij), rij.periode),
    )
    standen = tel(cijfers(geldend), periode, op_naam=genoemd)
    stand = next(iter(standen.values()), Stand())
    regels = [
        *_op_naam(genoemd, periode, scholen or {}),
        *_regels(geldend, stand, periode, {rij.organisatie for rij in genoemd}, oud_voor),
    ]
    return Verhaal(stand, tuple(regels), tuple(_geschiedenis(alle, wie_trok_in(alle))))
