"""Places on the board: free seats, how full each weekday is, and what each place is worth to one student (R4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from basis.nederlands import count_noun
from matching.engine.arrays import Ints
from matching.engine.eligibility import distance_km, rules
from matching.engine.moments import DAGEN
from matching.models import Berekening, Voorstel
from matching.services.bord.beeld import ONBEGRENSD
from matching.services.bord.regels import afwijking, volgorde
from matching.services.bord.stand import ZACHT, Stand
from plaatsingen.services.slot import DAGNAMEN
from vacatures.models import Stageplaats

WOORDEN = 6  # words of a search that count


@dataclass(frozen=True, slots=True)
class Dag:
    """How full a place is on one weekday: the fullest period counts. `vrij` minds all that stands above it too."""

    dag: str
    bezet: int
    grens: int
    vrij: int

    @property
    def voluit(self) -> str:
        """Name of the day."""
        return DAGNAMEN[self.dag]

    @property
    def dicht(self) -> bool:
        """Whether the place has room that something above it has not."""
        return self.bezet < self.grens and not self.vrij

    @property
    def klasse(self) -> str:
        """Class of the heat cell."""
        if self.bezet > self.grens:
            return "hitte-over"
        return f"hitte-{round(4 * self.bezet / self.grens) if self.grens else 4}"


@dataclass(slots=True)
class Plaatsrij:
    """One row of the list of places: seats that are free on all its moments, and per weekday."""

    nummer: int
    vrij: int
    dagen: list[Dag]
    plaats: Stageplaats

    @property
    def vrij_tekst(self) -> str:
        """`2 plekken vrij`."""
        return f"{count_noun(self.vrij, 'plek', 'plekken')} vrij"


def plaatsen_van(pks: Iterable[int]) -> dict[int, Stageplaats]:
    """Return places by id with what stands above them."""
    return {rij.pk: rij for rij in Stageplaats.objects.filter(pk__in=list(pks)).met_leerbedrijf()}


def vrije_plekken(stand: Stand) -> np.ndarray:
    """Seats that are free on every moment of each place, never below 0."""
    beeld = stand.beeld
    aantal = len(beeld.arrays.places)
    open_ = np.where(beeld.p_momenten.astype(bool), stand.ruimte[:aantal], ONBEGRENSD)
    vrij: np.ndarray = np.maximum(open_.min(axis=1), 0)
    return vrij


def plaatsnummers(stand: Stand, gegevens: dict[str, Any]) -> list[int]:
    """Return the places (indices) that fit the filters: those with free seats first, then by name."""
    gezocht = Stageplaats.objects.zoek(gegevens.get("plaats") or "")
    plaatsen = gezocht.order_by("afdeling__locatie__organisatie__naam", "naam", "pk")
    if gegevens.get("cluster"):
        plaatsen = plaatsen.filter(clusters=gegevens["cluster"])
    pks = plaatsen.filter(pk__in=list(stand.beeld.plaats)).values_list("pk", flat=True)
    nummers = [stand.beeld.plaats[pk] for pk in pks]
    vrij = vrije_plekken(stand)
    if gegevens.get("vrij"):
        nummers = [nummer for nummer in nummers if vrij[nummer] > 0]
    return sorted(nummers, key=lambda nummer: -int(vrij[nummer]) > -1)


def plaatsrijen(stand: Stand, nummers: Iterable[int]) -> list[Plaatsrij]:
    """Return the rows of these places in that order: one query."""
    nummers = list(nummers)
    pk = stand.beeld.plaats_pk
    plaatsen = plaatsen_van(pk[nummer] for nummer in nummers)
    vrij = vrije_plekken(stand)
    return [
        Plaatsrij(nummer, int(vrij[nummer]), dagen_van(stand, nummer), plaatsen[pk[nummer]])
        for nummer in nummers
        if pk[nummer] in plaatsen
    ]


def dagen_van(stand: Stand, knoop: int, momenten: np.ndarray | None = None) -> list[Dag]:
    """Return how full a node is per weekday; `momenten` says when it is open (a place says so itself)."""
    beeld = stand.beeld
    open_ = beeld.p_momenten[knoop].astype(bool) if momenten is None else momenten
    uit = []
    for index, dag in enumerate(DAGEN):
        kolommen = [moment for moment in range(index, len(open_), len(DAGEN)) if open_[moment]]
        if kolommen:
            bezet = int(stand.hoofden[knoop, kolommen].max())
            vrij = max(0, int(stand.ruimte[knoop, kolommen].min()))
            uit.append(Dag(dag, bezet, int(beeld.grens[knoop]), vrij))
    return uit


@dataclass(slots=True)
class Oordeelrij:
    """A place as an answer for one student."""

    plaats: Stageplaats
    km: float
    rang: int | None
    afwijking: str
    soort: str
    woord: str
    vrij: int

    @property
    def kan(self) -> bool:
        """Whether the student may be put here by hand."""
        return self.soort != "fout"


def plaatsen_voor(stand: Stand, student: int, q: str) -> list[int]:
    """Return all places (indices) for one student, the best first; `q` searches in names."""
    nummers = volgorde(stand.passend(student)).tolist()
    nummers = [nummer for nummer in nummers if nummer in stand.beeld.plaats_pk and nummer != stand.waar[student]]
    if q.strip():
        goed = set(plaatsnummers(stand, {"plaats": q}))
        nummers = [nummer for nummer in nummers if nummer in goed]
    return nummers


def oordeelrijen(stand: Stand, student: int, nummers: Iterable[int]) -> list[Oordeelrij]:
    """Return the verdict on these places for one student: one query."""
    nummers = list(nummers)
    pk, passend, vrij = stand.beeld.plaats_pk, stand.passend(student), stand.vrij_voor(student)
    plaatsen = plaatsen_van(pk[nummer] for nummer in nummers)
    geen = int(stand.beeld.arrays.no_wish_rank[student])
    uit = []
    for nummer in nummers:
        hard, tekst = bool(passend.hard_fout[nummer]), afwijking(stand, passend, student, nummer)
        soort, woord = ("fout", "Kan niet") if hard else ("let_op", "Wijkt af") if tekst else ("klaar", "Past")
        rang, km = int(passend.rang[nummer]), int(passend.tienden[nummer]) / 10
        wens = rang if rang < geen else None
        uit.append(Oordeelrij(plaatsen[pk[nummer]], km, wens, tekst, soort, woord, max(0, int(vrij[nummer]))))
    return uit


def wie_past(berekening: Berekening, stand: Stand, plaats: int, aantal: int = 10) -> list[tuple[Voorstel, str]]:
    """Return students without a place whom a place suits but for room or one soft rule, with what it breaks."""
    rijen = berekening.voorstellen.filter(stageplaats__isnull=True).values_list("student_id", flat=True)
    nummers = [stand.beeld.student[pk] for pk in rijen if pk in stand.beeld.student]
    nummers = [wie for wie in nummers if bool(stand.omzetting_over(wie)[plaats])]
    beste = _passendste(stand, np.array(nummers, dtype=np.int64), plaats)[:aantal]
    pks = [stand.beeld.student_pk[wie] for wie in beste]
    gekozen = berekening.voorstellen.filter(student_id__in=pks).select_related("student__user", "student__cluster")
    met = {rij.student_id: rij for rij in gekozen}
    return [(met[pk], afwijking(stand, stand.passend(wie), wie, plaats)) for pk, wie in zip(pks, beste, strict=True)]


def _passendste(stand: Stand, wie: Ints, plaats: int) -> list[int]:
    """Students who break one soft rule at most there, the best first: fewest, most priority, nearest."""
    arrays, p = stand.beeld.arrays, np.array([plaats])
    hard, zacht = np.zeros(len(wie), dtype=bool), np.zeros(len(wie), dtype=np.int64)
    for naam, mag in rules(arrays, wie, p):
        if naam in ZACHT:
            zacht += ~mag
        else:
            hard |= ~mag
    vol = (stand.volle_momenten[plaats] & arrays.s_cells[wie]) != 0
    km = distance_km(arrays.s_lat[wie], arrays.s_lon[wie], arrays.p_lat[p], arrays.p_lon[p])
    orde = np.lexsort((wie, km, -arrays.s_weight[wie], zacht + vol))
    return [int(wie[plek]) for plek in orde if not hard[plek] and zacht[plek] <= 1]
