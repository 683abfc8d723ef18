"""Who a student could swap with: first who gives the best outcome, at most as many as fit on a page (R4.3)."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from matching.models import Berekening, Voorstel
from matching.services.bord.gevolg import Gevolg, gevolg
from matching.services.bord.plaatslijsten import WOORDEN
from matching.services.bord.regels import KORT
from matching.services.bord.stand import Stand
from matching.services.bord.zetten import toets_ruil

MEEST = 20
BEKEKEN = 40


@dataclass(frozen=True, slots=True)
class Ruilkans:
    """One swap that could be made; `bezwaar` says in a few words what it breaks, `kan` whether that is allowed."""

    voorstel: Voorstel
    gevolg: Gevolg
    bezwaar: str
    kan: bool


def kandidaten(berekening: Berekening, stand: Stand, rij: Voorstel, q: str) -> list[Ruilkans]:
    """Return swaps for a student: with whose name fits `q`, else with who stands on the nearest fitting places."""
    anderen = berekening.voorstellen.filter(stageplaats__isnull=False).exclude(student_id=rij.student_id)
    if rij.stageplaats_id is not None:
        anderen = anderen.exclude(stageplaats_id=rij.stageplaats_id)
    if q:
        for woord in q.split()[:WOORDEN]:
            anderen = anderen.filter(
                Q(student__user__voornaam__icontains=woord) | Q(student__user__achternaam__icontains=woord)
            )
    else:
        anderen = anderen.filter(student_id__in=_dichtbij(stand, stand.beeld.student[rij.student_id]))
    anderen = anderen.select_related(
        "student__user", "student__school", "student__cluster", "stageplaats__afdeling__locatie__organisatie"
    ).order_by("student__user__achternaam", "student__user__voornaam", "pk")
    bekend = [ander for ander in anderen[:BEKEKEN] if ander.student_id in stand.beeld.student]
    kansen = [_kans(stand, rij, ander) for ander in bekend]
    orde = {"beter": 0, "gelijk": 1, "slechter": 2}
    return sorted(kansen, key=lambda kans: (not kans.kan, kans.bezwaar != "", orde[kans.gevolg.oordeel]))[:MEEST]


def _dichtbij(stand: Stand, student: int) -> list[int]:
    """Ids of students on the nearest places that would suit the student if there were room."""
    passend = stand.passend(student)
    goed = (passend.fouten == 0) | ((passend.fouten == 1) & ~passend.regels["plek"])
    plaatsen = np.flatnonzero(goed)
    plaatsen = plaatsen[np.lexsort((plaatsen, passend.tienden[plaatsen], passend.rang[plaatsen]))]
    gevonden: list[int] = []
    for plaats in plaatsen.tolist():
        gevonden += [stand.beeld.student_pk[wie] for wie in stand.op_plaats(plaats) if wie != student]
        if len(gevonden) >= BEKEKEN:
            break
    return gevonden[:BEKEKEN]


def _kans(stand: Stand, rij: Voorstel, ander: Voorstel) -> Ruilkans:
    regels = [regel for lijst in toets_ruil(stand, rij, ander).values() for regel in lijst if not regel.mag]
    na = stand.met({rij.student_id: ander.stageplaats_id, ander.student_id: rij.stageplaats_id})
    nummers = [stand.beeld.student[wie.student_id] for wie in (rij, ander)]
    bezwaar = ", ".join(dict.fromkeys(KORT.get(regel.naam, regel.label) for regel in regels))
    return Ruilkans(ander, gevolg(stand, na, nummers), bezwaar, not any(regel.hard for regel in regels))


def in_woorden(een: Voorstel, ander: Voorstel) -> str:
    """Who goes where."""
    zinnen = []
    for rij, doel in ((een, ander), (ander, een)):
        if doel.stageplaats is None:
            zinnen.append(f"{rij.student.naam} heeft dan geen plaats meer.")
        else:
            zinnen.append(f"{rij.student.naam} gaat naar {doel.stageplaats.leerbedrijf}, {doel.stageplaats.naam}.")
    return " ".join(zinnen)
