"""A student proposes a place, the leerbedrijf confirms it. What the school does is in `eigenplek_school`."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Linkdoel
from kern.models import Student, Toegangslink, User
from kern.services import toegangslinks
from vacatures.enums import EigenPlekStatus
from vacatures.models import EigenPlek, EigenPlekStap
from vacatures.models.eigenplek import OPEN
from vacatures.rules_eigenplek import is_van_student, mag_nakijken
from vacatures.services import eigenplek_post as post
from vacatures.services.eigenplek_stap import eis_open, noteer, vergrendeld, zet

S = EigenPlekStatus
MAX_OPEN = 3
PAUZE = timedelta(hours=20)  # between two mails that the student has sent
MAX_MAILS = 8  # a day, to all addresses together: this form is no way to write to strangers
VELDEN = (
    "organisatie_naam",
    "afdeling_naam",
    "adres",
    "postcode",
    "plaats",
    "contact_naam",
    "contact_email",
    "contact_telefoon",
    "omschrijving",
    "begindatum",
    "einddatum",
    "dagen",
    "uren_per_week",
    "leerbedrijf_code",
)


def _controleer(velden: dict[str, Any], student: Student, at: datetime) -> None:
    if velden["begindatum"] > velden["einddatum"]:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="einddatum")
    if velden["einddatum"] < timezone.localdate(at):
        raise DomainError("De laatste dag is al voorbij.", field="einddatum")
    if not velden["dagen"]:
        raise DomainError("Kies minstens één dag.", field="dagen")
    if velden["contact_email"].casefold() == student.user.email.casefold():
        raise DomainError("Vul het e-mailadres van het leerbedrijf in, niet dat van jezelf.", field="contact_email")


def _eis_niet_te_vaak(student: Student, at: datetime) -> None:
    """Raise DomainError when this student had many mails sent already."""
    stappen = EigenPlekStap.objects.filter(eigen_plek__student=student, by=student.user_id, naar=S.VOORGESTELD)
    if stappen.filter(at__gt=at - timedelta(days=1)).count() >= MAX_MAILS:
        raise DomainError("Je hebt vandaag al veel mails laten sturen. Ga morgen verder, of bel het leerbedrijf.")


@transaction.atomic
def stel_voor(*, student: Student, velden: dict[str, Any], by: User, at: datetime) -> EigenPlek:
    """Propose a place; the contact of the leerbedrijf gets a link to confirm it. Two clicks make one place."""
    if student.user_id != by.pk:
        raise GeenToegang("Alleen een student stelt een plek voor.")
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    _controleer(velden, student, at)
    lopend = EigenPlek.objects.filter(student=student, status__in=OPEN)
    zelfde = lopend.filter(organisatie_naam__iexact=velden["organisatie_naam"], begindatum=velden["begindatum"]).first()
    if zelfde is not None:
        return zelfde
    if lopend.count() >= MAX_OPEN:
        raise DomainError(f"Je hebt al {MAX_OPEN} plekken voorgesteld die nog lopen. Trek er eerst een in.")
    _eis_niet_te_vaak(student, at)
    plek = EigenPlek.objects.create(student=student, gemaakt_op=at, **velden)
    stap = zet(plek, S.VOORGESTELD, by=by, at=at, tekst=f"Mail gestuurd naar {plek.contact_naam}.")
    post.stuur_link(plek, stap, by=by, at=at)
    return plek


@transaction.atomic
def wijzig(*, plek: EigenPlek, velden: dict[str, Any], gezien: int, by: User, at: datetime) -> EigenPlek:
    """Mend a proposal as long as the leerbedrijf didn't confirm it; the contact gets a new link, old ones are dead."""
    nu = vergrendeld(plek)
    if not is_van_student(by, nu):
        raise GeenToegang("Alleen de student verandert dit.")
    if nu.status != S.VOORGESTELD:
        raise DomainError("Het leerbedrijf heeft al geantwoord. Vraag je stagedocent om hulp.")
    if nu.versie != gezien:
        raise DomainError("Dit is intussen veranderd. Kijk na wat er nu staat en sla opnieuw op.")
    _controleer(velden, nu.student, at)
    anders = [naam for naam in VELDEN if getattr(nu, naam) != velden[naam]]
    if not anders:
        return nu
    _eis_niet_te_vaak(nu.student, at)
    for naam in anders:
        setattr(nu, naam, velden[naam])
    toegangslinks.trek_in(doel=Linkdoel.EIGEN_PLEK, object_id=nu.public_id, by=by, at=at)
    stap = zet(nu, S.VOORGESTELD, by=by, at=at, tekst=f"Gegevens verbeterd. Nieuwe mail naar {nu.contact_naam}.")
    post.stuur_link(nu, stap, by=by, at=at)
    return nu


