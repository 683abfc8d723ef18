"""Progress to "80 % before 1 June": who has a place by when, against the demand of the board (R3.5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.utils import timezone

from kern.models import Opleidingscluster, Organisatie, Schooljaar
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing, Statuswijziging
from plaatsingen.verloop import MIN_STUDENTEN, Lijn, Match, Verwachting, jaar_eerder, procent, verwacht
from vacatures.rules import BUITEN_RONDE
from vraagaanbod.models import Opgave, Stagevraag
from vraagaanbod.rules import tel
from vraagaanbod.services.bord import cijfers
from vraagaanbod.services.genoemd import tel_op_naam

DOEL_PROCENT, DOEL_DAG = 80, (6, 1)
AANGEBODEN = tuple(set(PlaatsingStatus.values) - {PlaatsingStatus.VOORGESTELD, PlaatsingStatus.GEANNULEERD})


def doeldag(schooljaar: Schooljaar) -> date:
    """Return the 1st of June before the school year begins."""
    return date(schooljaar.begin.year, *DOEL_DAG)


Deelsleutel = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Jaarstand:
    """Demand and matches of one school year; demand by (school or None, cluster), matches by (school, cluster)."""

    schooljaar: Schooljaar
    vraag: dict[tuple[int | None, int], int]
    matches: dict[Deelsleutel, list[Match]]
    _lijnen: dict[tuple[int | None, int | None], Lijn] = field(default_factory=dict, compare=False)

    def gevraagd(self, school: int | None = None, cluster: int | None = None) -> int:
        """Return the demand of a part; `school` None is the region."""
        return sum(aantal for (bij, van), aantal in self.vraag.items() if bij == school and cluster in {None, van})

    def lijn(self, school: int | None = None, cluster: int | None = None) -> Lijn:
        """Return the matched students of a part, by day."""
        if (school, cluster) not in self._lijnen:
            delen = (
                rijen for (bij, van), rijen in self.matches.items() if school in {None, bij} and cluster in {None, van}
            )
            self._lijnen[school, cluster] = Lijn(chain.from_iterable(delen))
        return self._lijnen[school, cluster]


@dataclass(frozen=True, slots=True)
class Deel:
    """The progress of one part (the region, a school, a cluster)."""

    naam: str
    vraag: int
    geplaatst: int
    verwachting: Verwachting | None
    sleutel: str = ""

    @property
    def procent(self) -> float:
        """The share with a place, in percent."""
        return procent(self.geplaatst, self.vraag)

    @property
    def te_gaan(self) -> int:
        """Students who still need a place before the target is reached."""
        return max(0, -(-DOEL_PROCENT * self.vraag // 100) - self.geplaatst)


def lees_jaar(schooljaar: Schooljaar) -> Jaarstand:
    """Return demand and matches of a school year, in five queries whatever its size."""
    opgaven = list(Opgave.objects.geldend().filter(schooljaar=schooljaar))
    namen = tel_op_naam(schooljaar=schooljaar)
    vraag: dict[tuple[int | None, int], int] = {
        (None, cluster): stand.vraag.waarde for cluster, stand in tel(cijfers(opgaven), op_naam=namen).items()
    }
    scholen = {rij.organisatie_id for rij in opgaven if rij.soort == "vraag"} | {rij.organisatie for rij in namen}
    for school in scholen - {None}:
        eigen = [rij for rij in opgaven if rij.organisatie_id == school and rij.soort == "vraag"]
        op_naam = [rij for rij in namen if rij.organisatie == school]
        for cluster, stand in tel(cijfers(eigen), op_naam=op_naam).items():
            vraag[school, cluster] = stand.vraag.waarde
    return Jaarstand(schooljaar, vraag, _matches(schooljaar))


def _matches(schooljaar: Schooljaar) -> dict[Deelsleutel, list[Match]]:
    uit: dict[Deelsleutel, list[Match]] = {}
    eerste, laatste = _momenten(schooljaar)
    toen = dict(Stagevraag.objects.filter(schooljaar=schooljaar).values_list("student_id", "cluster_id"))
    velden = ("pk", "student_id", "student__school_id", "student__cluster_id", "status", "aangemaakt_op")
    rijen = Plaatsing.objects.filter(stageplaats__schooljaar=schooljaar).exclude(status=PlaatsingStatus.VOORGESTELD)
    rijen = rijen.exclude(stageplaats__soort__in=BUITEN_RONDE)  # a few dagdelen are no place (R5.9)
    for pk, student, school, cluster, status, gemaakt in rijen.order_by("pk").values_list(*velden):
        weg = status == PlaatsingStatus.GEANNULEERD
        if weg and pk not in eerste:
            continue  # called off before anybody was told
        van = timezone.localdate(eerste.get(pk, gemaakt))
        tot = timezone.localdate(laatste[pk]) if weg and pk in laatste else van if weg else None
        uit.setdefault((school, toen.get(student, cluster)), []).append(Match(student, van, tot))
    return uit


def _momenten(schooljaar: Schooljaar) -> tuple[dict[int, Any], dict[int, Any]]:
    """Return when each placement was first offered, and when it was called off."""
    eerste: dict[int, Any] = {}
    laatste: dict[int, Any] = {}
    rijen = Statuswijziging.objects.filter(plaatsing__stageplaats__schooljaar=schooljaar).exclude(
        naar=PlaatsingStatus.VOORGESTELD
    )
    for pk, naar, op in rijen.order_by("at", "pk").values_list("plaatsing_id", "naar", "at"):
        if naar == PlaatsingStatus.GEANNULEERD:
            laatste[pk] = op
        elif naar in AANGEBODEN:
            eerste.setdefault(pk, op)
    return eerste, laatste


@dataclass(frozen=True, slots=True)
class Voortgang:
    """The progress of a school year on a day, beside that of the year before."""

    nu: Jaarstand
    vorig: Jaarstand | None
    op: date

    @property
    def heeft_plaatsingen(self) -> bool:
        """Whether the portal knows any placement of the year."""
        return bool(self.nu.matches)

    @property
    def doeldag(self) -> date:
        """The day on which the target must be reached."""
        return doeldag(self.nu.schooljaar)

    def deel(self, naam: str, *, school: int | None = None, cluster: int | None = None, sleutel: str = "") -> Deel:
        """Return the progress of one part."""
        vraag, geplaatst = self.nu.gevraagd(school, cluster), self.nu.lijn(school, cluster).op(self.op)
        return Deel(naam, vraag, geplaatst, self.verwachting(self.doeldag, school=school, cluster=cluster), sleutel)

    def verwachting(self, dag: date, *, school: int | None = None, cluster: int | None = None) -> Verwachting | None:
        """Return what share may have a place on `dag`; None when it has been, or last year says too little."""
        if self.vorig is None or dag <= self.op:
            return None
        toen_vraag = self.vorig.gevraagd(school, cluster)
        lijn = self.vorig.lijn(school, cluster)
        toen, dan = lijn.op(jaar_eerder(self.op)), lijn.op(jaar_eerder(dag))
        vraag = self.nu.gevraagd(school, cluster)
        if not vraag or toen_vraag < MIN_STUDENTEN or lijn.op(jaar_eerder(self.doeldag)) < MIN_STUDENTEN:
            return None
        nu = procent(self.nu.lijn(school, cluster).op(self.op), vraag)
        return verwacht(nu, procent(toen, toen_vraag), procent(dan, toen_vraag))

    def per_school(self, scholen: Iterable[Organisatie]) -> list[Deel]:
        """Return the progress of each school that asks for places, the slowest first."""
        bekend = {school for school, _ in self.nu.vraag if school is not None}
        delen = [self.deel(rij.naam, school=rij.pk, sleutel=str(rij.public_id)) for rij in scholen if rij.pk in bekend]
        return sorted((deel for deel in delen if deel.vraag), key=lambda deel: (deel.procent, deel.naam))

    def per_cluster(self, clusters: Iterable[Opleidingscluster], *, school: int | None = None) -> list[Deel]:
        """Return the progress of each cluster with demand, the slowest first."""
        delen = [self.deel(rij.naam, school=school, cluster=rij.pk, sleutel=rij.code) for rij in clusters]
        return sorted((deel for deel in delen if deel.vraag), key=lambda deel: (deel.procent, deel.naam))


def maak_voortgang(*, schooljaar: Schooljaar, op: date) -> Voortgang:
    """Return the progress of a school year on `op`, with that of the year before when it is there."""
    vorig = Schooljaar.objects.filter(begin__lt=schooljaar.begin).order_by("-begin").first()
    naast = vorig is not None and vorig.begin.year == schooljaar.begin.year - 1
    return Voortgang(lees_jaar(schooljaar), lees_jaar(vorig) if vorig is not None and naast else None, op)
