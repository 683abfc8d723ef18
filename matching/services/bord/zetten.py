"""Placing, taking off and swapping on the board; each checks what was looked at, under one lock (R4.4, R4.7)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User
from matching.enums import ZetSoort
from matching.models import Berekening, Ronde, Voorstel, Zet
from matching.services.bord.gevolg import gevolg
from matching.services.bord.grootboek import Botsing, haal_rij, wie_was_er
from matching.services.bord.regels import Regel, oordelen
from matching.services.bord.stand import Stand, lees_stand
from matching.services.bord.werk import Werk, haal_van, nummers, toets, zet_op
from vacatures.models import Stageplaats

# So many of the latest changes are searched for the one that took the seat.
TERUGKIJKEN = 50


@transaction.atomic
def plaats(
    *,
    ronde: Ronde,
    student: Student,
    stageplaats: Stageplaats,
    versie: int | None,
    reden: str,
    vast: bool,
    by: User,
    at: datetime,
) -> Zet:
    """Put a student on a place, or move there; `vast` keeps it over a new calculation.

    `versie` is the version of the student's row that was looked at (None: whatever it is). A soft rule (school, travel,
    level, an excluded pair) may be broken with a reason and is then always kept. Raises DomainError when a hard rule
    says no, Botsing when a colleague was first.
    """
    werk = Werk.begin(ronde, by=by, at=at, reden=reden)
    rij = haal_rij(werk.berekening, student, versie)
    if rij.stageplaats_id == stageplaats.pk:
        raise DomainError("De student staat al op deze plaats.")
    stand = lees_stand(werk.berekening)
    wie, waar = nummers(stand, student, stageplaats)
    if stand.vrij_voor(wie)[waar] <= 0:
        _botst_met_collega(werk.berekening, stageplaats)
    regels = oordelen(stand, wie, waar)
    toets(regels, werk.reden)
    werk.toets_nu({student: stageplaats})
    voor = werk.beeld(student)
    nieuw = stand.met({student.pk: stageplaats.pk})
    zet_op(rij, nieuw, wie)
    werk.pin(student, stageplaats if vast or _wijkt_af(regels) else None)
    effect = gevolg(stand, nieuw, [wie])
    return werk.schrijf(ZetSoort.PLAATSEN, student, voor=voor, effect=effect, stand=nieuw)


def _wijkt_af(regels: list[Regel]) -> bool:
    return any(not regel.mag for regel in regels)


def _botst_met_collega(berekening: Berekening, stageplaats: Stageplaats) -> None:
    """A place that a colleague filled since it was looked at is a collision, not a mistake."""
    zetten = berekening.zetten.filter(ongedaan_op__isnull=True).select_related("student").order_by("-op", "-pk")
    for zet in zetten[:TERUGKIJKEN]:
        if any(rij["stageplaats_id"] == stageplaats.pk for rij in zet.na.values()):
            raise Botsing(f"Hier is geen plek meer. {wie_was_er(berekening, zet.student)} Kies een andere plaats.")


@transaction.atomic
def haal_weg(
    *, ronde: Ronde, student: Student, versie: int | None, reden: str, verbied: bool, by: User, at: datetime
) -> Zet:
    """Take a student off the place; `verbied` also keeps the pair apart over a new calculation, with a reason."""
    werk = Werk.begin(ronde, by=by, at=at, reden=reden)
    rij = haal_rij(werk.berekening, student, versie)
    oud = rij.stageplaats
    if oud is None:
        raise DomainError("De student staat op geen enkele plaats.")
    if verbied and not werk.reden:
        raise DomainError("Schrijf op waarom deze plaats niet kan.", field="reden")
    stand = lees_stand(werk.berekening)
    wie, _ = nummers(stand, student)
    voor = werk.beeld(student)
    nieuw = stand.met({student.pk: None})
    haal_van(rij)
    werk.pin(student, None)
    if verbied:
        werk.sluit_uit(student, oud)
    effect = gevolg(stand, nieuw, [wie])
    return werk.schrijf(ZetSoort.WEGHALEN, student, voor=voor, effect=effect, stand=nieuw)


@transaction.atomic
def ruil(
    *,
    ronde: Ronde,
    student: Student,
    andere: Student,
    versies: Mapping[int, int],
    reden: str,
    vast: bool,
    by: User,
    at: datetime,
) -> Zet:
    """Swap two students, of whom one at least has a place; `versies` maps the ids of both to what was looked at."""
    werk = Werk.begin(ronde, by=by, at=at, reden=reden)
    een, ander = (haal_rij(werk.berekening, wie, versies.get(wie.pk)) for wie in (student, andere))
    stand = lees_stand(werk.berekening)
    oordeel = toets_ruil(stand, een, ander)
    for regels in oordeel.values():
        toets(regels, werk.reden)
    doelen = {student: ander.stageplaats, andere: een.stageplaats}
    werk.toets_nu({wie: plek for wie, plek in doelen.items() if plek is not None})
    voor = werk.beeld(student, andere)
    nieuw = stand.met({wie.pk: plek.pk if plek else None for wie, plek in doelen.items()})
    for rij, wie in ((een, student), (ander, andere)):
        plek = doelen[wie]
        if plek is None:
            haal_van(rij)
        else:
            zet_op(rij, nieuw, nummers(nieuw, wie)[0])
        werk.pin(wie, plek if vast or _wijkt_af(oordeel.get(wie.pk, [])) else None)
    effect = gevolg(stand, nieuw, [nummers(stand, wie)[0] for wie in doelen])
    return werk.schrijf(ZetSoort.RUILEN, student, voor=voor, effect=effect, stand=nieuw, andere=andere)


def toets_ruil(stand: Stand, een: Voorstel, ander: Voorstel) -> dict[int, list[Regel]]:
    """Judge a swap: per student (id) every rule on the place of the other, when both have left their own."""
    if een.stageplaats_id == ander.stageplaats_id:
        raise DomainError("Deze twee kunnen niet ruilen: ze staan op dezelfde plaats, of hebben er allebei geen.")
    uit = {}
    leeg = stand.met({rij.student_id: None for rij in (een, ander) if rij.student_id in stand.beeld.student})
    for rij, doel in ((een, ander), (ander, een)):
        wie, waar = nummers(stand, rij.student, doel.stageplaats)
        nummers(stand, doel.student)
        if doel.stageplaats is not None:
            # The other one has arrived already: so a limit that both stand under is counted right.
            uit[rij.student_id] = oordelen(leeg.met({doel.student_id: rij.stageplaats_id}), wie, waar)
    return uit
