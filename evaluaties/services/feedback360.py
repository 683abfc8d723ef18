"""Rounds of 360 feedback: open, invite, take back, close, share (R8.2). Answers: feedback360geven.

The student opens a round and closes it; the clock, and the talk itself, close what is still open.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from basis.errors import DomainError
from begeleiding.enums import AfspraakStatus, GesprekSoort
from begeleiding.models import Gespreksafspraak
from evaluaties import rules
from evaluaties.enums import FeedbackRol, FeedbackStatus
from evaluaties.models import Evaluatie, Feedbackformulier, Feedbackronde, Feedbackuitnodiging
from evaluaties.rules_feedback import MAX_UITNODIGINGEN, MINSTENS, postbus
from evaluaties.services import feedback360post as post
from evaluaties.services.feedback360beleid import beleid_van, herkomst_van, is_eigen_postbus
from kern.enums import Linkdoel
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.toegangslinks import trek_in, vergeet_adressen
from plaatsingen.models import Plaatsing

LANGSTE = timedelta(days=60)
STANDAARD = timedelta(days=14)
MAX_RONDES = 10  # each may mail twenty people
OPNIEUW_NA = timedelta(days=1)
MET_OORDEEL = (GesprekSoort.TUSSENEVALUATIE, GesprekSoort.EINDEVALUATIE)
ROLNAMEN = dict(FeedbackRol.choices)
RELATIES = (
    "student__user",
    "student__stagedocent",
    "plaatsing__stagebegeleider",
    "plaatsing__stageplaats__afdeling__locatie",
)
DICHT = "Deze ronde is gesloten."


def _afspraken(plaatsing: object) -> QuerySet[Gespreksafspraak]:
    rijen = Gespreksafspraak.objects.filter(plaatsing=plaatsing, soort__in=MET_OORDEEL)
    return rijen.exclude(status=AfspraakStatus.AFGEZEGD)


def voorstel_sluitdag(plaatsing: Plaatsing, at: datetime) -> date:
    """Return the day on which a round that opens now might close: the day before the next evaluation talk."""
    vandaag = lokale_dag(at)
    komend = _afspraken(plaatsing).filter(begin__gt=at + timedelta(days=2)).order_by("begin").first()
    if komend is None:
        return vandaag + STANDAARD
    return min(lokale_dag(komend.begin) - timedelta(days=1), vandaag + LANGSTE)


def dicht(at: datetime) -> Q:
    """Return the condition on Feedbackronde: closed, its last day over, or the talk about it has begun."""
    gesprek = Evaluatie.objects.filter(
        plaatsing=OuterRef("plaatsing"), gesprek_begonnen_op__gt=OuterRef("geopend_op"), gesprek_begonnen_op__lte=at
    )
    afspraak = _afspraken(OuterRef("plaatsing")).filter(begin__gt=OuterRef("geopend_op"), begin__lte=at)
    voorbij = Q(gesloten_op__isnull=False) | Q(sluit_op__lt=lokale_dag(at))
    return voorbij | Q(Exists(gesprek)) | Q(Exists(afspraak))


def is_open(ronde: Feedbackronde, at: datetime) -> bool:
    """Whether people may answer at `at`, also when the clock hasn't closed it yet."""
    return not Feedbackronde.objects.filter(dicht(at), pk=ronde.pk).exists()


def vergrendel(ronde: Feedbackronde) -> Feedbackronde:
    """Lock a round in the caller's transaction."""
    return Feedbackronde.objects.select_for_update(of=("self",)).select_related(*RELATIES).get(pk=ronde.pk)


def _van_student(ronde: Feedbackronde, by: User, at: datetime) -> Feedbackronde:
    """Return the own round, locked and open."""
    vast = vergrendel(ronde)
    if vast.student.user_id != by.pk:
        raise DomainError("Alleen de student zelf doet dit.")
    if not is_open(vast, at):
        raise DomainError(DICHT)
    return vast


@transaction.atomic
def open_ronde(
    *, plaatsing: Plaatsing, titel: str, sluit_op: date, anoniem: bool, by: User, at: datetime
) -> Feedbackronde:
    """Open a round for the own placement; `anoniem` is a promise and never changes.

    Raises DomainError (fields `sluit_op`, `titel`) and when a round of this placement is open already.
    """
    if not rules.is_student_van(by, plaatsing):
        raise DomainError("Alleen de student zelf vraagt feedback.")
    if not plaatsing.is_actief:
        raise DomainError("Je kunt feedback vragen zodra je stage loopt.")
    if plaatsing.feedbackrondes.count() >= MAX_RONDES:
        raise DomainError(f"Bij deze stage vroeg je al {MAX_RONDES} keer feedback. Bespreek het met je stagedocent.")
    vandaag = lokale_dag(at)
    if not vandaag < sluit_op <= vandaag + LANGSTE:
        raise DomainError("Kies een dag na vandaag, ten hoogste 60 dagen verder.", field="sluit_op")
    try:
        with transaction.atomic():
            ronde = Feedbackronde.objects.create(
                student=plaatsing.student,
                plaatsing=plaatsing,
                titel=titel.strip(),
                anoniem=anoniem,
                minstens=MINSTENS if anoniem else 1,
                sluit_op=sluit_op,
                geopend_op=at,
            )
    except IntegrityError:
        raise DomainError("Je hebt al een ronde open. Sluit die eerst.") from None
    leg_vast(actie="feedbackronde geopend", obj=ronde, by=by, at=at, na={"sluit_op": sluit_op, "anoniem": anoniem})
    return ronde


