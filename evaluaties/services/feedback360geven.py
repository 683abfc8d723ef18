"""Answering 360 feedback by a mailed link. Of an anonymous round nothing is kept that tells who answered what.

No audit line, no moment, no order: the rows of the round are written anew, shuffled, with each answer.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.errors import DomainError
from evaluaties.enums import FeedbackStatus, Moderatie, VraagSoort
from evaluaties.models import Feedbackantwoord, Feedbackronde, Feedbacktekst, Feedbackuitnodiging
from evaluaties.rules_feedback import SCHAAL, waarom_kijken
from evaluaties.services.feedback360 import DICHT, is_open, vergrendel
from evaluaties.services.feedback360beleid import beleid_van
from kern.kalender import lokale_dag
from kern.models import Toegangslink
from kern.services.toegangslinks import gebruik_link

MAX_TEKST = 2000
RELATIES = (
    "formulier",
    "ronde__student__user",
    "ronde__student__school",
    "ronde__plaatsing__werkbegeleider",
    "ronde__plaatsing__stagebegeleider",
    "ronde__plaatsing__stageplaats__afdeling__locatie__organisatie",
)


def uitnodiging_van(link: Toegangslink) -> Feedbackuitnodiging | None:
    """Return what a link opens, with what its page shows."""
    return Feedbackuitnodiging.objects.select_related(*RELATIES).filter(public_id=link.object_id).first()


def waarom_dicht(uitnodiging: Feedbackuitnodiging, at: datetime, kijker: Any = None) -> str:
    """Why this person can't answer at `at`; "" when it can. `kijker`: who is logged in, if anybody."""
    ronde = uitnodiging.ronde
    if kijker is not None and kijker.pk == ronde.student.user_id:
        return "Deze link is voor iemand anders. Een student geeft geen feedback aan zichzelf."
    if not ronde.student.user.is_active or not is_open(ronde, at):
        return "Deze ronde is gesloten. Feedback geven kan niet meer. Bedankt dat u wilde helpen."
    if uitnodiging.ingetrokken_op is not None:
        return "De student heeft deze vraag teruggenomen. U hoeft niets te doen."
    return "" if uitnodiging.status == FeedbackStatus.GEVRAAGD else "U hebt al geantwoord. Bedankt."


def _vast(link: Toegangslink, at: datetime) -> tuple[Feedbackronde, Feedbackuitnodiging]:
    """Lock round and invitation, use the link up, and return them when an answer is still possible."""
    uitnodiging = uitnodiging_van(link)
    if uitnodiging is None:
        raise DomainError(DICHT)
    ronde = vergrendel(uitnodiging.ronde)
    rij = Feedbackuitnodiging.objects.select_for_update(of=("self",)).select_related(*RELATIES).get(pk=uitnodiging.pk)
    if waarom := waarom_dicht(rij, at):
        raise DomainError(waarom)
    gebruik_link(link=link, at=at)
    return ronde, rij


@transaction.atomic
def geef(*, link: Toegangslink, scores: Mapping[str, int], teksten: Mapping[str, str], at: datetime) -> None:
    """Keep an answer: a score (1-5) per subject that the person could judge, and texts. The link works once.

    Raises DomainError when nothing was filled in, or the round closed meanwhile.
    """
    ronde, uitnodiging = _vast(link, at)
    vragen = {vraag["code"]: vraag["soort"] for vraag in uitnodiging.formulier.vragen}
    scores = {code: score for code, score in scores.items() if vragen.get(code) == VraagSoort.SCORE}
    woorden = {code: tekst.strip() for code, tekst in teksten.items() if vragen.get(code) == VraagSoort.OPEN}
    woorden = {code: tekst for code, tekst in woorden.items() if tekst}
    if not scores and not woorden:
        raise DomainError("Geef bij minstens een vraag een antwoord.")
    if not set(scores.values()) <= set(SCHAAL) or any(len(tekst) > MAX_TEKST for tekst in woorden.values()):
        raise DomainError("Kies een antwoord uit de lijst en schrijf ten hoogste 2000 tekens.")
    op_naam = {} if ronde.anoniem else {"uitnodiging": uitnodiging}
    dag = {} if ronde.anoniem else {"dag": lokale_dag(at)}
    Feedbackantwoord.objects.create(
        ronde=ronde, rol=uitnodiging.rol, formulier=uitnodiging.formulier, scores=scores, **op_naam, **dag
    )
    namen, alles = _namen(ronde, uitnodiging), beleid_van(ronde.student.school_id).alles_nalezen
    for code, tekst in woorden.items():
        waarom = waarom_kijken(tekst, namen)
        stand = Moderatie.WACHT if waarom or alles else Moderatie.TONEN
        Feedbacktekst.objects.create(ronde=ronde, code=code, tekst=tekst, moderatie=stand, waarom=waarom, **op_naam)
    _zet_status(uitnodiging, FeedbackStatus.GEGEVEN)
    if ronde.anoniem:
        _schud(ronde)


@transaction.atomic
def weiger(*, link: Toegangslink, at: datetime) -> None:
    """Say no; the person gets no more mail about it."""
    _, uitnodiging = _vast(link, at)
    _zet_status(uitnodiging, FeedbackStatus.GEWEIGERD)


def _zet_status(uitnodiging: Feedbackuitnodiging, status: str) -> None:
    uitnodiging.status = status
    uitnodiging.save(update_fields=["status"])


def _namen(ronde: Feedbackronde, uitnodiging: Feedbackuitnodiging) -> list[str]:
    """Return names that tell who wrote, or about whom else; on name only the others matter."""
    namen = list(ronde.uitnodigingen.exclude(pk=uitnodiging.pk).values_list("naam", flat=True))
    if ronde.anoniem:
        namen.append(uitnodiging.naam)
    plaatsing = uitnodiging.ronde.plaatsing
    mensen = (plaatsing.werkbegeleider, plaatsing.stagebegeleider)
    student = {deel.casefold() for deel in ronde.student.naam.split()}
    return [naam for naam in [*namen, *(mens.naam for mens in mensen if mens)] if naam.casefold() not in student]


def _schud(ronde: Feedbackronde) -> None:
    """Write all answers and texts of a round anew in an order of chance, under new numbers."""
    kans = secrets.SystemRandom()
    for model, velden in (
        (Feedbackantwoord, ("rol", "formulier_id", "scores")),
        (Feedbacktekst, ("code", "tekst", "moderatie", "waarom")),
    ):
        rijen: list[dict[str, Any]] = list(model.objects.filter(ronde=ronde).values(*velden))
        model.objects.filter(ronde=ronde).delete()
        kans.shuffle(rijen)
        model.objects.bulk_create([model(ronde=ronde, **rij) for rij in rijen])
