"""Raising a signal: by hand, by a student in a safe report, or from facts (R7.7)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_signalen as rules
from begeleiding.enums import SignaalBron, SignaalSoort, SignaalStatus
from begeleiding.models import Signaal, Signaalkring
from begeleiding.services import signalen_wie as wie
from begeleiding.services.signalen_stap import noteer, roep, vergrendeld
from kern.models import Student, User
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing

GEEN_ONTVANGER = (
    "Er is nu niemand die dit signaal kan ontvangen. Bel de school, of het Stagebureau. Is er gevaar? Bel 112."
)


@dataclass(frozen=True, slots=True)
class Inhoud:
    """What a signal says. `sleutel` belongs to one form, so that sending it twice makes one signal (C2)."""

    soort: str
    omschrijving: str
    spoed: bool = False
    vertrouwelijk: bool = False
    bereikbaar: str = ""
    sleutel: str = ""


@transaction.atomic
def geef_signaal(
    *, plaatsing: Plaatsing, inhoud: Inhoud, eigenaar: User | None = None, by: User, at: datetime
) -> Signaal:
    """Raise a signal about a student on stage. Without `eigenaar` it goes to who follows the student.

    An urgent or unsafe one goes to a coordinator at once, whoever was chosen. Who raises it from school belongs to
    the circle; somebody of the leerbedrijf reads what is answered.
    """
    if not rules.mag_signaal_geven(by, plaatsing):
        raise GeenToegang("Over deze student geeft u geen signalen.")
    if not inhoud.omschrijving.strip():
        raise DomainError("Schrijf op wat er aan de hand is.", field="omschrijving")
    op = timezone.localdate(at)
    dringend = rules.is_dringend(inhoud.soort, SignaalBron.MENS, spoed=inhoud.spoed)
    if dringend or eigenaar is None:
        eigenaar = wie.eigenaar_voor(plaatsing.student, plaatsing, dringend=dringend, op=op)
    elif eigenaar.pk not in {user.pk for user in mogelijke_eigenaars(plaatsing, by, op=op)}:
        raise DomainError("Kies iemand van de school of de poule.", field="eigenaar")
    signaal = _maak(plaatsing.student, plaatsing, SignaalBron.MENS, inhoud, eigenaar, by, at)
    if signaal.gemeld_op == at and not rules.is_van_leerbedrijf(by, plaatsing) and by != signaal.eigenaar:
        Signaalkring.objects.get_or_create(
            signaal=signaal, user=by, defaults={"toegevoegd_door": by, "toegevoegd_op": at}
        )
    return signaal


def mogelijke_eigenaars(plaatsing: Plaatsing, by: User, *, op: date) -> list[User]:
    """Return whom somebody of school may choose as owner: oneself, who follows the student, the coordinators."""
    student = plaatsing.student
    mensen = [by, *wie.begeleiders(student, plaatsing, op=op), *wie.coordinatoren(student, op=op)]
    return list({user.pk: user for user in mensen}.values())


@transaction.atomic
def meld(*, student: Student, inhoud: Inhoud, ontvanger: User, by: User, at: datetime) -> Signaal:
    """Tell in a safe report what is wrong, to a coordinator of one's choice; the leerbedrijf never hears of it."""
    if student.user_id != by.pk:
        raise GeenToegang("Een melding doe je zelf.")
    if inhoud.soort not in rules.MELDING_SOORTEN:
        raise DomainError("Kies waar het over gaat.", field="soort")
    if not inhoud.omschrijving.strip():
        raise DomainError("Schrijf op wat er aan de hand is.", field="omschrijving")
    keuzes = {user.pk: buiten for user, buiten in wie.ontvangers_van_melding(student, op=timezone.localdate(at))}
    if ontvanger.pk not in keuzes:
        raise DomainError("Kies wie je melding leest.", field="ontvanger")
    plaatsing = Plaatsing.objects.filter(student=student, status__in=ACTIEF).order_by("-begindatum", "-pk").first()
    return _maak(student, plaatsing, SignaalBron.MELDING, inhoud, ontvanger, by, at, naar_bureau=keuzes[ontvanger.pk])


