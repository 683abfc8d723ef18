"""Capacity of a place from week to week (R5.13): reading it as a heat map, and changing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.kalender import DAGEN, EEN_DAG, dagcode, iso_week
from kern.models import Schoolvakantie, User
from kern.services.audit import leg_vast
from vacatures.bezetting import Stuk, afwijkingen_van, bezette_statussen, stukken
from vacatures.models import Stageplaats, Weekcapaciteit
from vacatures.rules import mag_wijzigen

GEWOON = -1  # stands for the usual capacity of a place
Aanwezig = tuple[date, date, str]  # first day, last day, weekdays


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days that people have a name for: a holiday or the summer."""

    naam: str
    begin: date
    eind: date


def aanwezigen_van(plaats: Stageplaats) -> list[Aanwezig]:
    """Return who takes a seat: first day, last day, weekdays; also for a part of a stage at this host. Two queries."""
    zelf = plaats.plaatsingen.filter(status__in=bezette_statussen())
    delen = plaats.delen.filter(vervallen_op__isnull=True, plaatsing__status__in=bezette_statussen())
    return [
        *zelf.values_list("begindatum", "einddatum", "dagen"),
        *delen.values_list("plaatsing__begindatum", "plaatsing__einddatum", "dagen"),
    ]


def weekkaart_van(plaats: Stageplaats) -> tuple[list[int], list[dict[str, Any]]]:
    """Return the week numbers of the school year and a row per weekday: (heads, capacity), None when closed."""
    jaar, afwijkend, wie = plaats.schooljaar, afwijkingen_van(plaats), aanwezigen_van(plaats)
    maandag = jaar.begin - timedelta(days=jaar.begin.weekday())
    weken = [maandag + timedelta(days=7 * n) for n in range((jaar.eind - maandag).days // 7 + 1)]
    grens = _per_dag(plaats.capaciteit, afwijkend, weken[0], weken[-1] + timedelta(days=6))
    rijen = []
    for code in plaats.dagen.split():
        cellen = []
        for week in weken:
            dag = week + timedelta(days=DAGEN.index(code))
            hoofden = sum(van <= dag <= tot and code in dagen.split() for van, tot, dagen in wie)
            cellen.append((hoofden, grens[dag]) if grens[dag] and jaar.begin <= dag <= jaar.eind else None)
        rijen.append({"label": code, "cellen": cellen})
    return [iso_week(week)[1] for week in weken], rijen


def _per_dag(gewoon: int, afwijkend: Sequence[Stuk], begin: date, eind: date) -> dict[date, int]:
    uit = {}
    for van, tot, aantal in stukken(gewoon, afwijkend, begin, eind):
        uit |= {van + timedelta(days=n): aantal for n in range((tot - van).days + 1)}
    return uit


def vaste_stukken(plaats: Stageplaats) -> list[Stretch]:
    """Return the school holidays and the summer of the place's school year, for one click."""
    jaar = plaats.schooljaar
    vakanties = Schoolvakantie.objects.filter(begin__lte=jaar.eind, eind__gte=jaar.begin)
    uit = [Stretch(rij.naam, max(rij.begin, jaar.begin), min(rij.eind, jaar.eind)) for rij in vakanties]
    uit += [Stretch("Zomer", rij.begin, rij.eind) for rij in jaar.periodes.all() if rij.code == "z"]
    return sorted(uit, key=lambda deel: deel.begin)


def _vergrendeld(plaats: Stageplaats, by: User) -> Stageplaats:
    nu = Stageplaats.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=plaats.pk)
    if not mag_wijzigen(by, nu):
        raise GeenToegang("U mag deze stageplaats niet veranderen.")
    return nu


@transaction.atomic
def zet_weken(
    *, plaats: Stageplaats, begin: date, eind: date, capaciteit: int, reden: str, by: User, at: datetime
) -> Weekcapaciteit:
    """Say how many students a place takes from a day to a day; 0 is closed. Replaces what stood there for those days.

    Can't go below the students who are there then, except by closing: they stay at home those days (R4.7).
    """
    nu = _vergrendeld(plaats, by)
    jaar = nu.schooljaar
    if begin > eind:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="eind")
    if begin < jaar.begin or eind > jaar.eind:
        raise DomainError(f"Deze weken liggen niet in schooljaar {jaar} van de stageplaats.", field="begin")
    if capaciteit:
        _houd_zitplaatsen(nu, begin, eind, capaciteit)
    voor = _als_lijst(nu)
    for rij in nu.weekcapaciteiten.filter(begin__lte=eind, eind__gte=begin):
        _snij(rij, begin, eind)
    nieuw = nu.weekcapaciteiten.create(begin=begin, eind=eind, capaciteit=capaciteit, reden=reden.strip())
    leg_vast(
        actie="capaciteit in weken gewijzigd",
        obj=nu,
        by=by,
        at=at,
        reden=reden,
        voor={"capaciteit in weken": voor},
        na={"capaciteit in weken": _als_lijst(nu)},
    )
    return nieuw


