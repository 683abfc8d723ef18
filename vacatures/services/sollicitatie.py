"""What a student does with an application: write, send, mend and send again, take back (R4.2)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import Student, User
from vacatures import signals
from vacatures.enums import STIL, SollicitatieStatus
from vacatures.models import Sollicitatie, Vacature
from vacatures.models.sollicitatie import LOPEND
from vacatures.rules_sollicitatie import BIJ_LEERBEDRIJF, SCHRIJFBAAR, is_student_van
from vacatures.services import sollicitatie_post as post
from vacatures.services import sollicitatie_wie as wie
from vacatures.services.sollicitatie_drukte import drukte_van
from vacatures.services.sollicitatie_stap import eis_niet_stil, vergrendeld, zet

S = SollicitatieStatus
MAX_MOTIVATIE = 5000


class Conflict(DomainError):
    """Somebody (another tab or phone) saved in between; `sollicitatie` is what stands there now."""

    def __init__(self, sollicitatie: Sollicitatie) -> None:
        super().__init__("Je motivatie is intussen ergens anders bewaard. Beide teksten staan hieronder.")
        self.sollicitatie = sollicitatie


def lopende_van(*, student: Student, vacature: Vacature) -> Sollicitatie | None:
    """Return the application of this student to this vacature that is being written or on its way, if any."""
    rijen = Sollicitatie.objects.filter(student=student, vacature=vacature, status__in=[S.CONCEPT, *LOPEND])
    return rijen.met_betrokkenen().first()


def waarom_niet_solliciteren(*, student: Student, vacature: Vacature, at: datetime) -> str:
    """Return why this student can't begin an application here (a sentence in 'je'); empty when it can."""
    if vacature.status in STIL:
        return "Deze vacature wordt nagekeken. Je kunt nu niet solliciteren."
    voor_school = Q(scholen__isnull=True) | Q(scholen=student.school_id)  # also when that changed since it was read
    if not Vacature.objects.open_op(timezone.localdate(at)).filter(voor_school, pk=vacature.pk).exists():
        return "Op deze vacature kun je niet meer solliciteren."
    if Sollicitatie.objects.filter(student=student, vacature=vacature, status=S.AFGEWEZEN).exists():
        return "Het leerbedrijf heeft al antwoord gegeven op je sollicitatie. Kies een andere vacature."
    return ""


def _concept(student: Student, vacature: Vacature, at: datetime) -> Sollicitatie:
    """Return the application that is being written, made when there is none; two tabs at once make one."""
    gevonden = lopende_van(student=student, vacature=vacature)
    if gevonden is not None:
        return gevonden
    if reden := waarom_niet_solliciteren(student=student, vacature=vacature, at=at):
        raise DomainError(reden)
    try:
        with transaction.atomic():
            return Sollicitatie.objects.create(vacature=vacature, student=student, begonnen_op=at, bewaard_op=at)
    except IntegrityError:
        gevonden = lopende_van(student=student, vacature=vacature)
        if gevonden is None:
            raise
        return gevonden


@transaction.atomic
def bewaar_motivatie(
    *, student: Student, vacature: Vacature, motivatie: str, versie: int, by: User, at: datetime
) -> Sollicitatie:
    """Keep what was written. `versie` is the version the text was based on (0: nothing yet).

    Raises Conflict when another text was saved in between, DomainError when it was sent or can't be begun.
    """
    if student.user_id != by.pk:
        raise GeenToegang("Alleen de student zelf schrijft aan een sollicitatie.")
    nu = vergrendeld(_concept(student, vacature, at))
    if nu.status not in SCHRIJFBAAR:
        raise DomainError("Deze sollicitatie is al verstuurd. Je kunt de tekst niet meer veranderen.")
    tekst = motivatie.replace("\r\n", "\n").strip()
    if tekst == nu.motivatie:
        return nu
    if versie != nu.versie and nu.motivatie:
        raise Conflict(nu)
    nu.motivatie, nu.bewaard_op, nu.versie = tekst, at, nu.versie + 1
    nu.save(update_fields=["motivatie", "bewaard_op", "versie"])
    return nu