def _maak(  # noqa: PLR0917 - one row has all of this
    student: Student,
    plaatsing: Plaatsing | None,
    bron: str,
    inhoud: Inhoud,
    eigenaar: User | None,
    by: User | None,
    at: datetime,
    *,
    naar_bureau: bool = False,
) -> Signaal:
    if eigenaar is None:
        raise DomainError(GEEN_ONTVANGER)
    if inhoud.sleutel and by is not None:
        al = Signaal.objects.filter(gemeld_door=by, sleutel=inhoud.sleutel).first()
        if al is not None:
            return al
    dringend = rules.is_dringend(inhoud.soort, bron, spoed=inhoud.spoed)
    try:
        with transaction.atomic():
            signaal = Signaal.objects.create(
                student=student,
                plaatsing=plaatsing,
                bron=bron,
                soort=inhoud.soort,
                omschrijving=inhoud.omschrijving.strip(),
                spoed=inhoud.spoed or inhoud.soort == SignaalSoort.ONVEILIG,
                vertrouwelijk=inhoud.vertrouwelijk or bron == SignaalBron.MELDING,
                bereikbaar=inhoud.bereikbaar.strip(),
                sleutel=inhoud.sleutel,
                naar_bureau=naar_bureau,
                eigenaar=eigenaar,
                gemeld_door=by,
                gemeld_op=at,
                wacht_vanaf=timezone.localdate(at),
            )
    except IntegrityError:
        return Signaal.objects.get(gemeld_door=by, sleutel=inhoud.sleutel)  # the same form, sent twice at once
    wat = "Melding" if bron == SignaalBron.MELDING else "Signaal"
    regel = noteer(signaal, wat=f"{wat} gekomen, voor {eigenaar.naam}", by=by, at=at, voor_melder=True)
    roep([eigenaar], regel=regel, at=at, haast=dringend)
    if bron == SignaalBron.MENS and dringend:
        _laat_coordinatoren_toe(signaal, by, at)
    return signaal


def _laat_coordinatoren_toe(signaal: Signaal, by: User | None, at: datetime) -> None:
    """Urgent: every coordinator of the school sees it, so that one who is away doesn't hold it up."""
    for user in wie.coordinatoren(signaal.student, op=timezone.localdate(at)):
        if user.pk not in {signaal.eigenaar_id, signaal.student.user_id}:
            laat_toe_door_systeem(signaal, user, by=by, at=at, haast=True)


def laat_toe_door_systeem(signaal: Signaal, user: User, *, by: User | None, at: datetime, haast: bool = False) -> None:
    """Let somebody in because the rules say so; twice does no harm."""
    _, nieuw = Signaalkring.objects.get_or_create(
        signaal=signaal, user=user, defaults={"toegevoegd_door": by, "toegevoegd_op": at}
    )
    if nieuw:
        stil = signaal.bron != SignaalBron.MELDING
        regel = noteer(signaal, wat=f"{user.naam} leest mee", by=None, at=at, voor_melder=True, stil=stil)
        roep([user], regel=regel, at=at, haast=haast)


@transaction.atomic
def maak_uit_feit(*, student: Student, plaatsing: Plaatsing, soort: str, tekst: str, at: datetime) -> Signaal | None:
    """Make a signal from a fact, or add a line to the one of this kind that is open. None when nobody can own it."""
    rijen = Signaal.objects.filter(student=student, soort=soort, bron=SignaalBron.FEIT).open()
    al = rijen.filter(plaatsing=plaatsing).order_by("pk").first()
    if al is not None:
        regel = noteer(vergrendeld(al), wat="Er kwam iets bij", tekst=tekst, by=None, at=at)
        roep([al.eigenaar], regel=regel, at=at)
        return al
    eigenaar = wie.eigenaar_voor(student, plaatsing, dringend=False, op=timezone.localdate(at))
    if eigenaar is None:
        return None
    return _maak(student, plaatsing, SignaalBron.FEIT, Inhoud(soort, tekst), eigenaar, None, at)


@transaction.atomic
def trek_feit_in(*, signaal: Signaal, tekst: str, at: datetime) -> None:
    """A fact turned out not to be true: a signal that nobody took up ends, another gets a line."""
    nu = vergrendeld(signaal)
    noteer(nu, wat="De gegevens zijn verbeterd", tekst=tekst, by=None, at=at)
    if nu.status == SignaalStatus.OPEN:
        nu.status, nu.afloop, nu.besluit, nu.afgerond_op = SignaalStatus.AFGEROND, "vals", tekst, at
        nu.wacht_vanaf = None
        nu.save(update_fields=["status", "afloop", "besluit", "afgerond_op", "wacht_vanaf"])
