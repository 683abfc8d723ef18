"""Every rule of R4.4 for one student on one place, each with its verdict in a sentence."""

from dataclasses import dataclass

import numpy as np

from basis.nederlands import format_number
from matching.engine.moments import DAGEN, PERIODES
from matching.services.bord.beeld import GEEN_OMZETTING, Beeld
from matching.services.bord.stand import HARD, REGELS, Passend, Stand
from plaatsingen.services.slot import DAGNAMEN

NAMEN = {
    "cluster": "Cluster",
    "periodes": "Periodes",
    "dagen": "Dagen",
    "leeftijd": "Leeftijd",
    "vog": "VOG",
    "school": "School",
    "niveau": "Niveau van de begeleider",
    "reisafstand": "Reisafstand",
    "verboden": "Afspraak met de hand",
    "plek": "Vrije plek",
    "maximum": "Afspraak over de omzetting",
}
_GOED = {
    "periodes": "De plaats is er in alle periodes van de student.",
    "dagen": "De plaats is er op alle dagen van de student.",
    "leeftijd": "De leeftijd past.",
    "vog": "De VOG is in orde, of niet nodig.",
    "school": "De plaats is open voor de school van de student.",
    "niveau": "Het niveau van de begeleider past.",
    "verboden": "Niemand heeft deze plaats voor de student uitgesloten.",
    "plek": "Er is plek op alle dagen van de student.",
    "maximum": "Van deze omzetting is er nog ten minste een over.",
}
_FOUT = {
    "periodes": "De plaats is er niet in alle periodes van de student.",
    "dagen": "De plaats is er niet op alle dagen van de student.",
    "leeftijd": "De plaats vraagt 18 jaar of ouder en de student is jonger.",
    "vog": "De plaats vraagt een VOG en de student heeft er nog geen.",
    "school": "De plaats is voor andere scholen.",
    "niveau": "De begeleider heeft een lager niveau dan de student.",
    "verboden": "Een collega heeft deze plaats voor de student uitgesloten.",
}
KORT = {
    "cluster": "ander cluster",
    "periodes": "andere periodes",
    "dagen": "andere dagen",
    "leeftijd": "vanaf 18 jaar",
    "vog": "VOG nodig",
    "school": "voor andere scholen",
    "niveau": "begeleider met een lager niveau",
    "reisafstand": "te ver",
    "verboden": "uitgesloten",
    "plek": "vol",
    "maximum": "afgesproken aantal omzettingen bereikt",
}


@dataclass(frozen=True, slots=True)
class Regel:
    """One rule for one pair; a `hard` rule can't be broken by hand, a soft one can, with a reason (contract 3)."""

    naam: str
    label: str
    mag: bool
    hard: bool
    tekst: str

    @property
    def soort(self) -> str:
        """Kind of badge."""
        return "klaar" if self.mag else "fout" if self.hard else "let_op"

    @property
    def woord(self) -> str:
        """Verdict in two words at most."""
        return "In orde" if self.mag else "Kan niet" if self.hard else "Wijkt af"


def km_tekst(tienden: int) -> str:
    """Tenths of a kilometre as text: `12,3 km`."""
    return f"{format_number(tienden / 10, 1)} km"


def moment_tekst(moment: int) -> str:
    """A moment as text: `maandag in periode 3`."""
    periode, dag = PERIODES[moment // len(DAGEN)], DAGEN[moment % len(DAGEN)]
    return f"{DAGNAMEN[dag]} in {'de zomer' if periode == 'z' else f'periode {periode}'}"


def oordelen(stand: Stand, student: int, plaats: int) -> list[Regel]:
    """Judge one pair by every rule, as the board stands; the student counts nowhere else meanwhile."""
    passend = stand.passend(student, np.array([plaats]))
    uit = []
    for naam in REGELS:
        if naam == "maximum" and int(passend.omzetting[0]) < 0:
            continue
        mag = bool(passend.regels[naam][0])
        uit.append(Regel(naam, NAMEN[naam], mag, naam in HARD, _tekst(stand, passend, naam, student, plaats, mag=mag)))
        if naam == "cluster" and mag:
            # Only clusters for which the leerbedrijf is recognised take part in a frozen round.
            uit.append(Regel("erkenning", "Erkenning", mag=True, hard=True, tekst=_erkend(stand.beeld, plaats)))
    return uit


def _erkend(beeld: Beeld, plaats: int) -> str:
    soort = beeld.soort_van(plaats)
    if soort in {"stagegezin", "informele-zorg"}:
        return "Deze soort plaats heeft geen erkenning nodig."
    return "Het leerbedrijf is in de hele periode erkend."


def _tekst(stand: Stand, passend: Passend, naam: str, student: int, plaats: int, *, mag: bool) -> str:
    if naam == "cluster":
        return _cluster(stand.beeld, passend, student)
    if naam == "reisafstand":
        ver, grens = int(passend.tienden[0]), float(stand.beeld.arrays.s_max_km[student])
        meer = "" if mag else f", {km_tekst(round(ver - grens * 10))} verder dan de student wil"
        return f"De afstand is {km_tekst(ver)}{meer} (grens {format_number(grens)} km)."
    if naam == "maximum" and not mag:
        optie = stand.beeld.arrays.conversions[int(passend.omzetting[0])]
        return f"Het afgesproken aantal van deze omzetting ({optie.maximum}) is bereikt."
    if naam == "plek" and not mag:
        return _waarom_vol(stand, student, plaats)
    return (_GOED if mag else _FOUT)[naam]


def _cluster(beeld: Beeld, passend: Passend, student: int) -> str:
    arrays, namen, nummer = beeld.arrays, beeld.foto.namen, int(passend.omzetting[0])
    code = arrays.clusters[int(arrays.s_cluster[student])]
    eigen = namen.get(code, code)
    if nummer == GEEN_OMZETTING:
        return f"De plaats is niet voor {eigen}, ook niet na een omzetting."
    if nummer < 0:
        return f"De plaats is voor {eigen}."
    van = arrays.conversions[nummer].van_cluster
    return f"Dit is een omzetting van {namen.get(van, van)} naar {eigen} (kosten {int(passend.kosten[0])})."


def _waarom_vol(stand: Stand, student: int, plaats: int) -> str:
    vol = stand.volste(student, plaats)
    if vol is None:
        return _FOUT["dagen"]
    knoop, moment, bezet = vol
    naam = stand.beeld.naam(knoop)
    grens = int(stand.beeld.grens[knoop])
    return f"{naam[:1].upper()}{naam[1:]} is vol op {moment_tekst(moment)}: {bezet} van {grens} plekken zijn bezet."


def afwijking(stand: Stand, passend: Passend, student: int, plaats: int) -> str:
    """What a place breaks, in a few words; empty when nothing."""
    woorden = []
    for naam in REGELS:
        if bool(passend.regels[naam][plaats]):
            continue
        if naam == "reisafstand":
            over = int(passend.tienden[plaats]) - round(float(stand.beeld.arrays.s_max_km[student]) * 10)
            woorden.append(f"{km_tekst(over)} verder dan de grens")
        else:
            woorden.append(KORT[naam])
    return ", ".join(woorden)


def volgorde(passend: Passend) -> np.ndarray:
    """All places from best to worst: nothing broken, only soft rules, hard rules; then cost, wish, distance, code."""
    hard = passend.hard_fout.astype(np.int64)
    aantal = np.where(passend.hard_fout, passend.fouten, passend.zacht_fout)
    return np.lexsort((np.arange(len(aantal)), passend.tienden, passend.rang, passend.kosten, aantal, hard))
