"""The ledger of measures against shortages: write down, change, take a step (R3.3)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.effect import Waarschuwing, pas_toe, waarschuwingen
from vraagaanbod.enums import MaatregelSoort, MaatregelStatus
from vraagaanbod.models import Maatregel, Maatregelstap
from vraagaanbod.rules_plan import (
    OVERGANGEN,
    is_afgesproken,
    mag_idee_voorstellen,
    mag_maatregel_wijzigen,
    mag_plan_bewerken,
)
from vraagaanbod.services.omzettingen import zet_gelijk
from vraagaanbod.services.plan import keuze_van, maak_plan

VELDEN = (
    "soort",
    "titel",
    "van_cluster",
    "plaatsen_van",
    "naar_cluster",
    "plaatsen_naar",
    "deelbaar",
    "kosten_vast",
    "kosten_per_plaats",
    "omzetkosten",
    "eigenaar",
    "organisatie",
    "ingangsdatum",
    "toelichting",
)


class PlanConflict(DomainError):
    """Somebody else changed the row in between; `huidig` is how it stands now."""

    def __init__(self, huidig: Any) -> None:
        super().__init__("Iemand anders heeft dit intussen veranderd. Kijk wat er nu staat en bewaar daarna opnieuw.")
        self.huidig = huidig


def _leesbaar(maatregel: Maatregel) -> dict[str, Any]:
    uit = {}
    for veld in VELDEN:
        waarde = getattr(maatregel, veld)
        uit[veld] = str(waarde) if hasattr(waarde, "pk") else waarde
    return uit


def _controleer(maatregel: Maatregel) -> None:
    """Check what one field can't say about another."""
    if maatregel.plaatsen_naar < 1:
        raise DomainError("Vul in hoeveel plekken erbij komen: 1 of meer.", field="plaatsen_naar")
    if maatregel.van_cluster_id is None:
        if maatregel.soort == MaatregelSoort.OMZETTING:
            raise DomainError("Kies bij een omzetting het cluster waar de plekken vandaan komen.", field="van_cluster")
        if maatregel.plaatsen_van:
            raise DomainError("Kies het cluster waar de plekken verdwijnen, of vul daar 0 in.", field="plaatsen_van")
        return
    if maatregel.van_cluster_id == maatregel.naar_cluster_id:
        raise DomainError("Kies twee verschillende clusters.", field="naar_cluster")
    if not maatregel.plaatsen_van:
        raise DomainError("Vul in hoeveel plekken in het eerste cluster verdwijnen.", field="plaatsen_van")


@transaction.atomic
def voeg_toe(*, schooljaar: Schooljaar, velden: Mapping[str, Any], by: User | None, at: datetime) -> Maatregel:
    """Write down a measure as an idea; `velden` are those of VELDEN."""
    if by is not None and not mag_idee_voorstellen(by):
        raise GeenToegang("U mag geen maatregelen voorstellen.")
    maatregel = Maatregel(schooljaar=schooljaar, aangemaakt_door=by, aangemaakt_op=at)
    for veld in VELDEN:
        if veld in velden:
            setattr(maatregel, veld, velden[veld])
    _controleer(maatregel)
    maatregel.save()
    _stap(maatregel, van="", reden="voorgesteld", by=by, at=at)
    leg_vast(actie="maatregel voorgesteld", obj=maatregel, by=by, at=at, na=_leesbaar(maatregel))
    return maatregel


@transaction.atomic
def wijzig(*, maatregel: Maatregel, velden: Mapping[str, Any], versie: int, by: User | None, at: datetime) -> Maatregel:
    """Change a measure; PlanConflict when it is no longer at `versie`. The agreed conversion follows."""
    slot = _slot(maatregel)
    if by is not None and not mag_maatregel_wijzigen(by, slot):
        raise GeenToegang("U mag deze maatregel niet wijzigen.")
    if slot.versie != versie:
        raise PlanConflict(slot)
    oud_paar, voor = _paar(slot), _leesbaar(slot)
    for veld in VELDEN:
        if veld in velden:
            setattr(slot, veld, velden[veld])
    _controleer(slot)
    na = _leesbaar(slot)
    anders = [veld for veld in VELDEN if voor[veld] != na[veld]]
    if not anders:
        return slot
    slot.versie += 1
    slot.save()
    if "plaatsen_naar" in anders and is_afgesproken(slot.status):
        _stap(slot, van=slot.status, reden="aantal plekken gewijzigd", by=by, at=at)
    # The old pair first: as long as this measure is tied to its conversion, that one counts as ours.
    for paar in dict.fromkeys([oud_paar, _paar(slot)]):
        if paar is not None:
            zet_gelijk(*paar)
    verschil = {"voor": {veld: voor[veld] for veld in anders}, "na": {veld: na[veld] for veld in anders}}
    leg_vast(actie="maatregel gewijzigd", obj=slot, by=by, at=at, **verschil)
    return slot