@transaction.atomic
def nodig_uit(*, ronde: Feedbackronde, rol: str, naam: str, email: str, by: User, at: datetime) -> Feedbackuitnodiging:
    """Ask one person by a mailed link, at once or when the school says yes; the same form twice asks once (C2).

    Raises DomainError (`email`) on an own address, and on a box that was asked already, also by another spelling.
    """
    vast = _van_student(ronde, by, at)
    email, naam = email.strip().lower(), naam.strip()
    if is_eigen_postbus(email, by):
        raise DomainError("Dit is je eigen adres. Vraag iemand anders.", field="email")
    if (bestaat := _zelfde(vast, email)) is not None:
        if (bestaat.email, bestaat.naam, bestaat.rol, bestaat.ingetrokken_op) == (email, naam, rol, None):
            return bestaat
        woord = "al gevraagd" if bestaat.ingetrokken_op is None else "gevraagd en teruggenomen"
        raise DomainError(f"Dit adres heb je {woord}. Vraag iemand anders.", field="email")
    if vast.uitnodigingen.count() >= MAX_UITNODIGINGEN:
        raise DomainError(f"Je kunt {MAX_UITNODIGINGEN} mensen vragen. Dat aantal is bereikt.")
    formulier = Feedbackformulier.objects.filter(rol=rol, geldig_van__lte=lokale_dag(at)).order_by("-versie").first()
    if formulier is None:
        raise DomainError("Voor deze groep zijn er nog geen vragen.", field="rol")
    wacht = beleid_van(vast.student.school_id).keuren
    uitnodiging = Feedbackuitnodiging.objects.create(
        ronde=vast,
        rol=rol,
        naam=naam,
        email=email,
        formulier=formulier,
        gevraagd_op=at,
        herkomst=herkomst_van(email, vast),
        status=FeedbackStatus.WACHT if wacht else FeedbackStatus.GEVRAAGD,
    )
    if wacht:
        post.meld_te_keuren(vast, at=at)
    else:
        post.stuur_link(uitnodiging, vast, by=by, at=at)
    # Who was asked stays out of the log: of an anonymous round it must be forgotten.
    leg_vast(actie="feedback gevraagd", obj=vast, by=by, at=at, na={"rol": rol})
    return uitnodiging


def _zelfde(ronde: Feedbackronde, email: str) -> Feedbackuitnodiging | None:
    """Return who was asked in the box of this address already."""
    bus = postbus(email)
    return next((rij for rij in ronde.uitnodigingen.all() if rij.email and postbus(rij.email) == bus), None)


@transaction.atomic
def stuur_opnieuw(*, uitnodiging: Feedbackuitnodiging, by: User, at: datetime) -> None:
    """Mail the link once more, at most once a day; says nothing about whether there was an answer."""
    vast = _van_student(uitnodiging.ronde, by, at)
    rij = vast.uitnodigingen.select_for_update(of=("self",)).get(pk=uitnodiging.pk)
    if rij.ingetrokken_op is not None:
        raise DomainError("Deze uitnodiging heb je teruggenomen.")
    if rij.status in {FeedbackStatus.WACHT, FeedbackStatus.AFGEWEZEN}:
        raise DomainError("Je school heeft deze vraag niet goedgekeurd. Er gaat nog geen mail.")
    if rij.gevraagd_op > at - OPNIEUW_NA:
        raise DomainError("Deze persoon kreeg vandaag al een mail. Probeer het morgen opnieuw.")
    rij.gevraagd_op = at
    rij.save(update_fields=["gevraagd_op"])
    if rij.status == FeedbackStatus.GEVRAAGD:
        post.stuur_link(rij, vast, by=by, at=at)


