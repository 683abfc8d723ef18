"""What a student sees of a place while choosing: distance, requirements, and how many others want it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from django.db.models import Count

from basis.afstand import hemelsbreed_km
from kern.models import Locatie, Student
from matching.models import Voorkeur
from vacatures.models import Stageplaats, StageplaatsQuerySet

# Wishes per seat from which a place is called busy; below the lower one there are fewer wishes than seats.
DRUK, GEMIDDELD = 2, 1


@dataclass(frozen=True, slots=True)
class Eis:
    """A requirement of a place, and whether the student meets it."""

    tekst: str
    voldoet: bool


@dataclass(frozen=True, slots=True)
class Wens:
    """A place as a student weighs it; `km` is None when it can't be measured."""

    plaats: Stageplaats
    km: float | None
    vanaf_school: bool
    te_ver: bool
    eisen: tuple[Eis, ...]
    drukte: str
    drukte_soort: str
    drukte_uitleg: str
    rang: int = 0

    @property
    def past(self) -> bool:
        """Whether the student meets every requirement."""
        return all(eis.voldoet for eis in self.eisen)


def bekijk(student: Student, plaatsen: Iterable[Stageplaats], *, rangen: dict[int, int] | None = None) -> list[Wens]:
    """Return the places (with their leerbedrijf) as the student weighs them, in the same order. At most two queries.

    `rangen` are the own ranks by id of the place. How many others want a place is told as a band, never as a number.
    """
    plaatsen = list(plaatsen)
    wensen = dict(
        Voorkeur.objects.filter(stageplaats__in=[plaats.pk for plaats in plaatsen])
        .exclude(student=student)
        .values_list("stageplaats_id")
        .annotate(aantal=Count("pk"))
    )
    punt, vanaf_school = _vertrekpunt(student)
    uit = []
    for plaats in plaatsen:
        km = _km(punt, plaats.afdeling.locatie)
        uit.append(
            Wens(
                plaats,
                km,
                vanaf_school,
                km is not None and km > student.max_km,
                _eisen(student, plaats, km),
                *_drukte(wensen.get(plaats.pk, 0), plaats.capaciteit),
                rang=(rangen or {}).get(plaats.pk, 0),
            )
        )
    return uit


def sorteer(student: Student, plaatsen: StageplaatsQuerySet, volgorde: str) -> list[int]:
    """Return the ids of the places: nearest first (""), fewest wishes per seat first ("rustig"), or by name ("naam").

    Three queries, whatever the number of places; what has no place on the map comes last.
    """
    namen = plaatsen.order_by("afdeling__locatie__organisatie__naam", "naam", "pk")
    rijen = list(namen.values_list("pk", "capaciteit", "afdeling__locatie__lat", "afdeling__locatie__lon"))
    if volgorde == "rustig":
        wensen = dict(
            Voorkeur.objects.exclude(student=student).values_list("stageplaats_id").annotate(aantal=Count("pk"))
        )
        rijen.sort(key=lambda rij: wensen.get(rij[0], 0) / max(1, rij[1]))
    elif volgorde != "naam":
        punt, _ = _vertrekpunt(student)
        rijen.sort(key=lambda rij: _afstand(punt, rij[2], rij[3]))
    return [rij[0] for rij in rijen]


def _afstand(punt: tuple[float, float] | None, lat: float | None, lon: float | None) -> float:
    return inf if punt is None or lat is None or lon is None else hemelsbreed_km(*punt, lat, lon)


def _vertrekpunt(student: Student) -> tuple[tuple[float, float] | None, bool]:
    if student.lat is not None and student.lon is not None:
        return (student.lat, student.lon), False
    school = Locatie.objects.filter(organisatie_id=student.school_id, lat__isnull=False, lon__isnull=False)
    return school.order_by("pk").values_list("lat", "lon").first(), True


def _km(punt: tuple[float, float] | None, locatie: Locatie) -> float | None:
    if punt is None or locatie.lat is None or locatie.lon is None:
        return None
    return round(hemelsbreed_km(*punt, locatie.lat, locatie.lon), 1)


def _eisen(student: Student, plaats: Stageplaats, km: float | None) -> tuple[Eis, ...]:
    eisen = []
    if plaats.vog_vereist:
        eisen.append(Eis("VOG: die heb je" if student.vog else "VOG nodig: die heb je nog niet", student.vog))
    if plaats.min_leeftijd:
        oud_genoeg = plaats.min_leeftijd < 18 or not student.is_minderjarig(plaats.schooljaar.begin)
        eisen.append(Eis(f"vanaf {plaats.min_leeftijd} jaar", oud_genoeg))
    te_kort = set(student.dagen.split()) - set(plaats.dagen.split())
    if te_kort:
        eisen.append(Eis("niet op al jouw stagedagen", False))
    if not set(student.periodes.split()) & set(plaats.periodes.split()):
        eisen.append(Eis("niet in jouw periodes", False))
    if km is not None and km > student.max_km:
        eisen.append(Eis(f"verder dan {student.max_km} km, jouw grens", False))
    return tuple(eisen)


def _drukte(wensen: int, plekken: int) -> tuple[str, str, str]:
    """Return (word, kind of badge, sentence)."""
    if wensen >= DRUK * max(1, plekken):
        return "veel vraag", "let_op", "Veel meer studenten willen hierheen dan er plekken zijn."
    if wensen >= GEMIDDELD * max(1, plekken):
        return "gemiddelde vraag", "neutraal", "Ongeveer evenveel studenten willen hierheen als er plekken zijn."
    return "weinig vraag", "klaar", "Er zijn meer plekken dan studenten die hierheen willen."
