"""Looking at texts of 360 feedback before anybody reads them, and reporting one; and new versions of the questions."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from evaluaties.enums import FeedbackRol, Moderatie, VraagSoort
from evaluaties.models import Feedbackformulier, Feedbackronde, Feedbacktekst
from evaluaties.rules_feedback import is_eigen, mag_modereren, mag_vragen_schrijven
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast

MAX_VRAGEN = 12
GEMELD = "De student meldt deze tekst."


@transaction.atomic
def beoordeel(*, tekst: Feedbacktekst, tonen: bool, by: User, at: datetime) -> None:
    """Let a text be shown, or keep it hidden for good. Twice the same is once."""
    rij = Feedbacktekst.objects.select_for_update(of=("self",)).select_related("ronde__student").get(pk=tekst.pk)
    eigen_school = rij.ronde.student.school_id in by.organisatie_ids_als("coordinator")
    if not mag_modereren(by) or not eigen_school or rij.ronde.gesloten_op is None:
        raise DomainError("Deze tekst beoordeelt iemand anders.")
    stand = Moderatie.TONEN if tonen else Moderatie.VERBERGEN
    if rij.moderatie == stand:
        return
    if rij.moderatie != Moderatie.WACHT:
        raise DomainError("Een collega heeft deze tekst al bekeken.")
    rij.moderatie, rij.gemodereerd_door, rij.gemodereerd_op = stand, by, at
    rij.save(update_fields=["moderatie", "gemodereerd_door", "gemodereerd_op"])
    leg_vast(actie="tekst in feedback bekeken", obj=rij, by=by, at=at, na={"moderatie": stand.value})


@transaction.atomic
def laat_door(*, teksten: Sequence[Feedbacktekst], by: User, at: datetime) -> int:
    """Let several texts be shown that a person read and nothing caught the eye in; returns how many."""
    # All at once and in a fixed order: who holds the log waits for nothing else.
    rijen = Feedbacktekst.objects.filter(pk__in=[tekst.pk for tekst in teksten], moderatie=Moderatie.WACHT, waarom="")
    gewoon = list(rijen.order_by("pk").select_for_update(of=("self",)))
    for tekst in gewoon:
        beoordeel(tekst=tekst, tonen=True, by=by, at=at)
    return len(gewoon)


@transaction.atomic
def meld(*, ronde: Feedbackronde, tekst: Feedbacktekst, by: User, at: datetime) -> None:
    """The student reports a text, once: it disappears until a coordinator has looked at it (again)."""
    rij = Feedbacktekst.objects.select_for_update(of=("self",)).get(pk=tekst.pk, ronde=ronde)
    if not is_eigen(by, ronde):
        raise DomainError("Alleen de student zelf meldt een tekst.")
    if rij.moderatie == Moderatie.WACHT:
        return
    if rij.waarom == GEMELD:
        raise DomainError("Je school heeft je melding al bekeken. Bespreek de tekst met je stagedocent.")
    rij.moderatie, rij.waarom = Moderatie.WACHT, GEMELD
    rij.save(update_fields=["moderatie", "waarom"])
    leg_vast(actie="tekst in feedback gemeld", obj=rij, by=by, at=at)


@transaction.atomic
def schrijf_vragen(
    *, rol: str, vragen: Sequence[dict[str, str]], op_versie: int, by: User, at: datetime
) -> Feedbackformulier:
    """Publish the next version of the questions for a role; rounds keep the version they asked with.

    `op_versie` is the version that the text was based on: somebody else's newer one is not lost (C3).
    """
    if not mag_vragen_schrijven(by):
        raise DomainError("Alleen een beheerder verandert de vragen.")
    if rol not in FeedbackRol.values:
        raise DomainError("Deze groep bestaat niet.")
    laatste = Feedbackformulier.objects.select_for_update(of=("self",)).filter(rol=rol).order_by("-versie").first()
    nummer = laatste.versie if laatste else 0
    rijen = [_als_vraag(vraag) for vraag in vragen]
    if laatste is not None and laatste.vragen == rijen:
        return laatste
    if nummer != op_versie:
        raise DomainError("Een collega heeft intussen nieuwe vragen gemaakt. Bekijk die eerst.")
    _eis_vragen(rijen)
    formulier = Feedbackformulier.objects.create(
        rol=rol, versie=nummer + 1, vragen=rijen, geldig_van=lokale_dag(at), gemaakt_door=by, gemaakt_op=at
    )
    leg_vast(actie="vragen voor 360 feedback gemaakt", obj=formulier, by=by, at=at, na={"versie": nummer + 1})
    return formulier


def _als_vraag(vraag: dict[str, str]) -> dict[str, str]:
    return {naam: vraag[naam].strip() for naam in ("code", "kop", "tekst", "soort")}


def _eis_vragen(rijen: Sequence[dict[str, str]]) -> None:
    codes = [rij["code"] for rij in rijen]
    if not 1 <= len(rijen) <= MAX_VRAGEN:
        raise DomainError(f"Stel minstens een vraag, en ten hoogste {MAX_VRAGEN}.")
    if len(set(codes)) != len(codes):
        raise DomainError("Twee vragen gaan over hetzelfde onderwerp. Kies voor elke vraag een ander onderwerp.")
    if any(rij["soort"] not in VraagSoort.values for rij in rijen):
        raise DomainError("Kies bij elke vraag: score of open vraag.")