@transaction.atomic
def trek_uitnodiging_in(*, uitnodiging: Feedbackuitnodiging, by: User, at: datetime) -> None:
    """Take an invitation back; the link is dead at once. What was answered already stays, without a word about it."""
    vast = _van_student(uitnodiging.ronde, by, at)
    rij = vast.uitnodigingen.select_for_update(of=("self",)).get(pk=uitnodiging.pk)
    if rij.ingetrokken_op is not None:
        return
    rij.ingetrokken_op = at
    if rij.status in {FeedbackStatus.GEVRAAGD, FeedbackStatus.WACHT}:
        rij.status = FeedbackStatus.INGETROKKEN
    rij.save(update_fields=["ingetrokken_op", "status"])
    trek_in(doel=Linkdoel.FEEDBACK, object_id=rij.public_id, by=by, at=at)
    leg_vast(actie="feedback niet meer gevraagd", obj=vast, by=by, at=at)


@transaction.atomic
def bewaar_zelf(*, ronde: Feedbackronde, scores: dict[str, int], by: User, at: datetime) -> None:
    """Keep how the student sees the own work, to lay beside the sum; not any more once the sum is known."""
    vast = _van_student(ronde, by, at)
    vast.zelf = scores
    vast.save(update_fields=["zelf"])


@transaction.atomic
def sluit(*, ronde: Feedbackronde, by: User | None, at: datetime) -> bool:
    """Close a round for good; of an anonymous one, who was asked is forgotten. Returns False when it was closed."""
    vast = vergrendel(ronde)
    if by is not None and vast.student.user_id != by.pk:
        raise DomainError("Alleen de student zelf sluit de ronde.")
    if vast.gesloten_op is not None:
        return False
    vast.gesloten_op = at
    vast.save(update_fields=["gesloten_op"])
    uitgenodigd = vast.uitnodigingen.all()
    uitgenodigd.filter(status=FeedbackStatus.WACHT).update(status=FeedbackStatus.INGETROKKEN)
    nummers = list(uitgenodigd.values_list("public_id", flat=True))
    if vast.anoniem:
        vergeet_adressen(doel=Linkdoel.FEEDBACK, object_ids=nummers, at=at)
        uitgenodigd.update(naam="", email="")
    else:
        for nummer in nummers:
            trek_in(doel=Linkdoel.FEEDBACK, object_id=nummer, by=by, at=at)
    leg_vast(actie="feedbackronde gesloten", obj=vast, by=by, at=at, na={"antwoorden": vast.antwoorden.count()})
    post.meld_te_lezen(vast, at=at)
    if by is None:
        post.meld_gesloten(vast, at=at)
    ronde.refresh_from_db()
    return True


@transaction.atomic
def deel(*, ronde: Feedbackronde, gedeeld: bool, by: User, at: datetime) -> None:
    """Let the begeleiders of the placement see the sum, or no longer."""
    vast = vergrendel(ronde)
    if vast.student.user_id != by.pk:
        raise DomainError("Alleen de student zelf deelt de feedback.")
    if vast.gesloten_op is None:
        raise DomainError("Sluit de ronde eerst. Daarna kun je delen.")
    if vast.gedeeld == gedeeld:
        return
    vast.gedeeld = gedeeld
    vast.save(update_fields=["gedeeld"])
    leg_vast(actie="feedback gedeeld" if gedeeld else "feedback niet meer gedeeld", obj=vast, by=by, at=at)


# --- The clock ---

HERINNER_VOOR = timedelta(days=3)
PER_KEER = 500


def loop_na(*, at: datetime) -> dict[str, int]:
    """Close what is over and remind who didn't answer, once; twice or at the same time is the same."""
    uit = {"gesloten": 0, "herinnerd": 0}
    te_sluiten = Feedbackronde.objects.open().filter(dicht(at)).order_by("pk")[:PER_KEER]
    for ronde in list(te_sluiten):
        uit["gesloten"] += sluit(ronde=ronde, by=None, at=at)
    grens = lokale_dag(at) + HERINNER_VOOR
    bijna = Feedbackronde.objects.open().filter(sluit_op__lte=grens, herinnerd_op__isnull=True).exclude(dicht(at))
    # Who was asked a day ago needs no reminder: a short round has none.
    bijna = bijna.filter(geopend_op__lt=at - HERINNER_VOOR).order_by("pk")
    for ronde in list(bijna[:PER_KEER]):
        uit["herinnerd"] += _herinner(ronde, at)
    return uit


@transaction.atomic
def _herinner(ronde: Feedbackronde, at: datetime) -> int:
    vast = vergrendel(ronde)
    if vast.herinnerd_op is not None or not is_open(vast, at):
        return 0
    vast.herinnerd_op = at
    vast.save(update_fields=["herinnerd_op"])
    rijen = vast.uitnodigingen.filter(status=FeedbackStatus.GEVRAAGD, ingetrokken_op__isnull=True)
    wachtend = list(rijen.filter(gevraagd_op__lte=at - OPNIEUW_NA))  # who just had the mail needs no second one
    for uitnodiging in wachtend:
        post.stuur_link(uitnodiging, vast, by=None, at=at, herinnering=True)
    return len(wachtend)
