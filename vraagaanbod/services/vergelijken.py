"""Variants of the plan side by side, cluster by cluster (R3.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kern.models import Opleidingscluster
from vraagaanbod.effect import Markt, totaal_kosten
from vraagaanbod.models import Scenario
from vraagaanbod.services.plan import Plan, keuze_van, som
from vraagaanbod.services.scenario import aantallen_van, reken_uit

ZONDER, PLAN = "Zonder maatregelen", "Toegezegd en uitgevoerd"
LEEG = Markt(0, 0)


@dataclass(frozen=True, slots=True)
class Variant:
    """One column: its name, the market it leads to, its totals, its cost in cents, its scenario if it is one."""

    naam: str
    markt: dict[int, Markt]
    totaal: dict[str, int]
    kosten: int
    scenario: Scenario | None = None

    @property
    def euro(self) -> float:
        """The cost in euro."""
        return self.kosten / 100


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """The variants over the clusters of the region."""

    clusters: tuple[Opleidingscluster, ...]
    varianten: tuple[Variant, ...]

    def als_rijen(self) -> list[dict]:
        """Return a row per cluster: its name, its demand, and the market in each variant."""
        return [
            {
                "cluster": cluster.naam,
                "vraag": self.varianten[0].markt.get(cluster.pk, LEEG).vraag,
                "markten": [variant.markt.get(cluster.pk, LEEG) for variant in self.varianten],
            }
            for cluster in self.clusters
        ]

    def tekorten(self) -> list[tuple[str, Sequence[int]]]:
        """Return the shortages of the clusters where some variant has one, the largest first."""
        rijen = [(rij["cluster"], [markt.tekort for markt in rij["markten"]]) for rij in self.als_rijen()]
        return sorted((rij for rij in rijen if any(rij[1])), key=lambda rij: [-tekort for tekort in rij[1]])


def vergelijk(plan: Plan, scenarios: Iterable[Scenario], *, met_plan: bool = True) -> Vergelijking:
    """Return the situation without measures, the plan (unless not asked) and each scenario."""
    varianten = [Variant(ZONDER, plan.zonder, som(plan.zonder), 0)]
    if met_plan and plan.heeft_effect:
        varianten.append(Variant(PLAN, plan.na, som(plan.na), totaal_kosten(keuze_van(plan.afgesproken))))
    for scenario in scenarios:
        uit = reken_uit(plan, aantallen_van(scenario))
        varianten.append(Variant(scenario.naam, uit.markt, som(uit.markt), uit.kosten, scenario))
    return Vergelijking(tuple(rij.cluster for rij in plan.rijen), tuple(varianten))
