"""Objections of students to the outcome of a published round; asking does no harm (R4.8)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import User
from kern.services.audit import leg_vast
from matching.enums import BezwaarStatus, RondeStatus
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services import mails_ronde
from matching.services.reacties import termijn_open
from plaatsingen import rules as plaatsing_rules
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services.status import annuleer_plaatsing

TE_VERVALLEN = frozenset({PlaatsingStatus.AANGEBODEN, PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING})


def _vergrendel(voorstel: Voorstel) -> Voorstel:
    """Lock the proposal, and through it the placement of it: an answer and an objection never cross."""
    nu = Voorstel.objects.select_for_update(of=("self",)).get(pk=voorstel.pk)
    if nu.plaatsing_id is not None:
        list(Plaatsing.objects.select_for_update(of=("self",)).filter(pk=nu.plaatsing_id).values_list("pk"))
    return Voorstel.objects.select_related("student__user", "student__school", "plaatsing", "berekening__ronde").get(
        pk=nu.pk
    )


def waarom_geen_bezwaar(voorstel: Voorstel, *, at: datetime) -> str:
    """Return why a student can't object to this outcome (a Dutch sentence); empty when it can."""
    ronde = voorstel.berekening.ronde
    if ronde.gepubliceerd_op is None or ronde.gekozen_id != voorstel.berekening_id:
        return "Deze uitkomst is niet gepubliceerd."
    if ronde.status == RondeStatus.GESLOTEN or not termijn_open(ronde, at):
        return "De tijd om bezwaar te maken is voorbij. Je stagecoördinator kan je verder helpen."
    if voorstel.plaatsing is not None and voorstel.plaatsing.status != PlaatsingStatus.AANGEBODEN:
        return "Je hebt al ja of nee gezegd. Je stagecoördinator kan je verder helpen."
    if voorstel.bezwaren.filter(status__in=[BezwaarStatus.TOEGEWEZEN, BezwaarStatus.AFGEWEZEN]).exists():
        return "Je bezwaar is al beantwoord. Je stagecoördinator kan je verder helpen."
    return ""


@transaction.atomic
def maak_bezwaar(*, voorstel: Voorstel, tekst: str, by: User, at: datetime) -> Bezwaar:
    """The student objects with a text; coordinators get a mail. While one is open, that one is returned.

    The offer stays as it is, and the seat is held. Raises GeenToegang for anybody else, DomainError when the term is
    over, after an answer, or without a text.
    """
    # A round is not closed over an objection that comes in at that moment.
    list(Ronde.objects.select_for_update(of=("self",)).filter(berekeningen=voorstel.berekening_id).values_list("pk"))
    nu = _vergrendel(voorstel)
    if nu.student.user_id != by.pk:
        raise GeenToegang("Alleen de student zelf kan bezwaar maken.")
    bestaand = nu.bezwaren.filter(status=BezwaarStatus.OPEN).first()
    if bestaand is not None:
        return bestaand
    waarom_niet = waarom_geen_bezwaar(nu, at=at)
    if waarom_niet:
        raise DomainError(waarom_niet)
    if not tekst.strip():
        raise DomainError("Schrijf op waarom je het niet eens bent met de uitkomst.", field="tekst")
    bezwaar = Bezwaar.objects.create(voorstel=nu, tekst=tekst.strip(), ingediend_op=at)
    leg_vast(actie="bezwaar gemaakt", obj=bezwaar, by=by, at=at, na={"ronde": nu.berekening.ronde.naam})
    mails_ronde.mail_bezwaar_ontvangen(bezwaar, at)
    return bezwaar


def _sluit(bezwaar: Bezwaar, *, status: str, antwoord: str, by: User | None, at: datetime) -> None:
    bezwaar.status, bezwaar.antwoord, bezwaar.behandeld_door, bezwaar.behandeld_op = status, antwoord, by, at
    bezwaar.save(update_fields=["status", "antwoord", "behandeld_door", "behandeld_op"])
    leg_vast(
        actie=f"bezwaar {bezwaar.get_status_display()}",
        obj=bezwaar,
        by=by,
        at=at,
        voor={"status": BezwaarStatus.OPEN},
        na={"status": status},
    )


@transaction.atomic
def trek_bezwaar_in(*, bezwaar: Bezwaar, by: User, at: datetime) -> Bezwaar:
    """The student takes the objection back; one that isn't open stays as it is."""
    voorstel = _vergrendel(bezwaar.voorstel)
    nu = voorstel.bezwaren.get(pk=bezwaar.pk)
    if voorstel.student.user_id != by.pk:
        raise GeenToegang("Alleen de student zelf kan dit bezwaar intrekken.")
    if nu.status == BezwaarStatus.OPEN:
        _sluit(nu, status=BezwaarStatus.INGETROKKEN, antwoord="", by=by, at=at)
    return nu


@transaction.atomic
def beantwoord_bezwaar(*, bezwaar: Bezwaar, toewijzen: bool, antwoord: str, by: User, at: datetime) -> Bezwaar:
    """A coordinator grants or refuses an objection with an answer that the student reads.

    Granted: the offer is cancelled, the seat is free and the student takes part in a next round, first among equals.
    Refused: the offer stands and the student still says yes or no. Raises DomainError when somebody else was first.
    """
    voorstel = _vergrendel(bezwaar.voorstel)
    nu = voorstel.bezwaren.select_related("behandeld_door").get(pk=bezwaar.pk)
    if not plaatsing_rules.mag_student_plaatsen(by, voorstel.student):
        raise GeenToegang("Alleen een coördinator van de school van deze student beantwoordt een bezwaar.")
    status = BezwaarStatus.TOEGEWEZEN if toewijzen else BezwaarStatus.AFGEWEZEN
    if nu.status == status and nu.antwoord == antwoord.strip():
        return nu
    if nu.status != BezwaarStatus.OPEN:
        wie = nu.behandeld_door.naam if nu.behandeld_door else "het systeem"
        raise DomainError(f"Dit bezwaar is al {nu.get_status_display()} door {wie}.")
    if not antwoord.strip():
        raise DomainError("Schrijf een antwoord. De student leest dit.", field="antwoord")
    _sluit(nu, status=status, antwoord=antwoord.strip(), by=by, at=at)
    plaatsing = voorstel.plaatsing
    if toewijzen and plaatsing is not None and plaatsing.status in TE_VERVALLEN:
        # The leerbedrijf reads this too, and hears nothing of objections.
        reden = "De school heeft het aanbod ingetrokken."
        annuleer_plaatsing(plaatsing=plaatsing, by=by, at=at, reden=reden, mail_student=False)
    mails_ronde.mail_bezwaar_beantwoord(nu, at)
    return nu


@transaction.atomic
def vervallen_bezwaar(*, plaatsing: Plaatsing, by: User | None, at: datetime) -> None:
    """The student said yes or no, or the offer was taken back: an open objection to it has no sense any more."""
    for bezwaar in Bezwaar.objects.select_for_update(of=("self",)).filter(
        voorstel__plaatsing=plaatsing, status=BezwaarStatus.OPEN
    ):
        _sluit(bezwaar, status=BezwaarStatus.INGETROKKEN, antwoord="Het aanbod is intussen beantwoord.", by=by, at=at)
