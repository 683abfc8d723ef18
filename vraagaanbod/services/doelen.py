"""Goals of the region: write down, change, throw away (R3.9). Their progress is computed, or kept by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.enums import DoelSoort
from vraagaanbod.models import Regiodoel
from vraagaanbod.rules_plan import mag_plan_bewerken

VELDEN = ("naam", "soort", "streefwaarde", "eenheid", "voor", "cluster", "organisatie", "stand", "toelichting")


def _eis(by: User | None) -> None:
    if by is not None and not mag_plan_bewerken(by):
        raise GeenToegang("Alleen het stagebureau mag doelen opschrijven.")


def _zet(doel: Regiodoel, velden: Mapping[str, Any], by: User | None, at: datetime) -> None:
    for veld in VELDEN:
        if veld in velden:
            setattr(doel, veld, velden[veld])
    if doel.soort == DoelSoort.GEPLAATST and doel.voor is None:
        raise DomainError("Vul in voor welke dag het doel gehaald moet zijn.", field="voor")
    doel.door, doel.op = by, at
    doel.save()


def _kort(doel: Regiodoel) -> dict[str, Any]:
    return {veld: getattr(doel, veld) for veld in ("naam", "soort", "streefwaarde", "eenheid", "voor", "stand")}


@transaction.atomic
def voeg_toe(*, schooljaar: Schooljaar, velden: Mapping[str, Any], by: User | None, at: datetime) -> Regiodoel:
    """Write down a goal; `velden` are those of VELDEN."""
    _eis(by)
    doel = Regiodoel(schooljaar=schooljaar)
    _zet(doel, velden, by, at)
    leg_vast(actie="doel opgeschreven", obj=doel, by=by, at=at, na=_kort(doel))
    return doel


@transaction.atomic
def wijzig(*, doel: Regiodoel, velden: Mapping[str, Any], by: User | None, at: datetime) -> Regiodoel:
    """Change a goal, or where it stands when it is kept by hand."""
    _eis(by)
    slot = Regiodoel.objects.select_for_update(of=("self",)).get(pk=doel.pk)
    voor = _kort(slot)
    _zet(slot, velden, by, at)
    leg_vast(actie="doel gewijzigd", obj=slot, by=by, at=at, voor=voor, na=_kort(slot))
    return slot


@transaction.atomic
def verwijder(*, doel: Regiodoel, by: User | None, at: datetime) -> None:
    """Throw a goal away."""
    _eis(by)
    leg_vast(actie="doel verwijderd", obj=doel, by=by, at=at, voor=_kort(doel))
    doel.delete()
