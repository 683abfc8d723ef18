"""Columns of the download of the board, and the orders of its table."""

from collections.abc import Callable
from typing import Any

from basis.uitvoer import UitvoerKolom
from kern.models import Organisatie
from vraagaanbod.services.bord import Bord, Bordrij

VOLGORDES: dict[str, Callable[[Bordrij], Any]] = {
    "cluster": lambda rij: (rij.cluster.volgorde, rij.cluster.naam),
    "vraag": lambda rij: rij.vraag,
    "aanbod": lambda rij: rij.aanbod,
    "tekort": lambda rij: rij.tekort,
    "overschot": lambda rij: rij.overschot,
}


def kolommen(bord: Bord) -> list[UitvoerKolom]:
    """Return the columns of the download: those of the import file, so that it can be read in again, then the rest."""
    return [
        UitvoerKolom("schooljaar", lambda _: bord.schooljaar.naam),
        UitvoerKolom("cluster", "cluster.naam"),
        UitvoerKolom("vraag", "vraag"),
        UitvoerKolom("aanbod", "aanbod"),
        UitvoerKolom("periode", lambda _: bord.periode),
        UitvoerKolom("tekort", "tekort"),
        UitvoerKolom("overschot", "overschot"),
    ]


def school_kolommen(bord: Bord, school: Organisatie) -> list[UitvoerKolom]:
    """Return the columns of the part of one school; its share of the supply is no figure that somebody stated."""
    return [
        UitvoerKolom("schooljaar", lambda _: bord.schooljaar.naam),
        UitvoerKolom("school", lambda _: school.naam),
        UitvoerKolom("cluster", "cluster.naam"),
        UitvoerKolom("vraag van de school", "vraag"),
        UitvoerKolom("aandeel in het aanbod", "aanbod"),
        UitvoerKolom("periode", lambda _: bord.periode),
        UitvoerKolom("tekort", "tekort"),
        UitvoerKolom("overschot", "overschot"),
    ]


def sorteer(bord: Bord, sleutel: str) -> list[Bordrij]:
    """Return the rows in the asked order ("-" before the key turns it round); shortage first when none is asked."""
    waarde = VOLGORDES.get(sleutel.removeprefix("-"))
    if waarde is None:
        return bord.op_tekort
    return sorted(bord.rijen, key=waarde, reverse=sleutel.startswith("-"))
