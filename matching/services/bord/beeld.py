"""The frozen picture of a round, prepared for quick questions: arrays, indices by id, who stands above whom."""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np

from matching.engine.arrays import UNLIMITED, Arrays, Ints, to_arrays
from matching.engine.eligibility import Pairs, find_pairs, options_of
from matching.engine.moments import CELLS
from matching.models import Berekening, Ronde
from matching.services.bevriezen import lees_bevriezing
from matching.services.instellingen import Instellingen, pas_toe
from matching.services.keuzes import plaatsen_van
from matching.services.momentopname import Momentopname, met_keuzes, momentopname
from matching.services.ronde import geldende_berekening

GEEN = -1
ONBEGRENSD = 1 << 30
GEEN_OMZETTING = -2  # no agreement lets this place serve the student


class Beeld:
    """One frozen problem; immutable, shared between requests.

    Numbers of students and places are indices of `arrays`; a node is a place, or a group counted on from the places.
    """

    def __init__(self, foto: Momentopname) -> None:
        self.foto = foto
        self.arrays: Arrays = to_arrays(foto.instance)
        arrays = self.arrays
        nummer = {code: index for index, code in enumerate(arrays.students)}
        plaats = {code: index for index, code in enumerate(arrays.places)}
        self.student: dict[int, int] = {pk: nummer[code] for code, pk in foto.studenten.items()}
        self.plaats: dict[int, int] = {pk: plaats[code] for code, pk in foto.plaatsen.items()}
        self.student_pk: dict[int, int] = {index: pk for pk, index in self.student.items()}
        self.plaats_pk: dict[int, int] = {index: pk for pk, index in self.plaats.items()}
        places = len(arrays.places)
        self.boven: Ints = np.concatenate(
            [
                np.where(arrays.p_group >= 0, arrays.p_group + places, GEEN),
                np.where(arrays.g_above >= 0, arrays.g_above + places, GEEN),
            ]
        ).astype(np.int64)
        grens = np.concatenate([arrays.p_capacity, arrays.g_capacity])
        self.grens: Ints = np.where(grens == UNLIMITED, ONBEGRENSD, grens).astype(np.int64)
        bits = np.arange(CELLS, dtype=np.int64)
        self.s_momenten: Ints = (arrays.s_cells[:, None] >> bits & 1).astype(np.int64)
        self.p_momenten: Ints = (arrays.p_cells[:, None] >> bits & 1).astype(np.int64)
        self._soort = [rij.soort for rij in sorted(foto.instance.plaatsen, key=lambda rij: rij.plaats)]
        self.echt = np.zeros(len(arrays.students), dtype=bool)
        self.echt[list(self.student_pk)] = True

    @cached_property
    def diepte(self) -> int:
        """How many groups stand above one another at most, the place included."""
        hoogte, at = 0, np.arange(len(self.boven))
        while len(at):
            hoogte, at = hoogte + 1, self.boven[at]
            at = at[at >= 0]
        return max(1, hoogte)

    @cached_property
    def bezetters(self) -> dict[int, int]:
        """Students who stand still: placements from elsewhere that take a seat."""
        return {student: plaats for student, plaats in self.arrays.pins.items() if not self.echt[student]}

    @cached_property
    def paren(self) -> Pairs:
        """Every pair that all rules but room allow, without regard to decisions by hand. Takes a second or two."""
        return find_pairs(replace(self.arrays, pins=self.bezetters, forbidden=np.zeros(0, dtype=np.int64)))

    @cached_property
    def _opties(self) -> dict[int, tuple[Ints, Ints]]:
        arrays, uit = self.arrays, {}
        for cluster in range(len(arrays.clusters)):
            omzetting = np.full(len(arrays.places), GEEN_OMZETTING, dtype=np.int64)
            kosten = np.full(len(arrays.places), ONBEGRENSD, dtype=np.int64)
            for (van, naar), (nummer, prijs) in sorted(options_of(arrays).items(), key=lambda rij: rij[1][::-1]):
                rijen = arrays.cluster_places[van] if naar == cluster else np.zeros(0, dtype=np.int64)
                rijen = rijen[kosten[rijen] > prijs]
                omzetting[rijen], kosten[rijen] = nummer, prijs
            uit[cluster] = omzetting, kosten
        return uit

    def opties(self, student: int) -> tuple[Ints, Ints]:
        """Per place the cheapest (conversion, cost) that serves the student: -1 own cluster, -2 not at all."""
        return self._opties[int(self.arrays.s_cluster[student])]

    def keten(self, plaats: int) -> list[int]:
        """The place and every group above it."""
        knopen = []
        while plaats >= 0:
            knopen.append(plaats)
            plaats = int(self.boven[plaats])
        return knopen

    def soort_van(self, plaats: int) -> str:
        """What kind of place it is (regulier, stagegezin, ...)."""
        return self._soort[plaats]

    def naam(self, knoop: int) -> str:
        """Dutch name of a node."""
        arrays = self.arrays
        code = arrays.places[knoop] if knoop < len(arrays.places) else arrays.groups[knoop - len(arrays.places)]
        return self.foto.namen.get(code, code)


# A process keeps the pictures of the rounds that are being worked on: preparing one takes longer than a page may.
BEWAARD = 4
_bewaard: OrderedDict[str, Beeld] = OrderedDict()
_slot = Lock()


def berekening_van(ronde: Ronde) -> Berekening | None:
    """Return the calculation under review, with its freeze but not all that was frozen."""
    geldt = geldende_berekening(ronde)
    if geldt is None:
        return None
    berekening = Berekening.objects.select_related("bevriezing").defer("bevriezing__gegevens").get(pk=geldt.pk)
    berekening.ronde = ronde
    return berekening


def sleutel_van(berekening: Berekening) -> str:
    """What a prepared picture is kept under: frozen data and settings; empty when the round wasn't frozen."""
    if berekening.bevriezing is None:
        return ""
    instellingen = json.dumps(berekening.instellingen, sort_keys=True)
    return f"{berekening.bevriezing.public_id}:{berekening.bevriezing.hash}:{instellingen}"


def bewaar(kast: OrderedDict[str, Any], sleutel: str, maak: Callable[[], Any], *, meest: int) -> Any:
    """Return what is kept under a key, or make and keep it; the longest unused goes first."""
    with _slot:
        if sleutel in kast:
            kast.move_to_end(sleutel)
            return kast[sleutel]
    gemaakt = maak()
    with _slot:
        kast[sleutel] = gemaakt
        while len(kast) > meest:
            kast.popitem(last=False)
    return gemaakt


def beeld_van(berekening: Berekening) -> Beeld:
    """Return the picture on which a calculation was made: as it was frozen, with the settings of that calculation."""
    sleutel = sleutel_van(berekening)
    if not sleutel:
        return Beeld(momentopname(berekening.ronde))
    return bewaar(_bewaard, sleutel, lambda: Beeld(foto_van(berekening)), meest=BEWAARD)


def foto_van(berekening: Berekening) -> Momentopname:
    """Return the problem that a calculation solved, without the decisions by hand."""
    if berekening.bevriezing is None:
        return momentopname(berekening.ronde)
    instellingen = Instellingen.lees(berekening.instellingen, ronde=berekening.ronde)
    basis = berekening.ronde.berekeningen.filter(public_id=instellingen.basis).first() if instellingen.basis else None
    foto = pas_toe(lees_bevriezing(berekening.bevriezing), instellingen)
    return met_keuzes(foto, vast=[], huidig=plaatsen_van(basis))
