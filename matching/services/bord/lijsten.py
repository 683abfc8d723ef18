"""The list of students of the board, each with what could be done; a fixed number of queries (R4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kern.models import Student
from matching.enums import PinSoort
from matching.models import Berekening, Pin, Voorstel
from matching.services.bord.beeld import GEEN
from matching.services.bord.keuzes import Keuze, keuzes_voor
from matching.services.bord.plaatslijsten import plaatsen_van
from matching.services.bord.stand import Stand
from vacatures.models import Stageplaats

OPEN, GEPLAATST, ALLE = "open", "geplaatst", "alle"


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


def filter_studenten(rijen: QuerySet, gegevens: dict[str, Any]) -> QuerySet:
    """Apply the cleaned filters of the list of students."""
    toon = gegevens.get("toon") or OPEN
    if toon != ALLE:
        rijen = rijen.filter(stageplaats__isnull=toon == OPEN)
    rijen = rijen.zoek(gegevens.get("q") or "")
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
