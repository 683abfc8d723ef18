"""Points of the map: where students live and where places are, with what the table below it shows."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.models import Berekening
from matching.services.bord.plaatslijsten import WOORDEN, vrije_plekken
from matching.services.bord.stand import Stand
from vacatures.models import Stageplaats

SOORTEN = {"open": "student zonder plaats", "geplaatst": "student met een plaats", "plaats": "plaats"}


@dataclass(frozen=True, slots=True)
class Punt:
    """One point; `naar` is where a student's proposed place is, `gekozen` whether the name was asked for."""

    soort: str
    lat: float
    lon: float
    naam: str
    waar: str = ""
    vrij: int = 0
    naar: tuple[float, float] | None = None
    gekozen: bool = False

    @property
    def soort_tekst(self) -> str:
        """What kind of point it is, in words."""
        return SOORTEN[self.soort]


def punten(berekening: Berekening, stand: Stand, gegevens: dict[str, Any]) -> list[Punt]:
    """Return what the map shows: students without a place first, then places, then the others. One query."""
    toon, cluster = gegevens.get("toon") or "", gegevens.get("cluster")
    woorden = (gegevens.get("student") or "").casefold().split()[:WOORDEN]
    uit: list[Punt] = []
    if toon != "vrij":
        uit += _studenten(berekening, stand, cluster, woorden, alleen_open=toon == "open")
    if toon != "open":
        uit += _plaatsen(stand, cluster, alleen_vrij=toon == "vrij")
    orde = {"open": 0, "plaats": 1, "geplaatst": 2}
    return sorted(uit, key=lambda punt: (not punt.gekozen, orde[punt.soort], -punt.vrij, punt.naam))


def _studenten(
    berekening: Berekening, stand: Stand, cluster: Any, woorden: list[str], *, alleen_open: bool
) -> list[Punt]:
    arrays, beeld = stand.beeld.arrays, stand.beeld
    rijen = berekening.voorstellen.order_by()
    if cluster:
        rijen = rijen.filter(student__cluster=cluster)
    if alleen_open:
        rijen = rijen.filter(stageplaats__isnull=True)
    uit = []
    for pk in rijen.values_list("student_id", flat=True):
        wie = beeld.student.get(pk)
        if wie is None:
            continue
        naam, plaats = beeld.foto.namen.get(arrays.students[wie], arrays.students[wie]), int(stand.waar[wie])
        naar = (float(arrays.p_lat[plaats]), float(arrays.p_lon[plaats])) if plaats >= 0 else None
        uit.append(
            Punt(
                soort="open" if plaats < 0 else "geplaatst",
                lat=float(arrays.s_lat[wie]),
                lon=float(arrays.s_lon[wie]),
                naam=naam,
                waar=beeld.naam(plaats) if plaats >= 0 else "",
                naar=naar,
                gekozen=bool(woorden) and all(woord in naam.casefold() for woord in woorden),
            )
        )
    return uit


def _plaatsen(stand: Stand, cluster: Any, *, alleen_vrij: bool) -> list[Punt]:
    beeld, arrays = stand.beeld, stand.beeld.arrays
    nummers = np.array(sorted(beeld.plaats_pk), dtype=np.int64)
    if cluster:
        eigen = arrays.cluster_places[arrays.clusters.index(cluster.code)] if cluster.code in arrays.clusters else []
        nummers = nummers[np.isin(nummers, eigen)]
    vrij = vrije_plekken(stand)
    return [
        Punt("plaats", float(arrays.p_lat[p]), float(arrays.p_lon[p]), beeld.naam(p), vrij=int(vrij[p]))
        for p in nummers.tolist()
        if not alleen_vrij or vrij[p] > 0
    ]


def plaatsnamen(stand: Stand, aantal: int = 12) -> list[tuple[str, float, float]]:
    """Return the towns with most places, and where these lie in the middle: (name, lat, lon). One query."""
    beeld, arrays = stand.beeld, stand.beeld.arrays
    groepen: dict[str, list[int]] = {}
    rijen = Stageplaats.objects.filter(pk__in=list(beeld.plaats)).order_by("pk")
    for pk, naam in rijen.values_list("pk", "afdeling__locatie__plaats"):
        if naam:
            groepen.setdefault(naam, []).append(beeld.plaats[pk])
    meeste = sorted(groepen.items(), key=lambda rij: (-len(rij[1]), rij[0]))[:aantal]
    return [(naam, float(arrays.p_lat[wie].mean()), float(arrays.p_lon[wie].mean())) for naam, wie in meeste]