def _snij(rij: Weekcapaciteit, begin: date, eind: date) -> None:
    """Keep of a row only what lies outside begin..eind."""
    if rij.eind > eind:
        rij.stageplaats.weekcapaciteiten.create(
            begin=eind + EEN_DAG, eind=rij.eind, capaciteit=rij.capaciteit, reden=rij.reden
        )
    if rij.begin < begin:
        rij.eind = begin - EEN_DAG
        rij.save(update_fields=["eind"])
    else:
        rij.delete()


def _houd_zitplaatsen(plaats: Stageplaats, begin: date, eind: date, capaciteit: int) -> None:
    meest = _meeste(aanwezigen_van(plaats), begin, eind)
    if meest > capaciteit:
        raise DomainError(
            f"In die weken zitten er al {meest} studenten tegelijk op deze plek. Het aantal kan niet lager. "
            "Is de plek dan dicht? Vul 0 in: de studenten komen die dagen niet.",
            field="capaciteit",
        )


def _meeste(wie: Sequence[Aanwezig], begin: date, eind: date) -> int:
    """Return the most heads on one day of begin..eind."""
    er_dan = [rij for rij in wie if rij[0] <= eind and rij[1] >= begin]
    dagen = [begin + timedelta(days=n) for n in range((eind - begin).days + 1)] if er_dan else []
    return max(
        (sum(van <= dag <= tot and dagcode(dag) in codes.split() for van, tot, codes in er_dan) for dag in dagen),
        default=0,
    )


def meeste_op_gewone_dagen(plaats: Stageplaats) -> int:
    """Return the most heads on a day of the school year on which the usual capacity of the place holds."""
    wie, jaar = aanwezigen_van(plaats), plaats.schooljaar
    delen = stukken(GEWOON, afwijkingen_van(plaats), jaar.begin, jaar.eind)
    return max((_meeste(wie, van, tot) for van, tot, aantal in delen if aantal == GEWOON), default=0)


def _als_lijst(plaats: Stageplaats) -> list[str]:
    return [f"{rij.begin} t/m {rij.eind}: {rij.capaciteit}" for rij in plaats.weekcapaciteiten.order_by("begin")]


@transaction.atomic
def haal_weken_weg(*, weken: Weekcapaciteit, by: User, at: datetime) -> None:
    """Let the usual capacity hold again. DomainError when more students are there than that."""
    nu = _vergrendeld(weken.stageplaats, by)
    rij = nu.weekcapaciteiten.filter(pk=weken.pk).first()
    if rij is None:
        return
    if rij.capaciteit != nu.capaciteit:
        _houd_zitplaatsen(nu, rij.begin, rij.eind, nu.capaciteit)
    voor = _als_lijst(nu)
    rij.delete()
    leg_vast(
        actie="capaciteit in weken gewijzigd",
        obj=nu,
        by=by,
        at=at,
        voor={"capaciteit in weken": voor},
        na={"capaciteit in weken": _als_lijst(nu)},
    )