@transaction.atomic
def herinner_contact(*, plek: EigenPlek, by: User, at: datetime) -> None:
    """Mail the contact once more, at the student's or the school's wish; not twice a day."""
    nu = vergrendeld(plek)
    if not (is_van_student(by, nu) or mag_nakijken(by, nu)):
        raise GeenToegang("U mag dit niet doen.")
    if nu.status != S.VOORGESTELD:
        raise DomainError("Het leerbedrijf heeft al geantwoord.")
    if nu.stappen.filter(at__gt=at - PAUZE).exists():
        raise DomainError("Er ging vandaag al een mail naar het leerbedrijf. Bel anders even.")
    stap = noteer(nu, by=by, at=at, tekst=f"Nog een mail gestuurd naar {nu.contact_naam}.")
    post.stuur_link(nu, stap, by=by, at=at)


@transaction.atomic
def trek_in(*, plek: EigenPlek, by: User, at: datetime) -> EigenPlek:
    """Take a proposal back; links are dead at once. Twice does no harm."""
    nu = vergrendeld(plek)
    if not is_van_student(by, nu):
        raise GeenToegang("Alleen de student trekt dit in.")
    if nu.status == S.INGETROKKEN:
        return nu
    eis_open(nu)
    bevestigd = nu.contact_bevestigd_op is not None
    toegangslinks.trek_in(doel=Linkdoel.EIGEN_PLEK, object_id=nu.public_id, by=by, at=at)
    stap = zet(nu, S.INGETROKKEN, by=by, at=at)
    if bevestigd:
        post.vertel_contact(nu, stap, "De student gaat niet verder met deze stageplek.", at=at)
    return nu


@transaction.atomic
def antwoord_contact(
    *, link: Toegangslink, klopt: bool, naam: str, afdeling: str, leerbedrijf_code: str, opmerking: str, at: datetime
) -> EigenPlek:
    """The leerbedrijf says by its link that the place is there, or not. Uses the link up; the school checks next."""
    plek = vergrendeld(EigenPlek.objects.get(public_id=link.object_id))
    toegangslinks.gebruik_link(link=link, at=at)
    if plek.status != S.VOORGESTELD:
        raise DomainError("U hoeft niets meer te doen: deze stageplek is al verder behandeld.")
    if not klopt and not opmerking.strip():
        raise DomainError("Schrijf op wat er niet klopt.", field="opmerking")
    wie = f"{naam or plek.contact_naam}, {plek.organisatie_naam}"
    if not klopt:
        stap = zet(plek, S.AFGEWEZEN, by=None, by_naam=wie, at=at, tekst=f"Het klopt niet: {opmerking}")
        tekst = (
            "Het leerbedrijf zegt dat het niet klopt. Lees wat er mis is. Je kunt de plek daarna opnieuw voorstellen."
        )
        post.vertel_student(plek, stap, tekst, at=at)
        return plek
    plek.contact_naam = naam or plek.contact_naam
    plek.afdeling_naam = afdeling or plek.afdeling_naam
    plek.leerbedrijf_code = leerbedrijf_code or plek.leerbedrijf_code
    plek.contact_bevestigd_op = at
    stap = zet(plek, S.IN_CONTROLE, by=None, by_naam=wie, at=at, tekst=opmerking or "Dit klopt.")
    post.vraag_school(plek, stap, post.nakijkers(plek, at=at), at=at)
    post.vertel_student(plek, stap, "Het leerbedrijf zegt dat het klopt. Je school kijkt de plek nu na.", at=at)
    return plek
