"""Taking a change on the board back, and doing it again, as long as nothing later stands on it (R4.3)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User
from kern.services.audit import leg_vast
from matching.models import Berekening, Ronde, Zet
from matching.services.bord.grootboek import (
    VERPLAATST,
    Botsing,
    beeld_van_rijen,
    sluit_af,
    vergrendel,
    voor_audit,
    wie_was_er,
    zelfde,
    zet_terug,
)
from matching.services.bord.nakijken import waarom_nu_niet
from matching.services.bord.regels import oordelen
from matching.services.bord.stand import Stand, lees_stand
from vacatures.models import Stageplaats


def laatste_van(berekening: Berekening, user: User) -> Zet | None:
    """Return the newest change of this person that still holds."""
    return berekening.zetten.filter(door=user, ongedaan_op__isnull=True).order_by("-op", "-pk").first()


def laatst_teruggenomen(berekening: Berekening, user: User) -> Zet | None:
    """Return the change that this person took back last, when nothing was done by them since."""
    zet = berekening.zetten.filter(ongedaan_door=user).order_by("-ongedaan_op", "-pk").first()
    if zet is None or zet.ongedaan_op is None:
        return None
    return None if berekening.zetten.filter(door=user, op__gt=zet.ongedaan_op).exists() else zet


@transaction.atomic
def maak_ongedaan(*, zet: Zet, by: User, at: datetime) -> Zet:
    """Put everything back as it was before a change; Botsing when somebody built on it since."""
    nu, berekening, zet = _haal(zet)
    if zet.ongedaan_op is not None:
        raise DomainError("Dit is al ongedaan gemaakt.")
    _draai(nu, berekening, zet, terug=True)
    zet.ongedaan_op, zet.ongedaan_door = at, by
    return _schrijf(nu, berekening, zet, by=by, at=at, actie="bord: ongedaan gemaakt", terug=True)


@transaction.atomic
def doe_opnieuw(*, zet: Zet, by: User, at: datetime) -> Zet:
    """Do a change again that was taken back; Botsing when that no longer fits."""
    nu, berekening, zet = _haal(zet)
    if zet.ongedaan_op is None:
        raise DomainError("Deze wijziging geldt al.")
    _draai(nu, berekening, zet, terug=False)
    zet.ongedaan_op, zet.ongedaan_door = None, None
    return _schrijf(nu, berekening, zet, by=by, at=at, actie="bord: opnieuw gedaan", terug=False)


def _haal(zet: Zet) -> tuple[Ronde, Berekening, Zet]:
    nu, berekening = vergrendel(zet.berekening.ronde)
    if zet.berekening_id != berekening.pk:
        raise DomainError("Deze wijziging hoort bij een andere berekening. Die kunt u niet meer terugdraaien.")
    vers = Zet.objects.select_for_update(of=("self",)).select_related("student__user", "andere_student__user")
    return nu, berekening, vers.get(pk=zet.pk)


def _draai(ronde: Ronde, berekening: Berekening, zet: Zet, *, terug: bool) -> None:
    van, naar = (zet.na, zet.voor) if terug else (zet.voor, zet.na)
    personen = [persoon for persoon in (zet.student, zet.andere_student) if persoon is not None]
    if not zelfde(beeld_van_rijen(berekening, [persoon.pk for persoon in personen]), van):
        raise Botsing(f"Daarna is er verder gewerkt. {wie_was_er(berekening, *personen)} Maak dat eerst ongedaan.")
    if zet.soort in VERPLAATST:
        _toets(ronde, berekening, naar, personen)
    zet_terug(berekening, naar)


def _toets(ronde: Ronde, berekening: Berekening, naar: dict, personen: list[Student]) -> None:
    """The seats must still be there; soft rules were weighed when the change was made."""
    doel = {persoon: naar[str(persoon.pk)]["stageplaats_id"] for persoon in personen}
    rijen = Stageplaats.objects.filter(pk__in=[pk for pk in doel.values() if pk]).met_leerbedrijf()
    plaatsen = {plek.pk: plek for plek in rijen}
    stand = lees_stand(berekening).met({persoon.pk: None for persoon in personen})
    for persoon, plaats_id in doel.items():
        if plaats_id is None:
            continue
        fout = _wat_er_mis_is(stand, persoon, plaats_id)
        if fout:
            raise Botsing(f"Dit past niet meer. {persoon.naam}: {fout}")
        stand = stand.met({persoon.pk: plaats_id})
    nu = waarom_nu_niet(ronde, {persoon: plaatsen[pk] for persoon, pk in doel.items() if pk})
    for persoon, reden in nu.items():
        raise Botsing(f"Dit past niet meer. {persoon.naam}: {reden}")


def _wat_er_mis_is(stand: Stand, persoon: Student, plaats_id: int) -> str:
    beeld = stand.beeld
    if persoon.pk not in beeld.student or plaats_id not in beeld.plaats:
        return "de student of de plaats doet niet meer mee."
    regels = oordelen(stand, beeld.student[persoon.pk], beeld.plaats[plaats_id])
    return " ".join(regel.tekst for regel in regels if regel.hard and not regel.mag)


def _schrijf(ronde: Ronde, berekening: Berekening, zet: Zet, *, by: User, at: datetime, actie: str, terug: bool) -> Zet:
    zet.save(update_fields=["ongedaan_op", "ongedaan_door"])
    delen = voor_audit(zet)
    voor, na = (delen["na"], delen["voor"]) if terug else (delen["voor"], delen["na"])
    leg_vast(actie=actie, obj=ronde, by=by, at=at, voor=voor, na=na)
    sluit_af(ronde, berekening, lees_stand(berekening) if zet.soort in VERPLAATST else None)
    return zet
