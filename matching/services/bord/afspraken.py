"""Decisions on the board that move nobody: keeping a student where they are, excluding a place, a note (R4.3)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User
from matching.enums import PinSoort, ZetSoort
from matching.models import Pin, Ronde, Zet
from matching.services.bord.grootboek import haal_rij
from matching.services.bord.stand import lees_stand
from matching.services.bord.werk import Werk, hoger, nummers
from matching.services.bord.zetten import haal_weg
from vacatures.models import Stageplaats

VASTGEZET = "Vastgezet op het bord."


@transaction.atomic
def zet_vast(*, ronde: Ronde, student: Student, versie: int | None, reden: str, by: User, at: datetime) -> Zet:
    """Keep the student on the present place over a new calculation."""
    werk = Werk.begin(ronde, by=by, at=at, reden=reden.strip() or VASTGEZET)
    rij = haal_rij(werk.berekening, student, versie)
    if rij.stageplaats is None:
        raise DomainError("De student heeft nog geen plaats om vast te zetten.")
    voor = werk.beeld(student)
    if {"plaats": rij.stageplaats_id, "soort": PinSoort.VAST} in [
        {sleutel: pin[sleutel] for sleutel in ("plaats", "soort")} for pin in voor[str(student.pk)]["pins"]
    ]:
        raise DomainError("De student staat al vast op deze plaats.")
    hoger(rij)
    werk.pin(student, rij.stageplaats)
    return werk.schrijf(ZetSoort.VASTZETTEN, student, voor=voor)


@transaction.atomic
def laat_los(
    *,
    ronde: Ronde,
    student: Student,
    versie: int | None,
    by: User,
    at: datetime,
    stageplaats: Stageplaats | None = None,
) -> Zet:
    """Take a decision by hand back: the pin, or with `stageplaats` the one that excluded that place."""
    werk = Werk.begin(ronde, by=by, at=at)
    rij = haal_rij(werk.berekening, student, versie)
    pins = Pin.objects.filter(ronde=werk.ronde, student=student)
    if stageplaats is None:
        pins = pins.filter(soort=PinSoort.VAST)
    else:
        pins = pins.filter(soort=PinSoort.VERBODEN, stageplaats=stageplaats)
    if not pins.exists():
        raise DomainError("Er is niets om los te laten.")
    voor = werk.beeld(student)
    pins.delete()
    hoger(rij)
    return werk.schrijf(ZetSoort.LOSLATEN, student, voor=voor)


@transaction.atomic
def verbied(
    *, ronde: Ronde, student: Student, stageplaats: Stageplaats, versie: int | None, reden: str, by: User, at: datetime
) -> Zet:
    """Exclude a place for a student, also over a new calculation; whoever stands there is taken off."""
    werk = Werk.begin(ronde, by=by, at=at, reden=reden)
    rij = haal_rij(werk.berekening, student, versie)
    if not werk.reden:
        raise DomainError("Schrijf op waarom deze plaats niet kan.", field="reden")
    if rij.stageplaats_id == stageplaats.pk:
        return haal_weg(ronde=ronde, student=student, versie=None, reden=reden, verbied=True, by=by, at=at)
    nummers(lees_stand(werk.berekening), student, stageplaats)
    voor = werk.beeld(student)
    werk.sluit_uit(student, stageplaats)
    hoger(rij)
    return werk.schrijf(ZetSoort.VERBIEDEN, student, voor=voor)


@transaction.atomic
def noteer(*, ronde: Ronde, student: Student, versie: int | None, tekst: str, by: User, at: datetime) -> Zet:
    """Write a note at a student, for who runs the round; an empty text takes it away."""
    werk = Werk.begin(ronde, by=by, at=at)
    rij = haal_rij(werk.berekening, student, versie)
    tekst = tekst.strip()
    if tekst == rij.notitie:
        raise DomainError("Er is niets veranderd aan de notitie.", field="notitie")
    voor = werk.beeld(student)
    rij.notitie = tekst
    hoger(rij)
    return werk.schrijf(ZetSoort.NOTITIE, student, voor=voor)
