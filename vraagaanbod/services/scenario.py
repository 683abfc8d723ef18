"""Scenarios: measures combined, kept, and put into the plan (R3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.effect import Markt, Waarschuwing, Zet, pas_toe, totaal_kosten, totaal_tekort, waarschuwingen
from vraagaanbod.models import Maatregel, Scenario, Scenarioregel
from vraagaanbod.rules_plan import mag_plan_bewerken
from vraagaanbod.services.maatregelen import PlanConflict
from vraagaanbod.services.plan import Plan, zet_van


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What a combination of measures does to the market without any measure."""

    keuze: tuple[tuple[Maatregel, int], ...]
    markt: dict[int, Markt]
    tekort: int
    kosten: int
    let_op: tuple[Waarschuwing, ...]

    @property
    def euro(self) -> float:
        """The cost in euro."""
        return self.kosten / 100


def reken_uit(plan: Plan, aantallen: Mapping[int, int]) -> Uitkomst:
    """Return what these numbers of places per measure (by id) do, over the market without any measure."""
    keuze = tuple((rij, aantallen[rij.pk]) for rij in plan.maatregelen if aantallen.get(rij.pk))
    zetten: list[tuple[Zet, int]] = [(zet_van(rij), aantal) for rij, aantal in keuze]
    na = pas_toe(plan.zonder, zetten)
    return Uitkomst(keuze, na, totaal_tekort(na), totaal_kosten(zetten), tuple(waarschuwingen(plan.zonder, zetten)))


def aantallen_van(scenario: Scenario) -> dict[int, int]:
    """Return measure id to number of places; `regels` may have been prefetched."""
    return {regel.maatregel_id: regel.aantal for regel in scenario.regels.all()}


def plan_aantallen(plan: Plan) -> dict[int, int]:
    """Return the agreed measures with their full number of places."""
    return {maatregel.pk: maatregel.plaatsen_naar for maatregel in plan.afgesproken}


def _eis_bureau(by: User | None) -> None:
    if by is not None and not mag_plan_bewerken(by):
        raise GeenToegang("Alleen het stagebureau mag scenario's maken en toepassen.")


def _controleer(naam: str, schooljaar: Schooljaar, aantallen: Mapping[Maatregel, int], behalve: int | None) -> None:
    if not naam.strip():
        raise DomainError("Geef het scenario een naam.", field="naam")
    if Scenario.objects.filter(schooljaar=schooljaar, naam=naam.strip()).exclude(pk=behalve).exists():
        raise DomainError(f"Er is al een scenario met de naam {naam.strip()}. Kies een andere naam.", field="naam")
    for maatregel, aantal in aantallen.items():
        if maatregel.schooljaar_id != schooljaar.pk:
            raise DomainError(f"{maatregel} hoort bij een ander schooljaar.")
        if not 0 <= aantal <= maatregel.plaatsen_naar:
            raise DomainError(f"{maatregel}: kies 0 tot en met {maatregel.plaatsen_naar} plekken.")
        if not maatregel.deelbaar and aantal not in {0, maatregel.plaatsen_naar}:
            raise DomainError(f"{maatregel} kan alleen helemaal: kies 0 of {maatregel.plaatsen_naar} plekken.")


def _zet_regels(scenario: Scenario, aantallen: Mapping[Maatregel, int]) -> None:
    scenario.regels.all().delete()
    Scenarioregel.objects.bulk_create(
        Scenarioregel(scenario=scenario, maatregel=maatregel, aantal=aantal)
        for maatregel, aantal in sorted(aantallen.items(), key=lambda paar: paar[0].pk)
        if aantal
    )


@transaction.atomic
def maak(
    *,
    schooljaar: Schooljaar,
    naam: str,
    toelichting: str,
    aantallen: Mapping[Maatregel, int],
    by: User | None,
    at: datetime,
    uitleg: dict | None = None,
) -> Scenario:
    """Keep a combination of measures under a name of its own."""
    _eis_bureau(by)
    Schooljaar.objects.select_for_update().get(pk=schooljaar.pk)
    _controleer(naam, schooljaar, aantallen, None)
    scenario = Scenario.objects.create(
        schooljaar=schooljaar, naam=naam.strip(), toelichting=toelichting, uitleg=uitleg or {}, door=by, op=at
    )
    _zet_regels(scenario, aantallen)
    leg_vast(actie="scenario gemaakt", obj=scenario, by=by, at=at, na={"naam": scenario.naam})
    return scenario


@transaction.atomic
def wijzig(
    *,
    scenario: Scenario,
    naam: str,
    toelichting: str,
    aantallen: Mapping[Maatregel, int],
    versie: int,
    by: User | None,
    at: datetime,
) -> Scenario:
    """Change name and numbers; PlanConflict when it is no longer at `versie`. The explanation goes when numbers do."""
    _eis_bureau(by)
    slot = _slot(scenario)
    if slot.versie != versie:
        raise PlanConflict(slot)
    if slot.toegepast_op:
        raise DomainError("Dit scenario is toegepast. Maak het eerst ongedaan, of maak een kopie.")
    _controleer(naam, slot.schooljaar, aantallen, slot.pk)
    oud = aantallen_van(slot)
    slot.naam, slot.toelichting = naam.strip(), toelichting
    if oud != {maatregel.pk: aantal for maatregel, aantal in aantallen.items() if aantal}:
        slot.uitleg = {}
    slot.versie += 1
    slot.save()
    _zet_regels(slot, aantallen)
    leg_vast(actie="scenario gewijzigd", obj=slot, by=by, at=at, na={"naam": slot.naam})
    return slot


@transaction.atomic
def verwijder(*, scenario: Scenario, by: User | None, at: datetime) -> None:
    """Throw a scenario away; one that was applied stays as long as it is."""
    _eis_bureau(by)
    slot = _slot(scenario)
    if slot.toegepast_op:
        raise DomainError("Dit scenario is toegepast. Maak het eerst ongedaan.")
    leg_vast(actie="scenario verwijderd", obj=slot, by=by, at=at, voor={"naam": slot.naam})
    slot.delete()


def _slot(scenario: Scenario) -> Scenario:
    return Scenario.objects.select_for_update(of=("self",)).select_related("schooljaar").get(pk=scenario.pk)
