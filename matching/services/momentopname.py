"""The frozen picture of a round: from the database to the problem that the engine solves (R4.3, R4.4).

A fixed number of queries, whatever the size. Ids in the problem are student numbers and codes of places, so that equal
data gives equal results on every database.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from matching.engine import instance as engine
from matching.engine.moments import DAGEN, PERIODES
from matching.models import Ronde
from matching.services import bezet
from matching.services.bouwer import Bouwer


@dataclass(frozen=True, slots=True)
class Telling:
    """The figures of the checklist."""

    studenten: int
    al_geplaatst: int
    andere_periode: int
    onvolledig: int
    zonder_woonplaats: int
    met_voorkeur: int
    plaatsen: int
    plekken: int
    plaatsen_zonder_erkenning: int
    plaatsen_zonder_adres: int
    al_bezet: int
    omzettingen: int
    met_hand: int


@dataclass(frozen=True)
class Momentopname:
    """The problem, and how to read its ids."""

    instance: engine.Instance
    telling: Telling
    studenten: dict[str, int]
    plaatsen: dict[str, int]
    namen: dict[str, str]
    afstand_vanaf_school: frozenset[str]
    onvolledig: dict[int, str]
    rangen: dict[tuple[str, str], int]

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical form of the problem; the order of rows doesn't matter."""
        delen = {naam: sorted(_canoniek(rij) for rij in rijen) for naam, rijen in _velden(self.instance)}
        return hashlib.sha256(json.dumps(delen, sort_keys=True).encode()).hexdigest()

    @cached_property
    def met_wensen(self) -> frozenset[str]:
        """Students who gave a preference that takes part."""
        return frozenset(student for student, _ in self.rangen)


def _velden(instance: engine.Instance) -> Iterable[tuple[str, tuple]]:
    return [(naam, getattr(instance, naam)) for naam in instance.__dataclass_fields__]


def _canoniek(rij: Any) -> str:
    velden = {naam: sorted(waarde) if isinstance(waarde, frozenset) else waarde for naam, waarde in asdict(rij).items()}
    return json.dumps(velden, sort_keys=True, ensure_ascii=False)


def momentopname(ronde: Ronde) -> Momentopname:
    """Read the round and everything that bears on it; return the problem with the figures of the checklist.

    Left out: students who have left, have a placement in that time, or have no stage in these periods; places that were
    withdrawn, have no recognition for the whole round (R4.4; a stagegezin and informal care need none) or no address. A
    student whose home is unknown travels from school.
    """
    bouwer = Bouwer(ronde)
    studenten, student_ids = bouwer.lees_studenten()
    plaatsen, plaats_ids = bouwer.lees_plaatsen()
    groepen = bouwer.lees_groepen()
    zitters = bouwer.lees_zitters()
    bezetters = bezet.verdeel(zitters, plaatsen=plaatsen, grenzen={groep.groep: groep.capaciteit for groep in groepen})
    omzettingen = bouwer.lees_omzettingen()
    voorkeuren = bouwer.lees_voorkeuren(studenten, plaatsen)
    vast = bouwer.lees_vast(studenten, plaatsen)
    instance = engine.Instance(
        studenten=(*studenten.values(), *bezetters.studenten),
        plaatsen=(*_met_bezetters(plaatsen, bezetters), *_extra_plaatsen(bezetters)),
        groepen=tuple(groepen),
        omzettingen=tuple(omzettingen),
        voorkeuren=tuple(voorkeuren),
        vast=(*vast, *bezetters.vast),
    )
    teller = bouwer.teller
    return Momentopname(
        instance=instance,
        telling=Telling(
            studenten=len(studenten),
            al_geplaatst=teller["al_geplaatst"],
            andere_periode=teller["andere_periode"],
            onvolledig=len(bouwer.onvolledig),
            zonder_woonplaats=teller["zonder_woonplaats"],
            met_voorkeur=len({rij.student for rij in voorkeuren}),
            plaatsen=len(plaatsen),
            plekken=sum(plaats.capaciteit for plaats in plaatsen.values()),
            plaatsen_zonder_erkenning=teller["zonder_erkenning"],
            plaatsen_zonder_adres=teller["zonder_adres"],
            al_bezet=len(zitters),
            omzettingen=len(omzettingen),
            met_hand=teller["met_hand"],
        ),
        studenten=student_ids,
        plaatsen=plaats_ids,
        namen=bouwer.namen,
        afstand_vanaf_school=frozenset(bouwer.vanaf_school),
        onvolledig=bouwer.onvolledig,
        rangen={(rij.student, rij.plaats): rij.rang for rij in voorkeuren},
    )


def _met_bezetters(plaatsen: dict[str, engine.Plaats], bezetters: bezet.Bezetters) -> list[engine.Plaats]:
    return [
        replace(plaats, clusters=plaats.clusters | {bezet.BEZET}) if bezetters.per_plaats[code] else plaats
        for code, plaats in plaatsen.items()
    ]


def _extra_plaatsen(bezetters: bezet.Bezetters) -> list[engine.Plaats]:
    return [
        engine.Plaats(
            plaats=code,
            clusters=frozenset({bezet.BEZET}),
            groep=code.removeprefix(bezet.BEZET),
            lat=0.0,
            lon=0.0,
            capaciteit=aantal,
            min_leeftijd=0,
            vog_vereist=False,
            scholen=frozenset(),
            periodes=frozenset(PERIODES),
            dagen=frozenset(DAGEN),
            begeleider_niveau=0,
        )
        for code, aantal in sorted(bezetters.plaatsen.items())
    ]
