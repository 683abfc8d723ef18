"""The board: demand and supply per cluster of a school year, and the history behind a figure."""

from collections.abc import Iterable
from dataclasses import dataclass

from kern.models import Opleidingscluster, Schooljaar
from vraagaanbod.models import Opgave
from vraagaanbod.rules import Cijfer, Stand, tel
from vraagaanbod.services.genoemd import tel_op_naam


@dataclass(frozen=True, slots=True)
class Bordrij:
    """One cluster on the board."""

    cluster: Opleidingscluster
    stand: Stand

    @property
    def vraag(self) -> int:
        """Students who need a place."""
        return self.stand.vraag.waarde

    @property
    def aanbod(self) -> int:
        """Places offered."""
        return self.stand.aanbod.waarde

    @property
    def tekort(self) -> int:
        """Places short."""
        return self.stand.tekort

    @property
    def overschot(self) -> int:
        """Places over."""
        return self.stand.overschot

    @property
    def saldo(self) -> int:
        """Places minus students: negative when short."""
        return self.aanbod - self.vraag


@dataclass(frozen=True, slots=True)
class Bord:
    """All clusters that have figures, in the order of the region, with their totals (R3.2)."""

    schooljaar: Schooljaar
    periode: str
    rijen: tuple[Bordrij, ...]

    @property
    def totaal(self) -> dict[str, int]:
        """The totals; `tekort` is the sum of the shortages, so a surplus elsewhere never covers one."""
        vraag = sum(rij.vraag for rij in self.rijen)
        aanbod = sum(rij.aanbod for rij in self.rijen)
        return {
            "vraag": vraag,
            "aanbod": aanbod,
            "saldo": aanbod - vraag,
            "tekort": sum(rij.tekort for rij in self.rijen),
            "overschot": sum(rij.overschot for rij in self.rijen),
            "clusters_met_tekort": sum(rij.tekort > 0 for rij in self.rijen),
            "clusters_met_overschot": sum(rij.overschot > 0 for rij in self.rijen),
        }

    @property
    def op_tekort(self) -> list[Bordrij]:
        """The rows, largest shortage first, largest surplus last."""
        return sorted(self.rijen, key=lambda rij: (-rij.tekort, rij.overschot, rij.cluster.volgorde, rij.cluster.naam))

    def als_json(self) -> dict:
        """The board in the form of the command `vraag_aanbod`."""
        return {
            "schooljaar": self.schooljaar.naam,
            "clusters": [
                {
                    "cluster": rij.cluster.naam,
                    "vraag": rij.vraag,
                    "aanbod": rij.aanbod,
                    "tekort": rij.tekort,
                    "overschot": rij.overschot,
                }
                for rij in self.rijen
            ],
            "totaal": self.totaal,
        }


def cijfers(opgaven: Iterable[Opgave]) -> Iterable[Cijfer]:
    """Return statements as plain figures; the key of a cluster is its id."""
    for opgave in opgaven:
        yield Cijfer(opgave.cluster_id, opgave.soort, opgave.organisatie_id, opgave.periode, opgave.aantal)


def maak_bord(*, schooljaar: Schooljaar, periode: str = "") -> Bord:
    """Return the board of a school year, or of one period of it. Three queries."""
    geldend = Opgave.objects.geldend().filter(schooljaar=schooljaar)
    standen = tel(cijfers(geldend), periode, op_naam=tel_op_naam(schooljaar=schooljaar))
    clusters = Opleidingscluster.objects.filter(pk__in=standen)
    return Bord(schooljaar, periode, tuple(Bordrij(cluster, standen[cluster.pk]) for cluster in clusters))


def kies_schooljaar(*, naam: str, nu: str) -> Schooljaar | None:
    """Return the school year by name; without a name the present one if it has figures, else the latest that has.

    `nu` is the name of the present school year. None when there is none (or no such year).
    """
    if naam:
        return Schooljaar.objects.filter(naam=naam).first()
    met_cijfers = Schooljaar.objects.filter(opgaven__vervangen_op__isnull=True, opgaven__isnull=False).distinct()
    jaren = {jaar.naam: jaar for jaar in met_cijfers.order_by("begin")}
    if nu in jaren:
        return jaren[nu]
    if jaren:
        return list(jaren.values())[-1]
    return Schooljaar.objects.filter(naam=nu).first() or Schooljaar.objects.first()
