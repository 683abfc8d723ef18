"""The board beside its measures: without any, as stated, and after what was promised or done (R3.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kern.models import Opleidingscluster, Schooljaar
from vraagaanbod.effect import Markt, Zet, pas_toe
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.models import Maatregel
from vraagaanbod.rules_plan import AFGESPROKEN, is_afgesproken
from vraagaanbod.services.bord import Bord, maak_bord


def centen(bedrag: Decimal) -> int:
    """Return an amount in euro as whole cents."""
    return int(bedrag * 100)


def zet_van(maatregel: Maatregel) -> Zet:
    """Return a measure as the planner reckons with it; keys are ids."""
    return Zet(
        sleutel=maatregel.pk,
        titel=maatregel.titel,
        naar=maatregel.naar_cluster_id,
        plaatsen_naar=maatregel.plaatsen_naar,
        van=maatregel.van_cluster_id,
        plaatsen_van=maatregel.plaatsen_van,
        deelbaar=maatregel.deelbaar,
        vast=centen(maatregel.kosten_vast),
        per_plaats=centen(maatregel.kosten_per_plaats),
    )


@dataclass(frozen=True, slots=True)
class Planrij:
    """One cluster: without any measure, as stated now, and after the agreed measures."""

    cluster: Opleidingscluster
    zonder: Markt
    nu: Markt
    na: Markt


@dataclass(frozen=True, slots=True)
class Plan:
    """The agreed measures of a school year and what they do, cluster by cluster in the order of the region."""

    schooljaar: Schooljaar
    maatregelen: tuple[Maatregel, ...]
    rijen: tuple[Planrij, ...]

    @property
    def afgesproken(self) -> list[Maatregel]:
        """Measures that were promised or done."""
        return [maatregel for maatregel in self.maatregelen if is_afgesproken(maatregel.status)]

    @property
    def heeft_effect(self) -> bool:
        """Whether some agreed measure changes a figure."""
        return bool(self.afgesproken)

    @property
    def zonder(self) -> dict[int, Markt]:
        """The market without any measure, by cluster id."""
        return {rij.cluster.pk: rij.zonder for rij in self.rijen}

    @property
    def nu(self) -> dict[int, Markt]:
        """The market as stated, by cluster id."""
        return {rij.cluster.pk: rij.nu for rij in self.rijen}

    @property
    def na(self) -> dict[int, Markt]:
        """The market after the agreed measures, by cluster id."""
        return {rij.cluster.pk: rij.na for rij in self.rijen}

    @property
    def kandidaten(self) -> list[Maatregel]:
        """Measures that can still be chosen: all that were not dropped."""
        return [maatregel for maatregel in self.maatregelen if maatregel.status != MaatregelStatus.VERVALLEN]


def som(markt: Mapping[int, Markt]) -> dict[str, int]:
    """Return the totals; shortages and surpluses apart (R3.2)."""
    standen = markt.values()
    return {
        "vraag": sum(stand.vraag for stand in standen),
        "aanbod": sum(stand.aanbod for stand in standen),
        "tekort": sum(stand.tekort for stand in standen),
        "overschot": sum(stand.overschot for stand in standen),
    }


def keuze_van(maatregelen: Iterable[Maatregel]) -> list[tuple[Zet, int]]:
    """Return measures with their full number of places."""
    return [(zet_van(maatregel), maatregel.plaatsen_naar) for maatregel in maatregelen]


def maak_plan(*, schooljaar: Schooljaar, bord: Bord | None = None) -> Plan:
    """Return the plan of a school year beside `bord` (default: the board of the whole year)."""
    bord = bord or maak_bord(schooljaar=schooljaar)
    maatregelen = tuple(
        Maatregel.objects.filter(schooljaar=schooljaar).select_related("van_cluster", "naar_cluster", "organisatie")
    )
    afgesproken = [maatregel for maatregel in maatregelen if maatregel.status in AFGESPROKEN]
    nu = {rij.cluster.pk: Markt(rij.vraag, rij.aanbod) for rij in bord.rijen}
    clusters = {rij.cluster.pk: rij.cluster for rij in bord.rijen}
    for maatregel in maatregelen:
        for cluster in (maatregel.van_cluster, maatregel.naar_cluster):
            if cluster is not None:
                clusters.setdefault(cluster.pk, cluster)
    zonder = pas_toe(nu, keuze_van(rij for rij in afgesproken if rij.verwerkt), terug=True)
    na = pas_toe(nu, keuze_van(rij for rij in afgesproken if not rij.verwerkt))
    leeg = Markt(0, 0)
    volgorde = sorted(clusters.values(), key=lambda cluster: (cluster.volgorde, cluster.naam, cluster.pk))
    rijen = tuple(
        Planrij(cluster, zonder.get(cluster.pk, leeg), nu.get(cluster.pk, leeg), na.get(cluster.pk, leeg))
        for cluster in volgorde
    )
    return Plan(schooljaar, maatregelen, rijen)
