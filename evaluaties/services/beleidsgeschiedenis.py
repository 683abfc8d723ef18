"""The versions of the policy as people read them: what holds now for whom, and what changed when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evaluaties.models import Verslagbeleid
from evaluaties.services.beleidsboek import Beleidsboek, cijfers
from evaluaties.services.beleidswoorden import in_woorden, verandering
from kern.models import Opleiding, Organisatie


@dataclass(frozen=True, slots=True)
class Geldend:
    """What holds today for a school and a programme (None = all), in words; `komt` is the day of the next version."""

    school: Organisatie | None
    opleiding: Opleiding | None
    regels: dict[str, str]
    sinds: date | None
    komt: date | None


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One recorded version with what it changed against the one recorded before it for the same people."""

    versie: Verslagbeleid
    verandering: list[tuple[str, str, str]]
    regels: dict[str, str]


def wat_nu_geldt(versies: Iterable[Verslagbeleid], boek: Beleidsboek, vandaag: date) -> list[Geldend]:
    """Give a row for everybody together, and one for each school and programme that has rules of its own."""
    groepen: dict[tuple, list[Verslagbeleid]] = {(None, None): []}
    for versie in versies:
        groepen.setdefault((versie.school, versie.opleiding), []).append(versie)
    rijen = [_geldend(school, opleiding, rijen, boek, vandaag) for (school, opleiding), rijen in groepen.items()]
    return sorted(rijen, key=lambda rij: (rij.school.naam if rij.school else "", str(rij.opleiding or "")))


def _geldend(
    school: Organisatie | None,
    opleiding: Opleiding | None,
    versies: Sequence[Verslagbeleid],
    boek: Beleidsboek,
    vandaag: date,
) -> Geldend:
    beleid = boek.voor(school and school.pk, opleiding and opleiding.pk).op(vandaag)
    vrij = frozenset(dag for dag in beleid.extra_nonworking - boek.vrij if dag >= vandaag)
    return Geldend(
        school=school,
        opleiding=opleiding,
        regels=in_woorden(replace(beleid, extra_nonworking=vrij)),
        sinds=max((versie.vanaf for versie in versies if versie.vanaf <= vandaag), default=None),
        komt=min((versie.vanaf for versie in versies if versie.vanaf > vandaag), default=None),
    )


def geschiedenis(versies: Sequence[Verslagbeleid]) -> list[Wijziging]:
    """Give all versions, in the order given (newest first), each with what it changed."""
    vorige: dict[tuple, Verslagbeleid] = {}
    uit = []
    for versie in reversed(versies):
        sleutel = (versie.school_id, versie.opleiding_id)
        nu, eerder = cijfers(versie), vorige.get(sleutel)
        anders = verandering(cijfers(eerder), nu) if eerder else []
        uit.append(Wijziging(versie, anders, in_woorden(nu)))
        vorige[sleutel] = versie
    return uit[::-1]
