"""Decisions by hand in a proposal: another supervisor, pinned or loose, not this one (R7.3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Poulebegeleider, Toewijzing, Toewijzingsronde
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.poule_stand import maandag_van, met_rooster
from begeleiding.services.toewijzen import eis_voorstel
from begeleiding.services.toewijzen_invoer import REDENEN, waarom_niet
from kern.models import User
from kern.services.audit import leg_vast


def _open(ronde: Toewijzingsronde, by: User) -> Toewijzingsronde:
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau verdeelt studenten over de poule.")
    nu = Toewijzingsronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    eis_voorstel(nu)
    return nu


@transaction.atomic
def kies_begeleider(
    *, toewijzing: Toewijzing, begeleider: Poulebegeleider | None, reden: str, by: User, at: datetime
) -> list[str]:
    """Give a student another supervisor (None: nobody) and pin that; return what speaks against it, as sentences.

    Refused (DomainError): no reason, a lower niveau, a course that isn't done, somebody who is away (R7.1, R7.3).
    Too far or too full is the choice of who decides, and is told.
    """
    ronde = _open(toewijzing.ronde, by)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit kiest.", field="reden")
    rijen = Toewijzing.objects.select_for_update(of=("self",)).select_related("plaatsing__student__opleiding")
    rij = rijen.get(pk=toewijzing.pk)
    bezwaren = _bezwaren(ronde, rij, begeleider) if begeleider else []
    voor = str(rij.begeleider.public_id) if rij.begeleider else None
    rij.begeleider, rij.reden = begeleider, reden.strip()[:300]
    rij.vastgezet, rij.met_de_hand = begeleider is not None, True
    rij.save(update_fields=["begeleider", "reden", "vastgezet", "met_de_hand"])
    leg_vast(
        actie="begeleider met de hand gekozen", obj=rij, by=by, at=at, reden=rij.reden,
        voor={"begeleider": voor}, na={"begeleider": str(begeleider.public_id) if begeleider else None},
    )  # fmt: skip
    return bezwaren


def _bezwaren(ronde: Toewijzingsronde, rij: Toewijzing, begeleider: Poulebegeleider) -> list[str]:
    wie = met_rooster(Poulebegeleider.objects.all(), vanaf=maandag_van(ronde.peildatum)).get(pk=begeleider.pk)
    niveau = rij.plaatsing.student.opleiding.niveau
    if wie.niveau < niveau:
        raise DomainError(f"{wie} heeft een lager niveau dan de opleiding van deze student.", field="begeleider")
    if ronde.afwezige_id == wie.pk:
        raise DomainError(f"{wie} is dan afwezig.", field="begeleider")
    waarom = waarom_niet(wie, ronde.peildatum, kort=ronde.is_waarneming)
    if waarom:
        raise DomainError(f"{wie} kan deze student niet begeleiden. {REDENEN[waarom]}", field="begeleider")
    stand = ronde.uitkomst["begeleiders"].get(str(wie.pk))
    al = ronde.toewijzingen.filter(begeleider=wie).exclude(pk=rij.pk).aggregate(som=Sum("minuten"))["som"] or 0
    if stand is None:
        return [f"{wie} is na de berekening in de poule gekomen. Laat opnieuw berekenen om de tijd te zien."]
    over = al + stand["elders"] + rij.minuten - stand["minuten"]
    return [f"{wie} heeft nu {over} minuten per week te veel."] if over > 0 else []


@transaction.atomic
def zet_vast(*, ronde: Toewijzingsronde, toewijzingen: Iterable[Toewijzing], vast: bool, by: User, at: datetime) -> int:
    """Pin students to who they have in the proposal, or let them go again; return how many changed."""
    nu = _open(ronde, by)
    rijen = nu.toewijzingen.select_for_update(of=("self",)).filter(
        pk__in=[rij.pk for rij in toewijzingen], begeleider__isnull=False, vastgezet=not vast
    )
    veranderd: Sequence[Toewijzing] = list(rijen)
    for rij in veranderd:
        rij.vastgezet = vast
        if not vast:
            rij.met_de_hand, rij.reden = False, ""
    Toewijzing.objects.bulk_update(veranderd, ["vastgezet", "met_de_hand", "reden"])
    if veranderd:
        nummers = [str(rij.public_id) for rij in veranderd]
        actie = "toewijzingen vastgezet" if vast else "toewijzingen losgemaakt"
        leg_vast(actie=actie, obj=nu, by=by, at=at, na={"toewijzingen": nummers})
    return len(veranderd)


@transaction.atomic
def sluit_uit(
    *, toewijzing: Toewijzing, begeleider: Poulebegeleider, uit: bool, reden: str, by: User, at: datetime
) -> None:
    """Say that this student may not (`uit`) or may get this supervisor, from the next calculation on. Twice is once."""
    _open(toewijzing.ronde, by)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit kiest.", field="reden")
    rij = Toewijzing.objects.select_for_update(of=("self",)).get(pk=toewijzing.pk)
    if uit == (begeleider.pk in rij.niet):
        return
    rij.niet = [*rij.niet, begeleider.pk] if uit else [een for een in rij.niet if een != begeleider.pk]
    if uit and rij.begeleider_id == begeleider.pk:
        rij.vastgezet = rij.met_de_hand = False
    rij.save(update_fields=["niet", "vastgezet", "met_de_hand"])
    leg_vast(
        actie="begeleider uitgesloten" if uit else "begeleider weer toegestaan", obj=rij, by=by, at=at,
        reden=reden.strip()[:300], na={"begeleider": str(begeleider.public_id)},
    )  # fmt: skip
