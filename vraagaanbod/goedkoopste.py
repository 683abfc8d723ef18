"""The cheapest set of measures that closes the gap, proven (R3.4). Plain Python around an integer program.

In this order: the least shortage that is left, the least cost, the fewest measures, and the first in the list.
A cluster that gives places away keeps enough for its own students; so in a chain (HP2 to HP1 to ZH1) a link passes on
only what it doesn't need itself. Measures in `vast` are taken as they are. Each answer is checked in whole numbers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from basis.errors import DomainError
from vraagaanbod.effect import Markt, Zet, pas_toe, totaal_kosten, totaal_tekort

HALF = 0.5


class NietBewezen(DomainError):
    """The solver stopped before it could prove its answer."""


@dataclass(frozen=True, slots=True)
class Oplossing:
    """How many places of each measure (those with none are left out), and what is left and paid."""

    keuze: dict[Any, int]
    tekort: int
    kosten: int
    markt: dict[Any, Markt]


@dataclass(slots=True)
class _Model:
    """Columns and rows of the integer program, and the columns of each measure."""

    grenzen: list[tuple[float, float]] = field(default_factory=list)
    rijen: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)
    aantal: dict[Any, int] = field(default_factory=dict)
    gekozen: dict[Any, int] = field(default_factory=dict)
    weg: dict[Any, int] = field(default_factory=dict)
    rest: dict[Any, int] = field(default_factory=dict)

    def kolom(self, onder: float, boven: float) -> int:
        """Add a whole number between two bounds; return its index."""
        self.grenzen.append((onder, boven))
        return len(self.grenzen) - 1

    def rij(self, termen: dict[int, float], *, onder: float = -math.inf, boven: float = math.inf) -> None:
        """Add a condition on a sum."""
        self.rijen.append((onder, boven, termen))


def los_op(
    markt: Mapping[Any, Markt],
    zetten: Sequence[Zet],
    *,
    vast: Mapping[Any, int] | None = None,
    zonder: frozenset = frozenset(),
) -> Oplossing:
    """Return the best set; `vast` gives measures with their number of places, `zonder` names measures left out.

    Raises NietBewezen when the solver can't prove that nothing better exists.
    """
    vast = dict(vast or {})
    vrij = [zet for zet in zetten if zet.sleutel not in vast and zet.sleutel not in zonder and zet.plaatsen_naar > 0]
    besloten = [(zet, vast[zet.sleutel]) for zet in zetten if vast.get(zet.sleutel)]
    begin = pas_toe(markt, besloten)
    keuze = _beste(begin, vrij) if vrij else {}
    alles = [*besloten, *((zet, keuze[zet.sleutel]) for zet in vrij if keuze.get(zet.sleutel))]
    na = pas_toe(markt, alles)
    _controleer(begin, na, vrij, keuze)
    return Oplossing({zet.sleutel: aantal for zet, aantal in alles}, totaal_tekort(na), totaal_kosten(alles), dict(na))


def _controleer(begin: Mapping[Any, Markt], na: Mapping[Any, Markt], vrij: Sequence[Zet], keuze: dict) -> None:
    for zet in vrij:
        aantal = keuze.get(zet.sleutel, 0)
        heel = zet.deelbaar or aantal in {0, zet.plaatsen_naar}
        bron_goed = not aantal or zet.van is None or not zet.plaatsen_van or na[zet.van].saldo >= 0
        if not (0 <= aantal <= zet.plaatsen_naar and heel and bron_goed):
            raise NietBewezen(f"De uitkomst klopt niet bij {zet.titel}.")


def _bouw(begin: Mapping[Any, Markt], vrij: Sequence[Zet]) -> _Model:
    model = _Model()
    for zet in vrij:
        x = model.aantal[zet.sleutel] = model.kolom(0, zet.plaatsen_naar)
        y = model.gekozen[zet.sleutel] = model.kolom(0, 1)
        model.rij({x: 1, y: -zet.plaatsen_naar}, boven=0)
        model.rij({x: 1, y: -1 if zet.deelbaar else -zet.plaatsen_naar}, onder=0)
        if zet.van is not None and zet.plaatsen_van:
            v = model.weg[zet.sleutel] = model.kolom(0, zet.plaatsen_van)
            model.rij({v: zet.plaatsen_naar, x: -zet.plaatsen_van}, onder=0)
    clusters = dict.fromkeys([*begin, *(zet.naar for zet in vrij), *(zet.van for zet in vrij if zet.van is not None)])
    for cluster in clusters:
        stand = begin.get(cluster, Markt(0, 0))
        bij = {model.aantal[zet.sleutel]: 1.0 for zet in vrij if zet.naar == cluster}
        af = {
            model.weg[zet.sleutel]: -1.0
            for zet in vrij
            if zet.van is not None and zet.van == cluster and zet.plaatsen_van
        }
        saldo = bij | af
        hoogste = max(0, -stand.saldo) + sum(zet.plaatsen_van for zet in vrij if zet.van == cluster)
        r = model.rest[cluster] = model.kolom(0, hoogste)
        model.rij(saldo | {r: 1.0}, onder=-stand.saldo)
        _houd_eigen_vraag(model, cluster, stand, saldo, vrij)
    return model


def _houd_eigen_vraag(model: _Model, cluster: Any, stand: Markt, saldo: dict[int, float], vrij: Sequence[Zet]) -> None:
    """Whoever gives places away keeps enough for its own demand."""
    gevers = [zet for zet in vrij if zet.van is not None and zet.van == cluster and zet.plaatsen_van]
    if stand.saldo >= 0 and gevers:
        model.rij(saldo, onder=-stand.saldo)
        return
    diepst = sum(zet.plaatsen_van for zet in gevers) - stand.saldo
    for zet in gevers:
        y = model.gekozen[zet.sleutel]
        # Not chosen: no condition. Chosen: the cluster ends with at least its own demand.
        model.rij(saldo | {y: -float(diepst)}, onder=-stand.saldo - diepst)


def _beste(begin: Mapping[Any, Markt], vrij: Sequence[Zet]) -> dict[Any, int]:
    model = _bouw(begin, vrij)
    bedragen = [zet.vast for zet in vrij] + [zet.per_plaats for zet in vrij]
    maat = math.gcd(*bedragen) or 1
    kosten = {model.aantal[zet.sleutel]: zet.per_plaats // maat for zet in vrij}
    kosten |= {model.gekozen[zet.sleutel]: zet.vast // maat for zet in vrij}
    doelen = [
        dict.fromkeys(model.rest.values(), 1),
        {kolom: bedrag for kolom, bedrag in kosten.items() if bedrag},
        dict.fromkeys(model.gekozen.values(), 1),
        {model.aantal[zet.sleutel]: nummer for nummer, zet in enumerate(vrij, start=1)},
    ]
    waarden = _los_na_elkaar_op(model, [doel for doel in doelen if doel])
    return {zet.sleutel: waarden[model.aantal[zet.sleutel]] for zet in vrij if waarden[model.aantal[zet.sleutel]]}


def _los_na_elkaar_op(model: _Model, doelen: Sequence[Mapping[int, int]]) -> list[int]:
    """Minimise each goal in turn, and hold it from then on; return the columns as whole numbers."""
    import highspy  # noqa: PLC0415 - heavy, and it can't be in one process with ortools

    solver = highspy.Highs()
    for naam, waarde in (
        ("output_flag", False),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.0),
        ("mip_feasibility_tolerance", 1e-9),
        ("time_limit", 20.0),
    ):
        solver.setOptionValue(naam, waarde)
    for onder, boven in model.grenzen:
        solver.addVar(onder, boven)
    for kolom in range(len(model.grenzen)):
        solver.changeColIntegrality(kolom, highspy.HighsVarType.kInteger)
    for onder, boven, termen in model.rijen:
        solver.addRow(onder, boven, len(termen), list(termen), [float(waarde) for waarde in termen.values()])
    waarden: list[int] = []
    vorige: Mapping[int, int] = {}
    for doel in doelen:
        for kolom in vorige:
            solver.changeColCost(kolom, 0.0)
        for kolom, gewicht in doel.items():
            solver.changeColCost(kolom, float(gewicht))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NietBewezen("De berekening is niet op tijd klaar. Maak de lijst met maatregelen korter.")
        waarden = [round(waarde) for waarde in solver.getSolution().col_value]
        bereikt = sum(gewicht * waarden[kolom] for kolom, gewicht in doel.items())
        gewichten = [float(gewicht) for gewicht in doel.values()]
        solver.addRow(-math.inf, bereikt + HALF, len(doel), list(doel), gewichten)
        vorige = doel
    return waarden
