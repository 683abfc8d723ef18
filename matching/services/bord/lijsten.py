"""What the pages of the board list: students, places and their seats; a fixed number of queries (R4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from kern.models import Student
from matching.engine.moments import DAGEN
from matching.enums import PinSoort
from matching.models import Berekening, Pin, Voorstel
from matching.services.bord.beeld import GEEN, ONBEGRENSD
from matching.services.bord.keuzes import Keuze, keuzes_voor
from matching.services.bord.stand import Stand
from vacatures.models import Stageplaats

OPEN, GEPLAATST, ALLE = "open", "geplaatst", "alle"
WOORDEN = 6  # words of a search that count


@dataclass(frozen=True, slots=True)
class Mogelijkheid:
    """A way to place a student, with the rows it is about."""

    keuze: Keuze
    plaats: Stageplaats
    schuift: Student | None
    naar: Stageplaats | None


@dataclass(slots=True)
class Studentrij:
    """One row of the list of students."""

    voorstel: Voorstel
    vast: bool
    uitgesloten: int
    voorrang: int
    mogelijkheden: list[Mogelijkheid]


@dataclass(frozen=True, slots=True)
class Dag:
    """How full a place is on one weekday: the fullest period counts. `vrij` minds all that stands above it too."""

    dag: str
    bezet: int
    grens: int
    vrij: int

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
    plaats: Stageplaats | None = None


def filter_studenten(rijen: QuerySet, gegevens: dict[str, Any]) -> QuerySet:
    """Apply the cleaned filters of the list of students."""
    toon = gegevens.get("toon") or OPEN
    if toon != ALLE:
        rijen = rijen.filter(stageplaats__isnull=toon == OPEN)
    for woord in (gegevens.get("q") or "").split()[:WOORDEN]:
        rijen = rijen.filter(
            Q(student__user__voornaam__icontains=woord)
            | Q(student__user__achternaam__icontains=woord)
            | Q(student__studentnummer__iexact=woord)
            | Q(stageplaats__naam__icontains=woord)
            | Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
        )
    if gegevens.get("school"):
        rijen = rijen.filter(student__school=gegevens["school"])
    if gegevens.get("cluster"):
        rijen = rijen.filter(student__cluster=gegevens["cluster"])
    if gegevens.get("reden"):
        rijen = rijen.filter(reden=gegevens["reden"])
    if gegevens.get("notitie"):
        zonder = Q(notitie="")
        rijen = rijen.filter(zonder if gegevens["notitie"] == "zonder" else ~zonder)
    return rijen


def op_gevolg(berekening: Berekening, stand: Stand, gegevens: dict[str, Any]) -> list[int]:
    """Return ids of proposals, the gravest first: no place, then most priority, then the youngest year, then name."""
    rijen = filter_studenten(berekening.voorstellen.order_by(), gegevens).values_list(
        "pk",
        "student_id",
        "stageplaats_id",
        "student__leerjaar",
        "student__user__achternaam",
        "student__user__voornaam",
    )
    gewicht, nummer = stand.beeld.arrays.s_weight, stand.beeld.student

    def zwaarte(rij: tuple) -> tuple:
        pk, student, plaats, leerjaar, *naam = rij
        wie = nummer.get(student)
        if plaats is not None:
            return 1, 0, 0, *naam, pk
        return 0, -int(gewicht[wie]) if wie is not None else 0, leerjaar, *naam, pk

    return [rij[0] for rij in sorted(rijen, key=zwaarte)]


def studentrijen(berekening: Berekening, stand: Stand, pks: Iterable[int]) -> list[Studentrij]:
    """Return the rows of these proposals in that order, those without a place with what could be done."""
    pks = list(pks)
    gevonden = {
        rij.pk: rij
        for rij in Voorstel.objects.filter(pk__in=pks).select_related(
            "student__user", "student__school", "student__cluster", "stageplaats__afdeling__locatie__organisatie"
        )
    }
    rijen = [gevonden[pk] for pk in pks if pk in gevonden]
    pins = list(
        Pin.objects.filter(ronde_id=berekening.ronde_id, student_id__in=[rij.student_id for rij in rijen]).values_list(
            "student_id", "soort"
        )
    )
    nummer = stand.beeld.student
    wachtend = [nummer[rij.student_id] for rij in rijen if rij.stageplaats_id is None and rij.student_id in nummer]
    mogelijk = met_rijen(stand, keuzes_voor(stand, wachtend))
    gewicht = stand.beeld.arrays.s_weight
    return [
        Studentrij(
            voorstel=rij,
            vast=(rij.student_id, PinSoort.VAST) in pins,
            uitgesloten=pins.count((rij.student_id, PinSoort.VERBODEN)),
            voorrang=int(gewicht[nummer[rij.student_id]]) if rij.student_id in nummer else rij.student.voorrang,
            mogelijkheden=mogelijk.get(nummer.get(rij.student_id, GEEN), []),
        )
        for rij in rijen
    ]


def met_rijen(stand: Stand, keuzes: dict[int, list[Keuze]]) -> dict[int, list[Mogelijkheid]]:
    """Return the ways with the places and students they name: two queries."""
    beeld = stand.beeld
    alle = [keuze for rijen in keuzes.values() for keuze in rijen]
    plaatsen = plaatsen_van({beeld.plaats_pk[p] for keuze in alle for p in (keuze.plaats, keuze.naar) if p >= 0})
    zitters = {beeld.student_pk[keuze.schuift] for keuze in alle if keuze.schuift >= 0}
    studenten = {rij.pk: rij for rij in Student.objects.filter(pk__in=zitters).select_related("user")}
    return {
        student: [
            Mogelijkheid(
                keuze=keuze,
                plaats=plaatsen[beeld.plaats_pk[keuze.plaats]],
                schuift=studenten[beeld.student_pk[keuze.schuift]] if keuze.schuift >= 0 else None,
                naar=plaatsen[beeld.plaats_pk[keuze.naar]] if keuze.naar >= 0 else None,
            )
            for keuze in rijen
            if beeld.plaats_pk[keuze.plaats] in plaatsen
        ]
        for student, rijen in keuzes.items()
    }


def plaatsen_van(pks: Iterable[int]) -> dict[int, Stageplaats]:
    """Return places by id with what stands above them."""
    return {rij.pk: rij for rij in Stageplaats.objects.filter(pk__in=list(pks)).met_leerbedrijf()}


# --- places ---


def vrije_plekken(stand: Stand) -> np.ndarray:
    """Seats that are free on every moment of each place, never below 0."""
    beeld = stand.beeld
    aantal = len(beeld.arrays.places)
    open_ = np.where(beeld.p_momenten.astype(bool), stand.ruimte[:aantal], ONBEGRENSD)
    vrij: np.ndarray = np.maximum(open_.min(axis=1), 0)
    return vrij


def plaatsnummers(stand: Stand, gegevens: dict[str, Any]) -> list[int]:
    """Return the places (indices) that fit the filters: those with free seats first, then by name."""
    plaatsen = Stageplaats.objects.order_by("afdeling__locatie__organisatie__naam", "naam", "pk")
    for woord in (gegevens.get("plaats") or "").split()[:WOORDEN]:
        plaatsen = plaatsen.filter(
            Q(naam__icontains=woord)
            | Q(afdeling__naam__icontains=woord)
            | Q(afdeling__locatie__plaats__icontains=woord)
            | Q(afdeling__locatie__organisatie__naam__icontains=woord)
        )
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
