"""The portfolio of a student: pieces of evidence with versions (R8.3). Only the student adds, changes and removes."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum

from basis.errors import DomainError
from basis.keuring import Gekeurd
from evaluaties.models import Bewijsstuk, Bewijsversie, Leerdoel
from evaluaties.rules_doelen import MAX_BESTANDEN, MAX_BYTES, is_eigen
from kern.models import Bestand, Student, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand, gooi_weg

SOORT = "bewijs"
VELDEN = ("soort", "titel", "werkprocessen", "zicht", "in_boek")
NIET_JIJ = "Alleen de student zelf verandert het portfolio."


def met_versies(rijen: QuerySet[Bewijsstuk]) -> QuerySet[Bewijsstuk]:
    """Return pieces with their versions and files, in two queries more."""
    return rijen.prefetch_related("versies__bestand", "doelen")


def nieuwste(stuk: Bewijsstuk) -> Bewijsversie | None:
    """Return the last version of a piece that was read with `met_versies`."""
    return max(stuk.versies.all(), key=lambda versie: versie.versie, default=None)


def _vergrendel(student: Student, by: User) -> Student:
    vast = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if not is_eigen(by, vast):
        raise DomainError(NIET_JIJ)
    return vast


def _vast(stuk: Bewijsstuk, by: User) -> Bewijsstuk:
    """Return the own piece, locked with its student (room is counted per student)."""
    _vergrendel(stuk.student, by)
    rij = Bewijsstuk.objects.aanwezig().select_for_update(of=("self",)).filter(pk=stuk.pk).first()
    if rij is None:
        raise DomainError("Dit stuk is al weggehaald.")
    return rij


def _sha256(gekeurd: Gekeurd | None) -> str:
    return hashlib.sha256(gekeurd.inhoud).hexdigest() if gekeurd else ""


@transaction.atomic
def maak_stuk(
    *,
    student: Student,
    tekst: str,
    gekeurd: Gekeurd | None,
    doelen: Iterable[Leerdoel],
    by: User,
    at: datetime,
    **velden: object,
) -> Bewijsstuk:
    """Add a piece (fields of VELDEN) with its first version; text, file or both. The same piece twice is one (C2)."""
    vast = _vergrendel(student, by)
    _eis_inhoud(tekst, gekeurd)
    for zelfde in met_versies(vast.bewijsstukken.aanwezig().filter(titel=velden["titel"], soort=velden["soort"])):
        if _zelfde(nieuwste(zelfde), tekst, gekeurd):
            return zelfde
    stuk = Bewijsstuk.objects.create(student=vast, gemaakt_op=at, **velden)
    _zet_doelen(stuk, doelen)
    _voeg_versie_toe(stuk, 1, tekst, gekeurd, None, by, at)
    leg_vast(actie="bewijs toegevoegd", obj=stuk, by=by, at=at, na={"soort": stuk.soort, "zicht": stuk.zicht})
    return stuk


def _eis_inhoud(tekst: str, gekeurd: Gekeurd | None) -> None:
    if not tekst.strip() and gekeurd is None:
        raise DomainError("Kies een bestand of schrijf een uitleg.", field="tekst")


def _zelfde(versie: Bewijsversie | None, tekst: str, gekeurd: Gekeurd | None, *, met_bestand: bool = True) -> bool:
    if versie is None or versie.tekst != tekst.strip():
        return False
    return not met_bestand or (versie.bestand.sha256 if versie.bestand else "") == _sha256(gekeurd)


def _zet_doelen(stuk: Bewijsstuk, doelen: Iterable[Leerdoel]) -> None:
    stuk.doelen.set([doel for doel in doelen if doel.student_id == stuk.student_id])


@transaction.atomic
def wijzig_stuk(
    *, stuk: Bewijsstuk, doelen: Iterable[Leerdoel], by: User, at: datetime, **velden: object
) -> Bewijsstuk:
    """Change name, kind, goals and who may see it; the versions stay as they are."""
    rij = _vast(stuk, by)
    oud = {naam: getattr(rij, naam) for naam in VELDEN}
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde)
    rij.save(update_fields=list(velden))
    _zet_doelen(rij, doelen)
    if oud["zicht"] != rij.zicht:
        voor, na = {"zicht": oud["zicht"]}, {"zicht": rij.zicht}
        leg_vast(actie="bewijs: wie het ziet", obj=rij, by=by, at=at, voor=voor, na=na)
    return rij


@transaction.atomic
def nieuwe_versie(
    *, stuk: Bewijsstuk, tekst: str, gekeurd: Gekeurd | None, by: User, at: datetime, houd_bestand: bool = False
) -> Bewijsversie:
    """Add a version; earlier ones stay readable. `houd_bestand`: without a new file the last one goes along."""
    rij = _vast(stuk, by)
    laatste = rij.versies.select_related("bestand").order_by("-versie").first()
    vorige = laatste.bestand if laatste and houd_bestand and gekeurd is None else None
    if laatste is not None and _zelfde(laatste, tekst, gekeurd, met_bestand=vorige is None):
        return laatste
    if vorige is None:
        _eis_inhoud(tekst, gekeurd)
    nummer = (rij.versies.aggregate(hoogste=Max("versie"))["hoogste"] or 0) + 1
    versie = _voeg_versie_toe(rij, nummer, tekst, gekeurd, vorige, by, at)
    leg_vast(actie="bewijs: nieuwe versie", obj=rij, by=by, at=at, na={"versie": nummer})
    return versie


def _voeg_versie_toe(  # noqa: PLR0917 - what a version is made of
    stuk: Bewijsstuk, nummer: int, tekst: str, gekeurd: Gekeurd | None, vorige: Bestand | None, by: User, at: datetime
) -> Bewijsversie:
    bestand = vorige
    if gekeurd is not None:
        _eis_ruimte(stuk.student_id, len(gekeurd.inhoud))
        bestand = bewaar_bestand(naam=gekeurd.naam, soort=SOORT, mime=gekeurd.mime, inhoud=gekeurd.inhoud, by=by, at=at)
    return Bewijsversie.objects.create(
        stuk=stuk, versie=nummer, tekst=tekst.strip(), bestand=bestand, gemaakt_door=by, gemaakt_op=at
    )


def _eis_ruimte(student_id: int, erbij: int) -> None:
    rijen = Bestand.objects.filter(bewijsversies__stuk__student=student_id).distinct()
    stand = Bestand.objects.filter(pk__in=rijen.values("pk")).aggregate(aantal=Count("pk"), bytes=Sum("bytes"))
    if stand["aantal"] >= MAX_BESTANDEN or (stand["bytes"] or 0) + erbij > MAX_BYTES:
        raise DomainError(
            f"In je portfolio passen {MAX_BESTANDEN} bestanden, samen ten hoogste 200 MB. Haal eerst iets weg.",
            field="bestand",
        )


@transaction.atomic
def haal_weg(*, stuk: Bewijsstuk, by: User, at: datetime) -> None:
    """Remove a piece with its files for good; one that an EVC procedure leans on only disappears from the portfolio."""
    _vergrendel(stuk.student, by)  # first, as everywhere: who locks in another order waits for ever
    rij = Bewijsstuk.objects.aanwezig().select_for_update(of=("self",)).filter(pk=stuk.pk).first()
    if rij is None:
        return
    leg_vast(actie="bewijs weggehaald", obj=rij, by=by, at=at)
    if rij.evconderdelen.exists():
        rij.weggehaald_op = at
        rij.save(update_fields=["weggehaald_op"])
        return
    bestanden = list(Bestand.objects.filter(bewijsversies__stuk=rij).distinct())
    rij.delete()
    for bestand in bestanden:
        gooi_weg(bestand)
