"""Where the goals of the region stand (R3.9): computed from placements and figures, or kept by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from basis.nederlands import format_number
from kern.models import Schooljaar
from plaatsingen.services.voortgang import Voortgang
from plaatsingen.verloop import procent
from vraagaanbod.effect import totaal_tekort
from vraagaanbod.enums import DoelSoort, OpgaveSoort
from vraagaanbod.models import Opgave, Regiodoel
from vraagaanbod.rules import tel
from vraagaanbod.services.bord import cijfers
from vraagaanbod.services.plan import Plan


@dataclass(frozen=True, slots=True)
class Doelstand:
    """A goal with its present value (None: not known yet), whether it is reached, and one sentence."""

    doel: Regiodoel
    stand: float | None
    gehaald: bool
    zin: str

    @property
    def deel(self) -> float:
        """How far, in percent of the goal, for a bar; at most 100."""
        if self.stand is None:
            return 0.0
        streef = float(self.doel.streefwaarde)
        if self.doel.soort == DoelSoort.TEKORT:
            return 100.0 if self.stand <= streef else procent(streef, round(self.stand))
        return max(0.0, min(100.0, 100 * self.stand / streef)) if streef else 100.0

    @property
    def woord(self) -> str:
        """How it stands, in a word."""
        return "nog niet bekend" if self.stand is None else "gehaald" if self.gehaald else "nog niet gehaald"

    @property
    def soort(self) -> str:
        """The kind of status that goes with the word."""
        return "neutraal" if self.stand is None else "klaar" if self.gehaald else "let_op"


def doelstanden(*, doelen: Iterable[Regiodoel], voortgang: Voortgang, plan: Plan) -> list[Doelstand]:
    """Return where each goal stands; three queries at most, whatever the number of goals."""
    doelen = list(doelen)
    aanbod: dict[int | None, dict] = {}
    if any(doel.soort == DoelSoort.PLEKKEN_ERBIJ for doel in doelen):
        aanbod = _aanbod_beide(voortgang.nu.schooljaar)
    return [_stand(doel, voortgang, plan, aanbod) for doel in doelen]


def _stand(doel: Regiodoel, voortgang: Voortgang, plan: Plan, aanbod: dict) -> Doelstand:
    stand: float | None = float(doel.stand) if doel.stand is not None else None
    if doel.soort == DoelSoort.GEPLAATST:
        dag = min(voortgang.op, doel.voor) if doel.voor else voortgang.op
        vraag = voortgang.nu.gevraagd(doel.organisatie_id, doel.cluster_id)
        lijn = voortgang.nu.lijn(doel.organisatie_id, doel.cluster_id)
        stand = procent(lijn.op(dag), vraag) if vraag else None
    elif doel.soort == DoelSoort.TEKORT:
        markt = plan.na
        if doel.cluster_id is not None:
            markt = {pk: rij for pk, rij in markt.items() if pk == doel.cluster_id}
        stand = float(totaal_tekort(markt)) if markt else None
    elif doel.soort == DoelSoort.PLEKKEN_ERBIJ:
        nu, vorig = (_plekken(aanbod.get(jaar, {}), doel) for jaar in ("nu", "vorig"))
        stand = 100 * (nu - vorig) / vorig if vorig else None
    streef = float(doel.streefwaarde)
    gehaald = stand is not None and (stand <= streef if doel.soort == DoelSoort.TEKORT else stand >= streef)
    return Doelstand(doel, stand, gehaald, _zin(doel, stand))


def _zin(doel: Regiodoel, stand: float | None) -> str:
    eenheid = doel.eenheid if doel.eenheid == "%" else f" {doel.eenheid}"
    streef = f"{format_number(float(doel.streefwaarde), _decimalen(float(doel.streefwaarde)))}{eenheid}"
    if stand is None:
        return f"Doel: {streef}. Er zijn nog geen cijfers."
    return f"Nu {format_number(round(stand, 1), _decimalen(round(stand, 1)))}{eenheid}, doel {streef}."


def _decimalen(waarde: float) -> int:
    return 0 if waarde == round(waarde) else 1


def _aanbod_beide(schooljaar: Schooljaar) -> dict:
    """Return the supply of this year and of the year before: (organisation or None, cluster) to places."""
    vorig = Schooljaar.objects.filter(begin__year=schooljaar.begin.year - 1).first()
    jaren = {"nu": schooljaar.pk, "vorig": vorig.pk if vorig else None}
    opgaven = list(
        Opgave.objects.geldend().filter(
            schooljaar_id__in=[pk for pk in jaren.values() if pk is not None], soort=OpgaveSoort.AANBOD
        )
    )
    return {naam: _per_bron([rij for rij in opgaven if rij.schooljaar_id == pk]) for naam, pk in jaren.items()}


def _per_bron(opgaven: list[Opgave]) -> dict[tuple[int | None, int], int]:
    uit: dict[tuple[int | None, int], int] = {
        (None, cluster): stand.aanbod.waarde for cluster, stand in tel(cijfers(opgaven)).items()
    }
    for bron in {rij.organisatie_id for rij in opgaven} - {None}:
        eigen = tel(cijfers(rij for rij in opgaven if rij.organisatie_id == bron))
        uit |= {(bron, cluster): stand.aanbod.waarde for cluster, stand in eigen.items()}
    return uit


def _plekken(aanbod: dict[tuple[int | None, int], int], doel: Regiodoel) -> int:
    return sum(
        aantal
        for (bron, cluster), aantal in aanbod.items()
        if bron == doel.organisatie_id and doel.cluster_id in {None, cluster}
    )