@transaction.atomic
def zet_stap(
    *,
    maatregel: Maatregel,
    naar: str,
    reden: str,
    versie: int,
    by: User | None,
    at: datetime,
    ingangsdatum: date | None = None,
    verwerkt: bool = False,
    gezien: bool = False,
) -> Maatregel:
    """Take a measure a step further or back, with a reason.

    `verwerkt` says that the stated figures hold its effect already. `gezien` says that the person knows that a cluster
    ends below its own demand; without it such a step is refused. PlanConflict when the measure is not at `versie`.
    """
    if by is not None and not mag_plan_bewerken(by):
        raise GeenToegang("Alleen het stagebureau mag de stand van een maatregel veranderen.")
    slot = _slot(maatregel)
    if slot.versie != versie:
        raise PlanConflict(slot)
    if naar not in OVERGANGEN[slot.status]:
        raise DomainError(f"Van {slot.get_status_display()} kan een maatregel niet naar {naar}.", field="naar")
    afgesproken = is_afgesproken(naar)
    if afgesproken and not is_afgesproken(slot.status) and not verwerkt and not gezien:
        _weiger_ongezien(slot)
    zet_status(slot, naar=naar, reden=reden, by=by, at=at, verwerkt=afgesproken and verwerkt, ingangsdatum=ingangsdatum)
    return slot


def _weiger_ongezien(maatregel: Maatregel) -> None:
    for let_op in bron_onder_vraag(maatregel):
        raise DomainError(
            f"Hierna heeft {maatregel.van_cluster} zelf een tekort van {let_op.tekort} plekken. "
            "Zet een vinkje als u dat weet en toch door wilt gaan.",
            field="gezien",
        )


def bron_onder_vraag(maatregel: Maatregel) -> list[Waarschuwing]:
    """Return the cluster that gives places, when this measure on top of the agreed ones drives it below its demand."""
    plan = maak_plan(schooljaar=maatregel.schooljaar)
    ander = [rij for rij in plan.afgesproken if rij.pk != maatregel.pk and not rij.verwerkt]
    return waarschuwingen(pas_toe(plan.nu, keuze_van(ander)), keuze_van([maatregel]))


def zet_status(
    maatregel: Maatregel,
    *,
    naar: str,
    reden: str,
    by: User | None,
    at: datetime,
    verwerkt: bool = False,
    ingangsdatum: date | None = None,
) -> None:
    """Write a step of a locked measure, with its row in the ledger and the agreed conversion (inside a transaction)."""
    van, maatregel.status = maatregel.status, naar
    maatregel.verwerkt = verwerkt
    maatregel.ingangsdatum = ingangsdatum or maatregel.ingangsdatum
    maatregel.versie += 1
    # Not `omzetting`: a measure of the same pair that came just before may have moved the tie to itself.
    maatregel.save(
        update_fields=["status", "verwerkt", "ingangsdatum", "plaatsen_van", "plaatsen_naar", "versie"],
    )
    _stap(maatregel, van=van, reden=reden, by=by, at=at)
    if (paar := _paar(maatregel)) is not None:
        zet_gelijk(*paar)
    leg_vast(
        actie=f"maatregel {MaatregelStatus(naar).label}",
        obj=maatregel,
        by=by,
        at=at,
        reden=reden,
        voor={"status": van},
        na={"status": naar, "plaatsen_naar": maatregel.plaatsen_naar, "verwerkt": verwerkt},
    )


def _slot(maatregel: Maatregel) -> Maatregel:
    # The year first, as every change of the plan: measures of one pair share a conversion.
    Schooljaar.objects.select_for_update().get(pk=maatregel.schooljaar_id)
    rijen = Maatregel.objects.select_for_update(of=("self",)).select_related("van_cluster", "naar_cluster")
    return rijen.get(pk=maatregel.pk)


def _paar(maatregel: Maatregel) -> tuple[int, int, int] | None:
    if maatregel.soort != MaatregelSoort.OMZETTING or maatregel.van_cluster_id is None:
        return None
    return maatregel.schooljaar_id, maatregel.van_cluster_id, maatregel.naar_cluster_id


def _stap(maatregel: Maatregel, *, van: str, reden: str, by: User | None, at: datetime) -> None:
    Maatregelstap.objects.create(
        maatregel=maatregel,
        van=van,
        naar=maatregel.status,
        plaatsen_naar=maatregel.plaatsen_naar,
        reden=reden,
        door=by,
        op=at,
    )
