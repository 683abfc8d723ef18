"""Put a scenario into the plan, and take it back while nothing was built on it (R3.4)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.models import Maatregel, Scenario
from vraagaanbod.rules_plan import mag_plan_bewerken
from vraagaanbod.services.maatregelen import PlanConflict, zet_status
from vraagaanbod.services.plan import maak_plan, zet_van
from vraagaanbod.services.scenario import aantallen_van, reken_uit

TOEPASSING = "toepassing"


def _slot(scenario: Scenario, by: User | None) -> Scenario:
    if by is not None and not mag_plan_bewerken(by):
        raise GeenToegang("Alleen het stagebureau mag een scenario toepassen.")
    # The year first, as every change of the plan: measures of one pair share a conversion.
    Schooljaar.objects.select_for_update().get(pk=scenario.schooljaar_id)
    return Scenario.objects.select_for_update(of=("self",)).select_related("schooljaar").get(pk=scenario.pk)


def _maatregelen(ids: list[int]) -> dict[int, Maatregel]:
    rijen = Maatregel.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {maatregel.pk: maatregel for maatregel in rijen}


@transaction.atomic
def pas_toe(*, scenario: Scenario, versie: int, gezien: bool, by: User | None, at: datetime) -> Scenario:
    """Promise the measures of a scenario in its numbers of places, all or none; who was done already stays as it is.

    `gezien` says that the person knows that a cluster ends below its own demand. PlanConflict when the scenario is not
    at `versie`; DomainError when a measure was dropped, or done in another number.
    """
    slot = _slot(scenario, by)
    if slot.versie != versie:
        raise PlanConflict(slot)
    if slot.toegepast_op:
        raise DomainError("Dit scenario is al toegepast.")
    aantallen = aantallen_van(slot)
    if not aantallen:
        raise DomainError("Dit scenario heeft nog geen maatregelen. Kies er eerst een of meer.")
    maatregelen = _maatregelen(list(aantallen))
    plan = maak_plan(schooljaar=slot.schooljaar)
    let_op = reken_uit(plan, aantallen).let_op
    if let_op and not gezien:
        namen = {rij.cluster.pk: rij.cluster.naam for rij in plan.rijen}
        waar = ", ".join(f"{namen[rij.cluster]} ({rij.tekort} tekort)" for rij in let_op)
        raise DomainError(f"Hierna komen clusters zelf plekken tekort: {waar}. Zet een vinkje als u dat weet.")
    vorige = [
        stand for pk, maatregel in maatregelen.items() if (stand := _zeg_toe(slot, maatregel, aantallen[pk], by, at))
    ]
    slot.uitleg = slot.uitleg | {TOEPASSING: vorige}
    slot.toegepast_op, slot.toegepast_door = at, by
    slot.versie += 1
    slot.save()
    leg_vast(actie="scenario toegepast", obj=slot, by=by, at=at, na={"maatregelen": len(vorige)})
    return slot


def _zeg_toe(scenario: Scenario, maatregel: Maatregel, aantal: int, by: User | None, at: datetime) -> dict | None:
    """Promise one locked measure; return how it was before, None when nothing changed."""
    if maatregel.status == MaatregelStatus.VERVALLEN:
        raise DomainError(f"{maatregel} is vervallen. Haal deze maatregel uit het scenario.")
    if maatregel.status != MaatregelStatus.IDEE and maatregel.plaatsen_naar == aantal:
        return None
    if maatregel.status == MaatregelStatus.UITGEVOERD:
        raise DomainError(
            f"{maatregel} is al uitgevoerd met {maatregel.plaatsen_naar} plekken. Neem dat aantal in het scenario."
        )
    oud = {
        "maatregel": maatregel.pk,
        "status": maatregel.status,
        "plaatsen_van": maatregel.plaatsen_van,
        "plaatsen_naar": maatregel.plaatsen_naar,
        "verwerkt": maatregel.verwerkt,
    }
    zet = zet_van(maatregel)
    maatregel.plaatsen_van, maatregel.plaatsen_naar = zet.weg(aantal), aantal
    reden = f"scenario {scenario.naam} toegepast"
    zet_status(maatregel, naar=MaatregelStatus.TOEGEZEGD, reden=reden, by=by, at=at, verwerkt=maatregel.verwerkt)
    return oud | {"versie": maatregel.versie}


def is_onaangeroerd(scenario: Scenario) -> bool:
    """Whether every measure still stands as the scenario left it, so that it can be taken back."""
    vorige = scenario.uitleg.get(TOEPASSING, [])
    versies = dict(
        Maatregel.objects.filter(pk__in=[stand["maatregel"] for stand in vorige]).values_list("pk", "versie")
    )
    return bool(scenario.toegepast_op) and all(versies.get(stand["maatregel"]) == stand["versie"] for stand in vorige)


@transaction.atomic
def maak_ongedaan(*, scenario: Scenario, by: User | None, at: datetime) -> Scenario:
    """Put the measures back as they were before the scenario; DomainError when one was changed since."""
    slot = _slot(scenario, by)
    if not slot.toegepast_op:
        raise DomainError("Dit scenario is niet toegepast.")
    vorige = slot.uitleg.get(TOEPASSING, [])
    maatregelen = _maatregelen([stand["maatregel"] for stand in vorige])
    if not is_onaangeroerd(slot):
        raise DomainError("Een van de maatregelen is daarna veranderd. Zet de maatregelen nu een voor een terug.")
    for stand in vorige:
        maatregel = maatregelen[stand["maatregel"]]
        maatregel.plaatsen_van, maatregel.plaatsen_naar = stand["plaatsen_van"], stand["plaatsen_naar"]
        reden = f"scenario {slot.naam} ongedaan gemaakt"
        zet_status(maatregel, naar=stand["status"], reden=reden, by=by, at=at, verwerkt=stand["verwerkt"])
    slot.uitleg = {sleutel: waarde for sleutel, waarde in slot.uitleg.items() if sleutel != TOEPASSING}
    slot.toegepast_op = slot.toegepast_door = None
    slot.versie += 1
    slot.save()
    leg_vast(actie="scenario ongedaan gemaakt", obj=slot, by=by, at=at, na={"maatregelen": len(vorige)})
    return slot
