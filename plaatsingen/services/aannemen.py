"""From a yes of the leerbedrijf (or an approved place of one's own) to a placement that the student still answers."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from basis.errors import DomainError
from kern.enums import PeriodeCode
from kern.kalender import DAGEN
from kern.models import Periode, Student, User
from plaatsingen.enums import BEZET, PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import mails, slot
from plaatsingen.services.maken import maak_op_plek
from vacatures.enums import SollicitatieStatus
from vacatures.models import EigenPlek, Sollicitatie, Stageplaats
from vacatures.services import sollicitatie_einde as einde

logger = logging.getLogger("stagebureau.plaatsingen")

S = PlaatsingStatus
# Not where: one leerbedrijf has no business with the offer of another.
BEZET_ELDERS = (
    "Deze student heeft in die tijd al een stageplaats of een aanbod. Vraag de school hoe het staat. "
    "De sollicitatie blijft staan."
)
# The student said yes, or the stage is past that question.
VAST = BEZET - {S.VOORGESTELD, S.AANGEBODEN}


def periodes_van(plaats: Stageplaats, student: Student, *, begin: date, eind: date) -> str:
    """Return the periods of the school year of the place that the dates touch ("3 4").

    Without a school calendar: those that place and student share.
    """
    rijen = list(Periode.objects.filter(schooljaar_id=plaats.schooljaar_id))
    gevonden = {rij.code for rij in rijen if rij.begin <= eind and rij.eind >= begin}
    if not rijen:
        gevonden = set(plaats.periodes.split()) & set(student.periodes.split())
    return " ".join(code for code in PeriodeCode.values if code in gevonden)


def _aanvraag(plaats: Stageplaats, student: Student, *, begin: date, eind: date, dagen: str) -> slot.Aanvraag:
    if eind < begin:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="einddatum")
    gekozen = " ".join(dag for dag in DAGEN if dag in dagen.split())
    if not gekozen:
        raise DomainError("Kies minstens een stagedag.", field="dagen")
    periodes = periodes_van(plaats, student, begin=begin, eind=eind)
    if not periodes:
        raise DomainError("Deze datums vallen in geen periode van het schooljaar.", field="begindatum")
    return slot.Aanvraag(student.pk, begin, eind, periodes, gekozen)


@transaction.atomic
def neem_aan(
    *,
    sollicitatie: Sollicitatie,
    begindatum: date,
    einddatum: date,
    dagen: str,
    by: User | None,
    at: datetime,
    by_naam: str = "",
) -> Plaatsing:
    """Offer the student of an accepted application the place; the student has the last word (R4.8).

    The caller holds the application. Locks the place and the student, then asks the hard rules and counts (R4.7).
    Raises DomainError when a rule, the last seat or another placement of the student says no.
    """
    plaats, student = sollicitatie.vacature.stageplaats, sollicitatie.student
    aanvraag = _aanvraag(plaats, student, begin=begindatum, eind=einddatum, dagen=dagen)
    slot.vergrendel(stageplaats_ids=[plaats.pk], student_ids=[student.pk])
    if slot.overlappende_plaatsingen(student_ids=[student.pk], begin=begindatum, eind=einddatum):
        raise DomainError(BEZET_ELDERS)
    reden = f"Aangenomen na een sollicitatie, door {by_naam}." if by_naam else "Aangenomen na een sollicitatie."
    # An offer that came to nothing gives its application free: the tie is one to one.
    Plaatsing.objects.filter(sollicitatie=sollicitatie, status=S.GEANNULEERD).update(sollicitatie=None)
    plaatsing = _maak(student, plaats, aanvraag, reden=reden, by=by, at=at, velden={"sollicitatie": sollicitatie})
    mails.mail_aanbod(plaatsing=plaatsing, at=at)
    return plaatsing


@transaction.atomic
def plaats_op_eigen_plek(*, eigen_plek: EigenPlek, by: User | None, at: datetime) -> Plaatsing:
    """Offer a student the place that was found by that student and approved by the school. Twice is once.

    Raises DomainError as `neem_aan` does.
    """
    student = Student.objects.select_related("user", "opleiding", "cluster").get(pk=eigen_plek.student_id)
    al = Plaatsing.objects.filter(eigen_plek=eigen_plek).first()
    if al is not None:
        return al
    plaats = Stageplaats.objects.met_leerbedrijf().get(pk=eigen_plek.stageplaats_id)
    aanvraag = _aanvraag(
        plaats, student, begin=eigen_plek.begindatum, eind=eigen_plek.einddatum, dagen=eigen_plek.dagen
    )
    reden = "De student vond deze plek zelf. De school keurde haar goed."
    plaatsing = _maak(student, plaats, aanvraag, reden=reden, by=by, at=at, velden={"eigen_plek": eigen_plek})
    mails.mail_aanbod(plaatsing=plaatsing, at=at)
    return plaatsing


def _maak(
    student: Student, plaats: Stageplaats, aanvraag: slot.Aanvraag, *, reden: str, by: User | None, at: datetime,
    velden: dict[str, object],
) -> Plaatsing:  # fmt: skip
    return maak_op_plek(
        student=student,
        stageplaats=plaats,
        aanvraag=aanvraag,
        status=S.AANGEBODEN,
        reden=reden,
        by=by,
        at=at,
        velden=velden,
    )


def eis_vrij(*, sollicitatie: Sollicitatie) -> None:
    """Raise DomainError when the student has a stage for sure in all the time of the vacature.

    An offer or a proposal that the student hasn't answered says nothing yet (nobody sees a proposal, R4.3).
    """
    vacature = sollicitatie.vacature
    jaar = vacature.stageplaats.schooljaar
    begin, eind = vacature.begindatum or jaar.begin, vacature.einddatum or jaar.eind
    heeft = Plaatsing.objects.filter(
        student_id=sollicitatie.student_id, status__in=VAST, begindatum__lte=begin, einddatum__gte=eind
    )
    if heeft.exists():
        raise DomainError("Je hebt in deze tijd al een stageplaats. Je kunt niet nog een keer solliciteren.")


def student_zei_ja(*, plaatsing: Plaatsing, by: User | None, at: datetime) -> int:
    """End the other open applications of the student in this time; return how many."""
    return einde.student_is_geplaatst(
        student=plaatsing.student,
        begin=plaatsing.begindatum,
        eind=plaatsing.einddatum,
        ja_op=plaatsing.bevestigd_op or at,
        behalve=plaatsing.sollicitatie_id,
        by=by,
        at=at,
    )


def aanbod_ging_niet_door(*, plaatsing: Plaatsing, by: User | None, at: datetime) -> None:
    """Tell the leerbedrijf that a student who applied and was accepted doesn't come; the others still stand."""
    if plaatsing.sollicitatie_id is None or plaatsing.status != S.GEANNULEERD:
        return
    rijen = Sollicitatie.objects.met_betrokkenen().filter(status=SollicitatieStatus.GEACCEPTEERD)
    sollicitatie = rijen.filter(pk=plaatsing.sollicitatie_id).first()
    if sollicitatie is None:
        return
    zelf = by is not None and by.pk == plaatsing.student.user_id
    reden = "De student neemt de plek niet aan." if zelf else "Het aanbod is ingetrokken."
    einde.aanbod_voorbij(sollicitatie=sollicitatie, reden=reden, by=by, at=at)


def ruim_sollicitaties_op(*, at: datetime) -> int:
    """End what was held by somebody when the student said yes; return how many. The sweep of `student_zei_ja`."""
    tijdig = einde.in_die_tijd(OuterRef("begindatum"), OuterRef("einddatum")).filter(
        student=OuterRef("student"), begonnen_op__lte=OuterRef("bevestigd_op")
    )
    rijen = (
        Plaatsing.objects.filter(Exists(tijdig), status__in=VAST, einddatum__gte=timezone.localdate(at))
        .select_related("student")
        .order_by("pk")
    )
    klaar = 0
    for plaatsing in rijen:
        try:
            with transaction.atomic():
                klaar += student_zei_ja(plaatsing=plaatsing, by=None, at=at)
        except Exception:
            logger.exception("sollicitaties naast plaatsing %s konden niet stoppen", plaatsing.public_id)
    return klaar
