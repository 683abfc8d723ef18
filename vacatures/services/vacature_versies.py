"""The former texts of a vacature, and what changed between them, in words."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from basis.nederlands import short_date
from kern.models import Organisatie, User
from vacatures.models import Vacature, Vacatureversie
from vacatures.services.vacature import VELDEN, inhoud_van

NAMEN = {
    "contact_id": "contactpersoon",
    "scholen": "scholen",
    "regie": "eerst langs de stagedocent",
}


@dataclass(frozen=True, slots=True)
class Verandering:
    """One field that differs: what it said and what it says, in words."""

    naam: str
    was: str
    werd: str


@dataclass(frozen=True, slots=True)
class Versieregel:
    """One version, with what changed since the one before; empty for the first."""

    versie: Vacatureversie
    veranderingen: list[Verandering]


def veldnaam(veld: str) -> str:
    """Return what a field is called."""
    return NAMEN.get(veld) or str(Vacature._meta.get_field(veld).verbose_name)


class _Woorden:
    """Says values as a person reads them; people and schools by name, in two queries."""

    def __init__(self, rijen: list[dict[str, Any]]) -> None:
        mensen = {rij.get("contact_id") for rij in rijen} - {None}
        codes = {code for rij in rijen for code in rij.get("scholen", [])}
        self._mensen = {user.pk: user.naam for user in User.objects.filter(pk__in=mensen)}
        self._scholen = dict(Organisatie.objects.filter(code__in=codes).values_list("code", "naam"))

    def zeg(self, veld: str, waarde: Any) -> str:
        if veld == "scholen":
            return ", ".join(self._scholen.get(code, code) for code in waarde or []) or "alle scholen"
        if veld == "contact_id":
            return self._mensen.get(waarde, "") if waarde else ""
        if isinstance(waarde, bool):
            return "ja" if waarde else "nee"
        if veld in {"begindatum", "einddatum", "verloopt_op"} and waarde:
            return short_date(date.fromisoformat(str(waarde)))
        return "" if waarde is None else str(waarde)


def verschil(was: dict[str, Any], werd: dict[str, Any], woorden: _Woorden | None = None) -> list[Verandering]:
    """Return the fields that differ between two texts, in words."""
    woorden = woorden or _Woorden([was, werd])
    paren = [(veld, woorden.zeg(veld, was.get(veld)), woorden.zeg(veld, werd.get(veld))) for veld in _ALLE]
    return [Verandering(veldnaam(veld), oud, nieuw) for veld, oud, nieuw in paren if oud != nieuw]


_ALLE = (*VELDEN, "scholen")


def versies_van(vacature: Vacature) -> list[Versieregel]:
    """Return the published versions, newest first, each with what changed."""
    rijen = list(vacature.versies.select_related("by"))
    woorden = _Woorden([rij.inhoud for rij in rijen])
    uit = [Versieregel(rij, verschil(eerder.inhoud, rij.inhoud, woorden)) for rij, eerder in pairwise(rijen)]
    return [*uit, *(Versieregel(rij, []) for rij in rijen[-1:])]


def verschil_met(vacature: Vacature, velden: dict[str, Any], scholen: list[Organisatie] | None) -> list[Verandering]:
    """Return how what somebody typed differs from what stands: `was` is what stands, `werd` what was typed."""
    nu = inhoud_van(vacature)
    getypt = {veld: nu[veld] for veld in nu}
    for veld, waarde in velden.items():
        if veld == "contact":
            getypt["contact_id"] = waarde.pk if waarde else None
        else:
            getypt[veld] = waarde
    if scholen is not None:
        getypt["scholen"] = sorted(school.code for school in scholen)
    return verschil(nu, getypt)
