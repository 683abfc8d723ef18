"""How the board stands: who is where now, how much room is left, what each student adds to the five goals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.arrays import Bools, Ints, contains
from matching.engine.eligibility import distance_km, rules, to_tenths
from matching.engine.moments import CELLS
from matching.engine.result import Toewijzing
from matching.enums import PinSoort
from matching.models import Berekening, Pin
from matching.services.bord.beeld import GEEN, GEEN_OMZETTING, ONBEGRENSD, Beeld, beeld_van

REGELS = (
    "cluster",
    "periodes",
    "dagen",
    "leeftijd",
    "vog",
    "school",
    "niveau",
    "reisafstand",
    "verboden",
    "plek",
    "maximum",
)
HARD = frozenset({"cluster", "periodes", "dagen", "leeftijd", "vog", "plek", "maximum"})
ZACHT = tuple(regel for regel in REGELS if regel not in HARD)


@dataclass(frozen=True, slots=True)
class Bijdrage:
    """What one student adds to the goals; whoever has no place adds nothing."""

    geplaatst: int = 0
    voorrang: int = 0
    omzettingskosten: int = 0
    rang: int = 0
    huidig: int = 0
    tienden: int = 0


@dataclass(eq=False)
class Passend:
    """One student against every place: per rule whether it holds, what it costs, how far it is."""

    regels: dict[str, Bools]
    omzetting: Ints
    kosten: Ints
    rang: Ints
    tienden: Ints

    @cached_property
    def fouten(self) -> Ints:
        """How many rules each place breaks."""
        return sum(((~mag).astype(np.int64) for mag in self.regels.values()), np.zeros(len(self.rang), np.int64))

    @cached_property
    def hard_fout(self) -> Bools:
        """Places that break a hard rule."""
        return np.logical_or.reduce([~mag for naam, mag in self.regels.items() if naam in HARD])

    @cached_property
    def zacht_fout(self) -> Ints:
        """How many soft rules each place breaks."""
        return sum((~self.regels[naam]).astype(np.int64) for naam in ZACHT)


class Stand:
    """A picture with who stands where; indices as in `beeld`. Cheap to make: it holds no rows of the database."""

    def __init__(
        self, beeld: Beeld, waar: Mapping[int, int | None], *, pins: Iterable[tuple[int, int, str]] = ()
    ) -> None:
        """`waar` maps ids of students to ids of places, `pins` holds (student id, place id, kind)."""
        self.beeld = beeld
        arrays = beeld.arrays
        self.waar: Ints = np.full(len(arrays.students), GEEN, dtype=np.int64)
        for student, plaats in beeld.bezetters.items():
            self.waar[student] = plaats
        for student_pk, plaats_pk in waar.items():
            if plaats_pk is not None and student_pk in beeld.student and plaats_pk in beeld.plaats:
                self.waar[beeld.student[student_pk]] = beeld.plaats[plaats_pk]
        bekend = [
            (beeld.student[student], beeld.plaats[plaats], soort)
            for student, plaats, soort in pins
            if student in beeld.student and plaats in beeld.plaats
        ]
        self.verboden = frozenset((wie, plaats) for wie, plaats, soort in bekend if soort == PinSoort.VERBODEN)
        self.vast = frozenset(wie for wie, _, soort in bekend if soort == PinSoort.VAST)

    def met(self, zetten: Mapping[int, int | None]) -> "Stand":
        """The same board with these students (ids) elsewhere (None: nowhere)."""
        ander = object.__new__(Stand)
        ander.beeld, ander.verboden, ander.vast = self.beeld, self.verboden, self.vast
        ander.waar = self.waar.copy()
        hoofden = self.hoofden.copy()
        for student, plaats in zetten.items():
            wie = self.beeld.student[student]
            for keten, teken in ((ander.waar[wie], -1), (GEEN if plaats is None else self.beeld.plaats[plaats], 1)):
                hoofden[self.beeld.keten(int(keten))] += teken * self.beeld.s_momenten[wie]
                ander.waar[wie] = keten
        ander.__dict__["hoofden"] = hoofden
        return ander

    # --- room ---

    @cached_property
    def hoofden(self) -> Ints:
        """Heads per node (rows) and moment (columns)."""
        beeld, wie = self.beeld, np.flatnonzero(self.waar >= 0)
        tel = np.zeros((len(beeld.boven), CELLS), dtype=np.int64)
        at, momenten = self.waar[wie], beeld.s_momenten[wie]
        while len(at):
            for moment in np.flatnonzero(momenten.any(axis=0)).tolist():
                tel[:, moment] += np.bincount(at[momenten[:, moment] > 0], minlength=len(tel))
            at = beeld.boven[at]
            at, momenten = at[at >= 0], momenten[at >= 0]
        return tel

    @cached_property
    def ruimte(self) -> Ints:
        """Seats left per node and moment, with everything above it."""
        return self._langs_keten(self.beeld.grens[:, None] - self.hoofden)

    def _langs_keten(self, los: Ints) -> Ints:
        boven, keten = self.beeld.boven, los
        top = boven < 0
        for _ in range(self.beeld.diepte - 1):
            hoger = np.where(top[:, None], ONBEGRENSD, keten[boven])
            keten = np.minimum(los, hoger)
        return keten

    def vrij_voor(self, student: int, plaatsen: Ints | None = None) -> Ints:
        """Per place (all, or these) how many seats are left at the moments of the student, who counts nowhere."""
        beeld, nu = self.beeld, int(self.waar[student])
        momenten = np.flatnonzero(beeld.s_momenten[student])
        eigen = beeld.keten(nu)
        knopen = np.arange(len(beeld.arrays.places)) if plaatsen is None else plaatsen
        vrij = np.full(len(knopen), ONBEGRENSD, dtype=np.int64)
        rijen = np.arange(len(knopen))
        while len(rijen):
            los = beeld.grens[knopen] - self.hoofden[np.ix_(knopen, momenten)].max(axis=1, initial=0)
            vrij[rijen] = np.minimum(vrij[rijen], los + np.isin(knopen, eigen))
            knopen = beeld.boven[knopen]
            rijen, knopen = rijen[knopen >= 0], knopen[knopen >= 0]
        return vrij

    @cached_property
    def volle_momenten(self) -> Ints:
        """Per place the moments without a seat left, as a bit mask."""
        places = len(self.beeld.arrays.places)
        machten = np.left_shift(np.int64(1), np.arange(CELLS, dtype=np.int64))
        return ((self.ruimte[:places] <= 0) * machten).sum(axis=1)

    def past_als_weg(self, student: int, plaats: int, zitter: int) -> bool:
        """Whether there is room for a student when one who stands on that place leaves it."""
        knopen, momenten = self.beeld.keten(plaats), self.beeld.s_momenten[student].astype(bool)
        over = self.hoofden[knopen][:, momenten] - self.beeld.s_momenten[zitter][momenten]
        return bool(np.all(over < self.beeld.grens[knopen][:, None]))

    def volste(self, student: int, plaats: int) -> tuple[int, int, int] | None:
        """The first (node, moment, heads) that keeps the student out; None when there is room."""
        nu = int(self.waar[student])
        eigen = set(self.beeld.keten(nu)) if nu >= 0 else set()
        for knoop in self.beeld.keten(plaats):
            for moment in np.flatnonzero(self.beeld.s_momenten[student]).tolist():
                bezet = int(self.hoofden[knoop, moment]) - (knoop in eigen)
                if bezet >= int(self.beeld.grens[knoop]):
                    return knoop, moment, bezet
        return None

    @cached_property
    def gebruik(self) -> Ints:
        """How often each conversion is used by students of the round."""
        wie = np.flatnonzero((self.waar >= 0) & self.beeld.echt)
        aantal = len(self.beeld.arrays.conversions) + 2
        tel = np.zeros(aantal, dtype=np.int64)
        cluster = self.beeld.arrays.s_cluster[wie]
        for nummer in np.unique(cluster).tolist():
            zelfde = wie[cluster == nummer]
            tel += np.bincount(self.beeld.opties(int(zelfde[0]))[0][self.waar[zelfde]] + 2, minlength=aantal)
        # No agreement (-2) and the own cluster (-1) come at the end.
        return np.roll(tel, -2)

    # --- rules ---

    def passend(self, student: int, plaatsen: Ints | None = None) -> Passend:
        """Judge every place (or these) for one student by all rules at once, as the board stands (R4.4)."""
        beeld, arrays = self.beeld, self.beeld.arrays
        s, p = np.array([student]), np.arange(len(arrays.places)) if plaatsen is None else plaatsen
        omzetting, kosten = (rij[p] for rij in beeld.opties(student))
        regels = {"cluster": omzetting != GEEN_OMZETTING}
        regels |= {naam: np.broadcast_to(mag, p.shape) for naam, mag in rules(arrays, s, p) if naam != "verboden"}
        weg = [plaats for wie, plaats in self.verboden if wie == student]
        regels["verboden"] = ~np.isin(p, weg) if weg else np.ones(len(p), dtype=bool)
        regels["plek"] = self.vrij_voor(student, p) > 0
        regels["maximum"] = self.omzetting_over(student)[p] | ~regels["cluster"]
        km = distance_km(arrays.s_lat[s], arrays.s_lon[s], arrays.p_lat[p], arrays.p_lon[p])
        return Passend(regels, omzetting, kosten, self._rangen(student, p), to_tenths(km))

    def omzetting_over(self, student: int) -> Bools:
        """Places that the own cluster or a conversion with something left opens to the student, who counts nowhere."""
        omzetting = self.beeld.opties(student)[0]
        over, nu = self._over, int(self.waar[student])
        if nu >= 0 and omzetting[nu] >= 0:
            over = over.copy()
            over[omzetting[nu]] += 1
        vrij: Bools = over[omzetting] > 0
        return vrij

    @cached_property
    def _over(self) -> Ints:
        """What is left per conversion; at the end 0 for no agreement (-2) and plenty for the own cluster (-1)."""
        grenzen = [ONBEGRENSD if optie.maximum is None else optie.maximum for optie in self.beeld.arrays.conversions]
        return np.array([*grenzen, 0, ONBEGRENSD], dtype=np.int64) - np.append(self.gebruik[:-2], [0, 0])

    def _rangen(self, student: int, plaatsen: Ints) -> Ints:
        arrays = self.beeld.arrays
        rang = np.full(len(plaatsen), arrays.no_wish_rank[student], dtype=np.int64)
        sleutel = student * arrays.width + plaatsen
        genoemd = contains(arrays.wish_key, sleutel)
        rang[genoemd] = arrays.wish_rank[np.searchsorted(arrays.wish_key, sleutel[genoemd])]
        return rang

    # --- goals ---

    def bijdrage(self, student: int) -> Bijdrage:
        """What the student adds to the goals where they stand now."""
        plaats, arrays = int(self.waar[student]), self.beeld.arrays
        if plaats < 0:
            return Bijdrage()
        p = np.array([plaats])
        km = distance_km(arrays.s_lat[[student]], arrays.s_lon[[student]], arrays.p_lat[p], arrays.p_lon[p])
        kosten = int(self.beeld.opties(student)[1][plaats])
        return Bijdrage(
            geplaatst=1,
            voorrang=int(arrays.s_weight[student]),
            omzettingskosten=0 if kosten >= ONBEGRENSD else kosten,
            rang=int(self._rangen(student, p)[0]),
            huidig=int(contains(arrays.current, student * arrays.width + p)[0]),
            tienden=int(to_tenths(km)[0]),
        )

    def cijfers(self) -> dict[str, float]:
        """The figures of the whole board, over the students of the round."""
        arrays = self.beeld.arrays
        wie = np.flatnonzero((self.waar >= 0) & self.beeld.echt)
        waar = self.waar[wie]
        km = distance_km(arrays.s_lat[wie], arrays.s_lon[wie], arrays.p_lat[waar], arrays.p_lon[waar])
        return {
            "geplaatst": len(wie),
            "omzettingen": int(self.gebruik[:-2].sum()),
            "km_som": int(to_tenths(km).sum()) / 10,
        }

    def toewijzingen(self) -> list[Toewijzing]:
        """Every placed student of the round as the engine would have said it."""
        beeld, arrays, uit = self.beeld, self.beeld.arrays, []
        namen = [f"{optie.van_cluster}>{optie.naar_cluster}" for optie in arrays.conversions] + ["", ""]
        wie = np.flatnonzero((self.waar >= 0) & beeld.echt)
        waar = self.waar[wie]
        km = to_tenths(distance_km(arrays.s_lat[wie], arrays.s_lon[wie], arrays.p_lat[waar], arrays.p_lon[waar]))
        for student, plaats, tienden in zip(wie.tolist(), waar.tolist(), km.tolist(), strict=True):
            codes = arrays.students[student], arrays.places[plaats]
            rang = beeld.foto.rangen.get(codes) or int(arrays.no_wish_rank[student])
            uit.append(Toewijzing(*codes, rang, tienden / 10, namen[int(beeld.opties(student)[0][plaats])]))
        return uit

    def op_plaats(self, plaats: int) -> list[int]:
        """Students of the round who stand on a place."""
        return np.flatnonzero((self.waar == plaats) & self.beeld.echt).tolist()


def lees_stand(berekening: Berekening) -> Stand:
    """Read who stands where and what is forbidden: two queries, and the picture."""
    waar = dict(berekening.voorstellen.values_list("student_id", "stageplaats_id"))
    pins = Pin.objects.filter(ronde_id=berekening.ronde_id).values_list("student_id", "stageplaats_id", "soort")
    return Stand(beeld_van(berekening), waar, pins=pins)