@transaction.atomic
def verstuur(*, sollicitatie: Sollicitatie, by: User, at: datetime) -> Sollicitatie:
    """Send it: under regie to the regisseur, else to the leerbedrijf. Twice is once.

    Raises DomainError when the vacature is closed or full, when there is no motivation, or when the student has a
    stage in that time.
    """
    nu = vergrendeld(sollicitatie)
    if not is_student_van(by, nu):
        raise GeenToegang("Alleen de student zelf verstuurt een sollicitatie.")
    if nu.status in {S.BIJ_REGISSEUR, S.BIJ_LEERBEDRIJF}:
        return nu
    _eis_klaar(nu, at)
    signals.sollicitatie_wordt_verstuurd.send(Sollicitatie, sollicitatie=nu, at=at)
    opnieuw = nu.status == S.TERUG
    verstuurd = {"verstuurd_op": nu.verstuurd_op or at}
    if nu.vacature.regie or opnieuw:
        docent = nu.student.stagedocent
        nu.regisseur = docent if docent is not None and docent.is_active else None
        tekst = "Aangepast en opnieuw verstuurd." if opnieuw else ""
        # That it came back with advice stays between student and school.
        velden = {"regisseur": nu.regisseur, "alleen_school": opnieuw, **verstuurd}
        stap = zet(nu, S.BIJ_REGISSEUR, by=by, at=at, tekst=tekst, **velden)
        mensen = wie.regisseurs(nu, op=timezone.localdate(at))
        post.mail("sollicitatie_beoordelen", nu, stap, mensen, at=at, wacht=True, opnieuw=opnieuw)
    else:
        stap = zet(nu, S.BIJ_LEERBEDRIJF, by=by, at=at, bereikte_leerbedrijf_op=at, **verstuurd)
        post.vraag_leerbedrijf(nu, stap, at=at)
    return nu


def _eis_klaar(nu: Sollicitatie, at: datetime) -> None:
    eis_niet_stil(nu)
    if nu.status not in SCHRIJFBAAR:
        raise DomainError(f"Dit kan niet meer: je sollicitatie is '{S(nu.status).label}'.")
    if not nu.motivatie.strip():
        raise DomainError("Schrijf eerst waarom je deze plek wilt.", field="motivatie")
    if nu.status == S.CONCEPT:
        if reden := waarom_niet_solliciteren(student=nu.student, vacature=nu.vacature, at=at):
            raise DomainError(reden)
        if drukte_van([nu.vacature])[nu.vacature_id].vol:
            raise DomainError("Alle plekken van deze vacature zijn nu bezet. Kies een andere vacature.")


@transaction.atomic
def trek_in(*, sollicitatie: Sollicitatie, by: User, at: datetime, tekst: str = "") -> Sollicitatie:
    """The student takes it back, at any time before the end; who was to answer is told. Twice is once."""
    nu = vergrendeld(sollicitatie)
    if not is_student_van(by, nu):
        raise GeenToegang("Alleen de student zelf trekt een sollicitatie in.")
    if nu.status == S.INGETROKKEN:
        return nu
    was = nu.status
    stap = zet(nu, S.INGETROKKEN, by=by, at=at, tekst=tekst)
    meld_einde(nu, stap, was, at=at, nieuws="De student heeft de sollicitatie ingetrokken. U hoeft niets meer te doen.")
    return nu


def meld_einde(nu: Sollicitatie, stap: object, was: str, *, at: datetime, nieuws: str) -> None:
    """Tell whoever was to act that nothing is asked any more."""
    op = timezone.localdate(at)
    if was == S.BIJ_REGISSEUR:
        post.mail("sollicitatie_nieuws", nu, stap, wie.regisseurs(nu, op=op), at=at, tekst=nieuws)
    elif was in BIJ_LEERBEDRIJF:
        mensen = wie.beoordelaars(nu.vacature, op=op)
        if regisseur := wie.werkt_nog(nu.regisseur, op=op):
            mensen = [*mensen, regisseur]
        post.mail("sollicitatie_nieuws", nu, stap, mensen, at=at, tekst=nieuws)
