"""What could be done for students without a place: the least harmful ways, the best first (R4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.eligibility import distance_km as afstand
from matching.engine.eligibility import rules, to_tenths
from matching.services.bord.beeld import GEEN
from matching.services.bord.regels import afwijking, km_tekst
from matching.services.bord.stand import Passend, Stand

VRIJ, SCHUIF, AFWIJKING, VOL = "vrij", "schuif", "afwijking", "vol"
# So many full places near a student are tried for moving somebody on.
GEPROBEERD = 12


@dataclass(frozen=True, slots=True)
class Keuze:
    """One way (all indices): a free seat, a seat somebody can leave for `naar`, one soft rule broken, or a full place.

    A full place is no way by itself: it says where one more seat would help this student.
    """

    soort: str
    plaats: int
    tekst: str
    schuift: int = GEEN
    naar: int = GEEN


def keuzes_voor(stand: Stand, studenten: Iterable[int], aantal: int = 3) -> dict[int, list[Keuze]]:
    """Return at most `aantal` ways per student, the least harmful first; empty when every place breaks hard rules."""
    passend = {student: stand.passend(student) for student in studenten}
    paren = {student: _te_schuiven(stand, student, wie) for student, wie in passend.items()}
    naar = _beste_vrije(stand, sorted({zitter for rijen in paren.values() for _, zitter in rijen}))
    uit = {}
    for student, wie in passend.items():
        rijen = [_keuze(VRIJ, wie, plaats, "vrije plek") for plaats in _beste(wie, wie.fouten == 0, aantal)]
        rijen += _schuiven(paren[student], naar, aantal - len(rijen))
        zacht = ~wie.hard_fout & (wie.zacht_fout == 1)
        for plaats in _beste(wie, zacht, aantal - len(rijen)):
            rijen.append(_keuze(AFWIJKING, wie, plaats, afwijking(stand, wie, student, plaats)))
        for plaats in _beste(wie, (wie.fouten == 1) & ~wie.regels["plek"], aantal - len(rijen)):
            if all(plaats != rij.plaats for rij in rijen):
                rijen.append(_keuze(VOL, wie, plaats, "vol"))
        uit[student] = rijen
    return uit


def _keuze(soort: str, passend: Passend, plaats: int, tekst: str) -> Keuze:
    return Keuze(soort, plaats, f"{km_tekst(int(passend.tienden[plaats]))}, {tekst}")


def _beste(passend: Passend, masker: np.ndarray, aantal: int) -> list[int]:
    rijen = np.flatnonzero(masker) if aantal > 0 else []
    if not len(rijen):
        return []
    orde = np.lexsort((rijen, passend.tienden[rijen], passend.rang[rijen], passend.kosten[rijen]))
    return rijen[orde[:aantal]].tolist()


def _te_schuiven(stand: Stand, student: int, passend: Passend) -> list[tuple[int, int]]:
    """(place, who stands there) pairs near the student where it is enough that this one leaves."""
    vol = (passend.fouten == 1) & ~passend.regels["plek"]
    return [
        (plaats, zitter)
        for plaats in _beste(passend, vol, GEPROBEERD)
        for zitter in stand.op_plaats(plaats)
        if zitter not in stand.vast and stand.past_als_weg(student, plaats, zitter)
    ]


def _schuiven(paren: list[tuple[int, int]], naar: dict[int, int], aantal: int) -> list[Keuze]:
    uit: dict[int, Keuze] = {}
    for plaats, zitter in paren:
        if len(uit) < aantal and zitter in naar and plaats not in uit:
            uit[plaats] = Keuze(SCHUIF, plaats, "", zitter, naar[zitter])
    return list(uit.values())


def _beste_vrije(stand: Stand, studenten: list[int]) -> dict[int, int]:
    """Per student who has a place the nearest other one with a seat that breaks no rule; who has none is missing."""
    beeld, arrays = stand.beeld, stand.beeld.arrays
    places = len(arrays.places)
    los = np.flatnonzero(np.any((stand.ruimte[:places] > 0) & beeld.p_momenten.astype(bool), axis=1))
    if not studenten or not len(los):
        return {}
    s: Ints = np.array(studenten, dtype=np.int64)
    mag = np.stack([stand.omzetting_over(student)[los] for student in studenten])
    mag &= los[None, :] != stand.waar[s][:, None]
    mag &= (stand.volle_momenten[los][None, :] & arrays.s_cells[s][:, None]) == 0
    for naam, goed in rules(arrays, s[:, None], los[None, :]):
        if naam != "verboden":
            mag &= goed
    for wie, plaats in stand.verboden:
        mag[s == wie, los == plaats] = False
    km = to_tenths(afstand(arrays.s_lat[s][:, None], arrays.s_lon[s][:, None], arrays.p_lat[los], arrays.p_lon[los]))
    km = np.where(mag, km, np.iinfo(np.int64).max)
    beste = km.argmin(axis=1)
    return {
        student: int(los[plek]) for student, plek, kan in zip(studenten, beste, mag.any(axis=1), strict=True) if kan
    }
